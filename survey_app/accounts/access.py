"""Who is asking, and whether they may: used by every staff page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import g, make_response, redirect, request, url_for

from survey_app.accounts.policy import PERMISSIONS
from survey_app.accounts.service import NOTED_EVERY, note_visit, staff_of
from survey_app.audit.service import record
from survey_app.core.errors import NotFoundError, NotPermittedError, SurveyError
from survey_app.extensions import database, keyring, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard

COOKIE = "staff"
BAD_REQUEST = 400


def current_staff() -> StaffCard | None:
    """Return who is signed in, looked up once per request."""
    if "staff" not in g:
        token = request.cookies.get(COOKIE, "")
        g.staff = find_visitor(token) if token else None
    staff: StaffCard | None = g.staff
    return staff


def find_visitor(token: str) -> StaffCard | None:
    """Return the holder of a session and note the visit."""
    now = utc_now()
    with database().reading() as session:
        staff = staff_of(session, keyring(), token, now)
    if staff is not None and staff.seen_at < now - NOTED_EVERY:
        with database().writing() as session:
            note_visit(session, keyring(), token, now)
    return staff


def permission(
    name: str, *, records: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator of a staff page: strangers sign in, others need a role.

    What is not theirs is recorded, and so is a page with ``records``, as that action, once it is
    ready to be handed out.
    """
    roles = PERMISSIONS[name]

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            staff = current_staff()
            if staff is None:
                return redirect(url_for("accounts.sign_in", next=request.path), code=303)
            try:
                check(staff, roles)
                answer: ResponseReturnValue = view(*args, **kwargs)
            except (NotFoundError, NotPermittedError) as error:
                note_refusal(error)
                raise
            return handed_out(answer, records) if records else answer

        # Read by the bar, which shows what the visitor may open, and by the test of the policy.
        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def check(staff: StaffCard, roles: frozenset[str]) -> None:
    """Raise NotPermittedError for somebody who holds none of these roles anywhere."""
    if not staff.root_ids(roles):
        raise NotPermittedError


def note_refusal(error: SurveyError) -> None:
    """Record that somebody asked for what is not there for them."""
    note("access.refused", {"code": error.code, "method": request.method})


def handed_out(answer: ResponseReturnValue, action: str) -> ResponseReturnValue:
    """Return a page after recording who got it; one that says what is wrong tells nothing."""
    response = make_response(answer)
    if response.status_code < BAD_REQUEST:
        note(action, {"filters": sorted(request.args)} if request.args else {})
    return response


def note(action: str, details: Mapping[str, object]) -> None:
    """Record what the visitor does with this page; its address holds numbers, never codes."""
    with database().writing() as session:
        record(session, action, actor=actor(), subject=request.path, details=details)


def may(name: str) -> bool:
    """Tell whether the visitor has a permission anywhere; templates show buttons by it."""
    return bool(permitted_roots(name))


def actor() -> str:
    """Return the visitor's login, as the record of who did what names it."""
    staff = current_staff()
    return staff.login if staff else ""


def permitted_roots(name: str) -> list[int]:
    """Return the units on whose subtrees the visitor has a permission; empty for strangers."""
    staff = current_staff()
    return staff.root_ids(PERMISSIONS[name]) if staff else []
