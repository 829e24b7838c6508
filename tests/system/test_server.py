"""What the server hands to the application is what was sent."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from survey_app.app import LARGEST_BODY
from tests.support.visitor import Visitor

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def visitor(live_server):
    return Visitor(live_server.url)


def raw(live_server, request):
    """Send bytes as they are; return the status line and all that follows."""
    parts = urlsplit(live_server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request.replace(b"HOST", parts.netloc.encode()))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_vietnamese_text_arrives(visitor):
    page = visitor.post("/", {"code": "Đường An – «quầy»"}).text

    assert "Đường An – «quầy»" in page


@pytest.mark.parametrize("code", ["ABCD EFGH JKMN", "%00", "đ", "a%2Fb", "%FF", "?", "x" * 3000])
def test_odd_address_is_unknown_and_no_fault(visitor, code):
    assert visitor.get(f"/R/{code}").status_code == 404


def test_query_arrives(visitor):
    assert '<html lang="en"' in visitor.get("/?lang=en").text


def test_body_in_chunks_arrives(visitor):
    connection = http.client.HTTPConnection(visitor.netloc, timeout=30)
    connection.request("POST", "/", iter([b"code=", b"7K3M"]), FORM, encode_chunked=True)
    response = connection.getresponse()
    connection.close()

    assert (response.status, response.headers["Location"]) == (303, "/D/7K3M")


def test_declared_body_that_is_too_large_is_not_waited_for(live_server):
    head = (
        f"POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Length: {LARGEST_BODY + 1}"
    )

    answer = raw(live_server, head.encode() + b"\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("path", "media_type", "words"),
    [
        ("/", b"text/html", "Nội dung gửi quá lớn"),
        ("/api/v1/cases", b"application/problem+json", "413"),
    ],
)
def test_body_that_is_too_large_is_refused_in_words(live_server, path, media_type, words):
    head = f"POST {path} HTTP/1.1\r\nHost: HOST\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"

    answer = raw(live_server, head.encode())

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Content-Type: " + media_type in answer
    assert words in answer.decode()
    assert b"nosniff" in answer


def test_chunks_without_end_are_cut_off(live_server, visitor):
    head = (
        b"POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"

    try:
        answer = raw(live_server, head + chunk * 6)
    except ConnectionError:  # closed while we were still sending
        answer = b""

    assert answer == b"" or answer.startswith(b"HTTP/1.1 413 ")
    assert visitor.get("/").status_code == 200


def test_head_has_the_headers_and_no_body(live_server):
    answer = raw(live_server, b"HEAD / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")


def test_visitor_who_leaves_in_the_middle_is_no_trouble(live_server, visitor):
    parts = urlsplit(live_server.url)
    for _ in range(20):
        with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab")

    assert visitor.get("/").status_code == 200
