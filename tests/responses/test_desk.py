"""At the desk: a case ID is typed in, also for a case that has not arrived yet."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from survey_app.directory.models import Desk
from survey_app.directory.service import add_desk
from survey_app.responses.matching import LONGEST, match_all, refuse_overdue
from survey_app.responses.models import Attribution, Response, WaitingAnswer
from tests.support.citizen import answer, open_page, state_of
from tests.support.register import (
    DESK,
    IN_WORK,
    KEYRING,
    SIBLING,
    UNIT,
    add_case,
    add_rows,
    case_row,
    link_of,
)


@pytest.fixture
def desk(database, now):
    with database.writing() as session:
        return add_desk(session, UNIT, "Quầy một cửa", now)


def typed(client, desk, **controls):
    return answer(client, f"/D/{desk}", **controls)


class TestDesk:
    def test_leads_to_the_questionnaire_of_a_finished_case(self, client, database, desk, now):
        case_id = add_case(database, now=now, channel=DESK)

        response = typed(client, desk, case_id=case_id)

        assert response.status_code == 303
        receipt = answer(client, response.location, overall="4").location
        assert state_of(client, receipt) == "counted"
        with database.reading() as session:
            assert session.scalar(select(Response.mode)) == "desk"

    @pytest.mark.parametrize("spelling", ["{ymd}-{serial}", "{ymd}{serial}", " {ymd} – {serial} "])
    def test_takes_the_tail(self, client, database, desk, now, spelling):
        _agency, ymd, serial = add_case(database, now=now, channel=DESK).split("-")

        response = typed(client, desk, case_id=spelling.format(ymd=ymd, serial=serial))

        assert response.status_code == 303

    def test_asks_for_the_whole_id_when_a_tail_fits_two(self, client, database, desk, now):
        tail = add_case(database, now=now).removeprefix("H24.10-")
        add_case(database, now=now, case_id=f"H24.11-{tail}")

        assert typed(client, desk, case_id=tail).status_code == 422

    def test_says_the_same_for_used_old_and_unfinished(self, client, database, desk, now):
        used = add_case(database, now=now, number=1)
        answer(client, f"/R/{link_of(database, used, now)}", overall="5")
        unfinished = add_case(database, now=now, number=2, status=IN_WORK)
        long_ago = (now - timedelta(days=91)).isoformat()
        old = add_case(database, now=now, number=3, finished_at=long_ago)

        answers = [typed(client, desk, case_id=each) for each in (used, unfinished, old)]

        assert [each.status_code for each in answers] == [422] * 3
        assert len({sentence(each.text) for each in answers}) == 1

    @pytest.mark.parametrize("controls", [{}, {"case_id": "xin chào"}, {"case_id": "44-261332-1"}])
    def test_refuses_what_is_no_case_id(self, client, desk, controls):
        assert typed(client, desk, **controls).status_code == 422

    def test_counts_an_answer_without_case_outside_the_rates(self, client, database, desk):
        response = typed(client, desk, procedure_code="2.000815")

        receipt = answer(client, response.location, overall="5").location

        assert state_of(client, receipt) == "counted"
        with database.reading() as session:
            assert session.scalar(select(Attribution.verification)) == "none"

    def test_without_hidden_input_is_400(self, client, desk):
        assert client.post(f"/D/{desk}", data={"case_id": "1"}).status_code == 400

    @pytest.mark.parametrize("address", ["/D/ZZZZ", "/D/%00", "/P/%00", "/D/" + "x" * 500])
    def test_unknown_is_404(self, client, address):
        assert client.get(address).status_code == 404

    def test_closed_is_404(self, client, database, desk):
        with database.writing() as session:
            session.execute(update(Desk).values(active=False))

        assert client.get(f"/D/{desk}").status_code == 404

    def test_style_sheet_of_an_unknown_version_is_404(self, client):
        assert client.get("/style/999/result/0123456789.css").status_code == 404

    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ufffd", "x" * 5000])
    def test_refuses_what_cannot_be_stored(self, client, desk, text):
        assert typed(client, desk, case_id=text).status_code == 422
        assert typed(client, desk, procedure_code=text).status_code == 422

    def test_answers_in_any_letter_case(self, client, desk):
        assert client.get(f"/d/{desk.lower()}").status_code == 200


def sentence(page):
    """Return the error message of a page."""
    return page.split('id="case_id-error"')[1].split("<")[0]


class TestWaiting:
    def test_counts_when_the_case_arrives_finished(self, client, database, desk, now):
        row = case_row(5, now=now, channel=DESK)
        receipt = self.wait(client, desk, row["case_id"])

        add_rows(database, [row], now)

        assert state_of(client, receipt) == "counted"
        with database.reading() as session:
            assert session.scalars(select(WaitingAnswer)).all() == []

    def test_by_tail_finds_its_case(self, client, database, desk, now):
        row = case_row(5, now=now, channel=DESK)
        receipt = self.wait(client, desk, row["case_id"].removeprefix("H24.10-"))

        add_rows(database, [row], now)

        assert state_of(client, receipt) == "counted"

    def test_stays_until_the_case_is_finished(self, client, database, desk, now):
        receipt = self.wait(client, desk, case_row(5, now=now)["case_id"])

        add_rows(database, [case_row(5, now=now, status=IN_WORK)], now)
        assert state_of(client, receipt) == "waiting"

        add_rows(database, [case_row(5, now=now)], now)
        assert state_of(client, receipt) == "counted"

    def test_of_another_unit_does_not_take_the_tail(self, client, database, desk, now):
        row = case_row(5, now=now, unit=SIBLING)
        receipt = self.wait(client, desk, row["case_id"].removeprefix("H24.10-"))

        add_rows(database, [row], now)

        assert state_of(client, receipt) == "waiting"

    def test_of_a_case_that_was_answered_otherwise_is_refused(self, client, database, desk, now):
        row = case_row(5, now=now)
        tail = row["case_id"].removeprefix("H24.10-")
        first, second = self.wait(client, desk, row["case_id"]), self.wait(client, desk, tail)

        add_rows(database, [row], now)

        assert (state_of(client, first), state_of(client, second)) == ("counted", "refused")

    def test_twice_for_the_same_case_is_refused(self, client, desk, now):
        case_id = case_row(5, now=now)["case_id"]
        self.wait(client, desk, case_id)

        assert typed(client, desk, case_id=case_id).status_code == 422

    def test_may_be_withdrawn(self, client, database, desk, now):
        row = case_row(5, now=now)
        receipt = self.wait(client, desk, row["case_id"])
        client.post(f"{receipt}/withdraw")

        add_rows(database, [row], now)

        assert state_of(client, receipt) == "withdrawn"
        assert typed(client, desk, case_id=row["case_id"]).status_code == 422

    def test_may_be_answered_again(self, client, database, desk, now):
        row = case_row(5, now=now)
        receipt = self.wait(client, desk, row["case_id"])
        again = client.post(f"{receipt}/again").location
        second = answer(client, again, overall="1").location

        add_rows(database, [row], now)

        assert state_of(client, receipt) == "superseded"
        assert state_of(client, second) == "counted"

    def test_is_refused_after_ninety_days(self, client, database, desk, now):
        receipt = self.wait(client, desk, case_row(5, now=now)["case_id"])

        assert refuse_overdue(database, now + LONGEST + timedelta(days=1)) == 1
        assert state_of(client, receipt) == "refused"

    def test_finds_a_case_that_arrived_between_desk_and_answer(self, client, database, desk, now):
        row = case_row(5, now=now)
        page = typed(client, desk, case_id=row["case_id"]).location
        sent = open_page(client, page) | {"overall": "5"}
        add_rows(database, [row], now)
        receipt = client.post(page, data=sent).location

        match_all(database, KEYRING, now)

        assert state_of(client, receipt) == "counted"

    def test_closes_the_link_that_was_issued_meanwhile(self, client, database, desk, now):
        row = case_row(5, now=now)
        page = typed(client, desk, case_id=row["case_id"]).location
        sent = open_page(client, page) | {"overall": "5"}
        add_rows(database, [row], now)
        code = link_of(database, row["case_id"], now)
        client.post(page, data=sent)

        match_all(database, KEYRING, now)

        assert client.get(f"/R/{code}").status_code == 410

    def wait(self, client, desk, text):
        response = typed(client, desk, case_id=text)
        receipt = answer(client, response.location, overall="4").location
        assert state_of(client, receipt) == "waiting"
        return receipt
