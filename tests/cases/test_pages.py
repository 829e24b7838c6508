"""Taking in files in the browser, and the list of cases."""

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from survey_app.audit.models import AuditEvent
from survey_app.directory.queries import get_unit
from survey_app.jobs.worker import run_waiting
from tests.results.staff import sign_in, statements
from tests.support.casefile import HEADERS, row, write_cases
from tests.support.register import DESK, PROVINCE, SIBLING, UNIT, add_case
from tests.support.staff_forms import form_of, send

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
LIST = "/staff/cases/"
IMPORTS = "/staff/cases/imports"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def officer_of(app, database):
    """Return the function that signs in somebody who imports cases of a unit."""

    def officer_of(code, role="analyst"):
        with database.reading() as session:
            unit_id = get_unit(session, code).id
        client = app.test_client()
        sign_in(client, database, f"{role}{code}", role, unit_id)
        return client

    return officer_of


def upload(client, content, name="ho-so.csv"):
    """Send a file as the browser does."""
    _, values = form_of(client.get(IMPORTS).text, "/imports")
    file = (io.BytesIO(content), name)
    unit = client.get(IMPORTS).text.partition('<option value="')[2].partition('"')[0]
    return client.post(IMPORTS, data=values | {"unit": unit, "file": file})


def work(app):
    with app.app_context():
        run_waiting()


@pytest.fixture
def bad_file(tmp_path, now):
    """Nine good rows of several communes and a bad one."""
    path = write_cases(tmp_path / "cases.csv", 9, now=now)
    bad = row(99, now=now) | {"KenhThucHien": "9"}
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, HEADERS).writerow(bad)
    return path.read_bytes()


def test_file_is_tried_then_taken_in(app, officer_of, bad_file):
    client = officer_of(PROVINCE)
    page = upload(client, bad_file).location
    assert "MaHoSo" in client.get(page).text

    work(app)
    trial = client.get(page).text
    assert "10 dòng: 9 mới" in trial
    assert "Tải các dòng bị loại" in trial
    assert client.get(LIST).text.count("H24.") == 0

    assert send(client, trial, "/start").status_code == 303
    work(app)
    assert client.get(LIST).text.count('<th scope="row">H24.') == 9
    assert "MaHoSo" not in client.get(page).text


def test_second_click_takes_in_once(app, officer_of, bad_file):
    client = officer_of(PROVINCE)
    page = upload(client, bad_file).location
    work(app)
    trial = client.get(page).text
    send(client, trial, "/start")
    send(client, trial, "/start")
    work(app)

    assert client.get("/staff/jobs").text.count("9 mới") == 2  # the trial and the import


def test_file_with_names_is_refused_and_not_kept(officer_of):
    client = officer_of(UNIT)

    response = upload(client, b"MaHoSo,DonViXuLy,HoTen\nH24.10-260901-0001,10972,An\n")

    assert response.status_code == 422
    assert "HoTen" in response.text


def test_picture_is_refused_in_words(officer_of):
    response = upload(officer_of(UNIT), b"\x89PNG\r\n\x1a\n")

    assert response.status_code == 422
    assert "CSV, XLSX" in response.text


def test_upload_of_somebody_else_does_not_exist(officer_of, bad_file):
    page = upload(officer_of(PROVINCE), bad_file).location

    assert officer_of(UNIT).get(page).status_code == 404


def test_list_shows_own_units_only(officer_of, database, now):
    add_case(database, now=now, number=1)
    add_case(database, now=now, number=2, unit=SIBLING)

    assert officer_of(UNIT).get(LIST).text.count('<th scope="row">H24.') == 1
    assert officer_of(PROVINCE).get(LIST).text.count('<th scope="row">H24.') == 2


def test_list_filters_by_the_address(officer_of, database, now):
    add_case(database, now=now, number=1)
    add_case(database, now=now, number=2, channel=DESK)
    client = officer_of(UNIT)

    for query, count in (("?channel=1", 1), ("?progress=open", 0), ("?procedure=1.001193", 2)):
        assert client.get(LIST + query).text.count('<th scope="row">H24.') == count
    assert client.get(f"{LIST}?channel=7").status_code == 422
    assert client.get(f"{LIST}list.csv?channel=1").text.count("H24.") == 1


def test_list_costs_few_statements(officer_of, database, now):
    for number in range(60):
        add_case(database, now=now, number=number)
    client = officer_of(PROVINCE)

    with statements(database) as found:
        page = client.get(LIST).text

    assert len(found) <= 10
    assert page.count('<th scope="row">H24.') == 50
    following = page.partition("after=")[2].partition('"')[0]
    assert client.get(f"{LIST}?after={following}").text.count('<th scope="row">H24.') == 10


def test_rejected_rows_stand_on_the_page_with_their_reason(app, officer_of, bad_file):
    client = officer_of(PROVINCE)
    page = upload(client, bad_file).location
    work(app)

    shown = client.get(page).text
    assert "<td>KenhThucHien</td><td>9</td>" in shown
    assert "Tải các dòng bị loại" in shown


def test_import_is_undone_after_asking(app, officer_of, bad_file, database):
    client = officer_of(PROVINCE)
    page = upload(client, bad_file).location
    work(app)
    send(client, client.get(page).text, "/start")
    work(app)
    assert f"{page}/undo" in client.get(page).text

    asked = client.get(f"{page}/undo").text
    assert "9 hồ sơ" in asked
    assert client.get(LIST).text.count('<th scope="row">H24.') == 9
    assert send(client, asked, "/undo").status_code == 303

    assert client.get(LIST).text.count('<th scope="row">H24.') == 0
    assert "Đã hoàn tác" in client.get(page).text
    assert send(client, asked, "/undo").status_code == 422
    with database.reading() as session:
        told = session.scalar(select(AuditEvent.details).where(AuditEvent.action == "cases.undo"))
    assert told == '{"cases":9}'
