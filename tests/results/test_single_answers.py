"""GET /api/v1/responses: single answers, released, without anything about persons."""

from datetime import date

import pytest

from survey_app.accounts.service import create_key
from survey_app.core.errors import RefusedError
from survey_app.results import answers
from survey_app.results.answers import answers_page
from survey_app.results.service import fold
from tests.support.register import KEYRING
from tests.support.settings import NOW

AUGUST, SEPTEMBER, TODAY = date(2026, 8, 20), date(2026, 9, 10), date(2026, 9, 15)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def province(town):
    return town.unit("T1", name="Tỉnh Thử")


@pytest.fixture
def commune(town, province):
    return town.unit("T1001", province, name="Xã Một")


def pages(database, unit, since="", today=TODAY):
    """Return all rows from a cursor on, and the last cursor."""
    rows, more = [], True
    while more:
        with database.reading() as session:
            page = answers_page(session, KEYRING, unit, since, today)
        rows, since, more = rows + page.rows, page.next, page.more
    return rows, since


def test_answers_that_were_released_and_still_count(database, town, province, commune):
    town.answers(commune, 6, 2, answers={"problems": ["login", "upload"], "comment": "tên tôi"})
    town.answer(commune, state="withdrawn")
    fold(database)
    town.answers(commune, 3)

    rows, _next = pages(database, province)

    assert [row["overall"] for row in rows].count(4) == 6
    assert len({row["id"] for row in rows}) == len(rows) == 8
    assert {row["unit"] for row in rows} == {"T1001"}
    assert rows[0]["answers"]["problems"] == ["login", "upload"]
    assert "comment" not in rows[0]["answers"]
    assert rows[0] | {"id": "", "overall": 0, "answers": {}} == {
        "id": "",
        "month": "2026-09",
        "unit": "T1001",
        "procedure_code": "1.001193",
        "channel": 2,
        "mode": "link",
        "moment": "result",
        "submitted_by": "self",
        "applicant_kind": 1,
        "verification": "case",
        "questionnaire": "online_case/1",
        "overall": 0,
        "answers": {},
    }


def test_small_groups_have_no_name(database, town, province, commune):
    town.answers(commune, 5)
    town.answers(town.unit("T1002", province), 4, procedure="2.000815")
    fold(database)

    rows, _next = pages(database, province)

    names = [(row["unit"], row["procedure_code"]) for row in rows]
    assert sorted(names) == [("", "")] * 4 + [("T1001", "1.001193")] * 5


def test_pages_hold_each_answer_once(database, town, commune, monkeypatch):
    town.answers(commune, 7, day=AUGUST)
    town.answers(commune, 8, day=SEPTEMBER)
    fold(database)
    monkeypatch.setattr(answers, "PAGE", 4)

    rows, _next = pages(database, commune)

    assert len({row["id"] for row in rows}) == len(rows) == 15
    assert [row["month"] for row in rows] == ["2026-08"] * 7 + ["2026-09"] * 8


def test_later_only_what_may_have_changed(database, town, commune):
    town.answers(commune, 7, day=AUGUST)
    town.answers(commune, 5, day=SEPTEMBER)
    fold(database)
    first, cursor = pages(database, commune)
    town.answers(commune, 6, day=SEPTEMBER)
    fold(database)

    later, _next = pages(database, commune, cursor)

    assert {row["month"] for row in later} == {"2026-09"}
    assert len({row["id"] for row in first + later}) == 7 + 5 + 6


def test_answer_released_late_is_not_missed(database, town, commune):
    town.answers(commune, 6, day=AUGUST)
    fold(database)
    town.answers(commune, 3, day=AUGUST)
    first, cursor = pages(database, commune)
    fold(database)

    later, _next = pages(database, commune, cursor)

    assert len({row["id"] for row in first + later}) == 9


def test_other_units_are_out_of_reach(database, town, province, commune):
    town.answers(commune, 6)
    fold(database)

    assert pages(database, town.unit("T1003", province))[0] == []


@pytest.mark.parametrize("cursor", ["x", "đ", "2026-09/00", "A" * 60, "\0"])
def test_cursor_that_is_none(database, commune, cursor):
    with pytest.raises(RefusedError, match="bad_cursor"):
        pages(database, commune, cursor)


def test_call(client, database, town, province, commune):
    town.answers(commune, 6)
    fold(database)
    with database.writing() as session:
        key = create_key(
            session, KEYRING, "k", province, may=["responses"], expires_on=None, now=NOW
        )
    headers = {"Authorization": f"Bearer {key}"}

    page = client.get("/api/v1/responses", headers=headers)
    again = client.get("/api/v1/responses", query_string={"since": "x"}, headers=headers)
    not_granted = client.get("/api/v1/results?period=2026-Q3", headers=headers)

    assert (page.status_code, len(page.json["rows"]), page.json["more"]) == (200, 6, False)
    assert (again.status_code, again.json["code"]) == (422, "bad_cursor")
    assert (not_granted.status_code, not_granted.json["code"]) == (403, "not_permitted")
    assert client.get("/api/v1/responses").status_code == 401
