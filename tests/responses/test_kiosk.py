"""The screen at a desk: an own way of collecting, outside the rates without a case."""

import pytest
from sqlalchemy import select

from survey_app.directory.service import add_desk
from survey_app.responses.models import Attribution, Response, WaitingAnswer
from tests.support.citizen import hidden_inputs, open_page
from tests.support.register import DESK, IN_WORK, UNIT, add_case


@pytest.fixture
def address(database, now):
    with database.writing() as session:
        return f"/D/{add_desk(session, UNIT, 'Quầy số 1', now)}/kiosk"


def tap(client, address, **answers):
    return client.post(address, data=open_page(client, address) | answers)


def stored(database):
    with database.reading() as session:
        query = select(Response.mode, Response.overall, Attribution.verification).outerjoin(
            Attribution, Attribution.response_id == Response.id
        )
        return [tuple(row) for row in session.execute(query)]


def test_without_a_case_is_kept_apart_from_the_rates(client, database, address):
    response = tap(client, address, overall="4")

    assert response.status_code == 303
    assert response.location.endswith("/kiosk/thanks")
    assert stored(database) == [("kiosk", 4, "none")]


def test_with_the_tail_of_a_case_is_tied_to_it(client, database, address, now):
    case_id = add_case(database, now=now, channel=DESK)

    assert tap(client, address, overall="2", case_id=case_id[7:]).status_code == 303
    assert stored(database) == [("kiosk", 2, "case")]


def test_with_a_case_that_has_not_arrived_waits(client, database, address):
    assert tap(client, address, overall="5", case_id="H24.10-261101-0042").status_code == 303

    with database.reading() as session:
        assert session.scalar(select(WaitingAnswer.response_id)) is not None


@pytest.mark.parametrize("typed", ["chữ", "1", "x" * 200])
def test_with_a_case_that_cannot_be_read_stores_nothing(client, address, count_stored, typed):
    response = tap(client, address, overall="5", case_id=typed)

    assert response.status_code == 422
    assert 'id="overall-5" checked' in response.text
    assert count_stored() == 0


def test_with_a_case_in_work_stores_nothing(client, database, address, count_stored, now):
    case_id = add_case(database, now=now, channel=DESK, status=IN_WORK)

    assert tap(client, address, overall="5", case_id=case_id).status_code == 422
    assert count_stored() == 0


def test_sent_again_after_an_outage_is_stored_once(client, address, count_stored):
    sent = open_page(client, address) | {"overall": "5"}

    assert [client.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert count_stored() == 1


def test_one_page_serves_many_people(client, address, count_stored):
    sent = open_page(client, address) | {"overall": "5"}
    for serial in ("0", "1", "2"):
        client.post(address, data=sent | {"serial": serial})

    assert count_stored() == 3


@pytest.mark.parametrize("change", [{"overall": "9"}, {"overall": ""}, {"serial": "-1"}])
def test_what_cannot_be_is_refused(client, address, count_stored, change):
    assert tap(client, address, **{"overall": "5"} | change).status_code == 422
    assert count_stored() == 0


def test_from_elsewhere_is_400(client, address):
    response = client.post(address, data={"overall": "5"})

    assert response.status_code == 400
    assert hidden_inputs(response.text)


def test_shows_nothing_of_the_person_before(client, address):
    tap(client, address, overall="1", case_id="")

    assert " checked" not in client.get(address).text
    assert "url=/D/" in client.get(f"{address}/thanks").text


def test_at_no_desk_is_404(client):
    assert client.get("/D/ZZZZ/kiosk").status_code == 404


def test_may_send_by_its_own_script(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]

    assert "script-src 'self'; connect-src 'self'" in policy
