"""Many sample answers as tally cells: all communes of a province over five quarters."""

import json
import random
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select

from bench import world
from survey_app.core.questionnaire import canonical
from survey_app.core.tally import Circumstances, cells
from survey_app.demo.answers import fill_in
from survey_app.demo.world import PROCEDURES, PROVINCE
from survey_app.directory.models import Unit
from survey_app.invitations.models import RESULT
from survey_app.questionnaires.queries import newest_version
from survey_app.responses import rows
from survey_app.responses.models import Attribution, Response, ResponseEvent, TallyInbox
from survey_app.results.models import Tally
from survey_app.results.service import fold

FIRST, DAYS = date(2025, 7, 1), 455
PERIOD = "2026-Q3"
SEED = 1565
STORED = datetime(2026, 10, 1, tzinfo=UTC)
#: Different answers, drawn again and again.
VARIETY = 2000


@dataclass(frozen=True)
class Answer:
    """One answer, where it counts and when."""

    where: Circumstances
    day: date
    closed: dict


def sample(session, count):
    """Yield answers spread over the communes; the same count gives the same answers."""
    chance = random.Random(SEED)
    found = select(Unit.id).where(Unit.province_code == PROVINCE, Unit.code != PROVINCE)
    unit_ids = session.scalars(found.order_by(Unit.code)).all()
    versions = {n: newest_version(session, key) for n, key in world.QUESTIONNAIRES.items()}
    filled = {
        channel: [fill_in(chance, card.questionnaire, RESULT, 0.92)[0] for _ in range(VARIETY)]
        for channel, card in versions.items()
    }
    procedures, weights = zip(*PROCEDURES, strict=True)
    for _ in range(count):
        channel = chance.choice((1, 2, 2))
        closed = chance.choice(filled[channel])
        where = Circumstances(
            chance.choice(unit_ids),
            versions[channel].id,
            chance.choices(procedures, weights)[0],
            channel,
            "link" if channel == 2 else chance.choice(("link", "desk")),
            chance.choices((1, 2, 4), (90, 8, 2))[0],
            closed.get("submitted_by", ""),
            RESULT,
            rows.CASE,
        )
        yield Answer(where, FIRST + timedelta(days=chance.randrange(DAYS)), closed)


def count_cells(session, count):
    """Return the cells that so many answers fold into."""
    overall = {
        card.id: card.questionnaire.overall.id
        for card in (newest_version(session, key) for key in world.QUESTIONNAIRES.values())
    }
    found = Counter()
    for answer in sample(session, count):
        found.update(
            cells(answer.where, answer.day, texts(answer.closed), overall[answer.where.version_id])
        )
    return found


def texts(closed):
    return {
        name: value if isinstance(value, list) else str(value) for name, value in closed.items()
    }


def store_cells(database, count):
    """Write the tallies of so many answers."""
    with database.writing() as session:
        found = count_cells(session, count)
        session.execute(
            insert(Tally.__table__), [{**cell._asdict(), "count": n} for cell, n in found.items()]
        )
    return len(found)


def store_and_fold(database, count):
    """Write so many answers as they are sent in, and let the application fold them."""
    store(database, count)
    fold(database)


def store(database, count):
    """Write so many answers as they are sent in; all wait to be folded."""
    with database.writing() as session:
        found = {Response: [], ResponseEvent: [], Attribution: [], TallyInbox: []}
        for answer in sample(session, count):
            add_rows(found, answer)
        for table, table_rows in found.items():
            session.execute(insert(table.__table__), table_rows)


def add_rows(found, answer):
    response_id, where = uuid.uuid4(), answer.where
    place = rows.Place(
        where.unit_id,
        where.procedure_code,
        where.channel,
        where.applicant_kind,
        where.verification,
        answer.day,
    )
    found[Response].append(
        {
            "id": response_id,
            "version_id": where.version_id,
            "moment": where.moment,
            "mode": where.mode,
            "client_id": response_id.hex,
            "payload_sha256": b"",
            "receipt_mac": response_id.bytes,
            "answers": canonical(answer.closed),
            "overall": None,
            "language": "vi",
            "consent_version": "",
            "duration_bucket": "lt60",
        }
    )
    event = {"response_id": response_id, "seq": 1, "state": "counted", "actor": "bench"}
    found[ResponseEvent].append({**event, "at": STORED})
    found[Attribution].append(rows.attribution_row(response_id, place, where.submitted_by))
    found[TallyInbox].append(rows.inbox_row(response_id, where.unit_id, answer.day, +1))


def stored_cells(database):
    """Return the tallies as they are stored."""
    with database.reading() as session:
        return {
            tuple(row[:-1]): row[-1] for row in session.execute(select(*Tally.__table__.columns))
        }


def check_fold(folded, written):
    """Raise unless both databases hold the same tallies, cell by cell."""
    left, right = stored_cells(folded), stored_cells(written)
    if left != right:
        different = {str(key) for key, _ in left.items() ^ right.items()}
        raise RuntimeError(json.dumps(sorted(different)[:10]))
