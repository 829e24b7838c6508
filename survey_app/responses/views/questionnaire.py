"""The questionnaire behind a link."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from survey_app.core.calendar import local_day
from survey_app.core.codes import normalise_code
from survey_app.core.errors import ConflictError, ForgedError, GoneError, NotFoundError
from survey_app.core.names import committee_name
from survey_app.core.telephone import CENTRAL
from survey_app.directory.queries import find_desk
from survey_app.extensions import chosen_language, database, keyring, throttle, utc_now
from survey_app.invitations.queries import find_link
from survey_app.invitations.service import decline
from survey_app.questionnaires.choices import furnished
from survey_app.questionnaires.forms import read
from survey_app.questionnaires.queries import get_version
from survey_app.responses import form_counts, shell, tokens
from survey_app.responses.queries import find_stored, version_of
from survey_app.responses.rows import Submission
from survey_app.responses.service import Intake, submit
from survey_app.responses.views.pages import (
    BAD_REQUEST,
    UNPROCESSABLE,
    R,
    bp,
    lasting_language,
    sent_anew,
    sent_form,
)
from survey_app.throttle import PER_CODE
from survey_app.ui.filters import day_text
from survey_app.ui.styles import style_response

if TYPE_CHECKING:
    from datetime import date, datetime

    from flask.typing import ResponseReturnValue

    from survey_app.invitations.queries import LinkCard
    from survey_app.questionnaires.forms import Filled
    from survey_app.questionnaires.page import Sent
    from survey_app.questionnaires.queries import VersionCard
    from survey_app.responses.opened import OpenedLinks
    from survey_app.responses.tokens import PageToken


def find_open_link(code: str, *, sending: bool = False) -> tuple[str, LinkCard, VersionCard]:
    """Return the normalised code with its invitation and version, or raise NotFoundError."""
    known = normalise_code(code)
    link = opened_links().take(known) if known and sending else None
    if known and not link:
        with database().connect() as connection:
            link = find_link(connection, keyring().code_mac(known))
    if known is None or link is None:
        raise NotFoundError("unknown_code")
    return known, link, with_lists(version_of(database(), link), link)


def opened_links() -> OpenedLinks:
    """Return the links whose pages this process showed last."""
    links: OpenedLinks = current_app.extensions["survey_opened_links"]
    return links


def with_lists(version: VersionCard, link: LinkCard) -> VersionCard:
    """Return the version ready to be shown; only few ask for what the directory lists."""
    if not version.questionnaire.lists:
        return version
    with database().reading() as session:
        return furnished(session, version, link.unit_id, local_day(utc_now()))


def words_of(link: LinkCard, language: str, token: str) -> shell.Words:
    """Return what is particular to this link's page."""
    handed_in_at = link.submitted_at or link.received_at
    parts = [link.procedure_name or link.procedure_code]
    if handed_in_at:
        parts.append(case_of(local_day(handed_in_at), language))
    return shell.Words(
        committee_name(link.unit_name),
        " · ".join(part for part in parts if part),
        token,
        link.desk_telephone or CENTRAL,
    )


@lru_cache(maxsize=1000)
def case_of(day: date, language: str) -> str:
    """Tell a case by its day; the same few days are asked for again and again."""
    with force_locale(language):
        return str(_("case of %(day)s", day=day_text(day)))


@bp.get(f"/{R}/<string:code>")
def show(code: str, _letter: str) -> ResponseReturnValue:
    """Show the questionnaire behind a link; never uses it up."""
    known, link, version = find_open_link(code)
    refuse_gone(link, utc_now())
    opened_links().remember(known, link)
    token, language = tokens.mint(keyring(), known, utc_now()), chosen_language()
    return shell.page(version, link.moment, language, words_of(link, language, token))


def refuse_gone(link: LinkCard, now: datetime) -> None:
    """Raise GoneError when the link may no longer be used."""
    reason = link.gone_reason(now)
    if reason:
        raise GoneError(reason)


