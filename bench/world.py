"""What is there before anything is measured: a ready database with many open links."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from bench import bare
from survey_app.cases.models import CaseRecord, ImportBatch
from survey_app.core.codes import Keyring
from survey_app.database import Database
from survey_app.directory.models import Unit
from survey_app.invitations.models import RESULT, Invitation
from survey_app.questionnaires.queries import newest_version
from survey_app.system.service import upgrade
from tests.support.settings import LINK_KEY

KEYRING = Keyring(LINK_KEY)
UNIT = "10972"
PROCEDURE = "1.001193"
#: Questionnaire by the channel of the case: A after the desk, B after an online submission.
QUESTIONNAIRES = {1: "inperson_short", 2: "online_case"}
SERIALS = 9999
VALID = timedelta(days=14)


@dataclass(frozen=True)
class Link:
    """An open link: its code, and the key under which the database finds it."""

    code: str
    code_mac: bytes


def prepare(url, now=None):
    """Make the tables, the bare application's too, and load what ships."""
    database = Database(url)
    upgrade(database, KEYRING, now or datetime.now(UTC))
    bare.metadata.create_all(database.engine)
    return database


def add_links(database, count, channel=1):
    """Add finished cases with one open link each; return the links."""
    now = datetime.now(UTC)
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == UNIT)).one()
        version_id = newest_version(session, QUESTIONNAIRES[channel]).id
        batch = ImportBatch(file_name="bench", actor="bench", started_at=now)
        session.add(batch)
        session.flush()
        session.execute(
            insert(CaseRecord.__table__),
            [case_row(number, channel, unit_id, batch.id, now) for number in range(count)],
        )
        found = select(CaseRecord.id).where(CaseRecord.import_id == batch.id).order_by("id")
        nonces = [secrets.token_bytes(16) for _ in range(count)]
        rows = [
            link_row(case_id, nonce, unit_id, version_id, now)
            for case_id, nonce in zip(session.scalars(found), nonces, strict=True)
        ]
        session.execute(insert(Invitation.__table__), rows)
    return [Link(KEYRING.code(row["nonce"]), row["code_mac"]) for row in rows]


def case_row(number, channel, unit_id, import_id, now):
    day, serial = divmod(number, SERIALS)
    submitted_at = now - timedelta(days=3 + day)
    ymd, tail = f"{submitted_at:%y%m%d}", f"{serial + 1:04}"
    return {
        "case_id": f"H24.{channel}0-{ymd}-{tail}",
        "ymd": ymd,
        "serial": tail,
        "handling_unit_id": unit_id,
        "receiving_unit_id": unit_id,
        "procedure_code": PROCEDURE,
        "channel": channel,
        "applicant_kind": 1,
        "status": 10,
        "submitted_at": submitted_at,
        "received_at": submitted_at,
        "finished_at": now - timedelta(hours=1),
        "import_id": import_id,
        "first_seen_at": now,
    }


def link_row(case_record_id, nonce, unit_id, version_id, now):
    return {
        "id": uuid.uuid4(),
        "case_record_id": case_record_id,
        "unit_id": unit_id,
        "procedure_code": PROCEDURE,
        "version_id": version_id,
        "moment": RESULT,
        "mode": "link",
        "nonce": nonce,
        "key_id": KEYRING.key_id,
        "code_mac": KEYRING.code_mac(KEYRING.code(nonce)),
        "issued_at": now,
        "expires_at": now + VALID,
        "state": "open",
    }
