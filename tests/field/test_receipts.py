"""A household's receipt code, minted on the tablet; and the slip of a case that it shows."""

import pytest
from sqlalchemy import select

from survey_app.core.tally import in_rates
from survey_app.field.progress import progress
from survey_app.field.queries import get_campaign
from survey_app.field.reviewing import release_device
from survey_app.field.service import get_device, revoke
from survey_app.responses.models import AnsweredCase, Attribution, Response
from survey_app.results.verification import verify
from tests.support.register import KEYRING, SIBLING, add_case, link_of

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
CODE, OTHER = "7K3M9QX2ABCD", "8K3M9QX2ABCD"


def counted(database, work):
    with database.reading() as session:
        assert verify(session).sound
        return progress(session, KEYRING, get_campaign(session, work.campaign)).counted


def test_household_withdraws_with_the_code_from_the_tablet(client, database, work, tablet):
    tablet.results([tablet.interview(1, receipt=CODE), tablet.interview(2, receipt=OTHER)])

    assert client.get(f"/P/{CODE}").status_code == 200
    assert client.post(f"/P/{CODE.lower()}/withdraw").status_code == 303

    assert counted(database, work) == 1


def test_code_that_is_taken_harms_neither_its_owner_nor_the_batch(database, tablet, new_tablet):
    first = tablet.interview(1, receipt=CODE)
    assert tablet.results([first, tablet.interview(2, receipt=CODE)]) == ["stored", "refused"]
    other = new_tablet("cong.dong.02")

    answer = other.send([other.interview(3, receipt=CODE), other.interview(4, receipt=OTHER)])

    assert [each["reason"] for each in answer.json["results"]] == ["receipt_taken", ""]
    assert tablet.results([first]) == ["duplicate"]
    with database.reading() as session:
        assert len(session.scalars(select(Response.id)).all()) == 2


def test_code_of_another_form_is_refused(tablet):
    assert tablet.results([tablet.interview(1, receipt="ILOU")]) == ["refused"]


def test_what_was_withdrawn_while_kept_apart_never_counts(client, database, work, tablet, now):
    with database.writing() as session:
        revoke(session, get_device(session, tablet.device_id).id, now)
    tablet.results([tablet.interview(1, receipt=CODE), tablet.interview(2, receipt=OTHER)])

    assert client.post(f"/P/{CODE}/withdraw").status_code == 303
    with database.writing() as session:
        release_device(session, tablet.device_id, now)

    assert counted(database, work) == 1


def slips(database, now):
    case_id = add_case(database, now=now)
    code = link_of(database, case_id, now)
    return {"case id": case_id.lower(), "code": code, "address": f"https://x.vn/R/{code}"}


@pytest.mark.parametrize("kind", ["case id", "code", "address"])
def test_slip_tells_procedure_and_channel_and_uses_no_link_up(client, database, tablet, now, kind):
    found = slips(database, now)
    assert tablet.results([tablet.interview(1, slip=found[kind])]) == ["stored"]

    with database.reading() as session:
        place = session.scalars(select(Attribution)).one()
        assert session.scalars(select(AnsweredCase)).all() == []
        assert verify(session).sound
    assert (place.procedure_code, place.channel, place.verification) == ("1.001193", 2, "case")
    assert not in_rates("household", place.verification)
    assert client.get(f"/R/{found['code']}").status_code == 200


def test_slip_of_another_unit_or_of_nothing_is_passed_over(database, tablet, now):
    foreign = add_case(database, now=now, number=7, unit=SIBLING)
    items = [
        tablet.interview(n, slip=slip) for n, slip in enumerate([foreign, "Wi-Fi", "0" * 12], 1)
    ]

    assert tablet.results(items) == ["stored"] * 3
    with database.reading() as session:
        places = session.scalars(select(Attribution)).all()
    assert {(each.procedure_code, each.verification) for each in places} == {("", "none")}
