"""Conditions in Chromium: by script exactly, by style rules alone as far as they can tell."""

from pathlib import Path

import pytest
from flask import Flask, render_template
from flask_babel import force_locale

from survey_app.extensions import babel
from survey_app.questionnaires.conditions import hiding_rules, is_told_by_style
from survey_app.questionnaires.page import QuestionnaireView, question_views
from survey_app.ui import filters, views
from survey_app.ui.scripts import script, script_address
from survey_app.ui.styles import style
from tests.support.browser import PHONE
from tests.support.conditions import VECTORS

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://form.test"
VISIBLE = """[...document.querySelectorAll("main [id^=q-]")]
    .filter(card => card.checkVisibility()).map(card => card.id.slice(2))"""


@pytest.fixture(scope="module")
def pages():
    """An application that draws questionnaires and nothing else."""
    app = Flask("survey_app", template_folder=str(ROOT / "survey_app/ui/templates"))
    app.jinja_loader.searchpath.append(str(ROOT / "survey_app/responses/templates"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    babel.init_app(app)
    filters.init_app(app)
    app.register_blueprint(views.bp)
    return app


def draw(app, vector):
    """Return page and style sheet of a vector, its answers filled in."""
    view = QuestionnaireView(
        language="vi",
        title="Phiếu",
        unit_name="UBND",
        case_line="",
        notice="",
        questions=question_views(vector.questionnaire, "result", "vi", vector.sent),
        stylesheet="/style.css",
    )
    with app.test_request_context("/"), force_locale("vi"):
        html = render_template("responses/questionnaire.html", page=view)
    return html, style("citizen") + hiding_rules(vector.questionnaire, "result")


@pytest.fixture(scope="module", params=[True, False], ids=["script", "no script"])
def phone(browser, request):
    context = browser.new_context(viewport=PHONE, java_script_enabled=request.param)
    yield context.new_page(), request.param
    context.close()


def visible(page, html, css):
    """Return the questions that can be seen."""
    served = {"/": ("text/html", html), "/style.css": ("text/css", css)}
    served[script_address("citizen")] = ("text/javascript", script("citizen"))

    def answer(route):
        kind, body = served[route.request.url.removeprefix(ADDRESS)]
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/")
    return page.evaluate(VISIBLE)


def told_by_style(vector):
    """Whether style rules can tell, and no question hangs on one that is hidden."""
    questions = {question.id: question for question in vector.questionnaire.questions}
    conditions = [each.show_if for each in questions.values() if each.show_if]
    on_hidden = any(
        term.question in questions and questions[term.question].show_if
        for condition in conditions
        for term in condition.terms
    )
    blank = any(isinstance(given, str) and not given.strip() for given in vector.answers.values())
    return (
        not on_hidden
        and not blank
        and all(is_told_by_style(condition, questions) for condition in conditions)
    )


def test_page_shows_what_the_server_asks(pages, phone):
    page, scripted = phone
    judged = [vector for vector in VECTORS if scripted or told_by_style(vector)]
    wrong = {
        vector.about: found
        for vector in judged
        if (found := visible(page, *draw(pages, vector))) != vector.shown
    }

    assert not wrong
    assert len(judged) > 40
