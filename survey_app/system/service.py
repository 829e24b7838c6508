"""Making a database ready: tables, what ships, and the key it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError

from survey_app.core.errors import SettingsError
from survey_app.directory.models import Setting
from survey_app.directory.service import load_shipped as load_directory
from survey_app.questionnaires.service import load_shipped as load_questionnaires
from survey_app.system import migrations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Database

FINGERPRINT = "link_key_fingerprint"
DAILY_WORK = "daily_work_at"
BACKUP = "backup_at"


def upgrade(database: Database, keyring: Keyring, now: datetime) -> None:
    """Migrate and load what ships; doing it again changes nothing."""
    migrations.upgrade(database)
    with database.writing() as session:
        bind_key(session, keyring)
        load_directory(session)
        load_questionnaires(session, now)


def bind_key(session: Session, keyring: Keyring) -> None:
    """Note the key's fingerprint at the first use; raise SettingsError under another key."""
    stored = session.scalar(select(Setting.value).where(Setting.name == FINGERPRINT))
    if stored is None:
        session.add(Setting(name=FINGERPRINT, value=keyring.fingerprint))
    elif stored != keyring.fingerprint:
        raise SettingsError("other_link_key")


def check_key(database: Database, keyring: Keyring) -> None:
    """Raise SettingsError when the database belongs to another key; an empty one passes.

    Raises:
        SettingsError: also when the database cannot be reached (``no_database``).
    """
    try:
        found = find_fingerprint(database)
    except OperationalError as error:
        raise SettingsError("no_database") from error
    if found not in (None, keyring.fingerprint):
        raise SettingsError("other_link_key")


def find_fingerprint(database: Database) -> str | None:
    """Return the fingerprint of the key a database belongs to; None without one."""
    with database.reading() as session:
        if not inspect(session.connection()).has_table(Setting.__tablename__):
            return None
        return session.scalar(select(Setting.value).where(Setting.name == FINGERPRINT))


def is_ready(database: Database) -> bool:
    """Return whether the database answers and its tables are the newest."""
    with database.engine.connect() as connection:
        return migrations.current_revision(connection) == migrations.head_revision()


def last_daily_work(database: Database) -> datetime | None:
    """Return when the daily work was last finished; None before the first time."""
    with database.reading() as session:
        stored = session.scalar(select(Setting.value).where(Setting.name == DAILY_WORK))
    return datetime.fromisoformat(stored) if stored else None


def note_daily_work(database: Database, now: datetime) -> None:
    """Note that the daily work was finished."""
    with database.writing() as session:
        session.merge(Setting(name=DAILY_WORK, value=now.isoformat()))


def note_backup(session: Session, now: datetime) -> None:
    """Note the moment that the newest backup shows."""
    session.merge(Setting(name=BACKUP, value=now.isoformat()))
