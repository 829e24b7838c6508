"""Many at once: one answer per case and moment, whatever the order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey_app.responses.models import AnsweredCase, Response, TallyInbox
from tests.support.citizen import open_page, state_of
from tests.support.register import IN_WORK, add_case, add_rows, case_row, link_of

MANY = 30


@pytest.fixture
def now():
    return datetime.now(UTC)


def send_all(app, sendings):
    """Send (address, data) pairs at once, each from a browser of its own."""

    def send(sending):
        address, data = sending
        return app.test_client().post(address, data=data)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(send, sendings))


def totals(database):
    with database.reading() as session:
        responses = session.scalar(select(func.count()).select_from(Response))
        balance = session.scalar(select(func.coalesce(func.sum(TallyInbox.sign), 0)))
        return responses, balance


def test_thirty_browsers_store_one_answer(app, client, database, now):
    code = link_of(database, add_case(database, now=now), now)
    pages = [open_page(client, f"/R/{code}") for _ in range(MANY)]

    answers = send_all(app, [(f"/R/{code}", page | {"overall": "5"}) for page in pages])

    assert sorted(each.status_code for each in answers) == [303] + [410] * (MANY - 1)
    assert totals(database) == (1, 1)


def test_thirty_presses_of_one_button_give_one_receipt(app, client, database, now):
    code = link_of(database, add_case(database, now=now), now)
    sent = open_page(client, f"/R/{code}") | {"overall": "5", "comment": "Tốt"}

    answers = send_all(app, [(f"/R/{code}", sent)] * MANY)

    assert {each.status_code for each in answers} == {303}
    assert len({each.location for each in answers}) == 1
    assert totals(database) == (1, 1)


def test_both_moments_at_once_count_the_case_once(app, client, database, now):
    sendings, cases = [], 15
    for number in range(1, cases + 1):
        case_id = add_case(database, now=now, number=number, status=IN_WORK)
        early = link_of(database, case_id, now)
        add_rows(database, [case_row(number, now=now)], now)
        late = link_of(database, case_id, now)
        sendings += [
            (f"/R/{code}", open_page(client, f"/R/{code}") | {"overall": "5"})
            for code in (early, late)
        ]

    answers = send_all(app, sendings)

    assert {each.status_code for each in answers} <= {303, 410}
    assert all(each.status_code == 303 for each in answers[1::2])
    assert totals(database)[1] == cases
    assert {state_of(client, each.location) for each in answers[1::2]} == {"counted"}


def test_withdrawing_many_times_takes_back_one(app, client, database, now):
    code = link_of(database, add_case(database, now=now), now)
    receipt = client.post(
        f"/R/{code}", data=open_page(client, f"/R/{code}") | {"overall": "5"}
    ).location

    answers = send_all(app, [(f"{receipt}/withdraw", {}), (f"{receipt}/again", {})] * 10)

    assert {each.status_code for each in answers} <= {303, 409}
    assert totals(database) == (1, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnsweredCase)) <= 1
