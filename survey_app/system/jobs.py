"""Work that the clock starts: releasing figures, settling answers that wait too long.

Each piece may be repeated and interrupted at any point, so that a thread is
enough and several processes do no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.feedback.collecting import collect, open_opted_in
from survey_app.reports.reminders import remind
from survey_app.responses.matching import match_all, refuse_overdue
from survey_app.results.service import release, release_due
from survey_app.system.service import last_daily_work, note_daily_work

if TYPE_CHECKING:
    import threading

    from flask import Flask

SECONDS_BETWEEN = 60


def run_forever(app: Flask, stop: threading.Event) -> None:
    """Look every minute whether something is due, until told to stop."""
    while not stop.wait(SECONDS_BETWEEN):
        with app.app_context():
            try:
                run_once()
            except SQLAlchemyError:
                app.logger.exception("daily work failed and will be tried again")


def run_once() -> None:
    """Do what is due now."""
    now = utc_now()
    open_opted_in(database(), now)
    if release_due(last_daily_work(database()), now):
        match_all(database(), keyring(), now)
        refuse_overdue(database(), now)
        release(database(), now)
        collect(database(), now)
        remind(database(), settings().smtp_url, settings().base_url, now)
        note_daily_work(database(), now)
