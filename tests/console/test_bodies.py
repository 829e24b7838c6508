"""What a form's body names beyond the visitor's own: units of others, roles."""

import io

import pytest
from sqlalchemy import func, select

from survey_app.accounts.models import ROLES, RoleGrant
from survey_app.cases.models import CaseUpload
from survey_app.core.calendar import local_day
from survey_app.directory.models import Desk
from survey_app.directory.queries import get_unit
from survey_app.feedback.models import Improvement
from survey_app.jobs.models import Job
from tests.results.staff import sign_in
from tests.support.register import SIBLING, UNIT
from tests.support.settings import NOW
from tests.support.staff_forms import send

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

#: Stands in a form for the unit of somebody else.
OTHER = object()


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def officer(app, database):
    """Somebody who holds every role on one commune."""
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    client = app.test_client()
    sign_in(client, database, "an", ROLES[0], unit_id)
    with database.writing() as session:
        account = session.scalar(select(RoleGrant.account_id))
        grant = {"account_id": account, "unit_id": unit_id, "valid_from": local_day(NOW)}
        session.add_all(RoleGrant(role=role, **grant) for role in ROLES[1:])
    return client


def count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(
    ("page", "ending", "table", "sent"),
    [
        ("/staff/cases/imports", "/imports", CaseUpload, {"unit": OTHER}),
        ("/staff/desks/", "/desks/", Desk, {"unit": OTHER, "name": "Quầy"}),
        ("/staff/desks/", "/slips", Job, {"slips__unit": OTHER}),
        (
            "/staff/improvements/new",
            "/new",
            Improvement,
            {"unit": OTHER, "problem": "waiting", "text_vi": "Thêm ghế", "since": "2026-09-01"},
        ),
    ],
)
def test_unit_of_others_in_a_body_is_refused(officer, database, page, ending, table, sent):
    with database.reading() as session:
        other = get_unit(session, SIBLING)
    before = count(database, table)
    for value in (str(other.id), other.code):
        file = {"file": (io.BytesIO(b"MaHoSo\n1\n"), "x.csv")} if table is CaseUpload else {}
        body = {name: value if text is OTHER else text for name, text in sent.items()}
        send(officer, officer.get(page).text, ending, **body, **file)

    assert count(database, table) == before


def test_role_in_a_body_gives_nothing(officer, database):
    before = count(database, RoleGrant)
    page = officer.get("/staff/targets").text
    more = {"role": "admin", "permission": "accounts.edit", "unit_id": "1"}

    send(officer, page, "/set", criterion="c4", value="97", source="x", year="2026", **more)

    assert count(database, RoleGrant) == before