@bp.post(f"/{R}/<string:code>")
def send(code: str, _letter: str) -> ResponseReturnValue:
    """Take in what was sent: store it, show it again, or note that nobody wishes to answer."""
    known, link, version = find_open_link(code, sending=True)
    sent, now = sent_form(), utc_now()
    try:
        token = tokens.read(keyring(), known, sent.get(tokens.FIELD, ""))
    except ForgedError:
        refuse_gone(link, now)
        fresh = tokens.mint(keyring(), known, now)
        return show_again(version, link, sent, {}, fresh, remark=sent_anew()), BAD_REQUEST
    declining = sent.get("decline") == "yes"
    if "lang" in sent or declining or (link.gone_reason(now) and not was_stored(token)):
        refuse_gone(link, now)
    if "lang" in sent:
        return show_again(version, link, sent, {}, sent[tokens.FIELD])
    if sent.get("steps") == "yes":  # the same sending, answers included, goes to the first screen
        address = url_for(".steps", code=known, _letter="R", lang=lasting_language())
        return redirect(address, code=307)
    return note_decline(link) if declining else take_in(version, link, sent, token, now)


def was_stored(token: PageToken) -> bool:
    """Return whether this very page brought an answer already."""
    with database().reading() as session:
        return find_stored(session, token.client_id) is not None


def show_again(
    version: VersionCard,
    link: LinkCard,
    sent: Sent,
    errors: dict[str, str],
    token: str,
    *,
    remark: str = "",
) -> str:
    """Return the page with everything that was sent still in it; may be asked for without end."""
    throttle().count(PER_CODE, "form", link.id.hex)
    language = chosen_language()
    words = replace(words_of(link, language, token), remark=remark)
    return shell.page_again(version, link.moment, language, words, sent, errors)


def note_decline(link: LinkCard) -> ResponseReturnValue:
    """Respect a no; the link stays open."""
    throttle().count(PER_CODE, "form", link.id.hex)
    with database().writing() as session:
        decline(session, link)
    address = url_for(".declined", desk=link.desk_code, lang=lasting_language())
    return redirect(address, code=303)


def take_in(
    version: VersionCard, link: LinkCard, sent: Sent, token: PageToken, now: datetime
) -> ResponseReturnValue:
    """Store a valid answer and lead to its receipt; show an invalid one again."""
    filled = read(version.questionnaire, link.moment, sent)
    if filled.errors:
        if was_stored(token):
            raise ConflictError("already_answered")
        page = show_again(version, link, sent, filled.errors, sent[tokens.FIELD])
        return page, UNPROCESSABLE
    return store(version, link, filled, token, now)


def store(
    version: VersionCard, link: LinkCard, filled: Filled, token: PageToken, now: datetime
) -> ResponseReturnValue:
    """Store valid answers and lead to their receipt."""
    submission = Submission(
        questionnaire=version.questionnaire,
        version_id=version.id,
        moment=link.moment,
        mode=link.mode,
        language=chosen_language(),
        client_id=token.client_id,
        seconds=token.seconds_until(now),
        desk_id=link.desk_id,
        closed=filled.closed,
        texts=filled.texts,
        contact=filled.contact,
    )
    with database().writing() as session:
        receipt = submit(session, Intake(keyring(), link, submission, now))
    if filled.dropped:
        with database().writing() as session:
            form_counts.add(session, link, form_counts.DROPPED, filled.dropped, local_day(now))
    return redirect(
        url_for(".receipt", receipt=receipt, _letter="P", lang=lasting_language()), code=303
    )


@bp.get("/thanks")
def declined() -> ResponseReturnValue:
    """Thank somebody who did not wish to answer, perhaps at a desk."""
    with database().reading() as session:
        desk = find_desk(session, request.args.get("desk", ""))
    return render_template("responses/thanks.html", telephone=desk.telephone if desk else "")


@bp.get("/style/<int:version_id>/<string:moment>/<string:digest>.css")
def style(version_id: int, moment: str, digest: str) -> ResponseReturnValue:  # noqa: ARG001 - the digest renews the address
    """Return the style sheet of a questionnaire's page."""
    with database().reading() as session:
        version = get_version(session, version_id)
    return style_response(shell.stylesheet(version, moment))
