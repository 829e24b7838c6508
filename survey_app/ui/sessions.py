"""The signed cookie with the language and the forms' tokens: no work for who has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from flask.sessions import SecureCookieSession, SessionMixin


class SparingSessions(SecureCookieSessionInterface):
    """Flask's own sessions; a citizen's page, which has no cookie, does not pay for them."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie if there is one."""
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what is in the session; tell caches that the page depends on it."""
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")


def init_app(app: Flask) -> None:
    """Use these sessions."""
    app.session_interface = SparingSessions()
