"""Another program registers a case and gets its link, knowing only the contract."""

from datetime import UTC, datetime

import pytest
from openapi_spec_validator import validate

from survey_app.accounts.service import DEFAULT_CALLS, create_key
from survey_app.directory.queries import get_unit
from tests.support.citizen import answer, state_of
from tests.support.register import IN_WORK, KEYRING, SIBLING, UNIT, case_row


@pytest.fixture
def now():
    return datetime.now(UTC)


def key_for(database, unit, now, may=DEFAULT_CALLS):
    with database.writing() as session:
        unit_id = get_unit(session, unit).id
        key = create_key(session, KEYRING, "portal", unit_id, may=may, expires_on=None, now=now)
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def headers(database, now):
    return key_for(database, UNIT, now)


class TestCases:
    def test_registers_one_case(self, client, headers, now):
        response = client.post("/api/v1/cases", json=case_row(now=now), headers=headers)

        assert response.status_code == 200
        (result,) = response.json["results"]
        assert result["result"] == "added"
        assert result["errors"] == []

    def test_is_idempotent(self, client, headers, now):
        row = case_row(now=now)
        client.post("/api/v1/cases", json={"cases": [row]}, headers=headers)

        again = client.post("/api/v1/cases", json={"cases": [row]}, headers=headers)

        assert [each["result"] for each in again.json["results"]] == ["unchanged"]

    def test_keeps_good_cases_beside_bad_ones(self, client, headers, now):
        rows = [case_row(1, now=now), case_row(2, now=now, channel=9), case_row(3, now=now)]

        response = client.post("/api/v1/cases", json={"cases": rows}, headers=headers)

        assert [each["result"] for each in response.json["results"]] == [
            "added",
            "rejected",
            "added",
        ]
        (error,) = response.json["results"][1]["errors"]
        assert error["field"] == "channel"

    def test_does_not_know_units_outside_the_key(self, client, headers, now):
        row = case_row(now=now, unit=SIBLING)

        response = client.post("/api/v1/cases", json=row, headers=headers)

        assert response.json["results"][0]["result"] == "rejected"

    @pytest.mark.parametrize(
        "body",
        [b"", b"[", b"[1]", b'"x"', b'{"cases": 1}', b"[" * 100_000,
         b'{"case_id": NaN}', b'{"case_id": "\\ud800"}', b"\xff"],
        ids=range(9),
    )  # fmt: skip
    def test_refuses_a_body_that_cannot_be_read(self, client, headers, body):
        response = client.post(
            "/api/v1/cases", data=body, headers=headers, content_type="application/json"
        )

        assert response.status_code == 422
        assert response.mimetype == "application/problem+json"
        assert response.json["code"]


class TestInvitations:
    def test_gives_the_link_after_submitting_and_its_answer_counts(self, client, headers, now):
        row = case_row(now=now, status=IN_WORK)
        client.post("/api/v1/cases", json=row, headers=headers)
        wish = {"case_id": row["case_id"], "moment": "submitted"}

        first = client.post("/api/v1/invitations", json=wish, headers=headers)
        again = client.post("/api/v1/invitations", json=wish, headers=headers)

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json == again.json
        address = "/R/" + first.json["url"].rpartition("/R/")[2]
        receipt = answer(client, address, overall="5").location
        assert state_of(client, receipt) == "counted"

    def test_has_a_qr_image_without_the_code_in_its_address(self, client, headers, now):
        row = case_row(now=now)
        client.post("/api/v1/cases", json=row, headers=headers)
        link = client.post(
            "/api/v1/invitations", json={"case_id": row["case_id"]}, headers=headers
        ).json

        image = client.get(link["qr_svg_url"], headers=headers)

        assert image.mimetype == "image/svg+xml"
        assert link["url"].rpartition("/")[2] not in link["qr_svg_url"]

    def test_does_not_know_a_case_outside_the_key(self, client, database, headers, now):
        row = case_row(now=now)
        client.post("/api/v1/cases", json=row, headers=headers)
        others = key_for(database, SIBLING, now)

        response = client.post(
            "/api/v1/invitations", json={"case_id": row["case_id"]}, headers=others
        )

        assert (response.status_code, response.json["code"]) == (404, "case_unknown")

    @pytest.mark.parametrize("case_id", ["a\x00b", "", "x" * 10_000])
    def test_does_not_know_what_is_no_case_id(self, client, headers, case_id):
        response = client.post("/api/v1/invitations", json={"case_id": case_id}, headers=headers)

        assert response.status_code in {404, 422}
        assert response.mimetype == "application/problem+json"

    def test_of_a_moment_that_is_not_there_is_409(self, client, headers, now):
        row = case_row(now=now, status=IN_WORK)
        client.post("/api/v1/cases", json=row, headers=headers)
        wish = {"case_id": row["case_id"], "moment": "result"}

        response = client.post("/api/v1/invitations", json=wish, headers=headers)

        assert (response.status_code, response.json["code"]) == (409, "moment_unavailable")


class TestKeys:
    @pytest.mark.parametrize(
        "header", [None, "Bearer ", "Bearer x", "Basic x", "Bearer " + "x" * 999]
    )
    def test_none_or_a_wrong_one_is_401(self, client, header):
        headers = {"Authorization": header} if header else {}

        response = client.post("/api/v1/cases", json={}, headers=headers)

        assert response.status_code == 401
        assert "WWW-Authenticate" in response.headers

    def test_a_call_not_granted_is_403(self, client, database, now):
        headers = key_for(database, UNIT, now, may=("results",))

        response = client.post("/api/v1/cases", json={}, headers=headers)

        assert (response.status_code, response.json["code"]) == (403, "not_permitted")


class TestOpenAPI:
    def test_is_valid_and_names_every_call(self, client):
        document = client.get("/api/v1/openapi.json").json

        validate(document)
        assert {"/api/v1/cases", "/api/v1/invitations", "/api/v1/results"} <= set(document["paths"])


class TestOddCalls:
    def test_scheme_in_any_letter_case(self, client, headers, now):
        headers = {"Authorization": headers["Authorization"].replace("Bearer ", "bEARER  ")}

        assert (
            client.post("/api/v1/cases", json=case_row(now=now), headers=headers).status_code == 200
        )

    def test_missing_key_is_told_in_vietnamese(self, client):
        told = client.get("/api/v1/results?period=2026-Q3").json

        assert (told["status"], told["code"]) == (401, "key_missing")
        assert "khóa API" in told["detail"]

    def test_what_is_no_case_does_not_stop_the_others(self, client, headers, now):
        bad = case_row(2, now=now, channel=["2"])
        cases = [case_row(1, now=now), 5, None, [], "x", bad, case_row(3, now=now)]

        results = client.post("/api/v1/cases", json={"cases": cases}, headers=headers).json[
            "results"
        ]

        outcomes = [each["result"] for each in results]
        assert outcomes == ["added", *["rejected"] * 5, "added"]
        assert results[1]["errors"] == [
            {"field": "", "value": "5", "reason": "không phải một đối tượng JSON"}
        ]
        assert results[5]["case_id"] == bad["case_id"]
        assert results[5]["errors"][0]["field"] == "channel"
