"""The first page after signing in."""

import pytest

from survey_app.accounts.models import ROLES
from survey_app.directory.queries import get_unit
from tests.results.staff import sign_in, statements
from tests.support.register import UNIT

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def visit(app, database):
    """Return the function that signs in with a role and opens the page."""
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id

    def visit(role):
        client = app.test_client()
        sign_in(client, database, f"{role}.home", role, unit_id)
        return client.get("/staff/home")

    return visit


def test_every_role_has_a_first_page(visit):
    for role in ROLES:
        assert visit(role).status_code == 200, role


def test_counter_is_for_who_stands_there(visit):
    assert "/staff/desks/counter" in visit("desk").text
    assert "/staff/desks/counter" not in visit("leader").text


def test_costs_few_statements(visit, database):
    with statements(database) as found:
        visit("analyst")

    # Signing in and opening the page.
    assert len(found) <= 40
