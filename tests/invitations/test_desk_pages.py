"""Desks, what is printed for them, and the officer at the counter."""

import re
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from survey_app.directory.queries import get_unit, list_desks
from survey_app.jobs.worker import run_waiting
from tests.results.staff import sign_in
from tests.support.citizen import answer
from tests.support.register import DESK, IN_WORK, SIBLING, UNIT, add_case, link_of
from tests.support.staff_forms import send

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
DESKS = "/staff/desks/"
COUNTER = "/staff/desks/counter"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def unit_id(database):
    with database.reading() as session:
        return get_unit(session, UNIT).id


@pytest.fixture
def officer(app, database, unit_id):
    client = app.test_client()
    sign_in(client, database, "quay", "desk", unit_id)
    return client


@pytest.fixture
def desk(officer, database, unit_id):
    """A desk added in the browser."""
    page = officer.get(DESKS).text
    assert send(officer, page, DESKS, unit=UNIT, name="Quầy số 1").status_code == 303
    with database.reading() as session:
        return list_desks(session, unit_id)[-1]


def codes_on(pdf):
    """Return what a camera reads off a printed file."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=2.5, grayscale=True).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(("kind", "count"), [("a4", 1), ("a5", 1), ("tent", 2), ("stickers", 24)])
def test_handouts_carry_the_desks_code(officer, desk, kind, count):
    response = officer.get(f"{DESKS}{desk.id}/{kind}.pdf")

    assert response.mimetype == "application/pdf"
    found = codes_on(response.data)
    assert len(found) == count
    assert {text.rpartition("/")[2] for text in found} == {desk.code}


def test_renewed_code_leads_nowhere_and_the_new_one_does(officer, client, desk, database, unit_id):
    page = officer.get(f"{DESKS}{desk.id}/renew").text
    assert desk.code in page

    assert send(officer, page, "/renew").status_code == 303

    with database.reading() as session:
        new = list_desks(session, unit_id)[-1]
    assert client.get(f"/D/{desk.code}").status_code == 404
    assert client.get(f"/D/{new.code}").status_code == 200
    assert new.name == desk.name


def test_closing_asks_first(officer, client, desk):
    page = officer.get(f"{DESKS}{desk.id}/close").text
    assert client.get(f"/D/{desk.code}").status_code == 200

    send(officer, page, "/close")

    assert client.get(f"/D/{desk.code}").status_code == 404


def test_desks_of_other_units_do_not_exist(app, database, desk):
    with database.reading() as session:
        sibling = get_unit(session, SIBLING).id
    client = app.test_client()
    sign_in(client, database, "khac", "desk", sibling)

    for ending in ("close", "renew", "scan", "a4.pdf"):
        assert client.get(f"{DESKS}{desk.id}/{ending}").status_code == 404


def shown(client, case_id):
    """Return the counter's page of a case, without what differs between any two pages."""
    response = send(client, client.get(COUNTER).text, "/counter", case_id=case_id)
    assert response.status_code == 200
    page = re.sub(r"<path[^>]*>|<title>[^<]*</title>|value=\"[^\"]*\"", "", response.text)
    return re.sub(r"\w{4}-\w{4}-\w{4}", "CODE", page)


def test_counter_never_tells_whether_a_case_was_answered(officer, client, database, now):
    first, second = (add_case(database, now=now, number=number, channel=DESK) for number in (1, 2))
    before = shown(officer, first)
    answer(client, f"/R/{link_of(database, first, now)}", overall="1")

    assert shown(officer, first) == before == shown(officer, second)


def test_counter_prints_the_slip(officer, database, now):
    case_id = add_case(database, now=now, channel=DESK)
    page = send(officer, officer.get(COUNTER).text, "/counter", case_id=case_id).text

    response = send(officer, page, "/slip.pdf")

    assert codes_on(response.data)[0].endswith(link_of(database, case_id, now))


def test_counter_knows_no_case_of_others_and_none_in_work(officer, database, now):
    elsewhere = add_case(database, now=now, channel=DESK, unit=SIBLING, receiving_unit=SIBLING)
    in_work = add_case(database, now=now, number=2, channel=DESK, status=IN_WORK)
    page = officer.get(COUNTER).text

    for case_id, words in ((elsewhere, "Không có hồ sơ"), (in_work, "chưa xong"), ("x", "Không")):
        response = send(officer, page, "/counter", case_id=case_id)

        assert response.status_code == 422
        assert words in response.text


def test_slips_of_a_unit_are_printed_in_the_background(app, officer, database, now, unit_id):
    cases = [add_case(database, now=now, number=number, channel=DESK) for number in range(1, 6)]
    send(officer, officer.get(DESKS).text, "/slips", slips__unit=str(unit_id))
    with app.app_context():
        run_waiting()

    page = officer.get("/staff/jobs").text
    pdf = send(officer, page, "/file").data

    links = {link_of(database, case_id, now) for case_id in cases}
    assert {text.rpartition("/")[2] for text in codes_on(pdf)} == links


def test_words_for_the_loudspeaker_take_about_twenty_seconds(officer):
    page = officer.get("/staff/desks/words").text
    spoken = re.search(r"<blockquote>(Kính thưa.*?)</blockquote>", page, re.DOTALL)[1]

    assert 50 <= len(spoken.split()) <= 75
