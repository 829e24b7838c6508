"""The web server, and the clock-driven work beside it in the same process group."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from flask import current_app
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from survey_app.system.gateway import THREADS, served
from survey_app.system.jobs import run_forever

if TYPE_CHECKING:
    from flask import Flask

#: Connections waiting for a worker.
BACKLOG = 1024

__all__ = ["BACKLOG", "THREADS", "serve"]


def serve(port: int, workers: int) -> None:
    """Serve until a signal comes; the daily work runs in a thread of this process."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
    stop = threading.Event()
    jobs = threading.Thread(target=run_forever, args=(app, stop), daemon=True)
    jobs.start()
    Granian(
        f"{served.__module__}:{served.__name__}",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        backlog=BACKLOG,
        log_level=LogLevels.warning,
    ).serve()
    stop.set()
