"""Answers that an operator writes down: for cases of the own unit, outside the rates."""

import pytest
from sqlalchemy import select

from survey_app.core.tally import in_rates
from survey_app.directory.queries import get_unit
from survey_app.responses.models import Attribution, Response
from tests.results.staff import sign_in
from tests.support.citizen import answer
from tests.support.register import DESK, IN_WORK, SIBLING, UNIT, add_case, link_of
from tests.support.staff_forms import send

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
CALLS = "/staff/calls/"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def officer(app, database):
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    client = app.test_client()
    sign_in(client, database, "truc.may", "desk", unit_id)
    return client


def begin(officer, case_id):
    return send(officer, officer.get(CALLS).text, CALLS, case_id=case_id)


def test_answer_is_of_its_own_way_and_outside_the_rates(officer, database, client, now):
    opened = begin(officer, add_case(database, now=now, channel=DESK))
    assert opened.status_code == 303

    assert answer(client, opened.location, overall="4").status_code == 303

    with database.reading() as session:
        mode = session.scalar(select(Response.mode))
        verification = session.scalar(select(Attribution.verification))
    assert (mode, verification) == ("phone", "case")
    assert not in_rates(mode, verification)


def test_same_case_opens_the_same_form(officer, database, now):
    case_id = add_case(database, now=now, channel=DESK)

    assert begin(officer, case_id).location == begin(officer, case_id).location


def test_case_that_cannot_be_judged_is_told_at_the_field(officer, database, client, now):
    in_work = add_case(database, now=now, number=1, status=IN_WORK)
    done = add_case(database, now=now, number=2)
    answer(client, f"/R/{link_of(database, done, now)}", overall="5")

    said = {begin(officer, case_id).text.count("Mã hồ sơ này") for case_id in (in_work, done)}

    assert [begin(officer, case_id).status_code for case_id in (in_work, done)] == [422, 422]
    assert len(said) == 1


def test_case_of_another_unit_is_unknown(officer, database, now):
    response = begin(officer, add_case(database, now=now, unit=SIBLING))

    assert response.status_code == 422


def test_stranger_is_asked_to_sign_in(client):
    assert "/staff/sign-in" in client.get(CALLS).location
