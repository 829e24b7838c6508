"""A commune's comments, its officers, and the follow-ups that come of them."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.directory.queries import get_unit
from survey_app.feedback.collecting import collect
from tests.results.staff import sign_in
from tests.support.citizen import answer
from tests.support.register import DESK, UNIT, add_case, link_of

PHONE = "0912 345 678"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def now():
    """The real moment: pages ask the clock."""
    return datetime.now(UTC)


@pytest.fixture
def unit_id(database):
    with database.reading() as session:
        return get_unit(session, UNIT).id


@pytest.fixture
def write(client, database, now):
    """Return the function that answers about a new case and returns the receipt's address."""
    numbers = iter(range(1, 1000))

    def write(comment="", phone="", unit=UNIT):
        case = add_case(database, now=now, number=next(numbers), channel=DESK, unit=unit)
        sent = {"overall": "2", "comment": comment}
        if phone:
            sent |= {"contact_phone": phone, "contact_consent": "yes"}
        response = answer(client, f"/R/{link_of(database, case, now)}", **sent)
        assert response.status_code == 303, response.text
        return response.location.partition("?")[0]

    return write


@pytest.fixture
def opted_in(write, database, now):
    """The receipt of somebody who asked to be contacted, already followed up."""
    receipt = write("Chờ lâu quá", PHONE)
    collect(database, now)
    return receipt


@pytest.fixture
def officer(app, database, unit_id):
    """A client of somebody who answers comments."""
    client = app.test_client()
    sign_in(client, database, "canbo", "followup", unit_id)
    return client


@pytest.fixture
def week_later(now):
    return now + timedelta(days=7, minutes=1)
