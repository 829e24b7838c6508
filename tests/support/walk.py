"""Going through the console: every page on the way passes axe and fits a small phone."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import PHONE

WIDE = {"width": 1280, "height": 900}


class Walk:
    """Goes through the console and judges every page on the way."""

    def __init__(self, page):
        self.page, self.axe, self.number = page, Axe(), 0
        self.faults = []
        page.set_viewport_size(WIDE)
        page.on("console", self.note)

    def note(self, message):
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def look(self, name):
        """Judge the page as it stands, wide and on a phone."""
        page = self.page
        found = self.axe.run(page).response["violations"]
        self.faults += [f"{name}: {each['id']} {each['nodes'][0]['html']}" for each in found]
        self.number += 1
        self.keep(name)
        page.set_viewport_size(PHONE)
        self.keep(f"{name}-phone")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            self.faults.append(f"{name} scrolls sideways")
        page.set_viewport_size(WIDE)

    def keep(self, name):
        """Keep the page as a picture, when asked to."""
        if folder := os.environ.get("SCREENSHOTS"):
            path = Path(folder) / f"{self.number:02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def press(self, name):
        self.page.get_by_role("button", name=name).click()
