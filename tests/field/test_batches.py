"""What a tablet brings home is stored once, each item by itself."""

import copy
import uuid

import pytest
from sqlalchemy import select

from survey_app.core.tally import in_rates
from survey_app.field.models import FieldRecord, HouseholdVisit
from survey_app.field.service import revoke
from survey_app.responses.models import Response, ResponseContact, ResponseEvent, ResponseText
from survey_app.results.verification import verify
from tests.support.tablet import LONG, PRIVATE, Tablet, item_hash


def stored(database, table):
    with database.reading() as session:
        return session.scalars(select(table)).all()


def test_interview_becomes_an_answer_outside_the_rates(database, tablet):
    item = tablet.sealed(
        {
            "questionnaire": tablet.package["campaigns"][0]["questionnaire"],
            "hamlet": tablet.package["campaigns"][0]["hamlets"][0]["id"],
            "household": 7,
            "outcome": "completed",
            "answers": LONG | {"contact_phone": "0912345678", "contact_consent": "yes"},
            "finished_ms": 1,
            "offset_ms": None,
            "seconds": 300,
        },
        private=PRIVATE,
    )
    answer = tablet.send([item])

    (receipt,) = answer.json["results"]
    expected = {"id": item["id"], "sha256": item_hash(item), "result": "stored", "reason": ""}
    assert receipt == expected
    (response,) = stored(database, Response)
    assert (response.mode, response.overall) == ("household", 4)
    assert not in_rates(response.mode, "none")
    (visit,) = stored(database, HouseholdVisit)
    assert (visit.household_no, visit.outcome, visit.clock_off) == (7, "completed", True)
    assert [each.texts for each in stored(database, ResponseText)] == [
        '{"feedback": "Nên có thêm ghế ngồi"}'
    ]
    assert len(stored(database, ResponseContact)) == 1
    with database.reading() as session:
        assert verify(session).sound


def test_repeating_gives_the_same_receipt_and_stores_nothing(database, tablet):
    items = [tablet.interview(number) for number in (1, 2)]

    assert tablet.results(items) == ["stored", "stored"]
    assert tablet.results([items[1], items[0], items[1]]) == ["duplicate"] * 3
    assert len(stored(database, Response)) == 2


def test_visit_without_interview_has_no_answer(database, tablet):
    items = [tablet.interview(3, outcome=each, answers={}) for each in ("absent", "moved")]

    assert tablet.results(items) == ["stored", "stored"]
    assert stored(database, Response) == []
    assert {each.outcome for each in stored(database, HouseholdVisit)} == {"absent", "moved"}


def test_other_content_under_a_known_id_or_serial_is_a_conflict(database, tablet):
    first = tablet.interview(1)
    assert tablet.results([first]) == ["stored"]
    campaign = tablet.package["campaigns"][0]
    payload = {"questionnaire": campaign["questionnaire"], "household": 9, "outcome": "absent"}
    payload |= {"hamlet": campaign["hamlets"][0]["id"], "finished_ms": 1, "seconds": 1}

    same_id = tablet.sealed(payload, id=first["id"])
    same_serial = tablet.sealed(payload, serial=first["serial"])

    assert tablet.results([same_id, same_serial]) == ["conflict", "conflict"]
    assert len(stored(database, FieldRecord)) == 1


BROKEN = [
    None,
    7,
    "x",
    [],
    {},
    {"id": "not-an-id"},
    {"id": "\x00", "serial": -1},
]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_malformed_item_at_every_position_harms_no_other(database, tablet):
    good = [tablet.interview(number) for number in range(1, 6)]
    broken = copy.deepcopy(tablet.interview(99))
    broken["sealed"] = broken["sealed"][:-8] + "AAAAAAA="

    for place in range(len(good) + 1):
        for bad in [*BROKEN, broken]:
            results = tablet.results([*good[:place], bad, *good[place:]])
            assert results[place] == "refused"
            assert set(results[:place] + results[place + 1 :]) <= {"stored", "duplicate"}
    assert len(stored(database, Response)) == len(good)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hamlet": 999}, "unknown_hamlet"),
        ({"questionnaire": "0" * 64}, "unknown_questionnaire_version"),
        ({"answers": {}}, "bad_answer"),
        ({"answers": {"adults": "\ud800"}}, "bad_payload"),
        ({"answers": {"adults": "nhiều"}}, "bad_answer"),
        ({"outcome": "gone"}, "bad_payload"),
        ({"seconds": -1}, "bad_payload"),
        ({"finished_ms": 1e400}, "bad_payload"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_reason(database, tablet, changes, reason):
    item = tablet.interview(1, **changes)
    answer = tablet.send([item, tablet.interview(2)])

    assert [each["result"] for each in answer.json["results"]] == ["refused", "stored"]
    assert answer.json["results"][0]["reason"] == reason
    assert {each.state for each in stored(database, FieldRecord)} == {"refused", "stored"}
    assert answer.json["missing"] == [[1, 1]]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_unknown_payload_version_and_campaign_are_refused(tablet):
    payload = {"household": 1}
    later = tablet.sealed(payload, version=99)
    foreign = tablet.sealed(payload, campaign="00000000-0000-4000-8000-000000000000")

    reasons = [each["reason"] for each in tablet.send([later, foreign]).json["results"]]

    assert reasons == ["unknown_payload_version", "unknown_campaign"]


def test_queue_of_a_revoked_device_is_kept_apart(database, tablet, now):
    item = tablet.interview(1)
    with database.writing() as session:
        revoke(session, uuid.UUID(tablet.id), now)

    assert tablet.results([item]) == ["stored"]
    assert [each.state for each in stored(database, FieldRecord)] == ["quarantined"]
    states = [each.state for each in stored(database, ResponseEvent)]
    assert sorted(states) == ["quarantined", "received"]
    with database.reading() as session:
        assert verify(session).sound


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_signature_of_another_key_or_body_opens_nothing(tablet, new_tablet, client):
    other, body = new_tablet("cong.dong.02"), b'{"items": []}'
    path = "/api/v1/field/batches"
    headers = tablet.headers(path, body)
    stranger = {**headers, "Authorization": other.headers(path, body)["Authorization"]}
    stranger["Authorization"] = stranger["Authorization"].replace(other.id, tablet.id)

    assert client.post(path, data=body, headers=headers).status_code == 200
    assert client.post(path, data=b'{"items": [1]}', headers=headers).status_code == 401
    assert client.post(path, data=body, headers=stranger).status_code == 401
    assert client.post(path, data=body).status_code == 401


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_batch_that_is_too_large_is_refused_whole(tablet):
    assert tablet.send([{"sealed": "x" * 50 * 1024 * 1024}]).status_code == 413
    assert tablet.send([{}] * 201).status_code == 422


def test_enrolment_code_is_good_for_one_tablet(work, app):
    code = work.code()
    Tablet(app.test_client(), code)
    body = {"code": code, "name": "", "public_key": "AAAA"}

    assert app.test_client().post("/api/v1/field/devices", json=body).status_code in {401, 422}
