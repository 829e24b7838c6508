"""One question per screen: the same questionnaire, the same rules, nothing lost on the way."""

import json
import re

import pytest
from sqlalchemy import select

from survey_app.questionnaires.queries import newest_version
from survey_app.responses import form_counts
from survey_app.responses.models import Response, ResponseText
from tests.support.citizen import hidden_inputs
from tests.support.stepper import NUMBER, Walker


class TestWay:
    def test_skips_what_does_not_apply(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="5")
        assert "staff" in walker.asks

        walker.send(go="back")
        walker.send(overall="2")
        assert "reasons" in walker.asks

    def test_without_the_required_answer_stays_and_says_so(self, client, code):
        walker = Walker(client, f"/R/{code}")

        assert walker.send().status_code == 422
        assert "Xin chọn một mức" in walker.page
        assert 'role="alert"' in walker.page

    def test_back_shows_what_was_answered(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="5")
        walker.send(staff="4")
        walker.send(go="back")

        assert re.search(r'value="4" id="staff-4" checked', walker.page)

    def test_going_back_keeps_what_comes_later(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="5")
        walker.send(staff="4")
        walker.send(go="back")
        walker.send(go="back", staff="4")
        walker.send(overall="4")

        assert re.search(r'value="4" id="staff-4" checked', walker.page)

    def test_the_same_screen_twice_leads_to_the_same_next_one(self, client, code):
        walker = Walker(client, f"/R/{code}")
        sent = hidden_inputs(walker.page) | {"overall": "5"}

        pages = [client.post(f"/R/{code}/b/1", data=sent).text for _ in range(2)]

        assert [NUMBER.search(page)[1] for page in pages] == ["3", "3"]

    def test_the_browsers_back_finds_the_newest_answers(self, client, code):
        walker = Walker(client, f"/R/{code}")
        first = hidden_inputs(walker.page)
        walker.send(overall="5")
        walker.send(staff="4")
        later = hidden_inputs(walker.page)["state"]

        page = client.post(f"/R/{code}/b/1", data=first | {"overall": "4", "later": later}).text

        assert re.search(r'value="4" id="staff-4" checked', page)

    def test_language_changes_and_the_answer_stays(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="3", lang="en")

        assert '<html lang="en"' in walker.page
        assert re.search(r'id="overall-3" checked', walker.page)

    def test_leads_to_the_one_page_with_all_answers(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="3")
        page = walker.send(go="page", reasons="late").text

        assert f'action="/R/{code}"' in page
        assert re.search(r'id="overall-3" checked', page)
        assert re.search(r'id="reasons-late" checked', page)
        response = client.post(f"/R/{code}", data=hidden_inputs(page) | {"overall": "3"})
        assert response.status_code == 303

    def test_comes_from_the_one_page_with_all_answers(self, client, code):
        page = client.get(f"/R/{code}").text
        sent = hidden_inputs(page) | {"steps": "yes", "overall": "2", "staff": "5"}

        moved = client.post(f"/R/{code}", data=sent)
        assert (moved.status_code, moved.location) == (307, f"/R/{code}/b")
        walker = Walker(client, f"/R/{code}")
        walker.page = client.post(moved.location, data=sent).text
        assert re.search(r'id="overall-2" checked', walker.page)
        walker.send(overall="5")
        assert re.search(r'id="staff-5" checked', walker.page)

    def test_wrong_answer_of_another_screen_leads_there(self, client, open_link):
        walker = Walker(client, open_link("household_door_to_door"))
        walker.send()
        walker.send(adults="4")
        walker.send(smartphones="4")
        walker.send(go="back")
        walker.send(go="back")
        walker.send(adults="2")
        at = walker.number
        response = walker.send(smartphones="4")

        assert (response.status_code, walker.number) == (422, at)


