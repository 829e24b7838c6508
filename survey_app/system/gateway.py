"""Between server and application: a request is read whole before it takes one of the few threads.

Granian's own WSGI reads a body in the thread that runs the view, so that a few
slow phones stop everybody; here the event loop does it, which costs no thread
(docs/adr/0006-granian-and-daily-work.md).
"""

from __future__ import annotations

import asyncio
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from survey_app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

#: Views that run at once in a process; more only wait for each other.
THREADS = 4
#: A form is a few kilobytes: whoever needs longer than this has gone.
SECONDS_FOR_BODY = 120
REQUEST_TIMEOUT = 408
Answer = tuple[int, list[tuple[str, str]], bytes]


class Gateway:
    """An RSGI application that answers with a WSGI one."""

    def __init__(self, application: WSGIApplication, largest_body: int) -> None:
        self.application = application
        self.largest_body = largest_body
        self.threads = ThreadPoolExecutor(THREADS)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        try:
            async with asyncio.timeout(SECONDS_FOR_BODY):
                body = await self.read_body(scope, protocol)
        except TimeoutError:
            protocol.response_empty(REQUEST_TIMEOUT, [])
            return
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.threads, self.answer, environment(scope, body))
        protocol.response_bytes(*answer)

    async def read_body(self, scope: Scope, protocol: HTTPProtocol) -> bytes:
        """Return the body; of one that is too large at most what shows that it is."""
        declared = scope.headers.get("content-length") or ""
        if declared.isdigit() and int(declared) > self.largest_body:
            return b""
        chunks, size = [], 0
        async for chunk in protocol:
            chunks.append(chunk)
            size += len(chunk)
            if size > self.largest_body:
                break
        return b"".join(chunks)

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """Run the application in a thread."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _fault: Any = None) -> Any:  # noqa: ANN401 - as WSGI's
            started[:] = [int(status[:3]), headers]

        parts = self.application(environ, start)
        try:
            data = b"".join(parts)
        finally:
            getattr(parts, "close", bool)()
        return started[0], started[1], data


def environment(scope: Scope, body: bytes) -> WSGIEnvironment:
    """Return the request as PEP 3333 wants it."""
    host, _, port = scope.server.rpartition(":")
    headers: dict[str, str] = {}
    for name, value in scope.headers.items():
        key = "HTTP_" + name.upper().replace("-", "_")
        joint = "; " if name == "cookie" else ", "
        headers[key] = f"{headers[key]}{joint}{value}" if key in headers else value
    headers.pop("HTTP_TRANSFER_ENCODING", None)  # it was sent in chunks; it is whole now
    length = headers.pop("HTTP_CONTENT_LENGTH", "") or str(len(body))
    return {
        "CONTENT_TYPE": headers.pop("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": length,
        **headers,
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def served() -> Gateway:
    """Return the application as the server loads it."""
    app = create_app()
    return Gateway(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"])
