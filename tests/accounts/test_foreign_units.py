"""A unit of somebody else in a form or an address is not there, and that they asked is recorded."""

import pytest
from flask_wtf import FlaskForm
from sqlalchemy import func, insert, select

from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.policy import ROLES
from survey_app.audit.models import AuditEvent
from survey_app.directory.queries import get_unit
from survey_app.ui.forms import UnitField
from tests.accounts.places import soon
from tests.results.staff import sign_in
from tests.support.door import token_of

OWN, FOREIGN = "10972", "11761"
#: Addresses that take a unit in their body; the desks' forms name it by its code.
BY_ID = (
    "/staff/accounts/new",
    "/staff/campaigns/new",
    "/staff/cases/imports",
    "/staff/desks/slips",
    "/staff/improvements/new",
    "/staff/questionnaires/drafts",
    "/staff/reports/",
    "/staff/reports/deadlines",
)
BY_CODE = ("/staff/desks/",)
QUERIES = ("/staff/cases/?unit=11761", "/staff/cases/list.csv?unit=11761")

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def everybody(client, database):
    """Somebody who holds every role on one commune."""
    with database.reading() as session:
        unit_id = get_unit(session, OWN).id
    sign_in(client, database, "tat.ca", "desk", unit_id)
    with database.writing() as session:
        account_id = session.scalar(select(Account.id))
        grant = {"account_id": account_id, "unit_id": unit_id, "valid_from": soon().date()}
        session.execute(insert(RoleGrant), [grant | {"role": role} for role in ROLES])
    return client


def test_foreign_units_are_not_there(everybody, database):
    with database.reading() as session:
        foreign = get_unit(session, FOREIGN).id
    token = token_of(everybody.get("/staff/account"))
    told = {}
    for address, unit in [(each, foreign) for each in BY_ID] + [
        (each, FOREIGN) for each in BY_CODE
    ]:
        names = dict.fromkeys(("unit", "slips-unit", "key"), unit)
        answer = everybody.post(address, data={"csrf_token": token, **names})
        told[address] = answer.status_code
    told |= {address: everybody.get(address).status_code for address in QUERIES}

    assert {address: status for address, status in told.items() if status != 404} == {}
    with database.reading() as session:
        refused = func.count().filter(AuditEvent.action == "access.refused")
        assert session.scalar(select(refused)) == len(told)


def test_every_form_with_a_unit_asks_by_the_field_that_knows(app):
    """A new form cannot forget it: whatever is called unit is such a field."""
    forms = [each for each in all_forms() if hasattr(each, "unit")]

    assert len(forms) > 5
    assert [each for each in forms if each.unit.field_class is not UnitField] == []


def all_forms():

    waiting = [FlaskForm]
    while waiting:
        found = waiting.pop().__subclasses__()
        yield from found
        waiting += found
