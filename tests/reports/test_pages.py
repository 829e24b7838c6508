"""The way of a report on the staff pages, from closing to publishing."""

import re
from datetime import date

import pytest

from survey_app.core.paging import ListPlace
from survey_app.jobs.queries import file_parts, list_jobs
from survey_app.jobs.worker import run_waiting
from tests.results.staff import sign_in
from tests.results.town import Town

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

Q4 = date(2025, 11, 3)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def town(database):
    return Town(database)


@pytest.fixture
def province(town):
    return town.unit("T1", name="Tỉnh Thử")


@pytest.fixture
def commune(town, province):
    commune = town.unit("T1001", province, name="Xã Đường Thử")
    town.answers(commune, 9, 1, day=Q4)
    return commune


class Visitor:
    """Somebody signed in, who fills in forms."""

    def __init__(self, app, database, login, role, unit):
        self.client = app.test_client()
        sign_in(self.client, database, login, role, unit)

    def get(self, address):
        return self.client.get(address).text

    def send(self, address, **fields):
        page = self.get("/staff/jobs")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        return self.client.post(address, data={"csrf_token": token, **fields})

    def step(self, deed, comment="", report=1):
        fields = {
            "step-csrf_token": self.token("step", report),
            "step-comment": comment,
            "step-sure": "y",
        }
        return self.send(f"/staff/reports/{report}/steps/{deed}", **fields)

    def token(self, form, report=1):
        page = self.get(f"/staff/reports/{report}")
        found = re.search(rf'name="{form}-csrf_token"[^>]*value="([^"]+)"', page)
        return found[1] if found else "none"


@pytest.fixture
def author(app, database, commune):
    return Visitor(app, database, "chuyen.vien", "analyst", commune)


@pytest.fixture
def leader(app, database, province):
    return Visitor(app, database, "lanh.dao", "province", province)


@pytest.fixture
def closed(author, commune):
    sent = author.send("/staff/reports/", unit=commune, period="2025-Q4", sure="y")
    assert sent.status_code == 303
    return author


def test_closing_asks_for_a_tick_and_a_period(author, commune):
    refused = author.send("/staff/reports/", unit=commune, period="2025-Q4")
    assert refused.status_code == 422
    assert "đánh dấu" in refused.text

    unknown = author.send("/staff/reports/", unit=commune, period="2025-Q9", sure="y")
    assert unknown.status_code == 422


def test_nobody_closes_for_a_unit_that_is_not_theirs(author, province):
    refused = author.send("/staff/reports/", unit=province, period="2025-Q4", sure="y")

    assert refused.status_code == 404


def test_a_report_goes_up_comes_back_and_is_published(closed, leader):
    author = closed
    assert author.step("submitted").status_code == 303
    assert "Tỉnh Thử" in author.get("/staff/reports/")

    assert leader.step("returned").status_code == 422  # without a comment
    assert leader.step("returned", "Thiếu số liệu tháng 12 =1+1").status_code == 303
    assert "Thiếu số liệu tháng 12 =1+1" in author.get("/staff/reports/1")

    author.step("submitted", "Đã bổ sung")
    leader.step("accepted")
    leader.step("published")

    page = author.get("/staff/reports/1")
    assert "Công bố" in page or "Đã công bố" in page
    assert page.count("lanh.dao") == 3


def test_the_author_does_not_accept_the_own_report(closed):
    closed.step("submitted")

    assert closed.step("accepted").status_code in {400, 403}
    assert "Chấp nhận</button>" not in closed.get("/staff/reports/1")


def test_a_step_is_taken_once(closed):
    closed.step("submitted")

    assert closed.step("submitted").status_code in {400, 409}


def test_others_do_not_see_it(app, database, town, closed):
    other = Visitor(app, database, "nguoi.khac", "analyst", town.unit("T2"))

    assert "Đường Thử" not in other.get("/staff/reports/")
    assert other.client.get("/staff/reports/1").status_code == 404


def test_a_draft_is_not_submitted(author, commune):
    author.send("/staff/reports/", unit=commune, period="2100-Q4", sure="y")

    assert "Gửi báo cáo</button>" not in author.get("/staff/reports/1")


def test_changed_figures_are_told(closed, town, commune):
    closed.step("submitted")
    town.answers(commune, 2, day=Q4)
    closed.send("/staff/reports/", unit=commune, period="2025-Q4", sure="y", reason="bổ sung")

    page = closed.get("/staff/reports/1")

    assert "bổ sung" in page
    assert "units T1001 all.n" in page
    assert "Đang soạn" in page  # the new revision was not submitted


@pytest.mark.parametrize("kind", ["docx", "csv;", "sav", "xlsx"])
def test_files_are_made_in_the_background(app, database, closed, kind):
    fields = {"file-csrf_token": closed.token("file"), "file-file_format": kind}
    assert closed.send("/staff/reports/1/files", **fields).status_code == 303

    with app.app_context():
        assert run_waiting() == 1

    with database.reading() as session:
        (job,) = list_jobs(session, 1, ListPlace()).rows
    assert job.state == "done"
    assert job.file_name == f"bao-cao_T1001_2025-Q4_ban-1.{kind.rstrip(';')}"
    assert len(b"".join(file_parts(database, job.id))) == job.size > 100


def test_the_calendar_tells_lead_units(author, leader, commune):
    assert "Trung tâm Phục vụ hành chính công" in author.get("/staff/reports/deadlines")

    sent = author.send(
        "/staff/reports/deadlines", unit=commune, deadline="R45", lead_unit="Phòng VH-XH"
    )

    assert sent.status_code == 303
    assert "Phòng VH-XH" in author.get("/staff/reports/deadlines")
