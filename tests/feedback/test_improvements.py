"""Improvements, and the problems they answer."""

from datetime import UTC, datetime

import pytest

from survey_app.core.calendar import Period, local_day
from survey_app.feedback.frequent import TextGroup, group_texts, problem_counts
from survey_app.feedback.improvements import public_improvements
from survey_app.results.service import fold
from tests.results.staff import sign_in
from tests.support.staff_forms import send


@pytest.fixture
def leader(app, database, unit_id):
    client = app.test_client()
    sign_in(client, database, "lanhdao", "leader", unit_id)
    return client


@pytest.fixture
def draft(leader, unit_id):
    """The address of an improvement that answers long waits, not public yet."""
    response = send(
        leader,
        leader.get("/staff/improvements/new").text,
        "/new",
        unit=str(unit_id),
        problem="waiting",
        text_vi="Mở thêm một quầy vào buổi sáng",
        since=local_day(datetime.now(UTC)).isoformat(),
    )
    assert response.status_code == 303
    return response.location


def public(database, unit_id):
    with database.reading() as session:
        return [each["vi"] for each in public_improvements(session, unit_id)]


def test_draft_is_nowhere_public(database, draft, unit_id):
    assert public(database, unit_id) == []


def test_published_stands_on_results_and_under_the_receipts_it_answers(
    leader, officer, client, database, opted_in, draft
):
    page = officer.get("/staff/feedback/1").text
    send(officer, page, "/handle", handling__problem="waiting")

    assert send(leader, leader.get(draft).text, "/publish").status_code == 303

    assert "Mở thêm một quầy vào buổi sáng" in client.get(opted_in).text


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestRights:
    def test_second_officer_is_told(self, leader, draft):
        page = leader.get(draft).text
        send(leader, page, draft, text_vi="Mở thêm hai quầy")

        assert send(leader, page, "/publish").status_code == 409

    def test_published_does_not_change(self, leader, database, draft, unit_id):
        page = leader.get(draft).text
        send(leader, page, "/publish")

        assert send(leader, page, draft, text_vi="Khác").status_code == 409
        assert public(database, unit_id) == ["Mở thêm một quầy vào buổi sáng"]

    def test_who_answers_comments_does_not_publish(self, officer, draft):
        assert officer.get(draft).status_code == 403

    def test_unit_of_somebody_else_is_not_there(self, leader):
        page = leader.get("/staff/improvements/new").text
        response = send(
            leader, page, "/new", unit="1", problem="late", text_vi="Thử", since="2026-01-01"
        )

        assert response.status_code == 404


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_problems_page_shows_released_counts_from_five(officer, database, write, unit_id, now):
    for number in range(5):
        write(f"Góp ý {number}")
    fold(database)

    assert officer.get("/staff/problems").status_code == 200


def test_problems_that_officers_name_are_counted(officer, database, opted_in, unit_id, now):
    send(officer, officer.get("/staff/feedback/1").text, "/handle", handling__problem="waiting")
    today = local_day(now)

    with database.reading() as session:
        counts = problem_counts(session, [unit_id], Period.quarter_of(today), today)

    assert [(row.code, row.ticked, row.named) for row in counts] == [("waiting", 0, 1)]


def test_comments_that_say_nearly_the_same_stand_together():
    texts = [
        "Chờ quá lâu ở quầy số 2",
        "chờ lâu quá ở quầy",
        "Ở quầy chờ quá lâu",
        "Trang web bị lỗi khi tải giấy tờ lên",
        "Tải giấy tờ lên trang web bị lỗi",
        "Cán bộ rất tận tình",
    ]

    groups = group_texts(texts)

    assert [group.count for group in groups] == [3, 2]
    assert groups[0] == TextGroup("chờ lâu quá ở quầy", 3)


def test_one_comment_makes_no_group():
    assert group_texts(["Chờ quá lâu ở quầy"]) == []
