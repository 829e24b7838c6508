"""The web server, and the clock-driven work beside it in the same process."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import waitress
from flask import current_app
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from survey_app.core.errors import SettingsError
from survey_app.jobs import worker
from survey_app.system.jobs import run_forever
from survey_app.ui.errors import respond_status

if TYPE_CHECKING:
    from flask import Flask
    from waitress.server import BaseWSGIServer, MultiSocketServer

#: Views that run at once; more only wait for each other.
THREADS = 4
#: Connections open at once. A phone that sends slowly holds one of these, not a thread: a
#: request is read whole before a view runs (docs/adr/0006-waitress-and-daily-work.md).
CONNECTIONS = 1000
#: A form is a few kilobytes: whoever is silent for longer than this has gone.
SECONDS_OF_SILENCE = 60
BACKLOG = 1024


def settle() -> None:
    """Leave what lives as long as the process out of every search for garbage."""
    gc.collect()
    gc.freeze()


def serve(port: int) -> None:
    """Serve until a signal comes; the daily work runs in a thread of this process.

    Raises:
        SettingsError: ``port_taken``.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
    server = listen(app, port)
    stop = threading.Event()
    for work in (run_forever, worker.run_forever):
        threading.Thread(target=work, args=(app, stop), daemon=True).start()
    settle()
    server.run()
    stop.set()


def listen(app: Flask, port: int) -> MultiSocketServer | BaseWSGIServer:
    """Return the server on its open port; nobody is answered before it runs."""
    try:
        server = waitress.create_server(
            app,
            host="127.0.0.1",
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=SECONDS_OF_SILENCE,
            backlog=BACKLOG,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            ident="",
            clear_untrusted_proxy_headers=True,
        )
    except OSError:
        raise SettingsError("port_taken", port=port) from None
    server.channel_class = channel_of(app)
    return server


class Refusal(ErrorTask):  # type: ignore[misc] # the library has no types
    """Answers what never reaches the application, such as a body that is too large, as it would."""

    app: Flask

    def execute(self) -> None:
        """Write the application's own page or problem document."""
        with self.app.test_request_context(getattr(self.request, "path", "/")):
            response = self.app.make_response(respond_status(self.request.error.code, {}))
            response = self.app.process_response(response)
        body = response.get_data()
        self.status = response.status
        self.response_headers.extend(response.headers.to_wsgi_list())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def channel_of(app: Flask) -> type[HTTPChannel]:
    """Return connections that speak to people even where they refuse."""
    refusal = type("Refusal", (Refusal,), {"app": app})
    return type("Channel", (HTTPChannel,), {"error_task_class": refusal})
