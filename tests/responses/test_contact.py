"""What comes with an answer: a number to call, a no, a place in the counts."""

from sqlalchemy import func, select

from survey_app.responses.models import Attribution, Response, ResponseContact, TallyInbox
from tests.support.citizen import answer
from tests.support.register import DESK

BAD_LEVEL_WITH_PHONE = {"overall": "1", "contact_phone": "0912 345 678"}


class TestContact:
    def test_without_consent_is_422_at_the_box(self, client, count_stored, code):
        response = answer(client, f"/R/{code}", **BAD_LEVEL_WITH_PHONE)

        assert response.status_code == 422
        assert count_stored() == 0

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


class TestReceipt:
    def test_tells_that_a_call_may_come_and_forgets_the_number_with_the_form(self, client, code):
        sent = BAD_LEVEL_WITH_PHONE | {"contact_consent": "yes"}
        receipt = answer(client, f"/R/{code}", **sent).location
        page = client.get(receipt).text
        assert 'id="call"' in page
        assert "0912" not in page

        client.post(f"{receipt}/withdraw")

        assert 'id="call"' not in client.get(receipt).text

    def test_says_nothing_of_a_call_without_a_number(self, client, code):
        receipt = answer(client, f"/R/{code}", overall="5").location

        assert 'id="call"' not in client.get(receipt).text

    def test_stays_in_its_language_after_withdrawing(self, client, code):
        receipt = answer(client, f"/R/{code}", overall="5").location
        page = client.get(f"{receipt}?lang=en").text
        assert f'action="{receipt}/withdraw?lang=en"' in page

        assert client.post(f"{receipt}/withdraw?lang=en").location == f"{receipt}?lang=en"


class TestDeclining:
    def test_leads_to_thanks_and_leaves_the_link_open(self, client, count_stored, code):
        response = answer(client, f"/R/{code}", decline="yes")

        assert response.status_code == 303
        assert client.get(response.location).status_code == 200
        assert client.get(f"/R/{code}").status_code == 200
        assert count_stored() == 0


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
