"""Addresses: how they are spelt, who may open them, what protects those that change something."""

import re

import pytest

from survey_app.extensions import csrf

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

#: Kebab-case, perhaps with an ending; the one-letter addresses of QR codes are upper case.
PART = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*)?(-|\.[a-z]+)*")
ON_QR_CODES = {"R", "D", "P", "F"}
SAFE = {"GET", "HEAD", "OPTIONS"}

#: What a stranger may open. Everything else asks who you are.
PUBLIC = {
    "accounts.sign_in",
    "api.openapi",
    "field_api.probe",
    "system.alive",
    "system.metrics",
    "system.ready",
    "provider.arrive",
    "provider.begin",
    "ui.accessibility",
    "ui.home",
    "ui.script",
    "ui.style_sheet",
    "welcome.invited",
}
PUBLIC_BLUEPRINTS = {"field", "publication", "responses"}

#: What needs no session token when it is sent, and why that is safe.
EXEMPT_BLUEPRINTS = {
    "cases_api": "a bearer key, no cookie",
    "field_api": "a signature of the device or a one-time code, no cookie",
    "invitations_api": "a bearer key, no cookie",
    "responses": "a signed input of the page, or the receipt code in the address",
}
EXEMPT_VIEWS = {
    "survey_app.ui.views.open_code": "changes nothing, sends on to the page of a code",
}
SAMPLES = {"integer": 1, "uuid": "00000000-0000-4000-8000-000000000000"}


def example(app, rule):
    """Return an address that fits the rule; what it names does not exist."""
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        values[name] = next(iter(getattr(converter, "items", [])), SAMPLES.get(kind, "none"))
    with app.test_request_context():
        return rule.build(values)[1]


def changing(app):
    return [rule for rule in app.url_map.iter_rules() if rule.methods - SAFE]


def test_addresses_are_in_kebab_case(app):
    strange = {
        rule.rule
        for rule in app.url_map.iter_rules()
        for part in re.sub(r"<[^>]*>", "", rule.rule).split("/")
        if not PART.fullmatch(part) and part not in ON_QR_CODES
    }

    assert not strange


def test_arguments_have_a_type(app):
    assert not [rule.rule for rule in app.url_map.iter_rules() if re.search(r"<\w+>", rule.rule)]


def test_exceptions_from_the_token_are_known(app):
    assert csrf._exempt_views == EXEMPT_VIEWS.keys()
    assert {blueprint.name for blueprint in csrf._exempt_blueprints} == EXEMPT_BLUEPRINTS.keys()


def test_whatever_changes_something_refuses_without_token_or_key(app):
    client, let_in = app.test_client(), {}
    for rule in changing(app):
        view = app.view_functions[rule.endpoint]
        if f"{view.__module__}.{view.__name__}" in EXEMPT_VIEWS:
            continue
        for method in rule.methods - SAFE:
            status = client.open(example(app, rule), method=method).status_code
            # An address of a citizen is unknown before its token is looked at.
            allowed = {400, 404} if rule.endpoint.startswith("responses.") else {400, 401}
            if status not in allowed:
                let_in[f"{method} {rule.rule}"] = status

    assert not let_in


def test_stranger_sees_public_pages_only(app):
    client, seen = app.test_client(), {}
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if rule.endpoint in PUBLIC or blueprint in PUBLIC_BLUEPRINTS or "GET" not in rule.methods:
            continue
        response = client.get(example(app, rule))
        asked_to_sign_in = "/staff/sign-in" in (response.location or "")
        if response.status_code not in {401, 403} and not asked_to_sign_in:
            seen[rule.rule] = response.status_code

    assert not seen
