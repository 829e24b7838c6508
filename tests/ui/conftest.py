"""The pages without a database: an application of the `ui` parts and stand-ins for the others."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask, jsonify, request

from survey_app.core.questionnaire import parse
from survey_app.extensions import babel, chosen_language, csrf
from survey_app.questionnaires.library import shipped_documents
from survey_app.ui import compression, errors, filters, headers, views
from tests.support.html import JudgingClient

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [ROOT / "survey_app" / name / "templates" for name in ("responses", "accounts")]


def stand_in(name, folder, *rules):
    """Return a blueprint with another feature's templates and addresses that answer nothing."""
    blueprint = Blueprint(name, __name__, template_folder=folder)
    for endpoint, rule in rules:
        blueprint.add_url_rule(rule, endpoint, lambda **_: "", methods=["GET", "POST"])
    return blueprint


def problem(status, code, detail):
    return jsonify(status=status, code=code, detail=detail), status


@pytest.fixture
def ui_app():
    app = Flask("survey_app", static_folder=None)
    app.test_client_class = JudgingClient
    app.config.update(
        SECRET_KEY="tests-only",
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        MAX_CONTENT_LENGTH=100_000,
    )
    babel.init_app(app, locale_selector=chosen_language)
    csrf.init_app(app)
    for part in (errors, filters, compression):
        part.init_app(app)
    headers.init_app(app, secure=True)
    app.register_blueprint(views.bp)
    app.register_blueprint(
        stand_in(
            "responses",
            TEMPLATES[0],
            ("again", "/<any(P, p):_letter>/<string:receipt>/again"),
            ("withdraw", "/<any(P, p):_letter>/<string:receipt>/withdraw"),
        )
    )
    app.register_blueprint(
        stand_in("accounts", TEMPLATES[1], ("home", "/staff/"), ("sign_out", "/staff/sign-out"))
    )
    app.register_blueprint(stand_in("publication", None, ("index", "/results")))
    app.register_blueprint(stand_in("own", None, ("show", "/staff/account")))
    app.extensions["survey_problem"] = problem
    app.extensions["survey_is_demo"] = lambda: "sample" in request.args
    return app


@pytest.fixture
def client(ui_app):
    return ui_app.test_client()


@pytest.fixture(scope="session")
def questionnaires():
    """The questionnaires that ship, by their letter."""
    return {document["letter"]: parse(document) for document in shipped_documents()}
