"""Loading sample data: cases through the register, answers as the rows a citizen's POST writes."""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from survey_app.accounts.models import Account
from survey_app.accounts.service import create_account
from survey_app.cases.models import CaseRecord
from survey_app.cases.service import register
from survey_app.core.calendar import VIETNAM
from survey_app.core.errors import ConflictError
from survey_app.demo.cases import SampleCase, sample_cases
from survey_app.demo.queries import DEMO
from survey_app.demo.rows import RowWriter
from survey_app.demo.world import COMMUNES, PROVINCE
from survey_app.directory.models import Setting
from survey_app.directory.queries import find_unit, get_unit, list_desks
from survey_app.directory.service import add_desk
from survey_app.questionnaires.queries import newest_version
from survey_app.results.cohorts import refresh
from survey_app.results.service import fold
from survey_app.results.showing import settle_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Database

ACTOR = "demo"
#: Cases whose answers are written in one transaction.
STEP = 250
#: Login, role and unit of the sample accounts.
ACCOUNTS = (
    ("phong.vhxh.duongan", "analyst", "10972"),
    ("lanhdao.quyetthang", "leader", "11761"),
    ("quantri.haiphong", "admin", PROVINCE),
)
PASSWORD_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Which sample to load."""

    until: date
    scale: int = 1
    seed: int = 1565

    @property
    def now(self) -> datetime:
        """The moment at which the sample ends: early on its last day."""
        return datetime.combine(self.until, time(6), VIETNAM)


def load(database: Database, keyring: Keyring, scene: Scene, password: str) -> None:
    """Fill an empty register with sample data; the same scene gives the same figures.

    Raises ConflictError ``cases_exist`` when there is a case already.
    """
    with database.writing() as session:
        if session.scalar(select(CaseRecord.id).limit(1)) is not None:
            raise ConflictError("cases_exist")
        session.merge(Setting(name=DEMO, value="1"))
        prepare(session, password, scene.now)
    random = Random(scene.seed)
    cases = sample_cases(random, scene.until, scene.scale)
    while step := list(islice(cases, STEP)):
        load_step(database, keyring, random, step, scene.now)
    fold(database, None, released_at=scene.now)
    settle_all(database, scene.now)
    refresh(database, scene.now)


def prepare(session: Session, password: str, now: datetime) -> None:
    """Make desks and accounts."""
    for commune in COMMUNES:
        if not list_desks(session, get_unit(session, commune.code).id):
            add_desk(session, commune.code, commune.desk, now)
    for login, role, unit_code in ACCOUNTS:
        if session.scalar(select(Account.id).where(Account.login == login)) is None:
            grant = role, get_unit(session, unit_code).id
            create_account(session, login, password, grant, now, sample=True)


def load_step(
    database: Database, keyring: Keyring, random: Random, step: list[SampleCase], now: datetime
) -> None:
    """Register some cases and write their answers."""
    register(
        database,
        numbered(step),
        scope_id=None,
        file_name="demo",
        actor=ACTOR,
        now=now,
        match=lambda _session, _ids, _now: None,
        keyring=keyring,
    )
    with database.writing() as session:
        ids = [case.case_id for case in step]
        rows = session.execute(
            select(CaseRecord.case_id, CaseRecord.id, CaseRecord.handling_unit_id).where(
                CaseRecord.case_id.in_(ids)
            )
        )
        places = {case_id: (record_id, unit_id) for case_id, record_id, unit_id in rows}
        versions = {
            channel: newest_version(session, key)
            for channel, key in ((1, "inperson_short"), (2, "online_case"), (3, "inperson_short"))
        }
        writer = RowWriter(keyring, random, versions, desks_of(session), now)
        for case in step:
            writer.write(case, *places[case.case_id])
        for table, table_rows in writer.rows.items():
            session.execute(insert(table), table_rows)


def numbered(step: Iterable[SampleCase]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file with their numbers; the header would be row 1."""
    return ((number, case.row()) for number, case in enumerate(step, 2))


def desks_of(session: Session) -> dict[str, int]:
    """Return the first desk of each sample commune."""
    found = {}
    for commune in COMMUNES:
        unit = find_unit(session, commune.code)
        desks = list_desks(session, unit.id) if unit else []
        if desks:
            found[commune.code] = desks[0].id
    return found


def demo_password(secret_key: str) -> str:
    """Return the password of the sample accounts: the same for one installation."""
    digest = hmac.digest(secret_key.encode(), b"demo accounts", "sha256")
    return b32encode(digest).decode().lower()[:PASSWORD_LENGTH]
