"""The console of field work: an analyst plans, assigns, looks; strangers see nothing."""

import re

import pytest

from survey_app.directory.queries import get_unit
from survey_app.field.progress import is_back_checked, progress
from survey_app.field.queries import get_campaign
from survey_app.results.verification import verify
from tests.results.staff import sign_in
from tests.support.register import KEYRING, SIBLING, UNIT
from tests.support.tablet import LONG, PRIVATE, Tablet

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
INDEX = "/staff/campaigns/"


@pytest.fixture
def analyst(client, database):
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    sign_in(client, database, "phong.vhxh", "analyst", unit_id)
    return client


def token(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def post(client, address, **sent):
    page = client.get(INDEX + "new").text
    return client.post(address, data={"csrf_token": token(page), **sent})


def plan(client, **changes):
    unit = re.search(r'name="unit"[^>]*><option value="(\d+)"', client.get(INDEX + "new").text)
    version = re.search(
        r'name="questionnaire"[^>]*><option value="(\d+)"', client.get(INDEX + "new").text
    )
    given = {
        "name": "Đợt tháng 11",
        "unit": unit[1],
        "questionnaire": version[1],
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "hamlets": "Thôn Đông; 1.200\nThôn Đoài; 800",
    }
    return post(client, INDEX + "new", **(given | changes))


def test_campaign_is_planned_with_the_formula_and_its_quotas(analyst):
    answer = plan(analyst)

    page = analyst.get(answer.location).text
    assert "0 / 334" in page
    assert "0 / 200" in page
    assert "0 / 134" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"hamlets": "Thôn Đông"},
        {"hamlets": "A; 1\nA; 2"},
        {"last_day": "2026-10-01"},
        {"name": ""},
        {"size": "nhiều"},
    ],
)
def test_what_cannot_be_a_campaign_is_told_at_the_field(analyst, changes):
    assert plan(analyst, **changes).status_code == 422


def test_a_unit_that_was_not_offered_is_not_there(analyst):
    assert plan(analyst, unit="999999").status_code == 404


def test_assigning_shows_a_code_that_enrols_one_tablet(analyst, app):
    campaign = plan(analyst).location
    hamlet = re.search(r'<option value="(\d+)">Thôn Đoài', analyst.get(campaign).text)[1]

    page = post(analyst, f"{campaign}/assign", login="to.cong.nghe", hamlets=hamlet).text
    code = re.search(r'class="tag">([0-9A-Z]{12})<', page)[1]
    tablet = Tablet(app.test_client(), code)

    assert "<svg" in page
    (taken,) = tablet.package["campaigns"]
    assert [each["name"] for each in taken["hamlets"]] == ["Thôn Đoài"]
    assert "to.cong.nghe" in analyst.get(campaign).text
    assert app.test_client().get(f"/F/{code}").location.endswith(f"/field/#{code}")


def test_supervisor_sees_what_is_missing_and_reviews(analyst, database, work, tablet):
    items = [tablet.interview(number) for number in (1, 2, 3)]
    tablet.send([items[0], items[2]])
    address = f"{INDEX}{work.campaign}"

    page = analyst.get(address).text
    assert re.search(r"3 / 2", page)
    assert '<span class="tag bad">2</span>' in page
    verdict = f"{address}/visits/{items[0]['id']}/returned"
    assert post(analyst, verdict, comment="Hỏi lại số người").status_code == 303
    assert "Hỏi lại số người" in analyst.get(address).text
    with database.reading() as session:
        assert progress(session, KEYRING, get_campaign(session, work.campaign)).counted == 2


def test_private_answers_and_words_are_on_no_page(analyst, work, tablet):
    campaign = tablet.package["campaigns"][0]
    payload = {"questionnaire": campaign["questionnaire"], "household": 1, "seconds": 200}
    payload |= {"hamlet": campaign["hamlets"][0]["id"], "outcome": "completed", "answers": LONG}
    item = tablet.sealed(payload | {"finished_ms": 1}, private=PRIVATE)
    assert tablet.results([item]) == ["stored"]

    page = analyst.get(f"{INDEX}{work.campaign}").text

    assert LONG["feedback"] not in page
    assert "Hài lòng" not in page


def test_one_household_twice_is_a_task(analyst, work, new_tablet):
    for login in ("doi.1", "doi.2"):
        tablet = new_tablet(login)
        tablet.results([tablet.interview(5)])

    page = analyst.get(f"{INDEX}{work.campaign}").text

    assert "hộ số 5 có 2 phiếu" in page
    assert "phiếu này không tính" in page


def test_about_one_interview_in_ten_is_asked_about_again(analyst, database, work, tablet):
    for start in (1, 101):
        tablet.results([tablet.interview(start + number) for number in range(100)])
    with database.reading() as session:
        found = progress(session, KEYRING, get_campaign(session, work.campaign))
    assert 5 <= len(found.back_checks) <= 45
    chosen = found.back_checks[0].record_id
    assert is_back_checked(KEYRING, chosen)

    address = f"{INDEX}{work.campaign}"
    assert post(analyst, f"{address}/visits/{chosen}/back-check/same").status_code == 303
    assert f"visits/{chosen}/back-check" not in analyst.get(address).text


def test_revoked_tablet_is_kept_apart_until_somebody_releases_it(analyst, database, work, tablet):
    address = f"{INDEX}{work.campaign}"
    assert post(analyst, f"{address}/devices/{tablet.id}/revoke").status_code == 303
    tablet.results([tablet.interview(1)])
    assert "Giữ riêng" in analyst.get(address).text

    assert post(analyst, f"{address}/devices/{tablet.id}/release").status_code == 303

    assert "1 / 134" in analyst.get(address).text
    with database.reading() as session:
        assert verify(session).sound


def test_other_units_campaign_is_unknown(client, database, work):
    with database.reading() as session:
        unit_id = get_unit(session, SIBLING).id
    sign_in(client, database, "xa.khac", "analyst", unit_id)

    assert client.get(f"{INDEX}{work.campaign}").status_code == 404
    assert "Đi từng ngõ" not in client.get(INDEX).text


def test_interviewer_may_not_open_the_console(client, database):
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    sign_in(client, database, "dieu.tra", "interviewer", unit_id)

    assert client.get(INDEX).status_code == 403


def test_planner_says_what_so_many_answers_prove(analyst):
    page = analyst.get(f"{INDEX}sample?households=8.400").text

    assert "382" in page
    assert analyst.get(f"{INDEX}sample?households=x").status_code == 200
