"""The citizen's page, rendered once per version, moment and language.

What differs between two links (unit, case, token) is spliced in as text, so
that showing a page costs one look-up and no template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask_babel import force_locale
from markupsafe import escape

from survey_app.core.telephone import CENTRAL
from survey_app.questionnaires.conditions import hiding_rules
from survey_app.questionnaires.page import (
    EMPTY,
    EMPTY_ERRORS,
    QuestionnaireView,
    Sent,
    question_views,
)
from survey_app.responses.tokens import FIELD
from survey_app.ui.compression import lasting_piece, page_of, passing_piece
from survey_app.ui.styles import fingerprint, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from survey_app.questionnaires.queries import VersionCard


TEMPLATE = "responses/questionnaire.html"
#: Stand for the parts that differ; private-use characters do not occur in texts.
UNIT, CASE, TOKEN, TELEPHONE = "\ue001", "\ue002", "\ue003", "\ue004"
SLOTS = re.compile(f"([{UNIT}{CASE}{TOKEN}{TELEPHONE}])")
#: Months after a period closes in which an answer can still be matched with its case.
RETENTION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What is spliced into a page."""

    unit_name: str
    case_line: str
    token: str
    #: Whom to call for help.
    telephone: str = CENTRAL
    #: Why the page comes back; empty at the first showing.
    remark: str = ""
    #: Where the form is sent, if not to the address of the page.
    action: str = ""

    def by_slot(self) -> list[tuple[str, str]]:
        """Return the places with the words that come there, escaped."""
        words = {
            UNIT: self.unit_name,
            CASE: self.case_line,
            TOKEN: self.token,
            TELEPHONE: self.telephone,
        }
        return [(slot, str(escape(text))) for slot, text in words.items()]


class Shell:
    """A rendered page with four kinds of holes; what is around them is compressed once."""

    def __init__(self, html: str) -> None:
        parts = SLOTS.split(html)
        self.around = {part: lasting_piece(part) for part in parts if not SLOTS.match(part)}
        self.parts = parts

    def fill(self, words: Words) -> Response:
        """Return the page of one link."""
        pieces = self.around | {slot: passing_piece(text) for slot, text in words.by_slot()}
        return page_of([pieces[part] for part in self.parts])


#: A questionnaire's identity tells its lists apart; it lives as long as the process.
_shells: dict[tuple[str, int, str, str, bool, int], Shell] = {}


def page(version: VersionCard, moment: str, language: str, words: Words) -> Response:
    """Return the empty page of one link."""
    with_case, lists = bool(words.case_line), id(version.questionnaire)
    key = (version.sha256, version.id, moment, language, with_case, lists)
    if key not in _shells:
        slots = Words(UNIT, CASE if words.case_line else "", TOKEN, TELEPHONE)
        _shells[key] = Shell(render(view(version, moment, language, slots)))
    return _shells[key].fill(words)


def page_again(
    version: VersionCard,
    moment: str,
    language: str,
    words: Words,
    sent: Sent,
    errors: Mapping[str, str],
) -> str:
    """Return the page with what was sent, and with what to do where it is not valid."""
    return render(view(version, moment, language, words, sent, errors))


def view(
    version: VersionCard,
    moment: str,
    language: str,
    words: Words,
    sent: Sent = EMPTY,
    errors: Mapping[str, str] = EMPTY_ERRORS,
) -> QuestionnaireView:
    """Return what the template shows."""
    questionnaire = version.questionnaire
    notice = questionnaire.consent.notice[language]
    return QuestionnaireView(
        language=language,
        title=questionnaire.title[language],
        unit_name=words.unit_name,
        case_line=words.case_line,
        notice=notice.format(unit_name=words.unit_name, link_retention_months=RETENTION_MONTHS),
        questions=question_views(questionnaire, moment, language, sent, errors),
        hidden={FIELD: words.token},
        stylesheet=stylesheet_address(version, moment),
        remark=words.remark,
        stepped=questionnaire.stepped,
        action=words.action,
        telephone=words.telephone,
    )


def render(shown: QuestionnaireView) -> str:
    """Render the page in its own language."""
    with force_locale(shown.language):
        return render_template(TEMPLATE, page=shown)


def stylesheet(version: VersionCard, moment: str) -> str:
    """Return the citizen's style sheet with the rules that hide this version's questions."""
    return style("citizen") + hiding_rules(version.questionnaire, moment)


def stylesheet_address(version: VersionCard, moment: str) -> str:
    """Return an address that changes with the content, so that it may be kept for ever."""
    digest = fingerprint(stylesheet(version, moment))
    return url_for("responses.style", version_id=version.id, moment=moment, digest=digest)
