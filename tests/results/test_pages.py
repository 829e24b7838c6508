"""Staff pages: what they show, to whom, and at what price."""

import re
from datetime import date

import pytest

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.results.page import unit_page
from survey_app.results.queries import snapshot
from survey_app.results.service import fold, release
from tests.results.staff import sign_in, statements
from tests.results.town import DAY, at_release

Q3 = Period.parse("2026-Q3")
PERIOD = "?period=2026-Q3"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def province(town):
    return town.unit("T1", name="Tỉnh Thử")


@pytest.fixture
def commune(town, province):
    return town.unit("T1001", province, name="Xã Đường Thử")


@pytest.fixture
def an(client, database, province):
    """A reader of the whole province."""
    sign_in(client, database, "an", "analyst", province)
    return client


def page_of(database, unit, roots, period=Q3):
    with snapshot(database) as session:
        return unit_page(session, unit, period, roots)


def visible(response):
    """Return the words of a page, white space evened out."""
    text = re.sub(r"<[^>]+>", " ", response.text)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


class TestUnitPage:
    def test_says_rate_counts_and_verdicts(self, an, database, town, commune):
        town.answers(commune, 268, 20)
        release(database, at_release(DAY))

        words = visible(an.get(f"/staff/units/{commune}{PERIOD}"))

        assert "93,1 %" in words
        assert "268 / 288 phiếu" in words
        assert "Chưa đạt 95 %" in words
        assert "Chưa đủ căn cứ thống kê" in words
        assert "18:01 10/09/2026" in words

    def test_899_of_1000_is_never_shown_as_90(self, an, database, town, commune):
        with database.writing() as session:
            town.fill_tally(session, commune, date(2025, 10, 6), satisfied=899, n=1000)

        words = visible(an.get(f"/staff/units/{commune}?period=2025-Q4"))

        assert "899 / 1.000 phiếu" in words
        assert "89,9 %" in words
        assert "90,0" not in words.replace("90 %", "")
        assert "Chưa đạt 90 %" in words

    def test_without_answers_there_is_no_data(self, an, commune):
        words = visible(an.get(f"/staff/units/{commune}{PERIOD}"))

        assert "không có dữ liệu" in words.lower()
        assert "0,0 %" not in words

    def test_shows_what_was_released_not_what_waits(self, an, database, town, commune):
        town.answers(commune, 6)
        release(database, at_release(DAY))
        town.answers(commune, 0, 4)

        assert "6 / 6 phiếu" in visible(an.get(f"/staff/units/{commune}{PERIOD}"))

    def test_english_on_request(self, an, commune):
        response = an.get(f"/staff/units/{commune}{PERIOD}&lang=en")

        assert response.status_code == 200
        assert "No data" in response.text

    def test_pools_and_links_the_units_below(self, an, database, town, province, commune):
        town.answers(commune, 8, 2)
        fold(database)

        response = an.get(f"/staff/units/{province}{PERIOD}")

        assert f"/staff/units/{commune}?period=2026-Q3" in response.text
        assert "8 / 10 phiếu" in visible(response)


class TestSmallNumbers:
    def test_four_answers_are_not_shown(self, an, database, town, commune):
        town.answers(commune, 4)
        fold(database)

        page = page_of(database, commune, [commune])

        assert page.figures.online.withheld
        assert page.levels == []
        assert "4 / 4" not in visible(an.get(f"/staff/units/{commune}{PERIOD}"))

    def test_one_answer_from_the_desk_is_not_the_difference(self, database, town, commune):
        town.answers(commune, 50)
        town.answer(commune, "1", channel=1)
        fold(database)

        page = page_of(database, commune, [commune])

        assert page.figures.online.counts.n == 50
        assert page.figures.all.withheld

    def test_small_procedures_stand_together(self, database, town, commune):
        town.procedure("T.1", "Thủ tục Một")
        for code, size in (("T.1", 9), ("T.2", 6), ("T.3", 2), ("T.4", 1)):
            town.answers(commune, size, procedure=code)
        fold(database)

        rows = page_of(database, commune, [commune]).procedures

        assert [(row.name, row.counts.n) for row in rows] == [("Thủ tục Một", 9), ("", 9)]

    def test_a_rest_that_is_too_small_is_withheld(self, database, town, commune):
        town.answers(commune, 3, procedure="T.1")
        fold(database)

        (row,) = page_of(database, commune, [commune]).procedures

        assert row.withheld

    def test_days_are_refused(self, an, database, commune):
        with pytest.raises(RefusedError, match="bad_period"):
            page_of(database, commune, [commune], Period.parse("2026-09-01..2026-09-10"))

        assert an.get(f"/staff/units/{commune}?period=2026-09-01..2026-09-10").status_code == 422
        assert an.get(f"/staff/units/{commune}?period=khi-nao").status_code == 422


