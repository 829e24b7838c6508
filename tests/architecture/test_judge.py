"""The judging client objects to each fault it is there to find."""

import pytest

from tests.support.html import Page

GOOD = (
    '<!doctype html><html lang="vi"><head><title>Đánh giá</title></head><body><h1>Đánh giá</h1>'
    '<form method="post"><input type="hidden" name="token"><label for="name">Tên</label>'
    '<input id="name" name="name"><fieldset><legend>Mức</legend><label><input type="radio" '
    'name="level"> Tốt</label></fieldset><button>Gửi</button></form></body></html>'
)
# fmt: off
FAULTS = [
    (' lang="vi"', "", "no language"),
    ("<title>Đánh giá</title>", "", "no title"),
    ("<h1>Đánh giá</h1>", "", "0 h1"),
    ("</h1>", "</h1><h1>Hai</h1>", "2 h1"),
    ('for="name"', "", "no label for name"),
    ('for="name"', 'for="other"', "'other', which is not there"),
    ("</legend>", '</legend><p id="name"></p>', "stands twice"),
    ("<legend>Mức</legend>", "", "fieldset without legend"),
    ("<h1>", '<h1 style="color: red">', "inline style"),
    ("<h1>", '<h1 onclick="go()">', "inline style or script"),
    ("<h1>", "<script>go()</script><h1>", "inline <script>"),
    ("<h1>", '<a href="javascript:go()">x</a><h1>', "javascript:"),
    ("<h1>", '<img src="/qr.svg"><h1>', "image without alt"),
    ("</form>", "", "never closed"),
    ("</form>", "</form></form>", "closes"),
]
# fmt: on


def test_good_page_passes():
    assert Page(GOOD).faults == []


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_fault_is_found(old, new, fault):
    assert fault in "\n".join(Page(GOOD.replace(old, new, 1)).faults)
