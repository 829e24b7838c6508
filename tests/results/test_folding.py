"""Folding: exact in any order and whatever interrupts it."""

import itertools
import random
import uuid
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from survey_app.core.calendar import Period
from survey_app.core.tally import Cell
from survey_app.responses.models import TallyInbox
from survey_app.results import service
from survey_app.results.models import Release, Tally
from survey_app.results.queries import snapshot
from survey_app.results.service import fold, list_batches, release
from survey_app.results.verification import verify
from tests.results.town import DAY, at_release
from tests.support.settings import NOW

#: In which the overall question is kept beside "month".
GRAINS = ("day", "rate", "rateq", "proc")
ONE_BY_ONE = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def tally(database):
    columns = [getattr(Tally, name) for name in Cell._fields]
    with database.reading() as session:
        return {tuple(key): count for *key, count in session.execute(select(*columns, Tally.count))}


def waiting(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(TallyInbox))


def sound(database):
    with snapshot(database) as session:
        return verify(session).sound


class TestFold:
    def test_moves_every_waiting_count(self, database, town):
        unit = town.unit("90001")
        town.answers(unit, 3, 1, answers={"reasons": ["late", "fee"]})

        assert fold(database) == 4
        assert waiting(database) == 0
        assert sum(tally(database).values()) == 4 * 8

    def test_a_cell_that_comes_to_nothing_goes(self, database, town):
        unit = town.unit("90001")
        answer = town.answer(unit)
        fold(database)
        town.leave(answer)

        fold(database)

        assert tally(database) == {}

    def test_again_changes_nothing(self, database, town):
        town.answers(town.unit("90001"), 2)
        fold(database)
        before = tally(database)

        assert fold(database) == 0
        assert tally(database) == before

    def test_only_the_units_asked_for(self, database, town):
        one, other = town.unit("90001"), town.unit("90002")
        town.answers(one, 2)
        town.answers(other, 3)

        assert fold(database, [other]) == 3
        assert {key[0] for key in tally(database)} == {other}

    def test_only_the_days_of_a_period(self, database, town):
        unit = town.unit("90001")
        town.answer(unit, day=date(2026, 6, 30))
        town.answer(unit, day=date(2026, 7, 1))

        assert fold(database, period=Period.parse("2026-Q2")) == 1
        assert {key[2] for key in tally(database)} == {
            date(2026, 4, 1),
            date(2026, 6, 1),
            date(2026, 6, 30),
        }

    def test_in_many_small_transactions(self, database, town, monkeypatch):
        monkeypatch.setattr(service, "BATCH", 3)
        unit = town.unit("90001")
        town.answers(unit, 7, 2)

        assert fold(database) == 9
        assert sound(database)

    def test_interrupted_and_resumed(self, database, town, monkeypatch):
        town.answers(town.unit("90001"), 5)
        monkeypatch.setattr(service, "BATCH", 2)
        with monkeypatch.context() as patch:
            patch.setattr(service, "fold_batch", cut_off_after(1))
            with pytest.raises(KeyboardInterrupt):
                fold(database)
        assert waiting(database) == 3
        assert sound(database)

        fold(database)

        assert waiting(database) == 0
        assert sound(database)


def cut_off_after(times):
    """Return a `fold_batch` that is interrupted in the middle of a later transaction."""
    fold_batch, calls = service.fold_batch, itertools.count()

    def folding(session, wanted):
        found = fold_batch(session, wanted)
        if next(calls) >= times:
            raise KeyboardInterrupt
        return found

    return folding


class TestOrder:
    @ONE_BY_ONE
    @given(seed=st.integers(0, 10**6), batch=st.integers(1, 6), steps=st.integers(5, 20))
    def test_any_order_and_any_batch_give_the_same_tally(self, database, town, seed, batch, steps):
        """Answers, withdrawals and folds in any order count as the answers alone say."""
        chance = random.Random(seed)
        units = [town.unit(uuid.uuid4().hex) for _ in range(2)]
        standing = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(service, "BATCH", batch)
            for _ in range(steps):
                step(database, town, chance, units, standing)

        assert sound(database)
        fold(database)
        assert sound(database)
        overall = sum(
            count
            for key, count in tally(database).items()
            if key[0] in units and key[1] == "month" and key[4] == "overall"
        )
        assert overall == len(standing)


