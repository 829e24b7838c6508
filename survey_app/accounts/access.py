"""Who is asking, and whether they may: used by every staff page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from flask import g, make_response, redirect, request, url_for

from survey_app.accounts.policy import PERMISSIONS
from survey_app.accounts.queries import ASK_CODE, CHANGE_PASSWORD, ENROL
from survey_app.accounts.service import NOTED_EVERY, note_visit, staff_of
from survey_app.audit.service import record
from survey_app.core.errors import NotFoundError, NotPermittedError, SurveyError
from survey_app.extensions import database, keyring, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard

COOKIE = "staff"
BAD_REQUEST = 400


#: Where somebody does what is still to be done at the door.
PAGE_OF_STEP: Final = {
    "": "accounts.home",
    ASK_CODE: "door.ask_code",
    CHANGE_PASSWORD: "own.new_password",
    ENROL: "door.enrolment",
}
INSIDE: Final = frozenset({""})


def init_app(app: Flask) -> None:
    """Know the visitor of a staff page before anything else is done.

    Nothing looks for them later: inside a writing transaction that would wait for itself.
    """
    app.before_request(meet_visitor)


def meet_visitor() -> None:
    """Look up whose session the cookie of a staff page belongs to."""
    token = own_token() if request.path.startswith("/staff") else ""
    g.staff = find_visitor(token) if token else None


def own_token() -> str:
    """Return the token of this browser."""
    return request.cookies.get(COOKIE, "")


def visitor() -> StaffCard | None:
    """Return who came, perhaps only as far as the door."""
    staff: StaffCard | None = g.get("staff")
    return staff


def own_card() -> StaffCard:
    """Return who came to a page that asks for a permission, which made sure that somebody did."""
    staff = visitor()
    if staff is None:
        raise NotPermittedError
    return staff


def current_staff() -> StaffCard | None:
    """Return who is signed in and inside."""
    staff = visitor()
    return staff if staff and not staff.step else None


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
    name: str, *, records: str = "", at: frozenset[str] = INSIDE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator of a staff page: strangers sign in, others need a role.

    What is not theirs is recorded, and so is a page with ``records``, as that action, once it is
    ready to be handed out. ``at`` names the steps at the door at which a page is open; whoever
    stands at another one is led to its page.
    """
    roles = PERMISSIONS[name]

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            staff = visitor()
            if staff is None or staff.step not in at:
                return led_to(staff)
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


def led_to(staff: StaffCard | None) -> ResponseReturnValue:
    """Lead to what comes first: the sign-in, or what is still to be done at the door."""
    endpoint = PAGE_OF_STEP[staff.step] if staff else "accounts.sign_in"
    return redirect(url_for(endpoint, next=request.args.get("next", request.path)), code=303)


def check(staff: StaffCard, roles: frozenset[str]) -> None:
    """Raise NotPermittedError for somebody inside who holds none of these roles anywhere."""
    if not staff.step and not staff.root_ids(roles):
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
    staff = visitor()
    return staff.login if staff else ""


def permitted_roots(name: str) -> list[int]:
    """Return the units on whose subtrees the visitor has a permission; empty for strangers."""
    staff = current_staff()
    return staff.root_ids(PERMISSIONS[name]) if staff else []
