"""The application, put together: reads like a table of contents."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from config import Settings
from survey_app.accounts import access, door, own, welcome
from survey_app.accounts import views as accounts
from survey_app.api import problems
from survey_app.api import views as api
from survey_app.audit import cli as audit_cli
from survey_app.cases import api as cases_api
from survey_app.cases import cli as cases_cli
from survey_app.cases import jobs as cases_jobs
from survey_app.cases import views as cases
from survey_app.console import audit
from survey_app.console import views as console
from survey_app.core.codes import Keyring
from survey_app.database import Database
from survey_app.demo import cli as demo_cli
from survey_app.demo.queries import is_demo
from survey_app.directory import cli as directory_cli
from survey_app.directory import target_views
from survey_app.directory import views as directory
from survey_app.extensions import babel, chosen_language, csrf
from survey_app.feedback import cli as feedback_cli
from survey_app.feedback import improvement_views
from survey_app.feedback import views as feedback
from survey_app.feedback.improvements import public_improvements
from survey_app.feedback.replies import find_reply
from survey_app.field import api as field_api
from survey_app.field import cli as field_cli
from survey_app.field import views as field
from survey_app.invitations import api as invitations_api
from survey_app.invitations import cli as invitations_cli
from survey_app.invitations import slips as invitations_jobs
from survey_app.invitations.counter import bp as desks_bp  # with all pages of desks
from survey_app.jobs import cli as jobs_cli
from survey_app.jobs import kinds as job_kinds
from survey_app.jobs import views as jobs
from survey_app.publication import views as publication
from survey_app.questionnaires.authoring import cli as questionnaires_cli
from survey_app.questionnaires.authoring import views as questionnaires
from survey_app.reports import cli as reports_cli
from survey_app.reports import deadline_views, route_views
from survey_app.reports import jobs as reports_jobs
from survey_app.responses import views as responses
from survey_app.responses.cli import cli as responses_cli
from survey_app.responses.matching import match
from survey_app.responses.opened import OpenedLinks
from survey_app.responses.preview import preview
from survey_app.results import api as results_api
from survey_app.results import cli as results_cli
from survey_app.results import views as results
from survey_app.staff import provider
from survey_app.staff import views as staff
from survey_app.system import accounts as accounts_cli
from survey_app.system import cli as system_cli
from survey_app.system import measuring
from survey_app.system import views as system
from survey_app.system.figures import Figures
from survey_app.system.service import check_key
from survey_app.throttle import Throttle
from survey_app.ui import compression, errors, filters, headers, lists, sessions
from survey_app.ui import views as ui

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.jobs.kinds import JobKind

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
#: Largest body of a page or call; files come by the command line.
LARGEST_BODY = 5 * 1024 * 1024

PAGES = (
    ui.bp,
    responses.bp,
    responses.phone.bp,
    accounts.bp,
    door.bp,
    welcome.bp,
    own.bp,
    results.bp,
    publication.bp,
    console.bp,
    audit.bp,
    staff.bp,
    provider.bp,
    directory.bp,
    target_views.bp,
    cases.bp,
    desks_bp,
    feedback.bp,
    improvement_views.problems,
    improvement_views.improvements,
    deadline_views.bp,
    route_views.bp,
    jobs.bp,
    field.shell_bp,
    questionnaires.bp,
    field.console_bp,
    field.sheets_bp,
    system.bp,
)
CALLS = (api.bp, cases_api.bp, invitations_api.bp, results_api.bp, field_api.bp)
COMMANDS = (
    system_cli.db_cli,
    system_cli.cli,
    accounts_cli.cli,
    audit_cli.cli,
    directory_cli.cli,
    cases_cli.cli,
    questionnaires_cli.cli,
    invitations_cli.cli,
    responses_cli,
    results_cli.cli,
    feedback_cli.cli,
    reports_cli.cli,
    field_cli.cli,
    jobs_cli.cli,
    demo_cli.cli,
)
#: What may be done in the background; each feature brings its own.
JOB_KINDS: tuple[JobKind, ...] = (
    *cases_jobs.KINDS,
    *invitations_jobs.KINDS,
    *reports_jobs.KINDS,
)


class Application(Flask):
    """Flask, but its log names the place of a fault, not the address, which carries a code."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none of ours is a coroutine, which need not be asked."""
        return func

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask's
        """Log an error of ours with its stack."""
        self.logger.error("fault in %s", request.endpoint, exc_info=exc_info)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or for those of the environment."""
    chosen = settings or Settings.from_env()
    app = Application(__name__, static_folder=None)
    configure(app, chosen)
    connect(app, chosen)
    babel.init_app(app, locale_selector=chosen_language)
    access.init_app(app)
    csrf.init_app(app)
    for part in (measuring, problems, errors, filters, lists, compression, sessions):
        part.init_app(app)
    job_kinds.init_app(app, JOB_KINDS)
    provider.init_app(app, chosen)
    headers.init_app(app, secure=chosen.secure)
    for blueprint in (*PAGES, *CALLS):
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask and its extensions read."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.logger.setLevel(logging.INFO)


def connect(app: Flask, settings: Settings) -> None:
    """Open the database and refuse one that belongs to another key."""
    database, keyring = Database(settings.database_url), Keyring(settings.link_key)
    check_key(database, keyring)
    app.extensions["survey_settings"] = settings
    app.extensions["survey_database"] = database
    app.extensions["survey_keyring"] = keyring
    app.extensions["survey_opened_links"] = OpenedLinks()
    app.extensions["survey_throttle"] = Throttle(settings.redis_url)
    app.extensions["survey_may"] = app.jinja_env.globals["may"] = access.may
    app.extensions["survey_matcher"] = partial(match_cases, keyring)
    app.extensions["survey_improvements"] = public_improvements
    app.extensions["survey_replies"] = find_reply
    app.extensions["survey_preview"] = preview
    app.extensions["survey_is_demo"] = partial(holds_samples, database)
    app.extensions["survey_figures"] = Figures(database)


def match_cases(keyring: Keyring, session: Session, case_ids: list[int], now: datetime) -> None:
    """Let the register count the answers that waited for these cases."""
    match(session, keyring, case_ids, now)


def holds_samples(database: Database) -> bool:
    """Return whether every page must say that the data are samples."""
    with database.reading() as session:
        return is_demo(session)
