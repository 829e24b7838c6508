"""What the OpenAPI document says is what happens, whatever is sent."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from survey_app.accounts.service import CALLS, create_key
from survey_app.directory.queries import get_unit
from tests.support.register import KEYRING, UNIT, add_case, case_row

#: As the contract lists them, with those of the tablets.
PROMISED = {
    ("post", "/api/v1/cases"),
    ("post", "/api/v1/invitations"),
    ("get", "/api/v1/invitations/{invitation_id}/qr.svg"),
    ("get", "/api/v1/results"),
    ("get", "/api/v1/responses"),
    ("post", "/api/v1/field/batches"),
    ("get", "/api/v1/openapi.json"),
}
NOW = datetime.now(UTC)
SOMETHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
#: A good case with some fields made odd.
CASE = st.dictionaries(st.sampled_from([*case_row(now=NOW), "MaHoSo", "HoTen", "x"]), SOMETHING)
CASES = CASE.map(lambda odd: case_row(now=NOW) | odd)
WISH = st.fixed_dictionaries(
    {"case_id": SOMETHING | st.just(case_row(now=NOW)["case_id"])},
    optional={"moment": SOMETHING | st.just("result"), "questionnaire": SOMETHING},
)
BODIES = SOMETHING | CASES | st.fixed_dictionaries({"cases": st.lists(CASES | SOMETHING)}) | WISH
ODD = st.text(max_size=20) | st.sampled_from(["2026-Q3", "2026", UNIT, "31"])
MANY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


@pytest.fixture
def headers(app):
    database = app.extensions["survey_database"]
    add_case(database, now=NOW)
    with database.writing() as session:
        unit_id = get_unit(session, UNIT).id
        key = create_key(session, KEYRING, "k", unit_id, may=CALLS, expires_on=None, now=NOW)
    return {"Authorization": f"Bearer {key}"}


def calls(document, method):
    return [path for path, item in document["paths"].items() if method in item]


def conforms(document, method, path, response):
    """Compare an answer with what the document says of its status."""
    described = document["paths"][path][method]["responses"]
    assert str(response.status_code) in described, (method, path, response.status_code)
    content = described[str(response.status_code)]["content"]
    assert response.mimetype in content
    schema = content[response.mimetype].get("schema")
    if schema:
        Draft202012Validator(schema | {"components": document["components"]}).validate(
            response.json
        )


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_document_is_valid_and_names_every_call(document):
    validate(document)

    described = {(method, path) for path, item in document["paths"].items() for method in item}
    assert described >= PROMISED
    assert document["paths"]["/api/v1/field/batches"]["post"]["security"] == [{"device": []}]
    assert document["paths"]["/api/v1/openapi.json"]["get"]["security"] == []
    for item in document["paths"].values():
        for each in item.values():
            assert all("content" in answer for answer in each["responses"].values())


@MANY
@given(body=BODIES)
def test_whatever_is_posted(client, document, headers, body):
    sent = json.dumps(body)
    for path in calls(document, "post"):
        response = client.post(path, data=sent, content_type="application/json", headers=headers)
        conforms(document, "post", path, response)


@MANY
@given(body=st.binary(max_size=40))
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_bodies_that_are_no_json(client, document, headers, body):
    for path in calls(document, "post"):
        conforms(document, "post", path, client.post(path, data=body, headers=headers))


@MANY
@given(words=st.lists(ODD, min_size=3, max_size=3))
def test_whatever_is_asked_for(client, document, headers, words):
    names = ("period", "unit", "since")
    query = {name: word for name, word in zip(names, words, strict=True) if word}
    for path in calls(document, "get"):
        address = path.replace("{invitation_id}", "00000000-0000-4000-8000-000000000000")
        response = client.get(address, query_string=query, headers=headers)
        conforms(document, "get", path, response)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer ks_x", "Device a:b:c", "Basic eDp5"])
def test_callers_that_nobody_knows(client, document, header):
    for method, path in PROMISED:
        response = client.open(path, method=method, headers={"Authorization": header})
        conforms(document, method, path, response)
        if not document["paths"][path][method]["security"]:
            assert response.status_code == 200
        else:
            assert response.status_code == 401
