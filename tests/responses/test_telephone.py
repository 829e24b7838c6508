"""Whom citizens call for help: the desk where they are, or the central number."""

import re

import pytest

from survey_app.directory.queries import find_desk, list_desks
from tests.results.staff import sign_in
from tests.support.citizen import answer, open_page
from tests.support.register import DESK, UNIT, add_case, link_of
from tests.support.staff_forms import send

NUMBER = "0220.3850.123"
DESKS = "/staff/desks/"


@pytest.fixture
def desk(runner):
    """The code of a desk with a telephone of its own, added by command."""
    done = runner.invoke(
        args=["directory", "add-desk", UNIT, "Quầy số 1", "--telephone", "0220 3850 123"]
    )
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture
def case_id(database, now):
    return add_case(database, now=now, channel=DESK)


def called(page):
    """Return the numbers that the foot of a page offers."""
    return re.findall(r'<a href="tel:([^"]+)">\1</a>', page)


def form_at(client, desk, case_id):
    """Return the address of the form that a case ID opens at the desk."""
    return client.post(
        f"/D/{desk}", data=open_page(client, f"/D/{desk}") | {"case_id": case_id}
    ).location


def test_stands_on_every_page_that_a_desk_opens(client, desk, case_id):
    form = form_at(client, desk, case_id)
    addresses = [f"/D/{desk}", f"/D/{desk}/kiosk", f"/D/{desk}/kiosk/thanks", form, f"{form}/b"]
    found = {address: called(client.get(address).text) for address in addresses}
    declined = answer(client, form, decline="yes").location
    receipt = answer(client, form, overall="5").location
    found |= {address: called(client.get(address).text) for address in (declined, receipt)}

    assert set(map(tuple, found.values())) == {(NUMBER,)}, found


def test_form_that_comes_back_names_it_too(client, desk, case_id):
    form = form_at(client, desk, case_id)

    assert called(answer(client, form).text) == [NUMBER]


def test_link_without_a_desk_names_the_central_number(client, database, case_id, now):
    form = f"/R/{link_of(database, case_id, now)}"
    shown = client.get(form).text
    receipt = answer(client, form, overall="5").location

    assert called(shown) == called(client.get(receipt).text) == ["1022"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestDeskPage:
    @pytest.fixture
    def officer(self, app, database, desk):
        client = app.test_client()
        with database.reading() as session:
            unit = find_desk(session, desk).unit
        sign_in(client, database, "quay", "desk", unit.id)
        return client

    def test_number_can_be_changed_and_taken_away(self, officer, client, database, desk):
        with database.reading() as session:
            page = f"{DESKS}{find_desk(session, desk).id}/edit"

        assert send(officer, officer.get(page).text, page, telephone="1900 6000").status_code == 303
        assert called(client.get(f"/D/{desk}").text) == ["1900.6000"]

        send(officer, officer.get(page).text, page, telephone="", name="Quầy số 9")
        assert called(client.get(f"/D/{desk}").text) == ["1022"]
        assert "Quầy số 9" in officer.get(DESKS).text

    def test_what_is_no_number_is_refused_at_the_field(self, officer, database, desk):
        page = send(
            officer, officer.get(DESKS).text, DESKS, unit=UNIT, name="Hai", telephone="gọi tôi"
        )

        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.text

    def test_new_code_keeps_the_number(self, officer, database, desk):
        with database.reading() as session:
            old = find_desk(session, desk)
        page = f"{DESKS}{old.id}/renew"

        send(officer, officer.get(page).text, page)

        with database.reading() as session:
            assert list_desks(session, old.unit.id)[-1].telephone == NUMBER


@pytest.mark.parametrize("text", ["gọi 1022", "12", "0220 3850 123 4567 8910", "javascript:1"])
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_command_refuses_what_is_no_number(runner, text):
    done = runner.invoke(args=["directory", "add-desk", UNIT, "Một", "--telephone", text])

    assert done.exit_code == 2
    assert done.stdout == ""
