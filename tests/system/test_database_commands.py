"""`flask db`: repeatable, complete, and back again."""

import json

import pytest
from sqlalchemy import inspect, text

from survey_app.database import Database
from tests.support.server import run_flask
from tests.support.settings import make_settings

#: Two for each of the eight guarded tables, on both engines.
TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
}
GUARDED = 8
SHIPPED = ("unit", "unit_parent", "procedure", "target", "holiday", "questionnaire_version")


def shipped(url):
    database = Database(url)
    with database.reading() as session:
        counts = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in SHIPPED}
    database.dispose()
    return counts


def triggers(url):
    database = Database(url)
    with database.reading() as session:
        count = session.scalar(text(TRIGGERS[database.engine.dialect.name]))
    database.dispose()
    return count


def test_upgrade_may_be_repeated_and_leaves_no_difference(empty_url):
    settings = make_settings(empty_url)

    first = run_flask(settings, "db", "upgrade")
    before = shipped(empty_url)
    run_flask(settings, "db", "upgrade")
    check = run_flask(settings, "db", "check", check=False)

    assert first.stdout == ""
    assert (check.returncode, check.stdout) == (0, "")
    assert shipped(empty_url) == before
    assert before["unit"] >= 34 + 3321
    assert before["procedure"] >= 267
    assert before["questionnaire_version"] >= 4


def test_upgrade_creates_all_guards(database_url):
    assert triggers(database_url) == 2 * GUARDED


def test_downgrade_leaves_nothing_and_upgrade_brings_it_back(database_url, runner):
    before = shipped(database_url)

    assert runner.invoke(args=["db", "downgrade", "base"]).exit_code == 0
    database = Database(database_url)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.dispose()

    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert shipped(database_url) == before
    assert triggers(database_url) == 2 * GUARDED


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_check_names_what_differs(database, runner):
    with database.writing() as session:
        session.execute(text("ALTER TABLE desk ADD COLUMN colour TEXT"))

    found = runner.invoke(args=["db", "check"])

    assert found.exit_code == 2
    assert "colour" in found.stderr
    assert found.stdout == ""


def test_ready_only_when_migrated(client, runner):
    assert client.get("/readyz").status_code == 200

    runner.invoke(args=["db", "downgrade", "base"])

    assert client.get("/readyz").status_code == 503
    assert json.loads(client.get("/healthz").text) == {"status": "ok"}
