"""A division officer's day in the console: cases in, poster out, comments answered, change told.

Every page passes axe, fits a small phone and breaks no rule of the content security policy. With
SCREENSHOTS set to a folder (``make screenshots``) the pages are kept as pictures.
"""

import csv
from datetime import UTC, datetime

import pytest

from survey_app.accounts.models import RoleGrant
from survey_app.accounts.service import create_account
from survey_app.core.calendar import local_day
from survey_app.directory.queries import get_unit
from tests.browser.conftest import PASSWORD, UNIT
from tests.support.casefile import HEADERS, row
from tests.support.citizen import answer
from tests.support.second_factor import give_second_factor
from tests.support.walk import Walk

LOGIN = "phong.vhxh.duongan"
ROLES = ("analyst", "desk", "followup", "leader")


@pytest.fixture
def officer(operator):
    """Login and telephone of somebody who holds several roles on the commune."""
    database, now = operator.app.extensions["survey_database"], datetime.now(UTC)
    with database.writing() as session:
        unit_id = get_unit(session, UNIT).id
        account_id = create_account(session, LOGIN, PASSWORD, (ROLES[0], unit_id), now)
        for role in ROLES[1:]:
            session.add(
                RoleGrant(
                    account_id=account_id, role=role, unit_id=unit_id, valid_from=local_day(now)
                )
            )
    return LOGIN, give_second_factor(database, LOGIN)


@pytest.fixture
def comment(operator, case_numbers):
    """The receipt of somebody who asked to be contacted."""
    link = operator.link(operator.add_case(next(case_numbers), channel=1))
    client = operator.app.test_client()
    sent = {"overall": "2", "comment": "Chờ lâu ở quầy số 2"}
    contact = {"contact_phone": "0912345678", "contact_consent": "yes"}
    receipt = answer(client, link, **sent, **contact).location.partition("?")[0]
    operator.flask("feedback", "collect")
    return receipt


@pytest.fixture
def case_file(tmp_path):
    """Six good rows of the commune and three bad ones; and the same file mended."""
    now = datetime.now(UTC)
    rows = [row(3 * number, now=now) for number in range(100, 109)]
    bad = [*rows[:6], *(each | {"KenhThucHien": "9"} for each in rows[6:])]
    for name, content in (("bad.csv", bad), ("good.csv", rows)):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, HEADERS)
            writer.writeheader()
            writer.writerows(content)
    return tmp_path


def send_file(walk, path):
    """Send a file, wait for the trial, take it in, wait again."""
    page = walk.page
    page.goto("/staff/cases/imports")
    page.get_by_label("Tệp (CSV", exact=False).set_input_files(path)
    walk.press("Xem thử tệp")
    page.get_by_role("button", name="Nhập các dòng đúng").wait_for(timeout=30_000)
    walk.look(f"trial-{path.stem}")
    walk.press("Nhập các dòng đúng")
    page.locator("section", has_text="2. Nhập").get_by_text("dòng:").wait_for(timeout=30_000)
    return page.locator("section", has_text="2. Nhập").inner_text()


def sign_in(walk, login, telephone):
    page = walk.page
    page.goto("/staff/sign-in")
    page.get_by_label("Tài khoản").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    walk.press("Đăng nhập")
    walk.look("second-step")
    page.get_by_label("Mã").fill(telephone.code())
    walk.press("Tiếp tục")
    walk.look("home")


def take_in_cases(walk, folder):
    """Send a file with three bad rows, mend it and send it again."""
    walk.page.goto("/staff/cases/imports")
    walk.look("imports")
    assert "6 mới, 0 thay đổi, 0 đã có, 3 bị loại" in send_file(walk, folder / "bad.csv")
    assert "3 mới, 0 thay đổi, 6 đã có, 0 bị loại" in send_file(walk, folder / "good.csv")
    walk.page.goto("/staff/cases/")
    walk.look("cases")


def print_poster(walk):
    """Add a desk and fetch its poster."""
    page = walk.page
    page.goto("/staff/desks/")
    page.get_by_label("Tên quầy", exact=False).fill("Quầy một cửa số 3")
    walk.press("Thêm")
    walk.look("desks")
    poster = page.get_by_role("link", name="áp phích A4 – Quầy một cửa số 3").get_attribute("href")
    assert page.request.get(poster).body().startswith(b"%PDF")
    page.get_by_role("link", name="quét thử – Quầy một cửa số 3").click()
    walk.look("scan")
    page.goto("/staff/desks/words")
    walk.look("words")


def show_code(walk):
    """Show the code of a case at the counter."""
    page = walk.page
    page.goto("/staff/desks/counter")
    walk.look("counter")
    page.get_by_label("Mã hồ sơ", exact=False).fill(row(300, now=datetime.now(UTC))["MaHoSo"])
    walk.press("Hiện mã QR")
    walk.look("code")


def answer_comment(walk):
    """Name the problem of a comment and reply to its author."""
    page = walk.page
    page.goto("/staff/feedback/")
    walk.look("feedback")
    page.get_by_role("link", name="Chờ lâu ở quầy số 2").click()
    walk.look("follow-up")
    page.get_by_label("Vấn đề").select_option("waiting")
    walk.press("Lưu")
    page.get_by_label("Phản hồi người dân").fill("Chúng tôi đã mở thêm quầy vào buổi sáng.")
    walk.press("Gửi phản hồi")
    page.goto("/staff/problems")
    walk.look("problems")


def publish_improvement(walk):
    """Write down what was changed and publish it."""
    page = walk.page
    page.goto("/staff/improvements/new?problem=waiting")
    page.get_by_label("Đã thay đổi điều gì").fill("Mở thêm một quầy vào buổi sáng")
    page.get_by_label("Áp dụng từ ngày").fill(datetime.now(UTC).date().isoformat())
    walk.look("new-improvement")
    walk.press("Lưu")
    walk.press("Công bố việc cải tiến này")
    walk.look("improvement")
    page.goto("/staff/improvements")
    walk.look("improvements")


def file_the_quarter(walk):
    """Close the quarter that is over and hand the report on."""
    page = walk.page
    page.goto("/staff/reports/")
    page.get_by_label("Tôi đồng ý chốt", exact=False).check()
    walk.press("Chốt kỳ này")
    walk.look("reports")
    page.get_by_role("row", name="Quý").get_by_role("link").first.click()
    page.get_by_label("Tôi chịu trách nhiệm", exact=False).check()
    walk.press("Gửi báo cáo")
    walk.look("report")


def test_a_day_in_the_console(page, phone, officer, comment, case_file):
    walk = Walk(page)
    sign_in(walk, *officer)
    take_in_cases(walk, case_file)
    print_poster(walk)
    show_code(walk)
    page.goto("/staff/units")
    walk.look("rates")
    answer_comment(walk)
    publish_improvement(walk)
    file_the_quarter(walk)
    assert "Đã gửi" in page.locator("main").inner_text()

    phone.goto(comment)
    assert phone.get_by_text("Chúng tôi đã mở thêm quầy vào buổi sáng.").is_visible()
    assert phone.get_by_text("Mở thêm một quầy vào buổi sáng", exact=False).last.is_visible()
    assert walk.faults == []
