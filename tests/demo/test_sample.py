"""The sample data: the same for the same day, and honest in the same way as real ones."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey_app.cases.models import CaseRecord
from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError
from survey_app.database import Database
from survey_app.demo.service import Scene, demo_password, load
from survey_app.responses.models import Response, ResponseEvent
from tests.support.register import KEYRING

SCENE = Scene(until=local_day(datetime.now(UTC)))
PASSWORD = demo_password("x" * 32)

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def sample(database):
    load(database, KEYRING, SCENE, PASSWORD)
    return database


def facts(database):
    with database.reading() as session:
        cases = session.scalar(select(func.count()).select_from(CaseRecord))
        levels = session.execute(
            select(Response.overall, func.count())
            .group_by(Response.overall)
            .order_by(Response.overall)
        ).all()
        return cases, [tuple(row) for row in levels]


class TestSample:
    def test_is_the_same_for_the_same_day(self, sample, sqlite_databases):
        other = Database(sqlite_databases.migrated())
        load(other, KEYRING, SCENE, PASSWORD)

        assert facts(other) == facts(sample)

    def test_is_refused_where_there_are_cases(self, sample):
        with pytest.raises(ConflictError, match="cases_exist"):
            load(sample, KEYRING, SCENE, PASSWORD)

    def test_has_answers_in_every_state_of_a_direct_answer(self, sample):
        with sample.reading() as session:
            states = set(session.scalars(select(ResponseEvent.state).distinct()))

        assert states == {"received", "counted", "withdrawn", "superseded"}

    def test_counts_as_the_answers_say(self, sample, runner):
        assert runner.invoke(args=["results", "verify"]).exit_code == 0


class TestPages:
    def test_say_that_the_data_are_samples(self, sample, client):
        assert "DỮ LIỆU MẪU" in client.get("/").text


class TestCommands:
    def test_show_what_to_try(self, sample, runner):
        shown = runner.invoke(args=["demo", "show"]).stdout

        assert "/R/" in shown
        assert "/D/" in shown
        assert "phong.vhxh.duongan" in shown

    def test_load_goes_on_where_it_is_not_allowed(self, sample, runner):
        assert runner.invoke(args=["demo", "load"]).exit_code == 2
        assert runner.invoke(args=["demo", "load", "--if-allowed"]).exit_code == 0
