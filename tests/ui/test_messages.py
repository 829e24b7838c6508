"""Every code that the code raises has words."""

import ast
import re
from pathlib import Path

import pytest
from flask_babel import force_locale

from survey_app.cases.messages import MESSAGES as CASES_FILES
from survey_app.core.errors import NotFoundError, RefusedError, SurveyError
from survey_app.directory.messages import MESSAGES as FILES_AND_LISTS
from survey_app.ui.messages import HEADINGS, SENTENCES, heading, message

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "survey_app").rglob("*.py"), ROOT / "config.py"]


def kinds(kind=SurveyError):
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def raised_codes():
    """Yield the code of every error of our own that is made with one, and where."""
    names = {kind.__name__ for kind in kinds()}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in names:
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value, {word.arg for word in node.keywords}, path.name


def test_every_raised_code_has_a_sentence():
    said = {*SENTENCES, *FILES_AND_LISTS, *CASES_FILES}
    silent = {f"{code} ({place})" for code, _, place in raised_codes() if code not in said}

    assert not silent


def test_every_placeholder_is_filled():
    unfilled = {
        f"{code}: {name} ({place})"
        for code, details, place in raised_codes()
        for name in re.findall(r"%\((\w+)\)s", str(SENTENCES.get(code, "")))
        if name not in details and None not in details
    }

    assert not unfilled


def test_headings_belong_to_known_codes():
    assert HEADINGS.keys() <= SENTENCES.keys()


class TestMessage:
    @pytest.fixture(autouse=True)
    def in_vietnamese(self, ui_app):
        with ui_app.app_context(), force_locale("vi"):
            yield

    def test_details_fill_the_sentence(self):
        assert "“quý 5”" in message(RefusedError("bad_period", text="quý 5"))

    def test_missing_details_read_as_an_ellipsis(self):
        assert "“…”" in message(RefusedError("bad_period"))

    def test_percent_signs_in_details_do_no_harm(self):
        assert "“100%s”" in message(RefusedError("bad_period", text="100%s"))

    def test_unknown_code_gets_the_words_of_its_kind(self):
        assert message(NotFoundError("never_heard_of")).startswith("Có thể địa chỉ")
        assert heading(NotFoundError("never_heard_of")) == "Không tìm thấy trang này"

    @pytest.mark.parametrize("code", SENTENCES)
    def test_every_sentence_is_translated_and_fills(self, code):
        sentence = message(SurveyError(code))

        assert sentence != SENTENCES[code]._args[0]
        assert "%(" not in sentence
