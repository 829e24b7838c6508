"""Debian's Chromium, driven by Playwright."""

import contextlib
import shutil
from ctypes.util import find_library

from playwright.sync_api import sync_playwright

from tests.support.missing import missing

#: Without these Chromium calls its maker's servers, and does not start as root.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: A small, common phone.
PHONE = {"width": 360, "height": 740}


@contextlib.contextmanager
def running_browser():
    program = shutil.which("chromium") or missing("Chromium")
    if find_library("atomic") is None:
        missing("libatomic1, which Playwright's driver needs,")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
