"""The questionnaire behind a link, one question per screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import make_response, url_for

from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, ForgedError, NotFoundError
from survey_app.extensions import chosen_language, database, keyring, throttle, utc_now
from survey_app.responses import form_counts, shell, step_page, stepping, tokens
from survey_app.responses.views.pages import (
    BAD_REQUEST,
    UNPROCESSABLE,
    R,
    bp,
    sent_anew,
    sent_form,
)
from survey_app.responses.views.questionnaire import (
    find_open_link,
    note_decline,
    refuse_gone,
    store,
    was_stored,
    words_of,
)
from survey_app.throttle import PER_CODE

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from survey_app.core.questionnaire import Question
    from survey_app.invitations.queries import LinkCard
    from survey_app.questionnaires.page import Sent
    from survey_app.questionnaires.queries import VersionCard
    from survey_app.responses.stepping import Path, Progress

#: Kept by the browser itself, so that its own "back" finds the screen before; it holds one
#: question with its answer, and the others sealed.
KEPT_FOR_BACK = "private, no-cache"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the stepped form of a link."""

    code: str
    link: LinkCard
    version: VersionCard
    #: The page's signed hidden input.
    token: str

    @property
    def base(self) -> str:
        """The address of the stepped form."""
        return url_for(".steps", code=self.code, _letter="R")

    def path(self, progress: Progress) -> Path:
        """Return the way through the form."""
        return stepping.path(self.version.questionnaire, self.link.moment, progress)


@bp.get(f"/{R}/<string:code>/b")
@bp.get(f"/{R}/<string:code>/b/<int:number>")
def steps(code: str, _letter: str, number: int = 1) -> ResponseReturnValue:
    """Show one question of the questionnaire; never uses the link up."""
    visit = visit_of(code)
    return screen(visit, stepping.Progress(), number)


def visit_of(code: str) -> Visit:
    """Return a first visit, or raise what the link says."""
    known, link, version = find_open_link(code)
    refuse_gone(link, utc_now())
    return Visit(known, link, version, tokens.mint(keyring(), known, utc_now()))


def screen(
    visit: Visit, progress: Progress, number: int, *, judged: bool = False, remark: str = ""
) -> Response:
    """Return one screen with what was answered so far."""
    path, language = visit.path(progress), chosen_language()
    if not 1 <= number <= path.end:
        raise NotFoundError
    hidden = {
        tokens.FIELD: visit.token,
        stepping.STATE: stepping.seal(keyring(), visit.code, progress),
        stepping.LATER: "",
    }
    words = replace(words_of(visit.link, language, visit.token), remark=remark)
    wanted = step_page.Screen(
        visit.version, language, words, number, path, progress, hidden, visit.base, judged
    )
    response = make_response(step_page.render(wanted))
    response.headers["Cache-Control"] = KEPT_FOR_BACK
    return response


@bp.post(f"/{R}/<string:code>/b")
@bp.post(f"/{R}/<string:code>/b/<int:number>")
def step(code: str, _letter: str, number: int = 1) -> ResponseReturnValue:
    """Take one screen's answer and show the next one, or send the whole form."""
    known, link, version = find_open_link(code)
    sent, now = sent_form(), utc_now()
    throttle().count(PER_CODE, "form", link.id.hex)
    try:
        token = tokens.read(keyring(), known, sent.get(tokens.FIELD, ""))
        progress = progress_of(known, sent)
    except ForgedError:
        refuse_gone(link, now)
        fresh = Visit(known, link, version, tokens.mint(keyring(), known, now))
        return screen(fresh, stepping.Progress(), 1, remark=sent_anew()), BAD_REQUEST
    visit = Visit(known, link, version, sent[tokens.FIELD])
    if link.gone_reason(now) and not was_stored(token):
        refuse_gone(link, now)
    if sent.get("steps") == "yes":
        return screen(visit, stepping.from_page(version.questionnaire, link.moment, sent), 1)
    question = visit.path(progress).question(number)
    if question is None:
        return at_the_end(visit, progress, sent)
    return go_on(visit, progress, question, number, sent)


def progress_of(code: str, sent: Sent) -> Progress:
    """Return what was answered on the screens before; nothing when coming from the one page."""
    coming = sent.get("steps") == "yes"
    return stepping.Progress() if coming else stepping.newest(keyring(), code, sent)


def go_on(
    visit: Visit, before: Progress, question: Question, number: int, sent: Sent
) -> ResponseReturnValue:
    """Lead on from a question: forward when it is answered well, elsewhere when asked to."""
    progress = stepping.answered(before, question, sent)
    if "lang" in sent or "go" in sent:
        return elsewhere(visit, progress, sent, number)
    path = visit.path(progress)
    if question.id in path.filled.errors:
        return screen(visit, progress, number, judged=True), UNPROCESSABLE
    if number > before.reached:
        count_passed(visit, question.id)
    reached = max(before.reached, number)
    return screen(visit, replace(progress, reached=reached), path.after(number))


def elsewhere(visit: Visit, progress: Progress, sent: Sent, number: int) -> ResponseReturnValue:
    """Show another language, the question before, or all questions on one page."""
    if sent.get("go") == "page":
        return one_page(visit, progress)
    back = sent.get("go") == "back"
    return screen(visit, progress, visit.path(progress).before(number) if back else number)


def one_page(visit: Visit, progress: Progress) -> str:
    """Return all questions on one page, with what was answered so far."""
    language, address = chosen_language(), url_for(".show", code=visit.code, _letter="R")
    words = replace(words_of(visit.link, language, visit.token), action=address)
    moment = visit.link.moment
    return shell.page_again(visit.version, moment, language, words, progress.sent, {})


def at_the_end(visit: Visit, progress: Progress, sent: Sent) -> ResponseReturnValue:
    """Send the form from its last screen, or go where else was asked."""
    path, now = visit.path(progress), utc_now()
    if "lang" in sent or "go" in sent:
        return elsewhere(visit, progress, sent, path.end)
    if sent.get("decline") == "yes":
        refuse_gone(visit.link, now)
        return note_decline(visit.link)
    token = tokens.read(keyring(), visit.code, visit.token)
    if path.filled.errors:
        if was_stored(token):
            raise ConflictError("already_answered")
        return screen(visit, progress, path.first_wrong(), judged=True), UNPROCESSABLE
    count_passed(visit, form_counts.SENT)
    return store(visit.version, visit.link, path.filled, token, now)


def count_passed(visit: Visit, question: str) -> None:
    """Count that somebody went on from a question."""
    with database().writing() as session:
        day = local_day(utc_now())
        form_counts.add(session, visit.link, form_counts.PASSED, [question], day)
