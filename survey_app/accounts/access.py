"""Who is asking, and whether they may: used by every staff page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for

from survey_app.accounts.policy import PERMISSIONS
from survey_app.accounts.service import note_visit, staff_of
from survey_app.core.errors import NotPermittedError
from survey_app.extensions import database, keyring, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard

COOKIE = "staff"


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
    if staff is not None:
        with database().writing() as session:
            note_visit(session, keyring(), token, now)
    return staff


def permission(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator of a staff page: strangers sign in, others need a role."""
    roles = PERMISSIONS[name]

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            staff = current_staff()
            if staff is None:
                return redirect(url_for("accounts.sign_in", next=request.path), code=303)
            if not staff.root_ids(roles):
                raise NotPermittedError
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        # Read by the bar, which shows what the visitor may open, and by the test of the policy.
        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate


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
