"""`flask results` and the API, as other programs use them."""

import json
from datetime import date

import pytest
from sqlalchemy import update

from survey_app.accounts.service import create_key
from survey_app.results.models import Tally
from survey_app.results.service import fold
from tests.support.register import KEYRING
from tests.support.settings import NOW

DAYS_BEFORE_ANY_TARGET = date(2020, 1, 5)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def province(town):
    return town.unit("T1", name="Tỉnh Thử")


@pytest.fixture
def commune(town, province):
    return town.unit("T1001", province, name="Xã Một")


def show(runner, *arguments):
    result = runner.invoke(args=["results", "show", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


class TestShow:
    def test_moves_at_once_by_one_answer(self, runner, town, commune):
        town.answers(commune, 3)
        before = show(runner, "2026-Q3", "--unit", "T1001")
        town.answer(commune, "2")

        after = show(runner, "2026-Q3", "--unit", "T1001")

        assert [each["units"][0]["all"]["n"] for each in (before, after)] == [3, 4]
        assert after["units"][0]["all"]["satisfied"] == 3

    def test_all_units_with_cases_or_answers(self, runner, town, province, commune):
        town.case(commune)

        assert [each["unit"] for each in show(runner, "2026-Q3")["units"]] == ["T1001"]

    def test_as_published(self, runner, database, town, commune):
        town.answers(commune, 9)
        town.publish_all()

        document = show(runner, "2026-Q3", "--unit", "T1001", "--as-published")

        assert document["as_of"] is None
        assert document["units"][0]["all"]["n"] is None
        assert "suppressed" in document["units"][0]["all"]["cautions"]

    def test_for_people(self, runner, town, commune):
        town.answers(commune, 9, 1)

        text = runner.invoke(args=["results", "show", "2026-Q3", "--unit", "T1001"]).stdout

        assert "Quý III/2026" in text
        assert "Trực tuyến: 90,0 % (9/10 phiếu" in text
        assert "chưa đạt" in text

    def test_for_people_without_figures(self, runner, database, town, commune):
        arguments = ["results", "show", "2026-Q3", "--unit", "T1001"]

        assert "không có dữ liệu" in runner.invoke(args=arguments).stdout
        town.answers(commune, 5)
        town.publish_all()
        assert "không công bố" in runner.invoke(args=[*arguments, "--as-published"]).stdout

    def test_without_a_target_no_verdict(self, runner, town):
        unit = town.unit("T2", valid_from=DAYS_BEFORE_ANY_TARGET)
        town.answer(unit, day=DAYS_BEFORE_ANY_TARGET)

        text = runner.invoke(args=["results", "show", "2020-01", "--unit", "T2"]).stdout

        assert "100,0 % (1/1 phiếu" in text
        assert "chỉ tiêu" not in text

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [(["2026-Q9"], "2026-Q9"), (["2026-Q3", "--unit", "T9"], "Không có đơn vị này")],
    )
    def test_refuses_in_words(self, runner, arguments, words):
        result = runner.invoke(args=["results", "show", *arguments, "--json"])

        assert result.exit_code == 2
        assert result.stdout == ""
        assert words in result.stderr


class TestVerify:
    def test_sound(self, runner, database, town, commune):
        town.answers(commune, 3)
        fold(database, [commune])
        town.answer(commune, state="withdrawn")

        result = runner.invoke(args=["results", "verify"])

        assert result.exit_code == 0
        assert json.loads(result.stdout)["received"] == 4

    def test_tells_every_difference_on_stderr(self, runner, database, town, commune):
        town.answers(commune, 3)
        fold(database)
        with database.writing() as session:
            session.execute(update(Tally).values(count=7))

        result = runner.invoke(args=["results", "verify"])

        assert result.exit_code == 2
        assert json.loads(result.stdout)["sound"] is False
        assert "expected 3, found 7" in result.stderr


class TestRelease:
    def test_shows_units_with_enough(self, runner, town, commune):
        town.answers(commune, 5)

        assert json.loads(runner.invoke(args=["results", "release"]).stdout) == {
            "released_units": 1
        }


class TestApi:
    @pytest.fixture
    def headers(self, database, province):
        with database.writing() as session:
            key = create_key(
                session, KEYRING, "portal", province, may=["results"], expires_on=None, now=NOW
            )
        return {"Authorization": f"Bearer {key}"}

    def test_is_what_the_command_shows_as_published(
        self, client, runner, database, town, commune, headers
    ):
        town.answers(commune, 20, 3)
        town.publish_all()

        answer = client.get("/api/v1/results?period=2026-Q3&unit=T1001", headers=headers)

        assert answer.status_code == 200
        assert answer.json == show(runner, "2026-Q3", "--unit", "T1001", "--as-published")
        assert answer.json["units"][0]["all"]["n"] == 23

    def test_without_a_unit_it_is_that_of_the_key(self, client, commune, headers):
        answer = client.get("/api/v1/results?period=2026-Q3", headers=headers)

        assert answer.json["units"][0]["unit"] == "T1"

    def test_a_unit_of_others_is_unknown(self, client, town, headers):
        town.unit("T2")

        for code in ("T2", "khong-co"):
            answer = client.get(f"/api/v1/results?period=2026-Q3&unit={code}", headers=headers)
            assert answer.status_code == 404
            assert answer.json["code"] == "unknown_unit"

    def test_a_period_that_is_none(self, client, headers):
        answer = client.get("/api/v1/results?period=quy-3", headers=headers)

        assert answer.status_code == 422
        assert answer.json["code"] == "bad_period"
