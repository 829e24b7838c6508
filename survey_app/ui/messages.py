"""The words for every expected error: one table from stable codes to sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

from survey_app.core.errors import (
    ConflictError,
    ForgedError,
    GoneError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    SurveyError,
    TooFastError,
    UnreadableFileError,
)
from survey_app.ui.account_messages import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Short sentences that say what happened and what to do; details fill the placeholders.
SENTENCES: Final[Mapping[str, Any]] = {
    **ACCOUNTS,
    # Links and receipts
    "unknown_code": _l("We do not know this code. Please check every letter and digit."),
    "used_code": _l("This form has been answered. Each case is answered only once."),
    "expired_code": _l("The time for answering this form is over."),
    "revoked_code": _l("This link is no longer used; a newer one has taken its place."),
    "replaced_code": _l("The result of this case has been judged, so this earlier form is closed."),
    "withdrawn_code": _l("The answer to this form was withdrawn, so the form stays closed."),
    "unknown_receipt": _l("We do not know this receipt code. Please check every letter and digit."),
    "already_answered": _l("This case has been answered already. Only the first answer counts."),
    "too_late": _l("The time for this is over."),
    "forged": _l("This page was open too long or came from elsewhere. Please send it once more."),
    # Desks and cases
    "unknown_desk": _l("There is no desk with this code. Please check it on the poster."),
    "case_unusable": _l(
        "No form can be sent for this case ID now: the case may still be in work, may have been"
        " answered, or was finished over 90 days ago."
    ),
    "case_ambiguous": _l(
        "Several cases end like this. Please enter the full case ID on the appointment slip."
    ),
    "case_unreadable": _l(
        "This does not look like a case ID. Please copy it from the appointment slip."
    ),
    "case_missing": _l("Please enter the case ID, or choose the procedure below."),
    "unknown_level": _l("Please choose a level."),
    "case_unknown": _l("There is no case with this ID."),
    "moment_unavailable": _l("There is no form for this moment of the case: %(moment)s."),
    "too_late_again": _l("The three days for answering again are over."),
    "stands_no_more": _l(
        "This answer does not stand any more. To answer again, please open the link or scan the"
        " code once more."
    ),
    "unknown_invitation": _l("There is no link with this number."),
    "unknown_procedure": _l("There is no procedure with this code."),
    # Periods, units, people
    "bad_period": _l(
        "“%(text)s” is not a period. Write 2026-Q3, 2026-11, 2026 or 2026-01-01..2026-10-31."
    ),
    "unknown_followup": _l("There is no such follow-up, or you may not see it."),
    "list_parent_ends": _l("The unit above ends before this one does."),
    "list_ends_early": _l("The last day lies before the first."),
    "list_cycle": _l("A unit cannot stand below itself."),
    "list_overlap": _l("On one of these days another unit has this code."),
    "unit_out_of_reach": _l(
        "On that day there is no unit %(code)s among those you look after. A unit goes only under"
        " another one of yours."
    ),
    "import_undone": _l("This import has been undone already."),
    "import_unfinished": _l("This import has not come to its end yet."),
    "import_empty": _l("This import added no case, so there is nothing to undo."),
    "import_changed": _l(
        "This import also changed cases that were known before, so it cannot be undone. Please"
        " send a file with the right data: it changes them back."
    ),
    "import_overtaken": _l(
        "A later file changed cases of this import, so it cannot be undone any more."
    ),
    "import_too_large": _l(
        "More than 20,000 cases cannot be taken out at once. Please ask the operator."
    ),
    "import_in_use": _l(
        "Links were made for cases of this import, so it cannot be undone any more."
    ),
    "upload_gone": _l("This file is not kept any more, or it is not yours."),
    "unknown_improvement": _l("There is no such improvement, or you may not see it."),
    "no_contact": _l("No telephone number is kept for this follow-up."),
    "bad_cursor": _l("This page of the list cannot be found. Please begin at its start."),
    "bad_filter": _l("This list cannot be filtered like that."),
    "unknown_unit": _l("There is no such unit, or you may not see it."),
    "reason_needed": _l(
        "The figures differ from revision %(number)s. Please give the reason with --reason."
    ),
    "not_closed": _l("Nothing has been closed for %(period)s yet."),
    "unknown_revision": _l("No revision of this database belongs to this file or hash."),
    "unknown_report": _l("There is no such report, or you may not see it."),
    "unknown_deadline": _l("There is no such deadline."),
    "unknown_station": _l("There is no unit with the code “%(code)s” today."),
    "station_twice": _l("Each station may stand in the way only once."),
    "station_is_author": _l("The unit itself is no station of its reports."),
    "step_taken": _l("The report is somewhere else by now. Please look at it again."),
    "comment_needed": _l("Please say in a comment why the report goes back."),
    "unreadable_comment": _l("The comment is too long, or holds characters that cannot be shown."),
    "count_differs": _l("%(expected)s rows were expected, %(written)s were written."),
    "other_revision": _l("The file is another revision: its SHA-256 is %(sha256)s."),
    "altered_report": _l("This is not what was frozen. %(count)s places differ: %(places)s."),
    "unknown_questionnaire": _l("There is no questionnaire “%(key)s”."),
    "bad_document": _l("The questionnaire breaks a rule at “%(place)s”: %(fault)s."),
    "known_key": _l(
        "There is a questionnaire with the key “%(key)s” already. Please choose another."
    ),
    "unknown_draft": _l("There is no such draft, or you may not see it."),
    "unknown_question": _l("There is no question “%(question)s”."),
    "draft_changed": _l(
        "Somebody changed this draft meanwhile, so it was not published. Please compare once more."
    ),
    "draft_faulty": _l("The draft breaks %(count)s rules and cannot be published yet."),
    "nothing_changed": _l("Nothing differs from version %(number)s, so nothing was published."),
    "core_changed": _l("Only the province may publish a version that changes: %(places)s."),
    "not_permitted": _l("Your account has no right to do this. Please ask your administrator."),
    "too_fast": _l("Too many attempts in a short time. Please wait a moment, then try again."),
    "job_lost": _l("Somebody else has taken over this work."),
    "login_taken": _l("There is an account “%(login)s” already."),
    "short_password": _l("A password needs at least %(length)s characters."),
    "unknown_role": _l("There is no role “%(role)s”."),
    "unknown_call": _l("A key cannot be allowed “%(may)s”."),
    "key_missing": _l("A valid API key is needed, as “Authorization: Bearer …”."),
    "bad_login": _l("A login has 1 to %(longest)s letters, digits, dots, hyphens or underscores."),
    "bad_key_name": _l("The name of a key has 1 to %(longest)s characters that can be shown."),
    # Background work
    "unknown_job": _l("There is no such file, or it is not yours."),
    "job_broken": _l("Something broke on our side; it has been noted. Please ask once more."),
    "job_interrupted": _l("The work was interrupted several times and given up."),
    # Field work
    "bad_day": _l("The day of the interview must lie within the campaign and may not be to come."),
    "receipt_taken": _l("The receipt code of this record belongs to another."),
    "malformed": _l("This record cannot be read."),
    "bad_payload": _l("This record was sealed for another campaign, or was altered."),
    "bad_answer": _l("The answer to “%(question)s” is not one of this questionnaire's."),
    "unknown_payload_version": _l("This record is of a kind that is not known here."),
    "unknown_questionnaire_version": _l("This record answers a questionnaire not known here."),
    "unknown_hamlet": _l("There is no such hamlet in this campaign."),
    "unknown_campaign": _l("There is no such campaign, or you may not see it."),
    "unknown_visit": _l("There is no such visit in this campaign."),
    "unknown_device": _l("There is no such tablet in this campaign."),
    "device_unknown": _l("This tablet is not enrolled. Please enrol it anew at the console."),
    "unknown_enrolment": _l("This code is wrong, used, or older than 30 minutes."),
    "bad_campaign": _l("A campaign needs hamlets, each once, and a last day after its first."),
    "bad_moment": _l("“%(text)s” is not a moment that has passed."),
    "bad_key": _l("The key of the tablet cannot be read."),
    "no_interviewer": _l("“%(login)s” is the account of somebody else."),
    "too_many_items": _l("At most %(most)s items fit in one call."),
    "bad_month": _l("“%(text)s” is not a month. Write it like 2026-11."),
    "bad_head": _l("This is not what `flask audit head` printed."),
    # Files and bodies of calls
    "unreadable_file": _l("This file cannot be read."),
    "unreadable_body": _l("What was sent is not the JSON that this call takes."),
    "too_many_cases": _l("At most %(most)s cases fit in one call."),
    # Backup
    "damaged_backup": _l("This file is no backup, or it was damaged. Nothing was changed."),
    "backup_of_other_key": _l(
        "This backup was made under another LINK_KEY, so it is of no use here. Nothing was changed."
    ),
    "backup_too_new": _l(
        "This backup was made by a newer version. Please upgrade first. Nothing was changed."
    ),
    "database_in_use": _l(
        "This database is in use: there are rows in “%(table)s”. Restore into a fresh one."
        " Nothing was changed."
    ),
    "restored_differently": _l(
        "“%(table)s” came out different from the backup. Nothing was changed."
    ),
    "not_migrated": _l("The tables are not up to date. Please run `flask db upgrade` first."),
    # Settings, database, demo
    "seal_broken": _l("A sealed field was made under another key, or was altered."),
    "cannot_write": _l("The file %(path)s cannot be written: %(reason)s."),
    "bad_database_url": _l(
        "DATABASE_URL must start with sqlite:/// or postgresql+psycopg:// and an address."
    ),
    "no_database": _l("The database cannot be reached. Please check DATABASE_URL and the server."),
    "bad_settings": _l("The settings do not allow the application to start."),
    "short_key": _l("%(name)s must have at least %(length)s characters."),
    "short_link_key": _l("LINK_KEY must have at least %(shortest)s characters."),
    "other_link_key": _l("This database was made under another LINK_KEY."),
    "bad_port": _l("PORT must be a number from 1 to 65535, not “%(value)s”."),
    "port_taken": _l("Another program uses port %(port)s. Please choose another with PORT."),
    "bad_smtp_url": _l("SMTP_URL must look like smtp://user:password@host:587/sender@office.vn."),
    "bad_base_url": _l(
        "BASE_URL must be scheme, host and port in at most %(length)s characters, not “%(value)s”."
    ),
    "bad_provider": _l(
        "OIDC_ISSUER (with https://), OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together."
    ),
    "weak_database": _l("The database is not set up safely enough: %(found)s."),
    "tables_differ": _l("The tables differ from the models in %(count)s places."),
    "cases_exist": _l("There are cases already, so no samples are loaded."),
    "demo_in_production": _l("Samples are not loaded where APP_ENV is “production”."),
    "qr_too_large": _l("The link is too long for a code that old phones can read."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Heading and sentence of an error page; lazy until they are shown."""

    heading: Any
    sentence: Any


