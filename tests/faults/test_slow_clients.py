"""Slow connections, honest or not, do not keep others waiting."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.support.visitor import Visitor

SLOW, GOOD = 100, 10
#: Generous: a busy machine is no failure, a server whose threads are all taken is.
SECONDS = 10

HEAD = "POST / HTTP/1.1\r\nHost: {host}\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"


def half_open(url, beginning):
    """Open a connection and send only the beginning of a request."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)
    connection.sendall(beginning.format(host=parts.netloc).encode())
    return connection


def seconds_for(visitor):
    """Return how long a page with a look-up in the database takes."""
    begun = time.monotonic()
    assert visitor.get("/").status_code == 200
    return time.monotonic() - begun


@pytest.mark.parametrize("beginning", [HEAD, HEAD + FORM], ids=["heads", "bodies"])
def test_good_requests_are_answered_beside_a_hundred_slow_ones(live_server, beginning):
    with ExitStack() as stack:
        slow = [
            stack.enter_context(half_open(live_server.url, beginning + "x")) for _ in range(SLOW)
        ]
        taken = []
        for _ in range(GOOD):
            for connection in slow:
                connection.sendall(b"y")
            taken.append(seconds_for(Visitor(live_server.url)))

    assert max(taken) < SECONDS, taken
