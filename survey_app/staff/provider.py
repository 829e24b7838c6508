"""Signing in at the provider of one's organisation (OpenID Connect), beside local accounts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, current_app, redirect, render_template, url_for
from joserfc.errors import JoseError
from requests import RequestException

from survey_app.accounts.service import start_session
from survey_app.accounts.views import HOME, open_door
from survey_app.audit.service import record
from survey_app.core.errors import ForgedError, NotFoundError
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.staff.joining import join, person_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from config import Settings

bp = Blueprint("provider", __name__, url_prefix="/staff/sign-in", template_folder="templates")

NAME: Final = "provider"
DISCOVERY: Final = "/.well-known/openid-configuration"
SECONDS: Final = 10
FORBIDDEN: Final = 403


def init_app(app: Flask, settings: Settings) -> None:
    """Know the provider of the settings, if there is one; it is first asked at a sign-in."""
    if not settings.oidc_issuer:
        return
    oauth = OAuth(app)
    oauth.register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=settings.oidc_issuer + DISCOVERY,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    app.extensions["survey_provider"] = oauth.create_client(NAME)


def client() -> Any:  # noqa: ANN401 - Authlib has no types
    """Return the client of the provider, or raise NotFoundError where none is set."""
    found = current_app.extensions.get("survey_provider")
    if found is None:
        raise NotFoundError
    return found


@bp.get("/provider")
def begin() -> ResponseReturnValue:
    """Lead to the provider with a fresh state, nonce and proof key."""
    with failing_kindly():
        answer = client().authorize_redirect(settings().base_url + url_for(".arrive"))
    return redirect(answer.location, code=303)


@bp.get("/provider/callback")
def arrive() -> ResponseReturnValue:
    """Let in who comes back from the provider with roles here; tell the others clearly."""
    now, person = utc_now(), person_of(claims(), settings().oidc_issuer, settings().oidc_claim)
    with database().writing() as session:
        account_id = join(session, person, now)
        if account_id is not None:
            factors = 2 if person.strong else 1
            token = start_session(session, keyring(), account_id, now, factors=factors)
        deed = "accounts.provider_sign_in" if account_id else "accounts.provider_refused"
        record(session, deed, actor=person.login if account_id else "")
    if account_id is None:
        return render_template("staff/unknown.html", person=person), FORBIDDEN
    return open_door(url_for(HOME), token)


def claims() -> dict[str, Any]:
    """Return what the provider says of who came: signed, for us, for this very sign-in.

    Raises:
        ForgedError: ``provider_failed``.
    """
    wanted = {
        "iss": {"essential": True, "value": settings().oidc_issuer},
        "aud": {"essential": True, "value": settings().oidc_client_id},
    }
    with failing_kindly():
        token = client().authorize_access_token(claims_options=wanted)
        return cast("dict[str, Any]", token["userinfo"])


@contextmanager
def failing_kindly() -> Iterator[None]:
    """Turn whatever goes wrong with a provider into ForgedError ``provider_failed``."""
    try:
        yield
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError) as error:
        raise ForgedError("provider_failed") from error
