"""A citizen answers: stored once, shown the same receipt again, everything else refused kindly."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from survey_app.invitations.models import Invitation
from survey_app.responses.models import (
    Attribution,
    Response,
    ResponseContact,
    ResponseText,
    TallyInbox,
)
from tests.support.citizen import answer, hidden_inputs, open_page, state_of
from tests.support.register import DESK, add_case, link_of


@pytest.fixture
def now():
    """The real moment: pages ask the clock."""
    return datetime.now(UTC)


@pytest.fixture
def code(database, now):
    """A link after an in-person case, questionnaire A."""
    return link_of(database, add_case(database, now=now, channel=DESK), now)


def stored(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Response))


class TestPage:
    def test_opens_without_being_used_up(self, client, code):
        assert client.get(f"/R/{code}").status_code == 200
        assert client.get(f"/R/{code}").status_code == 200

    @pytest.mark.parametrize("spelling", ["/r/{lower}", "/R/{lower}", "/r/{code}", "/R/{spaced}"])
    def test_answers_to_every_spelling(self, client, code, spelling):
        spaced = f"{code[:4]} {code[4:8]}-{code[8:]}"

        response = client.get(spelling.format(code=code, lower=code.lower(), spaced=spaced))

        assert response.status_code == 200

    def test_has_nothing_ticked(self, client, code):
        assert " checked" not in client.get(f"/R/{code}").text

    def test_speaks_vietnamese_whatever_the_browser_prefers(self, client, code):
        page = client.get(f"/R/{code}", headers={"Accept-Language": "en"}).text

        assert '<html lang="vi"' in page
        assert "Ông/Bà hài lòng thế nào" in page

    def test_speaks_english_when_asked(self, client, code):
        assert "How satisfied are you" in client.get(f"/R/{code}?lang=en").text

    def test_names_unit_and_procedure(self, client, code):
        page = client.get(f"/R/{code}").text

        assert "UBND xã Đường An" in page
        assert "hồ sơ ngày" in page

    @pytest.mark.parametrize(
        "unknown", ["000000000000", "nonsense", "UUUUUUUUUUUU", "%00", "x" * 500]
    )
    def test_of_an_unknown_code_is_404(self, client, unknown):
        assert client.get(f"/R/{unknown}").status_code == 404

    def test_keeps_the_address_to_itself(self, client, code):
        response = client.get(f"/R/{code}")

        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers


class TestSending:
    def test_leads_to_a_receipt(self, client, database, code):
        response = answer(client, f"/R/{code}", overall="5")

        assert response.status_code == 303
        assert response.location.startswith("/P/")
        assert state_of(client, response.location) == "counted"
        assert stored(database) == 1

    def test_again_with_the_same_answers_gives_the_same_receipt(self, client, database, code):
        sent = open_page(client, f"/R/{code}") | {"overall": "4", "comment": "Tốt"}

        first = client.post(f"/R/{code}", data=sent)
        second = client.post(f"/R/{code}", data=sent)

        assert first.location == second.location
        assert second.status_code == 303
        assert stored(database) == 1

    @pytest.mark.parametrize("change", [{"overall": "1"}, {"comment": "Khác"}, {"overall": "bad"}])
    def test_again_with_other_answers_is_409(self, client, database, code, change):
        sent = open_page(client, f"/R/{code}") | {"overall": "4", "comment": "Tốt"}
        client.post(f"/R/{code}", data=sent)

        assert client.post(f"/R/{code}", data=sent | change).status_code == 409
        assert stored(database) == 1

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

    def test_with_two_levels_is_422(self, client, database, code):
        assert answer(client, f"/R/{code}", overall=["5", "2"]).status_code == 422
        assert stored(database) == 0

    def test_from_another_page_of_a_used_link_is_410(self, client, code):
        other = open_page(client, f"/R/{code}")
        answer(client, f"/R/{code}", overall="5")

        assert client.post(f"/R/{code}", data=other | {"overall": "5"}).status_code == 410
        assert client.get(f"/R/{code}").status_code == 410

    def test_in_english_leads_to_an_english_receipt(self, client, code):
        sent = open_page(client, f"/R/{code}?lang=en") | {"overall": "5"}

        response = client.post(f"/R/{code}?lang=en", data=sent)

        assert '<html lang="en"' in client.get(response.location).text

    def test_without_hidden_input_is_400_and_keeps_the_answers(self, client, database, code):
        response = client.post(f"/R/{code}", data={"overall": "2", "comment": "Chờ lâu"})

        assert response.status_code == 400
        assert "Chờ lâu" in response.text
        assert 'role="alert"' in response.text
        assert hidden_inputs(response.text)
        assert stored(database) == 0

    def test_with_the_hidden_input_of_another_link_is_400(self, client, database, code, now):
        other = link_of(database, add_case(database, now=now, number=2, channel=DESK), now)

        sent = open_page(client, f"/R/{other}") | {"overall": "5"}

        assert client.post(f"/R/{code}", data=sent).status_code == 400

    @pytest.mark.parametrize("field", ["token"])
    def test_with_an_altered_hidden_input_is_400(self, client, code, field):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        altered = sent[field][:-1] + ("A" if sent[field][-1] != "A" else "B")

        assert client.post(f"/R/{code}", data=sent | {field: altered}).status_code == 400

    def test_without_the_required_answer_is_422_at_the_field(self, client, database, code):
        response = answer(client, f"/R/{code}", comment="Không có gì")

        assert response.status_code == 422
        assert "Xin chọn một mức" in response.text
        assert "Không có gì" in response.text
        assert stored(database) == 0

    def test_with_an_unknown_option_is_422(self, client, code):
        assert answer(client, f"/R/{code}", overall="9").status_code == 422

    @pytest.mark.parametrize(
        "text", ["x" * 501, "a\x00b", "a\x07b", "a\ufffdb", "a\u202eb"], ids=ascii
    )
    def test_with_a_text_that_cannot_be_kept_is_422(self, client, database, code, text):
        assert answer(client, f"/R/{code}", overall="5", comment=text).status_code == 422
        assert stored(database) == 0

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

    def test_keeps_what_was_chosen_when_only_the_language_changes(self, client, database, code):
        response = answer(client, f"/R/{code}", overall="3", comment="Chờ", lang="en")

        assert response.status_code == 200
        assert '<html lang="en"' in response.text
        assert "Chờ" in response.text
        assert " checked" in response.text
        assert stored(database) == 0

    def test_to_an_expired_link_is_410(self, client, database, code, now):
        sent = open_page(client, f"/R/{code}") | {"overall": "5"}
        with database.writing() as session:
            session.execute(update(Invitation).values(expires_at=now - timedelta(minutes=1)))

        assert client.post(f"/R/{code}", data=sent).status_code == 410


BAD_LEVEL_WITH_PHONE = {"overall": "1", "contact_phone": "0912 345 678"}


class TestContact:
    def test_without_consent_is_422_at_the_box(self, client, database, code):
        response = answer(client, f"/R/{code}", **BAD_LEVEL_WITH_PHONE)

        assert response.status_code == 422
        assert stored(database) == 0

    def test_of_a_satisfied_person_without_consent_is_422_as_well(self, client, code):
        sent = {**BAD_LEVEL_WITH_PHONE, "overall": "5"}

        assert answer(client, f"/R/{code}", **sent).status_code == 422

    def test_of_a_satisfied_person_is_kept(self, client, database, code):
        sent = {**BAD_LEVEL_WITH_PHONE, "overall": "5", "contact_consent": "yes"}
        answer(client, f"/R/{code}", **sent)

        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(ResponseContact)) == 1

    def test_with_consent_is_kept_sealed(self, client, database, code):
        answer(client, f"/R/{code}", **BAD_LEVEL_WITH_PHONE, contact_consent="yes")

        with database.reading() as session:
            sealed = session.scalar(select(ResponseContact.sealed))
        assert b"912" not in sealed

    def test_of_a_wrong_form_is_422(self, client, code):
        sent = {**BAD_LEVEL_WITH_PHONE, "contact_phone": "12345", "contact_consent": "yes"}

        assert answer(client, f"/R/{code}", **sent).status_code == 422


class TestDeclining:
    def test_leads_to_thanks_and_leaves_the_link_open(self, client, database, code):
        response = answer(client, f"/R/{code}", decline="yes")

        assert response.status_code == 303
        assert client.get(response.location).status_code == 200
        assert client.get(f"/R/{code}").status_code == 200
        assert stored(database) == 0


class TestCounting:
    def test_attributes_the_answer_to_unit_procedure_and_day(self, client, database, code):
        answer(client, f"/R/{code}", overall="5")

        with database.reading() as session:
            attribution = session.scalars(select(Attribution)).one()
            inbox = session.scalars(select(TallyInbox)).one()
        assert attribution.procedure_code == "1.001193"
        assert attribution.channel == DESK
        assert attribution.verification == "case"
        assert (inbox.sign, inbox.unit_id) == (1, attribution.unit_id)

    def test_has_no_way_from_answer_to_case_id(self, client, database, code):
        answer(client, f"/R/{code}", overall="5")

        with database.reading() as session:
            row = session.execute(select(Response.__table__)).mappings().one()
        assert not any("H24" in str(value) or code in str(value) for value in row.values())