class TestScope:
    def test_a_unit_of_others_is_unknown(self, client, database, town, province, commune):
        other = town.unit("T1002", province)
        sign_in(client, database, "binh", "leader", other)

        assert client.get(f"/staff/units/{other}{PERIOD}").status_code == 200
        assert client.get(f"/staff/units/{commune}{PERIOD}").status_code == 404
        assert client.get(f"/staff/units/{province}{PERIOD}").status_code == 404
        assert client.get("/staff/units/999999").status_code == 404

    def test_a_stranger_signs_in_first(self, client, commune):
        for address in (f"/staff/units/{commune}", "/staff/units"):
            assert client.get(address).status_code == 303

    def test_a_role_without_figures_is_refused(self, client, database, commune):
        sign_in(client, database, "chi", "interviewer", commune)

        assert client.get(f"/staff/units/{commune}").status_code == 403

    def test_units_above_the_scope_are_not_named(self, database, town, province, commune):
        division = town.unit("T1001.1", commune)

        assert page_of(database, division, [commune]).above[0].id == commune
        assert [unit.id for unit in page_of(database, division, [province]).above] == [
            province,
            commune,
        ]
        with pytest.raises(NotFoundError):
            page_of(database, commune, [division])


class TestOverview:
    def test_lists_units_with_cases_or_answers(self, an, database, town, province, commune):
        idle = town.unit("T1003", province, name="Xã Vắng Thử")
        town.case(commune)
        town.answers(commune, 6)
        fold(database)

        response = an.get(f"/staff/units{PERIOD}")

        assert f"/staff/units/{commune}?" in response.text
        assert f"/staff/units/{idle}?" not in response.text

    def test_finds_any_unit_of_the_scope_without_accents(self, an, town, province, commune):
        town.unit("T1003", province, name="Xã Vắng Thử")

        assert "Xã Đường Thử" in an.get("/staff/units?q=duong+thu").text
        assert "Xã Vắng Thử" not in an.get("/staff/units?q=duong+thu").text
        assert "Xã Đường Thử" in an.get("/staff/units?q=t1001").text

    def test_finds_nothing_outside_the_scope(self, an, commune):
        assert "Không tìm thấy" in visible(an.get("/staff/units?q=10972"))


class TestPrice:
    def test_a_page_takes_few_statements_however_many_answers(self, an, database, town, commune):
        prices = []
        for size in (5, 60):
            town.answers(commune, size, size // 5, answers={"reasons": ["late"]})
            fold(database)
            an.get(f"/staff/units/{commune}{PERIOD}")
            with statements(database) as found:
                page_of(database, commune, [commune])
            prices.append(len(found))

        assert prices[0] == prices[1] <= 9

    def test_the_overview_too(self, an, database, town, province):
        prices = []
        for number in range(2, 8):
            town.answers(town.unit(f"T100{number}", province), 5)
            fold(database)
            with statements(database) as found:
                an.get(f"/staff/units{PERIOD}")
            prices.append(len(found))

        assert max(prices[1:]) == min(prices[1:]) <= 12


def test_levels_are_drawn_with_their_numbers(an, database, town, commune):
    town.answers(commune, 37, 6)
    fold(database)

    drawn = an.get(f"/staff/units/{commune}/levels.svg{PERIOD}")

    assert drawn.mimetype == "image/svg+xml"
    assert f"/staff/units/{commune}/levels.svg" in an.get(f"/staff/units/{commune}{PERIOD}").text
    assert all(part in drawn.text for part in ("Hài lòng", ">37<", ">6<"))


def test_nothing_is_drawn_of_four_answers(an, database, town, commune):
    town.answers(commune, 4)
    fold(database)

    assert an.get(f"/staff/units/{commune}/levels.svg{PERIOD}").status_code == 404
