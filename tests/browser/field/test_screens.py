"""Every screen of the tablet: open to all, large targets, nothing beside the edge."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.interviewer import answer, begin, has, press, unlock

TEXTS = {"adults": "3", "smartphones": "2", "vneid_level2": "1", "feedback": "Thêm ghế"}
CHOICES = ("4", "helped", "mobile", "1_2", "1", "on_time", "self", "a40_59", "f")
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea')]
  .filter((each) => each.getBoundingClientRect().height < 44 && !each.closest('label'))
  .map((each) => each.outerHTML)"""

#: What a screen is made of; one that is made like another is judged once.
SHAPE = """() => [...new Set([...document.querySelectorAll('main *')]
  .map((each) => `${each.tagName}.${each.className}`))].sort().join(' ')"""


class Screens:
    """Judges screens, and keeps their pictures where SCREENSHOTS says."""

    def __init__(self, page):
        self.page, self.faults, self.number, self.shapes = page, [], 0, set()

    def look(self, name):
        page = self.page
        shape = page.evaluate(SHAPE)
        if shape not in self.shapes:
            found = Axe().run(page).response["violations"]
            self.faults += [f"{name}: {each['id']} {each['nodes'][0]['html']}" for each in found]
        self.shapes.add(shape)
        self.faults += [f"{name}: small {each}" for each in page.evaluate(SMALL)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"{name}: scrolls sideways")
        self.number += 1
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"tablet-{self.number:02}-{name}.png")


@pytest.fixture
def screens(tablet):
    return Screens(tablet)


def walk_through(screens):
    """Answer screen after screen and look at each."""
    page = screens.page
    while not has(page, "Xong, lưu phiếu"):
        before = page.locator("h1").inner_text()
        screens.look("question")
        answer(page, TEXTS, CHOICES)
        page.wait_for_function("old => document.querySelector('h1').innerText !== old", arg=before)
    screens.look("end")
    press(page, "Xong, lưu phiếu")
    page.locator("#receipt").wait_for()
    screens.look("saved")


def test_every_screen_is_open_to_all(screens, network):
    page = screens.page
    page.goto(f"{network.url}/field/")
    page.get_by_label("Mã PIN 6 số").wait_for()
    screens.look("lock")
    press(page, "Người khác dùng máy này")
    screens.look("enrol")
    unlock(page, network.url)
    screens.look("home")
    press(page, "Hộ tiếp theo")
    screens.look("household")
    press(page, "Quay lại")
    begin(page)
    walk_through(screens)
    press(page, "Quay lại")
    for name in ("Chi tiết gửi", "Tra cứu thủ tục, đơn vị"):
        press(page, name)
        screens.look("list")
        press(page, "Quay lại")

    assert screens.faults == []
