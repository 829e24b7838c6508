"""From a comment to a reply under the receipt."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from survey_app.core.calendar import local_day
from survey_app.core.working_days import after_working_days
from survey_app.directory.queries import get_unit, list_ancestors, list_holidays
from survey_app.feedback.collecting import collect
from survey_app.feedback.models import Followup, FollowupStep
from survey_app.responses.models import ResponseContact
from tests.feedback.conftest import PHONE
from tests.results.staff import sign_in, statements
from tests.support.register import SIBLING
from tests.support.staff_forms import send


def stored(database):
    with database.reading() as session:
        return session.scalars(select(Followup).order_by(Followup.id)).all()


def only(database):
    (followup,) = stored(database)
    return followup


def page_of(client, database):
    return client.get(f"/staff/feedback/{only(database).id}").text


class TestOpening:
    def test_who_asks_to_be_contacted_is_followed_up_at_once(self, database, opted_in):
        followup = only(database)

        assert followup.opted_in
        assert followup.state == "received"
        assert followup.procedure_code == "1.001193"

    def test_due_day_counts_working_days(self, database, opted_in, now):
        today = local_day(now)
        with database.reading() as session:
            days_off = list_holidays(session, today, today + timedelta(days=60))

        assert only(database).due_on == after_working_days(today, 5, days_off)

    def test_other_comments_wait_for_seven_days(self, database, write, now, week_later):
        for number in range(5):
            write(f"Góp ý {number}")
        collect(database, now)
        assert stored(database) == []

        collect(database, week_later)

        assert len(stored(database)) == 5
        assert not any(each.opted_in or each.procedure_code for each in stored(database))

    def test_four_comments_wait_on_also_beside_one_of_another_unit(
        self, database, write, week_later
    ):
        for number in range(4):
            write(f"Góp ý {number}")
        write("Góp ý của xã khác", unit=SIBLING)

        assert collect(database, week_later) == 0

    def test_twice_opens_nothing_twice(self, database, opted_in, now):
        assert collect(database, now) == 0

    def test_withdrawal_ends_it(self, client, database, opted_in, now):
        client.post(f"{opted_in}/withdraw")
        collect(database, now)

        assert only(database).state == "closed"

    def test_late_is_told_to_the_level_above_once(self, database, opted_in, now, unit_id):
        late = now + timedelta(days=40)
        collect(database, late)
        collect(database, late)

        followup = only(database)
        with database.reading() as session:
            above = list_ancestors(session, unit_id, local_day(late))
            steps = session.scalars(select(FollowupStep.kind)).all()
        assert followup.escalated_to == above[0].id
        assert followup.due_on > local_day(late)
        assert steps == ["escalated"]


class TestHandling:
    def test_list_shows_the_comment(self, officer, database, opted_in):
        with statements(database) as found:
            page = officer.get("/staff/feedback/").text

        assert "Chờ lâu quá" in page
        assert len(found) <= 10

    def test_list_is_exported_without_telephone_numbers(self, officer, opted_in):
        exported = officer.get("/staff/feedback/list.csv?state=open").text

        assert "Chờ lâu quá" in exported
        assert "912" not in exported

    def test_note_and_problem_are_kept(self, officer, database, opted_in):
        response = send(
            officer,
            page_of(officer, database),
            "/handle",
            handling__state="in_progress",
            handling__problem="waiting",
            handling__note="Đã gọi trưởng bộ phận",
        )

        assert response.status_code == 303
        assert (only(database).state, only(database).problem) == ("in_progress", "waiting")
        assert "Đã gọi trưởng bộ phận" in page_of(officer, database)

    def test_second_officer_is_told_and_loses_nothing(self, officer, database, opted_in):
        seen_by_both = page_of(officer, database)
        send(officer, seen_by_both, "/handle", handling__state="acknowledged")

        response = send(officer, seen_by_both, "/reply", reply__reply="Chúng tôi xin lỗi")

        assert response.status_code == 409
        assert "Có người vừa xử lý trước" in response.text
        assert "Chúng tôi xin lỗi" in response.text
        assert only(database).reply == ""

    def test_reply_stands_under_the_receipt(self, officer, client, database, opted_in):
        page = page_of(officer, database)
        response = send(officer, page, "/reply", reply__reply="Đã thêm một quầy.")

        assert response.status_code == 303
        assert "Đã thêm một quầy." in client.get(opted_in).text
        with database.reading() as session:
            assert session.scalars(select(ResponseContact)).all() == []

    def test_notes_never_stand_under_the_receipt(self, officer, client, database, opted_in):
        send(officer, page_of(officer, database), "/handle", handling__note="Nội bộ thôi")

        assert "Nội bộ thôi" in page_of(officer, database)
        assert "Nội bộ thôi" not in client.get(opted_in).text

    def test_reply_with_the_citizens_number_is_refused(self, officer, database, opted_in):
        page = page_of(officer, database)
        for number in (PHONE, "0912345678", "+84 912.345.678", "84912345678", "0912-345 678"):
            response = send(officer, page, "/reply", reply__reply=f"Sẽ gọi {number} nhé")

            assert response.status_code == 422
            assert "số điện thoại của người dân" in response.text
        assert only(database).state == "received"

    def test_opening_the_contact_is_recorded(self, officer, database, opted_in):
        page = page_of(officer, database)
        assert "912" not in page

        response = send(officer, page, "/contact")

        assert "912" in response.text
        with database.reading() as session:
            assert session.scalars(select(FollowupStep.kind)).all() == ["contact_opened"]


class TestScope:
    def test_other_units_follow_ups_do_not_exist(self, app, database, opted_in):
        with database.reading() as session:
            sibling = get_unit(session, SIBLING).id
        client = app.test_client()
        sign_in(client, database, "xakhac", "followup", sibling)

        assert client.get(f"/staff/feedback/{only(database).id}").status_code == 404
        assert "Chờ lâu quá" not in client.get("/staff/feedback/").text

    def test_leader_reads_but_does_not_answer(self, app, database, opted_in, unit_id):
        client = app.test_client()
        sign_in(client, database, "lanhdao", "leader", unit_id)

        page = page_of(client, database)

        assert "Chờ lâu quá" in page
        assert "/reply" not in page

    def test_desk_sees_nothing(self, app, database, opted_in, unit_id):
        client = app.test_client()
        sign_in(client, database, "quay", "desk", unit_id)

        assert client.get("/staff/feedback/").status_code == 403


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_strange_addresses_are_refused(officer):
    for address in ("?after=x", "?after=~", "?after=z~1", "?state=zzz"):
        assert officer.get(f"/staff/feedback/{address}").status_code == 422
