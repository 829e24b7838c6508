"""The real server as its own process."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from tests.support.settings import environment

ROOT = Path(__file__).resolve().parents[2]
FLASK = Path(sys.executable).with_name("flask")
START_SECONDS = 60


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass(frozen=True)
class LiveServer:
    """A served application: its address, its settings and its commands."""

    url: str
    settings: Settings
    process: subprocess.Popen

    def flask(self, *arguments):
        """Run a command against the same database; return what it printed."""
        return run_flask(self.settings, *arguments).stdout


def surroundings(settings):
    """Return the variables of a command; byte code is kept, or each start would compile anew."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return inherited | environment(settings)


def run_flask(settings, *arguments, check=True):
    """Run ``flask ...`` in a process of its own."""
    return subprocess.run(
        [FLASK, *map(str, arguments)],
        check=check,
        cwd=ROOT,
        env=surroundings(settings),
        capture_output=True,
        text=True,
    )


@contextlib.contextmanager
def serving(settings, log):
    """Serve until the block is left; the server and all its children are gone then."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [FLASK, "system", "serve"],
            cwd=ROOT,
            env=surroundings(settings),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until_healthy(settings.base_url, process, log)
        yield LiveServer(settings.base_url, settings, process)
    finally:
        stop_group(process)


def wait_until_healthy(url, process, log):
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.05)


def stop_group(process):
    """Ask the whole process group to end; what is left after ten seconds is killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
