"""Withdrawing, answering again, and the later moment replacing the earlier one."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from survey_app.responses.life import answer_again
from survey_app.responses.models import ResponseText, TallyInbox
from tests.support.citizen import answer, open_page, state_of
from tests.support.register import IN_WORK, KEYRING, add_case, add_rows, case_row, link_of


@pytest.fixture
def case_id(database, now):
    return add_case(database, now=now)


@pytest.fixture
def code(database, case_id, now):
    return link_of(database, case_id, now)


@pytest.fixture
def receipt(client, code):
    return answer(client, f"/R/{code}", overall="5", comment="Rất tốt").location


def balance(database):
    with database.reading() as session:
        return session.scalar(select(func.sum(TallyInbox.sign)))


class TestWithdrawing:
    def test_takes_the_answer_out_of_the_counts(self, client, database, receipt):
        response = client.post(f"{receipt}/withdraw")

        assert response.status_code == 303
        assert state_of(client, receipt) == "withdrawn"
        assert balance(database) == 0

    def test_may_be_repeated(self, client, database, receipt):
        client.post(f"{receipt}/withdraw")

        assert client.post(f"{receipt}/withdraw").status_code == 303
        assert balance(database) == 0

    def test_erases_the_words(self, client, database, receipt):
        client.post(f"{receipt}/withdraw")

        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(ResponseText)) == 0

    def test_leaves_the_link_closed(self, client, code, receipt):
        client.post(f"{receipt}/withdraw")

        assert client.get(f"/R/{code}").status_code == 410

    def test_cannot_be_followed_by_answering_again(self, client, receipt):
        client.post(f"{receipt}/withdraw")

        refused = client.post(f"{receipt}/again")

        assert refused.status_code == 409
        assert "không còn hiệu lực" in refused.text

    def test_by_an_unknown_receipt_is_404(self, client):
        assert client.post("/P/000000000000/withdraw").status_code == 404


class TestAnsweringAgain:
    def test_opens_the_same_link_once_more(self, client, database, code, receipt):
        response = client.post(f"{receipt}/again")

        assert response.status_code == 303
        assert response.location.endswith(f"/R/{code}")
        assert state_of(client, receipt) == "superseded"
        assert balance(database) == 0

    def test_second_click_is_told_to_open_the_link(self, client, code, receipt):
        client.post(f"{receipt}/again")

        twice = client.post(f"{receipt}/again")

        assert twice.status_code == 409
        assert "mở lại đường dẫn" in twice.text
        assert client.get(f"/R/{code}").status_code == 200

    def test_counts_the_last_answer(self, client, database, code, receipt):
        client.post(f"{receipt}/again")

        second = answer(client, f"/R/{code}", overall="1")

        assert second.status_code == 303
        assert state_of(client, second.location) == "counted"
        assert state_of(client, receipt) == "superseded"
        assert balance(database) == 1
        assert client.get(f"/R/{code}").status_code == 410

    def test_gives_the_old_receipt_for_the_old_page(self, client, code):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        receipt = client.post(f"/R/{code}", data=sent).location
        client.post(f"{receipt}/again")

        assert client.post(f"/R/{code}", data=sent).location == receipt

    def test_is_over_after_three_days(self, database, receipt, now):
        late = now + timedelta(hours=73)

        with database.writing() as session, pytest.raises(Exception, match="too_late_again"):
            answer_again(session, KEYRING, receipt.removeprefix("/P/"), late)


class TestTwoMoments:
    def test_the_result_replaces_what_was_said_after_submitting(self, client, database, now):
        case_id = add_case(database, now=now, number=7, status=IN_WORK)
        early = answer(client, f"/R/{link_of(database, case_id, now)}", overall="5")
        add_rows(database, [case_row(7, now=now)], now)

        late = answer(client, f"/R/{link_of(database, case_id, now)}", overall="2")

        assert state_of(client, early.location) == "superseded"
        assert state_of(client, late.location) == "counted"
        assert balance(database) == 1

    def test_the_early_link_closes_with_the_result(self, client, database, now):
        case_id = add_case(database, now=now, number=8, status=IN_WORK)
        early = link_of(database, case_id, now)
        add_rows(database, [case_row(8, now=now)], now)

        answer(client, f"/R/{link_of(database, case_id, now)}", overall="4")

        assert client.get(f"/R/{early}").status_code == 410

    def test_withdrawing_the_result_does_not_bring_the_early_answer_back(
        self, client, database, now
    ):
        case_id = add_case(database, now=now, number=9, status=IN_WORK)
        early = answer(client, f"/R/{link_of(database, case_id, now)}", overall="5")
        add_rows(database, [case_row(9, now=now)], now)
        late = answer(client, f"/R/{link_of(database, case_id, now)}", overall="4")

        client.post(f"{late.location}/withdraw")

        assert state_of(client, early.location) == "superseded"
        assert balance(database) == 0

    def test_an_early_answer_cannot_be_given_again_after_the_result(self, client, database, now):
        case_id = add_case(database, now=now, number=10, status=IN_WORK)
        early = answer(client, f"/R/{link_of(database, case_id, now)}", overall="5")
        add_rows(database, [case_row(10, now=now)], now)
        answer(client, f"/R/{link_of(database, case_id, now)}", overall="4")

        assert client.post(f"{early.location}/again").status_code == 409
