"""The directory in the console."""

import pytest

from survey_app.directory.queries import get_unit
from tests.results.staff import sign_in, statements
from tests.support.register import PROVINCE, UNIT

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def reader(app):
    """A reader of a whole province, and the database."""
    database = app.extensions["survey_database"]
    with database.reading() as session:
        unit_id = get_unit(session, PROVINCE).id
    client = app.test_client()
    sign_in(client, database, "sokhcn", "province", unit_id)
    return client, database


def test_unit_is_found_without_marks_and_says_what_it_came_from(reader):
    page = reader[0].get("/staff/directory?q=duong an").text

    assert "Xã Đường An" in page
    assert "01/07/2025" in page
    assert "–" in page


def test_other_provinces_are_not_listed(reader):
    assert 'scope="row">Thành phố Hà Nội' not in reader[0].get("/staff/directory?q=ha noi").text


def test_targets_say_their_source(reader):
    assert "1565" in reader[0].get("/staff/targets").text


def test_costs_few_statements_and_goes_on(reader):
    client, database = reader
    with statements(database) as found:
        page = client.get("/staff/directory").text

    assert len(found) <= 10
    following = page.partition("after=")[2].partition('"')[0]
    assert client.get(f"/staff/directory?after={following}").status_code == 200


def test_desk_does_not_read_it(app):
    database = app.extensions["survey_database"]
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    client = app.test_client()
    sign_in(client, database, "quay", "desk", unit_id)

    assert client.get("/staff/directory").status_code == 403
