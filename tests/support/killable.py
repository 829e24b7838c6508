"""A browser of our own that can be killed like a tablet whose battery dies."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

from tests.support.browser import FLAGS
from tests.support.missing import missing

START_SECONDS = 60


class Killable:
    """Chromium with a profile that stays; started anew after every kill."""

    def __init__(self, browser_type, profile):
        self.browser_type, self.profile, self.process = browser_type, profile, None

    def start(self):
        """Start and return a page."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                shutil.which("chromium") or missing("Chromium"),
                *FLAGS,
                "--remote-debugging-port=0",
                "--window-size=360,740",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert time.monotonic() < deadline, "Chromium does not start"
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        self.browser = self.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        return self.browser.contexts[0].new_page()

    def kill(self):
        """Kill the whole browser at once, with nothing said to it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(Exception):
            self.browser.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def dump(self):
        """Return every byte the profile holds."""
        files = [path for path in self.profile.rglob("*") if path.is_file()]
        return b"\n".join(path.read_bytes() for path in files)
