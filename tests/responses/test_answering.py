"""A citizen answers: stored once, shown the same receipt again, everything else refused kindly."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from survey_app.invitations.models import Invitation
from survey_app.responses.models import Response, ResponseText
from tests.support.citizen import answer, hidden_inputs, open_page, state_of
from tests.support.register import DESK, add_case, link_of


class TestSending:
    def test_leads_to_a_receipt(self, client, count_stored, code):
        response = answer(client, f"/R/{code}", overall="5")

        assert response.status_code == 303
        assert response.location.startswith("/P/")
        assert state_of(client, response.location) == "counted"
        assert count_stored() == 1

    def test_again_with_the_same_answers_gives_the_same_receipt(self, client, count_stored, code):
        sent = open_page(client, f"/R/{code}") | {"overall": "4", "comment": "Tốt"}

        first = client.post(f"/R/{code}", data=sent)
        second = client.post(f"/R/{code}", data=sent)

        assert first.location == second.location
        assert second.status_code == 303
        assert count_stored() == 1

    @pytest.mark.parametrize("change", [{"overall": "1"}, {"comment": "Khác"}, {"overall": "bad"}])
    def test_again_with_other_answers_is_409(self, client, count_stored, code, change):
        sent = open_page(client, f"/R/{code}") | {"overall": "4", "comment": "Tốt"}
        client.post(f"/R/{code}", data=sent)

        assert client.post(f"/R/{code}", data=sent | change).status_code == 409
        assert count_stored() == 1

    @pytest.mark.parametrize(
        "change",
        [{"comment": "Thêm lời"}, {"contact_phone": "0912345678", "contact_consent": "yes"}],
    )
    def test_again_with_words_added_is_409(self, client, code, change):
        sent = open_page(client, f"/R/{code}") | {"overall": "2"}
        client.post(f"/R/{code}", data=sent)

        assert client.post(f"/R/{code}", data=sent | change).status_code == 409

    def test_again_after_the_words_were_erased_gives_the_same_receipt(self, client, code):
        sent = open_page(client, f"/R/{code}") | {"overall": "4", "comment": "Tốt"}
        receipt = client.post(f"/R/{code}", data=sent).location
        client.post(f"{receipt}/withdraw")

        assert client.post(f"/R/{code}", data=sent).location == receipt

    @pytest.mark.parametrize("change", [{"lang": "en"}, {"decline": "yes"}])
    def test_of_something_else_to_a_used_link_is_410(self, client, code, change):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        client.post(f"/R/{code}", data=sent)

        assert client.post(f"/R/{code}", data=sent | change).status_code == 410

    def test_with_two_levels_is_422(self, client, count_stored, code):
        assert answer(client, f"/R/{code}", overall=["5", "2"]).status_code == 422
        assert count_stored() == 0

    def test_from_another_page_of_a_used_link_is_410(self, client, code):
        other = open_page(client, f"/R/{code}")
        answer(client, f"/R/{code}", overall="5")

        assert client.post(f"/R/{code}", data=other | {"overall": "5"}).status_code == 410
        assert client.get(f"/R/{code}").status_code == 410

    def test_in_english_leads_to_an_english_receipt(self, client, code):
        sent = open_page(client, f"/R/{code}?lang=en") | {"overall": "5"}

        response = client.post(f"/R/{code}?lang=en", data=sent)

        assert '<html lang="en"' in client.get(response.location).text

    def test_without_hidden_input_is_400_and_keeps_the_answers(self, client, count_stored, code):
        response = client.post(f"/R/{code}", data={"overall": "2", "comment": "Chờ lâu"})

        assert response.status_code == 400
        assert "Chờ lâu" in response.text
        assert 'role="alert"' in response.text
        assert hidden_inputs(response.text)
        assert count_stored() == 0

    def test_with_the_hidden_input_of_another_link_is_400(self, client, database, code, now):
        other = link_of(database, add_case(database, now=now, number=2, channel=DESK), now)

        sent = open_page(client, f"/R/{other}") | {"overall": "5"}

        assert client.post(f"/R/{code}", data=sent).status_code == 400

    @pytest.mark.parametrize("field", ["token"])
    def test_with_an_altered_hidden_input_is_400(self, client, code, field):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        altered = sent[field][:-1] + ("A" if sent[field][-1] != "A" else "B")

        assert client.post(f"/R/{code}", data=sent | {field: altered}).status_code == 400

    def test_without_the_required_answer_is_422_at_the_field(self, client, count_stored, code):
        response = answer(client, f"/R/{code}", comment="Không có gì")

        assert response.status_code == 422
        assert "Xin chọn một mức" in response.text
        assert "Không có gì" in response.text
        assert count_stored() == 0

    def test_with_an_unknown_option_is_422(self, client, code):
        assert answer(client, f"/R/{code}", overall="9").status_code == 422

    @pytest.mark.parametrize(
        "text", ["x" * 501, "a\x00b", "a\x07b", "a\ufffdb", "a\u202eb"], ids=ascii
    )
    def test_with_a_text_that_cannot_be_kept_is_422(self, client, count_stored, code, text):
        assert answer(client, f"/R/{code}", overall="5", comment=text).status_code == 422
        assert count_stored() == 0

    def test_with_a_lone_surrogate_is_422(self, client, code):
        token = open_page(client, f"/R/{code}")["token"]
        body = f"token={token}&overall=5&comment=%ED%A0%80"

        response = client.post(
            f"/R/{code}", data=body, content_type="application/x-www-form-urlencoded"
        )

        assert response.status_code == 422

    def test_keeps_a_decomposed_text_composed(self, client, database, code):
        answer(client, f"/R/{code}", overall="5", comment="Ca\u0309m o\u031bn")

        with database.reading() as session:
            assert "Cảm ơn" in session.scalar(select(ResponseText.texts))

    def test_masks_numbers_of_people_in_a_text(self, client, database, code):
        answer(client, f"/R/{code}", overall="5", comment="Gọi 0912345678")

        with database.reading() as session:
            assert "0912345678" not in session.scalar(select(ResponseText.texts))

    def test_of_a_body_that_is_far_too_large_is_refused(self, client, code):
        assert answer(client, f"/R/{code}", comment="x" * 6_000_000).status_code == 413

    def test_drops_answers_to_hidden_questions(self, client, database, code):
        answer(client, f"/R/{code}", overall="5", reasons="late")

        with database.reading() as session:
            assert "late" not in session.scalar(select(Response.answers))

    def test_keeps_what_was_chosen_when_only_the_language_changes(self, client, count_stored, code):
        response = answer(client, f"/R/{code}", overall="3", comment="Chờ", lang="en")

        assert response.status_code == 200
        assert '<html lang="en"' in response.text
        assert "Chờ" in response.text
        assert " checked" in response.text
        assert count_stored() == 0

    def test_to_an_expired_link_is_410(self, client, database, code, now):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        with database.writing() as session:
            session.execute(update(Invitation).values(expires_at=now - timedelta(minutes=1)))

        assert client.post(f"/R/{code}", data=sent).status_code == 410
