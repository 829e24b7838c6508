"""Signing in at a provider of one's own: state, nonce, proof key, issuer; roles as it says."""

import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import select

from survey_app import create_app
from survey_app.accounts.models import Account
from survey_app.accounts.service import create_account
from survey_app.audit.models import AuditEvent
from tests.support.door import PASSWORD, knock
from tests.support.html import JudgingClient
from tests.support.provider import CLIENT, SECRET, running_provider
from tests.support.settings import NOW, make_settings

BEGIN, HOME = "/staff/sign-in/provider", "/staff/home"
sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def served():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(served):
    served.person = {"sub": "4711", "preferred_username": "nguyen.an", "name": "Nguyễn An"}
    served.person["khaosat_roles"] = ["desk@10972", "pilot@10972", "leader@nowhere"]
    served.wrong, served.signer = {}, served.key
    return served


@pytest.fixture
def app(database_url, provider):
    chosen = {"oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    app = create_app(make_settings(database_url, oidc_issuer=provider.issuer, **chosen))
    app.test_client_class = JudgingClient
    yield app
    app.extensions["survey_database"].dispose()


def way_back(client):
    """Go to the provider and return the address to which it sends one back."""
    there = client.get(BEGIN).location
    back = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
    return back.removeprefix("http://127.0.0.1:8000")


def come(client):
    return client.get(way_back(client))


def actions(database):
    with database.reading() as session:
        return session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()


def test_who_has_a_role_comes_in_and_finds_the_same_account_again(app, database):
    client = app.test_client()
    assert "provider" in client.get("/staff/sign-in").text
    assert come(client).location == HOME
    assert client.get(HOME).status_code == 200
    assert "nguyen.an" in client.get("/staff/account").text

    assert come(app.test_client()).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Account.login)).all() == ["nguyen.an"]
    assert actions(database) == ["accounts.grant", *["accounts.provider_sign_in"] * 2]
    assert knock(app.test_client(), "nguyen.an", "").status_code == 422


@sqlite
def test_roles_follow_what_the_provider_says(app, database, provider):
    client = app.test_client()
    come(client)
    provider.person["khaosat_roles"] = ["leader@10972"]
    come(client)
    assert client.get("/staff/reports/").status_code == 200
    assert client.get("/staff/desks/").status_code == 403

    provider.person["khaosat_roles"] = []
    refused = come(app.test_client())
    assert refused.status_code == 403
    assert "quản trị" in refused.text
    assert client.get("/staff/reports/").status_code == 403


@sqlite
def test_whoever_is_unknown_is_told_so_and_a_local_name_is_not_taken_over(app, database, provider):
    with database.writing() as session:
        create_account(session, "nguyen.an", PASSWORD, ("desk", 1), NOW)
    assert come(app.test_client()).status_code == 403
    assert knock(app.test_client(), "nguyen.an").status_code == 303
    assert actions(database)[0] == "accounts.provider_refused"


@sqlite
@pytest.mark.parametrize(("told", "page"), [(["pwd"], "second-factor"), (["pwd", "mfa"], "")])
def test_the_second_factor_is_asked_for_where_the_provider_asked_for_none(
    app, provider, told, page
):
    provider.person |= {"khaosat_roles": ["analyst@10972"], "amr": told}
    client = app.test_client()
    come(client)

    assert page in (client.get(HOME).location or "")
    assert (client.get(HOME).status_code == 200) == (page == "")


@sqlite
@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "somebody else"},
        {"aud": ["somebody else"], "azp": CLIENT},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
    ],
)
def test_a_token_for_somebody_or_something_else_opens_nothing(app, provider, wrong):
    provider.wrong = wrong
    client = app.test_client()

    assert come(client).status_code == 400
    assert client.get(HOME).status_code == 303


@sqlite
def test_a_token_signed_by_another_key_opens_nothing(app, provider):
    provider.signer = RSAKey.generate_key(2048, {"kid": "first"})

    assert come(app.test_client()).status_code == 400


@sqlite
def test_a_way_back_works_only_in_the_browser_that_set_out_and_once(app):
    client, other = app.test_client(), app.test_client()
    back = way_back(client)
    assert other.get(back).status_code == 400
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 400
    assert client.get(f"{BEGIN}/callback?error=access_denied").status_code == 400


@sqlite
def test_a_provider_that_is_away_is_told_in_words(database_url):
    chosen = {"oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    app = create_app(make_settings(database_url, oidc_issuer="http://127.0.0.1:9", **chosen))
    answer = app.test_client().get(BEGIN)
    app.extensions["survey_database"].dispose()

    assert answer.status_code == 400
    assert answer.location is None


@sqlite
def test_without_a_provider_there_is_none(database_url):
    app = create_app(make_settings(database_url))
    client = app.test_client()
    assert client.get(BEGIN).status_code == 404
    assert BEGIN not in client.get("/staff/sign-in").text
    app.extensions["survey_database"].dispose()