#: What a page says of a status without a code of its own.
BY_STATUS: Final[Mapping[int, Words]] = {
    400: Words(
        _l("Please send this once more"),
        _l("This page was open too long or came from elsewhere. Please go back and try again."),
    ),
    403: Words(_l("This is not open to you"), SENTENCES["not_permitted"]),
    404: Words(
        _l("We cannot find this page"),
        _l("The address may have been typed or copied wrongly. Please check it."),
    ),
    405: Words(
        _l("This page cannot be opened in this way"),
        _l("Please go back to the page before and use its buttons."),
    ),
    409: Words(_l("This has been answered already"), SENTENCES["already_answered"]),
    410: Words(_l("This form is closed"), _l("This page was here and is no longer used.")),
    413: Words(
        _l("This is too much at once"),
        _l("What was sent is too large. Please make it shorter or split it."),
    ),
    422: Words(_l("This cannot be done yet"), _l("Something here does not fit the rules.")),
    429: Words(_l("One moment, please"), SENTENCES["too_fast"]),
    500: Words(
        _l("Something broke on our side"),
        _l("It is not your doing. We have noted it; please try again later."),
    ),
    503: Words(
        _l("Busy right now"),
        _l("Nothing is lost. Please wait a moment, then try again."),
    ),
}

#: Headings of errors that a citizen may well meet.
HEADINGS: Final[Mapping[str, Any]] = {
    "invitation_over": _l("This link is no longer valid"),
    "unknown_code": _l("We do not know this code"),
    "unknown_receipt": _l("We do not know this code"),
    "unknown_desk": _l("We do not know this desk"),
    "used_code": _l("This form has been answered"),
    "expired_code": _l("This form has expired"),
    "revoked_code": _l("There is a newer link"),
    "replaced_code": _l("This form is closed"),
    "withdrawn_code": _l("The answer was withdrawn"),
}

STATUS: Final[Mapping[type[SurveyError], int]] = {
    ForgedError: 400,
    NotPermittedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    GoneError: 410,
    RefusedError: 422,
    UnreadableFileError: 422,
    TooFastError: 429,
}


class Known(dict[str, object]):
    """Details of an error; one that is missing reads as an ellipsis."""

    def __missing__(self, name: str) -> str:
        """Return what stands for a detail that was not given."""
        return "…"


def status_of(error: SurveyError) -> int:
    """Return the HTTP status of an expected error; 500 for those that no page may raise."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def message(error: SurveyError) -> str:
    """Return one sentence for a person, in the language of the moment."""
    sentence = SENTENCES.get(error.code)
    if sentence is None:
        return str(BY_STATUS[status_of(error)].sentence)
    return str(sentence) % Known(error.details)


def heading(error: SurveyError) -> str:
    """Return the few words that stand above the sentence on a page."""
    return str(HEADINGS.get(error.code) or BY_STATUS[status_of(error)].heading)
