"""A network between browser and server that fails in the ways networks fail."""

import contextlib
import http.client
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Xin đăng nhập Wi-Fi</h1>".encode()
PASSED_ON = ("Content-Type", "Location", "Cache-Control", "Content-Security-Policy")
#: A slow line: bytes a second, and how many of all calls are lost.
SLOW_BYTES, LOST = 2048, 0.3
#: What a bad network does to a call: before the server saw it, or after it had committed.
FAULTS = ("drop", "lose", "portal", "bad_gateway", "cut", "pass", "pass", "pass")


class Faulty:
    """Forwards to a server, or does what ``mode`` says; ``flaky`` chooses anew for each call."""

    def __init__(self, server_url, seed=0):
        self.target = urlsplit(server_url)
        self.mode, self.draw, self.seen = "pass", random.Random(seed), []
        #: Makes the browser take the service worker for a newer one.
        self.worker_suffix = b""
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                proxy.handle(self)

            do_POST = do_GET  # noqa: N815 - as the library spells it

            def log_message(self, *_words):
                pass

        self.listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"

    def handle(self, request):
        mode = self.draw.choice(FAULTS) if self.mode == "flaky" else self.mode
        self.seen.append((mode, request.command, request.path))
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if mode == "slow" and self.draw.random() < LOST:
            mode = "drop"
        if mode in {"drop", "down"}:
            return self.hang_up(request)
        if mode in {"portal", "bad_gateway"}:
            return self.answer(request, 200 if mode == "portal" else 502, PORTAL)
        status, headers, content = self.forward(request, body)
        if mode == "lose":
            return self.hang_up(request)
        if mode == "cut":
            return self.answer(request, status, content, headers, content[: len(content) // 2])
        return self.answer(request, status, content, headers)

    def forward(self, request, body):
        connection = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=60)
        kept = {k: v for k, v in request.headers.items() if k.lower() != "accept-encoding"}
        connection.request(request.command, request.path, body or None, kept)
        response = connection.getresponse()
        headers = {name: response.headers[name] for name in PASSED_ON if response.headers[name]}
        content = response.read()
        if request.path.endswith("/sw.js"):
            content += self.worker_suffix
        connection.close()
        return response.status, headers, content

    def answer(self, request, status, content, headers=None, sent=None):
        with contextlib.suppress(OSError):
            request.send_response(status)
            for name, value in (headers or {"Content-Type": "text/html"}).items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            self.write(request, content if sent is None else sent)
        request.close_connection = True

    def write(self, request, content):
        """Write an answer; on a slow line a few bytes at a time."""
        piece = SLOW_BYTES // 10 if self.mode == "slow" else len(content) or 1
        for start in range(0, len(content), piece):
            request.wfile.write(content[start : start + piece])
            if self.mode == "slow":
                time.sleep(0.1)

    def hang_up(self, request):
        request.close_connection = True
        with contextlib.suppress(OSError):
            request.connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def faulty_network(server_url):
    """Run the network until the block is left."""
    network = Faulty(server_url)
    thread = threading.Thread(target=network.listener.serve_forever, daemon=True)
    thread.start()
    yield network
    network.listener.shutdown()
    network.listener.server_close()
    thread.join()
