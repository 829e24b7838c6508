"""Question by question, beside the period before; few answers are left out."""

from datetime import date

import pytest

from survey_app.core.calendar import Period
from survey_app.results.queries import snapshot
from survey_app.results.questions import questions_page
from survey_app.results.service import release
from tests.results.staff import sign_in, statements
from tests.results.town import DAY, at_release

Q3 = Period.parse("2026-Q3")
EARLIER = date(2026, 5, 20)

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def commune(town):
    return town.unit("T1001", town.unit("T1", name="Tỉnh Thử"), name="Xã Đường Thử")


def page_of(database, unit):
    with snapshot(database) as session:
        return questions_page(session, unit, Q3, [unit])


def rows_of(page, words):
    (question,) = [each for each in page.questions if words in each.text["vi"]]
    return {row.label["vi"]: row for row in question.options}


def test_options_stand_beside_the_period_before(database, town, commune):
    town.answers(commune, 60, answers={"prefill": "all"})
    town.answers(commune, 40, answers={"prefill": "none"})
    town.answers(commune, 20, answers={"prefill": "all"}, day=EARLIER)
    town.answers(commune, 80, answers={"prefill": "none"}, day=EARLIER)
    town.answers(commune, 7, answers={"prefill": "unknown"})
    release(database, at_release(DAY))

    rows = rows_of(page_of(database, commune), "điền sẵn")

    full, nothing = rows["Có, gần như đầy đủ"], rows["Không, tôi phải tự nhập hết"]
    assert (full.now.satisfied, full.now.n, full.before.satisfied) == (60, 100, 20)
    assert (full.change, nothing.change) == ("up", "down")
    assert "Không nhớ" not in rows


def test_several_choices_rest_on_everybody_who_chose_any(database, town, commune):
    town.answers(commune, 6, answers={"problems": ["login", "payment"]})
    town.answers(commune, 4, answers={"problems": ["login"]})
    release(database, at_release(DAY))

    (question,) = page_of(database, commune).questions

    assert question.base == 10
    assert {row.now.n for row in question.options} == {10}


def test_a_small_difference_is_no_change(database, town, commune):
    for day in (DAY, EARLIER):
        town.answers(commune, 10, answers={"prefill": "all"}, day=day)
        town.answers(commune, 10, answers={"prefill": "part"}, day=day)
    release(database, at_release(DAY))

    assert rows_of(page_of(database, commune), "điền sẵn")["Có, một phần"].change == "none"


def test_four_answers_are_left_out(database, town, commune):
    town.answers(commune, 4, answers={"prefill": "all"})
    town.answers(commune, 30)
    release(database, at_release(DAY))

    assert page_of(database, commune).questions == []


def test_channels_that_are_too_few_stand_together(database, town, commune):
    town.answers(commune, 30, 2, channel=2)
    town.answers(commune, 9, 1, channel=1)
    town.answers(commune, 3, channel=3)
    release(database, at_release(DAY))

    found = page_of(database, commune).channels

    assert (found["2"].n, found["2"].satisfied) == (32, 30)
    assert "3" not in found
    assert found[""].n == 13


def test_the_page_speaks_and_takes_few_statements(client, database, town, commune):
    town.answers(commune, 12, answers={"prefill": "all"})
    release(database, at_release(DAY))
    sign_in(client, database, "an", "analyst", town.units["T1"])
    assert (
        "Có, gần như đầy đủ" in client.get(f"/staff/units/{commune}/questions?period=2026-Q3").text
    )

    with statements(database) as found:
        page_of(database, commune)

    assert len([each for each in found if each.startswith("SELECT")]) <= 12
