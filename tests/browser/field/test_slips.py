"""The slip of a case: read by the camera or typed, and nothing of it stays on the tablet."""

import shutil

import pytest
from sqlalchemy import select

from survey_app.responses.models import Attribution
from tests.support.browser import FLAGS, PHONE
from tests.support.camera import film_of, flags
from tests.support.interviewer import begin, enrol, go_on, has, held, press, show_slip


@pytest.fixture
def slip(operator, case_numbers):
    """Case ID and link of a case."""
    case_id = operator.add_case(next(case_numbers), channel=2)
    return case_id, operator.link(case_id)


@pytest.fixture
def tablet(browser, network, work, slip, tmp_path):
    """A page of an enrolled tablet whose camera sees the link's code."""
    film = film_of(f"HTTPS://XA.VN{slip[1]}", tmp_path / "slip.y4m")
    program = shutil.which("chromium")
    args = [*FLAGS, *flags(film)]
    seeing = browser.browser_type.launch(executable_path=program, args=args)
    page = seeing.new_context(locale="vi-VN", viewport=PHONE).new_page()
    enrol(page, network.url, work.code("to.giay.hen"), "to.giay.hen")
    yield page
    seeing.close()


def to_the_slip(page):
    begin(page)
    while not has(page, "Quét giấy hẹn"):
        go_on(page, stop_after=1)


def bring_home(page, database):
    """Finish, send, and return where the answers count."""
    go_on(page)
    press(page, "Quay lại")
    press(page, "Gửi về ngay")
    page.get_by_text("Đã gửi hết.").wait_for()
    with database.reading() as session:
        ids = [record.id for record in held(database, page)]
        found = session.scalars(select(Attribution).where(Attribution.response_id.in_(ids)))
        return [(each.procedure_code, each.verification) for each in found]


def test_slip_is_read_by_the_camera_or_typed(tablet, slip, live_database):
    to_the_slip(tablet)
    press(tablet, "Quét giấy hẹn")
    tablet.get_by_text(f"Đã ghi mã giấy hẹn {slip[1].rpartition('/')[2]}").wait_for()
    assert bring_home(tablet, live_database) == [("1.001193", "case")]

    begin(tablet)
    show_slip(tablet, "giấy hẹn số 5")
    tablet.get_by_text("Đây không phải mã").wait_for()
    tablet.get_by_label("Mã trên giấy hẹn", exact=False).fill(slip[0].lower())
    press(tablet, "Tiếp tục")
    tablet.get_by_text(f"Đã ghi mã giấy hẹn {slip[0]}").wait_for()
    assert bring_home(tablet, live_database) == [("1.001193", "case")] * 2