def step(database, town, chance, units, standing):
    """Do one thing that may happen to the counts."""
    what = chance.choice(["answer", "answer", "answer", "leave", "fold"])
    if what == "answer":
        standing.append(
            town.answer(
                chance.choice(units),
                chance.choice("12345"),
                channel=chance.choice([1, 2]),
                answers={"reasons": chance.sample(["late", "fee"], chance.randint(0, 2))},
            )
        )
    elif what == "leave" and standing:
        town.leave(standing.pop(chance.randrange(len(standing))), "superseded")
    elif what == "fold":
        fold(database, [chance.choice(units)])


class TestRelease:
    def test_needs_five_answers_of_a_unit(self, database, town):
        few, enough = town.unit("90001"), town.unit("90002")
        town.answers(few, 4)
        town.answers(enough, 5)

        assert release(database, NOW) == [enough]
        assert waiting(database) == 4

    def test_notes_when(self, database, town):
        unit = town.unit("90001")
        town.answers(unit, 5)
        moment = at_release(DAY)

        release(database, moment)

        with database.reading() as session:
            assert session.get(Release, unit).released_at == moment

    def test_notes_the_newest_moment(self, database, town):
        unit = town.unit("90001")
        for day in (10, 11):
            town.answers(unit, 5)
            release(database, at_release(date(2026, 9, day)))

        with database.reading() as session:
            assert session.get(Release, unit).released_at == at_release(date(2026, 9, 11))

    def test_an_answer_that_came_and_went_does_not_count(self, database, town):
        unit = town.unit("90001")
        town.answers(unit, 4)
        for _ in range(3):
            town.leave(town.answer(unit))

        assert release(database, NOW) == []

    def test_a_replaced_answer_and_its_successor_are_one_person(self, database, town):
        unit = town.unit("90001")
        first = town.answers(unit, 5, moment="submitted")
        release(database, NOW)
        for answer in first[:4]:
            town.leave(answer, "superseded")
            town.answer(unit)

        assert release(database, NOW) == []

    def test_five_withdrawals_are_enough(self, database, town):
        unit = town.unit("90001")
        answers = town.answers(unit, 6)
        release(database, NOW)
        for answer in answers[:5]:
            town.leave(answer)

        assert release(database, NOW) == [unit]

    def test_one_waiting_unit_is_not_asked_twice(self, database, town):
        town.answers(town.unit("90001"), 5)
        release(database, NOW)

        with database.reading() as session:
            assert list_batches(session) == []


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NOW, True),
        (at_release(date(2026, 9, 14)), NOW, False),  # yesterday evening; it is ten o'clock
        (at_release(date(2026, 9, 13)), NOW, True),
        (at_release(date(2026, 9, 14)), at_release(date(2026, 9, 15)), True),
        (at_release(date(2026, 9, 15)), at_release(date(2026, 9, 15)), False),
    ],
)
def test_release_is_due_once_a_day_after_18_00(last, now, due):
    assert service.release_due(last, now) is due


def test_folding_counts_what_the_answers_say(database, town):
    unit = town.unit("90001")
    town.answer(unit, "5", answers={"problems": ["login", "upload"]})
    town.answer(unit, "2", answers={"problems": ["login"]})
    fold(database)

    found = Counter()
    for key, count in tally(database).items():
        found[key[1], key[4], key[5]] += count

    assert found == {
        ("month", "overall", "5"): 1,
        ("month", "overall", "2"): 1,
        **{(grain, "overall", level): 1 for grain in GRAINS for level in "52"},
        ("month", "problems", ""): 2,
        ("month", "problems", "login"): 2,
        ("month", "problems", "upload"): 1,
    }
