"""`flask reports`, as an operator uses it."""

import hashlib
import json
from datetime import date

import pytest

from tests.results.town import Town

PAST, FUTURE = "2025-Q4", "2100-Q4"
UNIT = "T1"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def town(database):
    town = Town(database)
    unit = town.unit(UNIT, name="Tỉnh Thử")
    town.answers(unit, 9, 1, day=date(2025, 11, 3))
    return town


def run(runner, command, period, *arguments):
    return runner.invoke(args=["reports", command, period, "--unit", UNIT, *arguments])


@pytest.mark.usefixtures("town")
class TestClose:
    def test_tells_the_revision(self, runner):
        first, again = (run(runner, "close", PAST) for _ in range(2))

        assert first.exit_code == 0, first.stderr
        assert json.loads(first.stdout) == json.loads(again.stdout)
        assert json.loads(first.stdout)["draft"] is False

    def test_before_the_period_is_over_it_is_a_draft(self, runner):
        assert json.loads(run(runner, "close", FUTURE).stdout)["draft"] is True

    def test_changed_figures_without_a_reason(self, runner, town):
        run(runner, "close", PAST)
        town.answer(town.units[UNIT], day=date(2025, 11, 3))

        refused = run(runner, "close", PAST)
        closed = run(runner, "close", PAST, "--reason", "bổ sung")

        assert refused.exit_code == 2
        assert "--reason" in refused.stderr
        assert json.loads(closed.stdout)["revision"] == 2


@pytest.mark.usefixtures("town")
class TestExport:
    def test_writes_the_file_and_prints_its_sha256(self, runner, tmp_path):
        run(runner, "close", PAST)

        for file_format in ("xlsx", "csv", "json"):
            out = tmp_path / f"file.{file_format}"
            told = run(runner, "export", PAST, "--format", file_format, "--out", str(out))
            found = hashlib.sha256(out.read_bytes()).hexdigest()
            assert json.loads(told.stdout)["file_sha256"] == found

    def test_nothing_was_closed(self, runner, tmp_path):
        out = tmp_path / "file.csv"

        refused = run(runner, "export", PAST, "--format", "csv", "--out", str(out))

        assert refused.exit_code == 2
        assert "Chưa chốt" in refused.stderr
        assert not out.exists()

    def test_csv_for_excel_of_this_country(self, runner, tmp_path):
        run(runner, "close", PAST)
        out = tmp_path / "file.csv"

        run(runner, "export", PAST, "--format", "csv", "--semicolon", "--out", str(out))

        assert out.read_bytes().startswith(b"\xef\xbb\xbfunit_code;unit_name;online_n;")
        assert runner.invoke(args=["reports", "verify", str(out)]).exit_code == 0

    def test_a_folder_that_is_not_there(self, runner, tmp_path):
        run(runner, "close", PAST)
        out = tmp_path / "none" / "file.csv"

        refused = run(runner, "export", PAST, "--format", "csv", "--out", str(out))

        assert refused.exit_code == 2
        assert str(out) in refused.stderr


@pytest.mark.usefixtures("town")
class TestVerify:
    def test_tells_the_revision(self, runner, tmp_path):
        closed = json.loads(run(runner, "close", PAST).stdout)
        out = tmp_path / "file.xlsx"
        run(runner, "export", PAST, "--format", "xlsx", "--out", str(out))

        told = runner.invoke(args=["reports", "verify", str(out), "--sha256", closed["sha256"]])

        assert (told.exit_code, json.loads(told.stdout)) == (
            0,
            closed | {"equal": True, "recounted": True},
        )

    def test_refuses_what_was_altered(self, runner, tmp_path):
        run(runner, "close", PAST)
        out = tmp_path / "file.json"
        run(runner, "export", PAST, "--format", "json", "--out", str(out))
        out.write_text(out.read_text().replace('"numerator": 9', '"numerator": 10', 1))

        refused = runner.invoke(args=["reports", "verify", str(out)])

        assert refused.exit_code == 2
        assert "metrics.0.numerator" in refused.stderr

    def test_a_file_that_is_not_there(self, runner, tmp_path):
        assert runner.invoke(args=["reports", "verify", str(tmp_path / "no")]).exit_code == 2
