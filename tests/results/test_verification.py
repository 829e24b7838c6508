"""The recount finds every kind of fault, and nothing in sound counts."""

import uuid

from sqlalchemy import delete, insert, update

from survey_app.responses.models import AnsweredCase, ResponseEvent, TallyInbox
from survey_app.results.models import Tally
from survey_app.results.queries import snapshot
from survey_app.results.service import fold
from survey_app.results.verification import verify
from tests.support.settings import NOW


def findings(database):
    with snapshot(database) as session:
        return verify(session)


def faults(database):
    return [str(difference) for difference in findings(database).differences]


def change(database, statement):
    with database.writing() as session:
        session.execute(statement)


class TestSound:
    def test_nothing_at_all(self, database):
        assert findings(database).sound

    def test_counted_waiting_withdrawn_superseded(self, database, town):
        unit = town.unit("90001")
        town.answers(unit, 3, 1)
        town.answer(unit, verification="none", channel=0)
        town.answer(unit, mode="phone")
        town.answer(unit, state="withdrawn")
        fold(database)
        town.answer(unit, state="superseded")
        town.wait()

        found = findings(database)

        assert found.sound
        assert found.received == 9
        assert found.states == {"counted": 6, "waiting": 1, "withdrawn": 1, "superseded": 1}
        assert found.recounted == {"n": 4, "outside": 2}

    def test_two_moments_of_a_case_of_which_one_counts(self, database, town):
        unit = town.unit("90001")
        town.answer(unit, moment="submitted", case=b"case", state="superseded")
        town.answer(unit, moment="result", case=b"case")

        assert findings(database).sound


class TestFaults:
    def test_a_tally_that_was_changed(self, database, town):
        town.answers(town.unit("90001"), 3)
        fold(database)
        change(database, update(Tally).where(Tally.grain == "month").values(count=4))

        (line,) = faults(database)

        assert "'month'" in line
        assert line.endswith("expected 3, found 4")

    def test_a_count_that_was_lost(self, database, town):
        town.answers(town.unit("90001"), 1)
        change(database, delete(TallyInbox))

        assert len(faults(database)) == 7  # five cells, n, and the conservation law

    def test_a_count_for_which_no_answer_stands(self, database, town):
        answer = town.answer(town.unit("90001"))
        event = ResponseEvent.__table__
        change(
            database,
            insert(event).values(
                response_id=answer, seq=3, state="withdrawn", at=NOW, actor="", reason=""
            ),
        )

        assert any("n in the rates: expected 0, found 1" in line for line in faults(database))

    def test_an_answer_without_any_event(self, database, town):
        town.answer(town.unit("90001"))
        change(database, delete(ResponseEvent))

        assert "answers by their last event: expected 1, found 0" in faults(database)

    def test_an_answer_left_in_the_middle(self, database, town):
        answer = town.answer(town.unit("90001"))
        change(
            database,
            insert(ResponseEvent).values(
                response_id=answer, seq=3, state="released", at=NOW, actor="", reason=""
            ),
        )

        assert "answers by their last event: expected 1, found 0" in faults(database)

    def test_a_case_that_counts_twice(self, database, town):
        unit = town.unit("90001")
        for moment in ("submitted", "result"):
            town.answer(unit, moment=moment, case=b"\x01\x02\x03\x04")

        assert faults(database) == ["counted answers of case key 01020304…: expected 1, found 2"]

    def test_a_tally_of_another_unit(self, database, town):
        town.answer(town.unit("90001"))
        other = town.unit("90002")
        fold(database)
        change(database, update(Tally).values(unit_id=other))

        assert len(faults(database)) == 10


def test_unlinked_answers_are_still_counted(database, town):
    town.answer(town.unit("90001"), case=uuid.uuid4().bytes)
    change(database, delete(AnsweredCase))

    assert findings(database).sound
