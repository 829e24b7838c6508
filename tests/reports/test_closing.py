"""Closing freezes; nothing frozen changes, and what changed afterwards is told."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.reports.service import newest_revision
from survey_app.responses.models import TallyInbox
from tests.reports.conftest import AFTER, Office
from tests.support.settings import NOW

LAST_MOMENT = datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC)
FIRST_MOMENT = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)


def waiting(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(TallyInbox))


class TestDraft:
    def test_before_the_period_is_over(self, office, town, communes):
        town.answers(communes[0], 3)

        card = office.close(LAST_MOMENT)

        assert card.draft
        assert card.number == 1
        assert card.document()["units"][0]["all"]["n"] == 3

    def test_shows_nothing_on_any_page(self, database, office, town, communes):
        town.answers(communes[0], 3)

        office.draft()

        assert waiting(database) == 3

    def test_is_replaced_by_the_next_close(self, office, town, communes):
        first = office.draft()
        town.answer(communes[0])
        office.draft()
        final = office.close(FIRST_MOMENT)

        assert [card.number for card in office.revisions()] == [1]
        assert not final.draft
        assert first.number == final.number == 1


class TestFinal:
    def test_folds_the_period_of_the_subtree_whole(self, database, office, town, communes):
        other = town.unit("91")
        for unit in (*communes, other):
            town.answer(unit)
        town.answer(communes[0], day=date(2026, 10, 2))

        office.close()

        assert waiting(database) == 2  # the other province, and the next quarter

    def test_the_same_figures_give_the_same_revision(self, office, town, communes):
        town.answers(communes[0], 3)

        first, again = office.close(), office.close(reason="once more")

        assert (again.id, again.sha256, again.closed_at) == (
            first.id,
            first.sha256,
            first.closed_at,
        )

    def test_changed_figures_need_a_reason(self, office, town, communes):
        answer, *_ = town.answers(communes[0], 3)
        office.close()
        town.leave(answer)

        with pytest.raises(RefusedError, match="reason_needed"):
            office.close()

        assert len(office.revisions()) == 1

    def test_the_next_revision_stands_beside_the_first(self, office, town, communes):
        answer, *_ = town.answers(communes[0], 3)
        first = office.close()
        town.leave(answer)

        second = office.close(reason="một phiếu được rút")

        cards = office.revisions()
        assert [card.number for card in cards] == [1, 2]
        assert cards[0] == first
        assert [card.document()["units"][0]["all"]["n"] for card in cards] == [3, 2]
        assert second.reason == "một phiếu được rút"

    def test_an_unknown_unit(self, database):
        with pytest.raises(NotFoundError):
            Office(database, 999).close()


class TestContent:
    def test_holds_whole_numbers_and_words_only(self, office, town, communes):
        town.answers(communes[0], 7, 2)
        town.case(communes[0])

        def walk(value):
            if isinstance(value, dict):
                for each in value.values():
                    walk(each)
            elif isinstance(value, list):
                for each in value:
                    walk(each)
            else:
                assert value is None or isinstance(value, str | int)

        walk(office.close().document())

    def test_lists_the_unit_and_those_below_with_anything_to_tell(self, office, town, communes):
        one, two, division = communes
        town.unit("90003", town.units["90"])
        town.answers(division, 4, 1)
        town.case(one)
        town.case(two, status=4)
        town.case(two, date(2026, 10, 1))

        rows = office.close().document()["units"]

        assert [(row["code"], row["parent"]) for row in rows] == [
            ("90", ""),
            ("90001", "90"),
            ("90002", "90"),
            ("90002.1", "90002"),
        ]
        assert [row["all"]["n"] for row in rows] == [5, 0, 5, 5]
        assert [row["cases_finished"] for row in rows] == [1, 1, 0, 0]

    def test_levels_channels_ways_and_moments(self, office, town, communes):
        unit = communes[0]
        town.answer(unit, "5")
        town.answer(unit, "3", channel=1, mode="desk")
        town.answer(unit, "1", moment="submitted")

        content = office.close().document()

        assert content["units"][0]["levels"] == {"5": 1, "4": 0, "3": 1, "2": 0, "1": 1}
        assert [(row["channel"], row["all"]["n"]) for row in content["channels"]] == [
            ("1", 1),
            ("2", 2),
        ]
        assert [row["mode"] for row in content["modes"]] == ["desk", "link"]
        assert [row["moment"] for row in content["moments"]] == ["result", "submitted"]

    def test_procedures_from_five_answers_on(self, office, town, communes):
        town.procedure("T.1", "Thủ tục Một")
        for code, size in (("T.1", 5), ("T.2", 4), ("", 1)):
            town.answers(communes[0], size, procedure=code)
            town.case(communes[0], procedure=code)

        rows = office.close().document()["procedures"]

        assert [(row["code"], row["name"], row["all"]["n"]) for row in rows] == [
            ("T.1", "Thủ tục Một", 5),
            ("", "Thủ tục khác", 5),
        ]
        assert [row["cases_finished"] for row in rows] == [1, 2]

    def test_problems_by_how_often_they_were_named(self, office, town, communes):
        unit = communes[0]
        for named in (["login", "upload"], ["login"], ["none"], ["login"], ["other"]):
            town.answer(unit, answers={"problems": named, "reupload": "yes"})
        for said in ("yes", "no", "no", "unknown", "no", "no"):
            town.answer(unit, questionnaire="inperson_short", answers={"repeat_docs": said})
        town.answers(unit, 4, answers={"reasons": ["late"]})

        rows = office.close().document()["problems"]

        assert [(row["question"], row["option"], row["count"], row["base"]) for row in rows] == [
            ("problems", "login", 3, 5),
            ("problems", "other", 1, 5),
            ("problems", "upload", 1, 5),
            ("repeat_docs", "yes", 1, 5),
        ]

    def test_names_versions_targets_and_method(self, office, town, communes):
        town.answer(communes[0])

        content = office.close().document()

        (version,) = content["method"]["questionnaires"]
        assert version["key"] == "online_case"
        assert len(version["sha256"]) == 64
        assert content["units"][0]["target_all"] == {
            "value": 95,
            "year": 2026,
            "source": "1565",
            "carried": False,
            "reference": True,
        }

    def test_a_range_of_days_has_rates_but_no_problems(self, database, town, communes, province):
        town.answers(communes[0], 6, answers={"problems": ["login"]})
        office = Office(database, province, "2026-09-01..2026-09-15")

        content = office.close().document()

        assert content["units"][0]["all"]["n"] == 6
        assert content["procedures"][0]["all"]["n"] == 6
        assert content["problems"] == []

    def test_without_answers(self, office):
        content = office.close().document()

        assert content["units"][0]["all"] == {"n": 0, "satisfied": 0, "no_opinion": 0}
        assert content["procedures"] == content["problems"] == content["channels"] == []


class TestNewest:
    def test_nothing_was_closed(self, database, province):
        with database.reading() as session, pytest.raises(NotFoundError, match="not_closed"):
            newest_revision(session, Period.parse("2026-Q3"), province)


def test_moments_of_these_tests_lie_around_the_end_of_the_quarter():
    assert NOW < LAST_MOMENT < FIRST_MOMENT < AFTER
