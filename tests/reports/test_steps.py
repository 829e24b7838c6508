"""Rules of the way between offices, and of what is due."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from survey_app.core.calendar import Period, local_day
from survey_app.core.errors import ConflictError, NotPermittedError, RefusedError
from survey_app.reports.deadlines import DEADLINES, due, kind_of, upcoming
from survey_app.reports.overview import get_report, late_answers, list_steps
from survey_app.reports.steps import Actor, set_route, take_step
from survey_app.responses.models import ResponseEvent
from tests.reports.conftest import AFTER, Office

TODAY = local_day(AFTER)


class Way:
    """Takes steps with the one report of an office."""

    def __init__(self, database, unit_id, root):
        self.database, self.root = database, root
        Office(database, unit_id).close()

    def card(self):
        with self.database.reading() as session:
            return get_report(session, 1, [self.root], TODAY)

    def take(self, deed, root, comment="", card=None):
        actor = Actor("an", [root], AFTER, TODAY, "1.0")
        with self.database.writing() as session:
            take_step(session, card or self.card(), deed, actor, comment)

    def steps(self):
        with self.database.reading() as session:
            return [(step.deed, step.place) for step in list_steps(session, 1)]


@pytest.fixture
def way(database, communes, province):
    return Way(database, communes[2], province)


def test_goes_along_the_units_above(way, communes, province):
    _one, two, division = communes
    way.take("submitted", division)
    way.take("accepted", two)
    way.take("accepted", province)
    way.take("published", province)

    assert way.steps() == [
        ("submitted", "Xã 90002"),
        ("submitted", "Tỉnh Thử"),
        ("accepted", "Tỉnh Thử"),
        ("published", "Tỉnh Thử"),
    ]


def test_goes_along_its_own_route(way, database, communes):
    one, _two, division = communes
    with database.writing() as session:
        set_route(session, division, [one])

    way.take("submitted", division)
    with pytest.raises(NotPermittedError):
        way.take("accepted", communes[1])
    way.take("accepted", one)

    assert way.card().state == "accepted"


def test_comes_back_to_its_author(way, communes):
    _one, two, division = communes
    way.take("submitted", division)
    way.take("returned", two, "Thiếu số liệu")

    assert (way.card().state, way.card().place_id) == ("returned", division)


@pytest.mark.parametrize("comment", ["", "\x07 chuông", "dài" * 20_000])
def test_a_comment_that_cannot_stand(way, communes, comment):
    way.take("submitted", communes[2])

    with pytest.raises(RefusedError):
        way.take("returned", communes[1], comment)


def test_forty_thousand_characters_can(way, communes):
    way.take("submitted", communes[2])

    way.take("returned", communes[1], "=" * 40_000)

    with way.database.reading() as session:
        assert len(list_steps(session, 1)[-1].comment) == 40_000


def test_two_at_once_take_one_step(way, communes):
    way.take("submitted", communes[2])
    card = way.card()
    way.take("accepted", communes[1], card=card)

    with pytest.raises(ConflictError, match="step_taken"):
        way.take("accepted", communes[1], card=card)


def test_what_left_the_counts_after_the_close_is_listed(office, town, communes, province):
    answer, *_ = town.answers(communes[0], 3)
    office.close()
    later = {"seq": 3, "state": "withdrawn", "actor": "citizen", "at": AFTER + timedelta(hours=1)}
    with office.database.writing() as session:
        session.execute(insert(ResponseEvent), [{"response_id": answer, **later}])

    with office.database.reading() as session:
        report = get_report(session, 1, [province], TODAY)
        found = late_answers(session, report, office.revisions()[-1], TODAY)

    assert [(each.unit, each.state, each.count) for each in found] == [("Xã 90001", "withdrawn", 1)]


class TestDeadlines:
    def test_days_of_the_plans(self):
        today = date(2026, 10, 20)
        found = {each.deadline.code: each.on for each in upcoming(today)}

        assert found["R44"] == date(2026, 11, 4)  # before 5 November
        assert found["R45"] == date(2026, 11, 9)
        assert found["R47"] == date(2026, 11, 30)
        assert found["R48"] == date(2026, 12, 31)
        assert found["R49"] == date(2026, 12, 31)
        assert found["R50"] == date(2026, 10, 31)
        assert found["R53"] is None

    def test_today_counts_and_tomorrow_is_next_year(self):
        (deadline,) = (each for each in DEADLINES if each.code == "R48")

        assert due(deadline, date(2026, 12, 31)).days_left == 0
        assert due(deadline, date(2027, 1, 1)).on == date(2027, 12, 31)

    def test_reminds_two_weeks_before(self):
        (deadline,) = (each for each in DEADLINES if each.code == "R44")
        day = date(2026, 11, 4)

        assert due(deadline, day - timedelta(days=14)).soon
        assert not due(deadline, day - timedelta(days=15)).soon

    @pytest.mark.parametrize(
        ("period", "kind"),
        [
            ("2026-11", "annual_assessment"),
            ("2026-01-01..2026-10-31", "annual_assessment"),
            ("2026-10", "satisfaction"),
            ("2026-Q4", "satisfaction"),
            ("2026", "satisfaction"),
        ],
    )
    def test_kind(self, period, kind):
        assert kind_of(Period.parse(period)) == kind
