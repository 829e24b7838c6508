"""Paper and telephone: ways of collecting of their own, the household counted once."""

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.core.tally import in_rates
from survey_app.directory.queries import get_unit
from survey_app.field.models import HouseholdVisit
from survey_app.field.progress import progress
from survey_app.field.queries import get_campaign
from survey_app.responses.models import Response, ResponseContact, ResponseText
from survey_app.results.verification import verify
from tests.results.staff import sign_in
from tests.support.register import KEYRING, SIBLING, UNIT
from tests.support.tablet import LONG, PRIVATE, SHORT

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ANSWERS = LONG | PRIVATE | {"contact_phone": "0912345678", "contact_consent": "yes"}


@pytest.fixture
def collector(client, database):
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    sign_in(client, database, "to.cong.nghe", "interviewer", unit_id)
    return client


@pytest.fixture
def sheet(collector, work):
    """Return the function that fills in a sheet and sends it."""

    def send(mode="paper", record=None, answers=SHORT, household=7, outcome="completed", **facts):
        address = f"/staff/campaigns/{work.campaign}/{mode}"
        page = collector.get(address).text
        found = dict(re.findall(r'name="(visit-(?:csrf_token|record))"[^>]*value="([^"]+)"', page))
        known = {"hamlet": work.hamlet_ids[0], "household": household, "outcome": outcome, **facts}
        sent = found | {f"visit-{name}": value for name, value in known.items()} | answers
        return collector.post(address, data=sent | ({"visit-record": record} if record else {}))

    return send


def rows(database, table):
    with database.reading() as session:
        return session.scalars(select(table)).all()


def counted(database, work):
    with database.reading() as session:
        assert verify(session).sound
        return progress(session, KEYRING, get_campaign(session, work.campaign))


@pytest.mark.parametrize("mode", ["paper", "phone"])
def test_sheet_becomes_an_answer_of_its_own_mode(collector, database, work, sheet, mode):
    answer = sheet(mode, answers=ANSWERS)

    assert answer.status_code == 303
    (response,), (visit,) = rows(database, Response), rows(database, HouseholdVisit)
    assert (response.mode, visit.mode, response.overall) == (mode, mode, 4)
    assert not in_rates(mode, "none")
    assert counted(database, work).modes == {mode: 1}


def test_household_withdraws_with_the_code_on_its_leaflet(collector, database, work, sheet):
    page = collector.get(sheet(answers=ANSWERS).location).text
    receipt = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)[0]

    assert "/again" not in collector.get(f"/P/{receipt}").text
    assert collector.post(f"/P/{receipt}/withdraw").status_code == 303

    assert counted(database, work).counted == 0
    assert rows(database, ResponseText) == rows(database, ResponseContact) == []


def test_household_counts_once_together_with_the_tablet(database, work, tablet, sheet):
    tablet.results([tablet.interview(7), tablet.interview(8)])
    sheet(household=7, day=date.today().isoformat())  # noqa: DTZ011 - as a browser writes it
    sheet("phone", household=8)

    found = counted(database, work)

    assert found.counted == 2
    assert len(found.twins) == 2
    assert len(rows(database, Response)) == 4


def test_sheet_sent_twice_is_stored_once_and_a_changed_one_is_told(database, sheet):
    record = str(uuid.uuid4())
    first, again = sheet(record=record), sheet(record=record)

    assert (first.status_code, again.status_code) == (303, 303)
    assert sheet(record=record, answers=SHORT | {"adults": "5"}).status_code == 409
    assert len(rows(database, Response)) == 1


def test_household_that_was_not_met_has_no_answer(database, sheet):
    assert sheet(outcome="absent", answers={}).status_code == 303
    assert sheet(outcome="refused", answers=SHORT, household=8).status_code == 303

    assert rows(database, Response) == []
    assert {each.outcome for each in rows(database, HouseholdVisit)} == {"absent", "refused"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {}},
        {"answers": SHORT | {"adults": "nhiều"}},
        {"household": "0"},
        {"hamlet": "999"},
        {"outcome": "gone"},
        {"day": "2030-01-01"},
        {"day": "2020-01-01"},
        {"record": "x"},
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_stored(database, sheet, wrong):
    assert sheet(**wrong).status_code == 422
    assert rows(database, HouseholdVisit) == []


def test_sheets_of_another_unit_are_unknown(client, database, work):
    with database.reading() as session:
        unit_id = get_unit(session, SIBLING).id
    sign_in(client, database, "xa.khac", "interviewer", unit_id)

    assert client.get(f"/staff/campaigns/{work.campaign}/paper").status_code == 404
