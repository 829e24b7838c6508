"""Every list page: its columns sort it, its pages follow one another, its file holds the same."""

import csv
import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from survey_app.accounts.models import ROLES, Account, RoleGrant
from survey_app.audit.service import record
from survey_app.cases.models import CaseUpload
from survey_app.core.paging import Cursor, ListPlace
from survey_app.directory.listing import UNITS, list_directory
from survey_app.directory.models import Unit
from survey_app.directory.queries import get_unit
from survey_app.jobs.models import Job
from survey_app.ui.lists import cell
from tests.accounts.places import furnish
from tests.results.staff import sign_in, statements
from tests.support.register import add_case
from tests.support.settings import NOW

FILE = "/list.csv"
#: Statements of any list page, whatever it holds.
MOST_STATEMENTS = 10
SORT = re.compile(r'class="sort" href="[^"]*sort=-?(\w+)')
NEXT = re.compile(r'href="([^"]*after=[^"]+)"')


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def somebody(app, database):
    """Somebody who holds every role on a commune that has one of everything."""
    with database.writing() as session:
        unit_id = get_unit(session, "10972").id
        furnish(session)
    client = app.test_client()
    sign_in(client, database, "an", ROLES[0], unit_id)
    with database.writing() as session:
        grant = session.scalar(select(RoleGrant).join(Account).where(Account.login == "an"))
        more = {"account_id": grant.account_id, "unit_id": unit_id, "valid_from": grant.valid_from}
        session.add_all(RoleGrant(role=role, **more) for role in ROLES[1:])
        own = {"account_id": grant.account_id, "created_at": NOW}
        session.add(Job(kind="reports.file", parameters="{}", **own))
        session.add(CaseUpload(unit_id=unit_id, file_name="x.csv", **own))
        record(session, "test", actor="an")
    add_case(database, now=NOW, due_at=NOW.isoformat())
    return client


def lists(app):
    """Return the addresses of all lists that can be exported."""
    rules = (rule.rule for rule in app.url_map.iter_rules())
    return sorted(rule.removesuffix(FILE) for rule in rules if rule.endswith(FILE))


def read(client, address):
    """Return a page of a list, however its address ends."""
    return client.get(address, follow_redirects=True)


def rows_of(file):
    """Return the cells of an exported file."""
    assert file.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"), newline="")))


def test_every_list_sorts_and_exports_in_few_statements(app, database, somebody):
    found = lists(app)
    for address in found:
        with statements(database) as told:
            page = read(somebody, address)
        assert page.status_code == 200, address
        assert len(told) <= MOST_STATEMENTS, (address, told)
        columns = set(SORT.findall(page.text))
        assert columns, address
        for column in columns:
            assert 'aria-sort="ascending"' in read(somebody, f"{address}?sort={column}").text
            assert 'aria-sort="descending"' in read(somebody, f"{address}?sort=-{column}").text
        head, *rows = rows_of(somebody.get(address + FILE))
        assert rows, address
        assert {len(row) for row in rows} == {len(head)}

    assert len(found) >= 9


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", ["sort=colour", "after=~x", "sort=from&after=abc~1"])
def test_a_list_refuses_an_order_or_a_place_it_does_not_have(somebody, words):
    assert somebody.get(f"/staff/directory?{words}").status_code == 422


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_number_that_no_row_can_have_is_refused(somebody):
    assert somebody.get(f"/staff/jobs?after=1~{10**30}").status_code == 422


@pytest.mark.parametrize("sort", ["unit", "-unit", "code", "-code", "from", "-from"])
def test_pages_follow_one_another_and_leave_nothing_out(database, sort):
    with database.reading() as session:
        province = get_unit(session, "31").id
        seen, after = [], None
        while True:
            page = list_directory(session, [province], "", ListPlace(sort, after))
            seen += [unit.id for unit in page.rows]
            if page.after is None:
                break
            after = Cursor.parse(str(page.after))
        order, down = UNITS.chosen(sort)
        keys = [key.desc() if down else key for key in (order.column, Unit.id)]
        whole = select(Unit.id).where(Unit.id.in_(seen)).order_by(*keys)

        assert seen == list(session.scalars(whole))
        assert len(seen) > 100


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_next_page_keeps_order_and_filters(app, database, somebody):
    with database.writing() as session:
        grant = session.scalar(select(RoleGrant).where(RoleGrant.role == "admin"))
        grant.unit_id = get_unit(session, "31").id
    page = somebody.get("/staff/directory?sort=code&q=xa")
    following = somebody.get(unescape(NEXT.search(page.text)[1]))

    assert 'aria-sort="ascending"' in following.text
    assert 'value="xa"' in following.text


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "-2"])
def test_cells_are_no_formulas(value):
    assert cell(value) == f"'{value}"