class TestState:
    def test_tells_nothing(self, client, code):
        walker = Walker(client, f"/R/{code}")
        walker.send(overall="1")
        walker.send(reasons="other", reasons_other_text="Bí mật")

        assert "Bí mật" not in walker.page
        assert "late" not in hidden_inputs(walker.page)["state"]

    @pytest.mark.parametrize("state", ["", "AAAA", "é", "x" * 50_000])
    def test_that_is_missing_or_altered_is_400_with_a_fresh_page(self, client, code, state):
        walker = Walker(client, f"/R/{code}")
        sent = hidden_inputs(walker.page) | {"overall": "5", "state": state}

        response = client.post(f"/R/{code}/b/1", data=sent)

        assert response.status_code == 400
        assert NUMBER.search(response.text)[1] == "1"

    def test_of_another_link_is_400(self, client, open_link):
        one, two = open_link("inperson_short"), open_link("inperson_short")
        sent = hidden_inputs(client.get(f"{one}/b").text)
        own = hidden_inputs(client.get(f"{two}/b").text)

        mixed = own | {"state": sent["state"], "overall": "5"}

        assert client.post(f"{two}/b/1", data=mixed).status_code == 400


class TestSending:
    @pytest.fixture
    def at_the_end(self, client, code):
        walker = Walker(client, f"/R/{code}")
        while "Tôi đồng ý và gửi" not in walker.page:
            walker.send(**({"overall": "5"} if "overall" in walker.asks else {}))
        return walker

    def test_twice_gives_the_same_receipt(self, at_the_end, count_stored):
        assert at_the_end.send().location == at_the_end.send().location
        assert count_stored() == 1

    def test_with_other_answers_is_409(self, client, code, at_the_end):
        page = at_the_end.page
        at_the_end.send()
        sent = hidden_inputs(page) | {"overall": "1"}

        assert client.post(f"/R/{code}", data=sent).status_code == 409

    def test_closes_every_screen(self, client, code, at_the_end):
        at_the_end.send()

        assert client.get(f"/R/{code}/b").status_code == 410

    def test_declining_leaves_the_link_open(self, client, code, at_the_end):
        assert at_the_end.send(decline="yes").location.startswith("/thanks")
        assert client.get(f"/R/{code}/b").status_code == 200


@pytest.mark.parametrize("address", ["/b/99", "/b/0"])
def test_screen_that_is_none_is_404(client, code, address):
    assert client.get(f"/R/{code}{address}").status_code == 404


def test_of_an_unknown_code_is_404(client):
    assert client.get("/R/000000000000/b").status_code == 404


class TestCounts:
    def passed(self, database):
        with database.reading() as session:
            version = newest_version(session, "inperson_short")
            return form_counts.counts(session, version.id, form_counts.PASSED)

    def test_each_question_is_counted_once_on_the_way(self, client, database, code):
        walker = Walker(client, f"/R/{code}")
        walker.send()
        walker.send(overall="5")
        walker.send(go="back")
        walker.send(overall="5")
        walker.send(staff="5")

        assert self.passed(database) == {("result", "overall"): 1, ("result", "staff"): 1}

    def test_sending_is_counted(self, client, database, code):
        Walker(client, f"/R/{code}").walk({"overall": "5"})

        assert self.passed(database)["result", form_counts.SENT] == 1

    def test_looking_is_not(self, client, database, code):
        client.get(f"/R/{code}/b/3")

        assert not self.passed(database)

    def test_hidden_question_answered_anyway_is_dropped_and_counted(self, client, database, code):
        sent = hidden_inputs(client.get(f"/R/{code}").text)
        client.post(f"/R/{code}", data=sent | {"overall": "5", "reasons": "late"})

        with database.reading() as session:
            version = newest_version(session, "inperson_short")
            dropped = form_counts.counts(session, version.id, form_counts.DROPPED)
            assert "late" not in session.scalar(select(Response.answers))
            assert session.scalar(select(ResponseText.texts)) is None
        assert dropped == {("result", "reasons"): 1}

    def test_are_printed_in_the_order_of_the_form(self, client, runner, code):
        Walker(client, f"/R/{code}").walk({"overall": "5"})

        printed = runner.invoke(args=["responses", "form-counts", "inperson_short", "--json"])
        rows = json.loads(printed.stdout)["rows"]

        assert rows[0] == {"moment": "result", "question": "overall", "passed": 1, "dropped": 0}
        assert rows[1]["passed"] == 0
        assert rows[-1] == {"moment": "result", "question": "sent", "passed": 1, "dropped": 0}
