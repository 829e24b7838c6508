"""`flask system backup` and `restore`: every row on either engine, and work goes on."""

import gzip
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from survey_app.core.calendar import Period
from survey_app.database import Database
from survey_app.system import migrations
from survey_app.system.backup.rows import json_line
from survey_app.system.tables import metadata
from tests.support.citizen import answer, state_of
from tests.support.register import UNIT, add_case, link_of
from tests.system.backup.offices import contents, installation, restore, rewrite, with_head


class TestRestored:
    def test_every_row_comes_back_on_either_engine(self, office, restored):
        before, after = contents(office.url), contents(restored)

        # The original notes the backup, the other one that it was restored.
        assert {name for name in after if after[name] != before[name]} == {"audit_event", "setting"}
        assert after["response_contact"]
        assert after["response_text"]

    def test_figures_are_the_same(self, office, restored):
        quarter = str(Period.quarter_of(datetime.now(UTC).date()))
        shown = []
        for url in (office.url, restored):
            with installation(url) as app:
                show = ["results", "show", quarter, "--unit", UNIT, "--json"]
                shown.append(json.loads(app.test_cli_runner().invoke(args=show).stdout))

        assert shown[0] == shown[1]
        assert shown[0]["units"][0]["all"]["n"] == 3

    def test_its_backup_holds_the_same_rows(self, office, restored, tmp_path):
        second = tmp_path / "second.backup"
        with installation(restored) as app:
            app.test_cli_runner().invoke(args=["system", "backup", str(second)])

        lines = [
            {*gzip.decompress(path.read_bytes()).splitlines()} for path in (office.backup, second)
        ]

        different = {line for line in lines[0] ^ lines[1] if line.startswith(b"[")}
        assert all(b"system." in line or b"backup_at" in line for line in different)

    def test_work_goes_on(self, office, restored):
        with installation(restored) as app:
            client, runner, now = app.test_client(), app.test_cli_runner(), datetime.now(UTC)
            database = app.extensions["survey_database"]

            states = [state_of(client, receipt) for receipt in office.receipts]
            opened = [client.get(link).status_code for link in office.links]
            later = answer(client, office.links[-1], overall="5")
            new = link_of(database, add_case(database, number=77, now=now), now)
            checks = [runner.invoke(args=[group, "verify"]) for group in ("results", "audit")]

            assert states == ["counted", "counted", "counted", "withdrawn"]
            assert opened == [410, 410, 410, 410, 200]
            assert (later.status_code, state_of(client, later.location)) == (303, "counted")
            assert client.get(f"/R/{new}").status_code == 200
            assert [check.exit_code for check in checks] == [0, 0]
            assert json.loads(checks[0].stdout)["counted"] == 4


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_fresh_installation_takes_a_backup_in(backup, database_url):
    assert restore(database_url, backup).exit_code == 0
    assert contents(database_url)["response"]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_backup_of_an_older_version_is_brought_up_to_date(databases, backup, empty_url):
    old_url = databases.empty()
    old = Database(old_url)
    migrations.upgrade(old, "0002")
    with old.reading() as session:
        rewrite(backup, keep_tables_of(session.connection()))
    old.dispose()
    databases.drop(old_url)

    done = restore(empty_url, backup)

    assert done.exit_code == 0, done.stderr
    assert len(contents(empty_url)["response"]) == 4


def keep_tables_of(connection):
    """Return a change that leaves what a database of an older revision would have held."""
    kept = {
        model.name: {
            row[0]
            for row in connection.execute(text(f"SELECT * FROM {model.name}")).cursor.description
        }
        for model in metadata.sorted_tables
        if connection.dialect.has_table(connection, model.name)
    }

    def change(lines):
        yield from with_head(revision="0002")(lines)[:1]
        columns, keep = [], True
        for line in lines[1:]:
            content = json.loads(line)
            if "table" in content:
                keep = content["table"] in kept
                names = kept.get(content["table"], ())
                columns = [name in names for name, _kind in content["columns"]]
                pairs = zip(content["columns"], columns, strict=True)
                content["columns"] = [each for each, stays in pairs if stays]
            elif isinstance(content, list):
                pairs = zip(content, columns, strict=True)
                content = [each for each, stays in pairs if stays]
            if keep:
                yield json_line(content)

    return change
