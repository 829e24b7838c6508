"""Whatever the order, the splits and the repetitions, the database ends up the same."""

import hashlib
import json
import random
import sqlite3
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select

from survey_app.database import Database
from survey_app.field.intake import Ground, take_in, write
from survey_app.field.items import read_item
from survey_app.field.models import FieldRecord, HouseholdVisit
from survey_app.field.service import get_device
from survey_app.responses.models import (
    Attribution,
    Response,
    ResponseEvent,
    ResponseText,
    TallyInbox,
)
from survey_app.results.verification import verify
from tests.support.register import KEYRING
from tests.support.tablet import LONG, PRIVATE, SHORT

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

#: What may differ: when it came, and salts with what hangs on them.
VARYING = {"received_at", "at", "id", "salt", "payload_sha256"}
TABLES = (FieldRecord, HouseholdVisit, Response, ResponseEvent, Attribution, ResponseText)


def state_of(database):
    """Return a hash of everything that may not depend on the order of arrival."""
    digest = hashlib.sha256()
    with database.reading() as session:
        for table in TABLES:
            columns = [c for c in table.__table__.columns if c.name not in VARYING]
            if table in {FieldRecord, Response}:
                columns.append(table.__table__.columns["id"])
            rows = sorted(repr(tuple(row)) for row in session.execute(select(*columns)))
            digest.update(json.dumps([table.__tablename__, rows]).encode())
        signs = Counter()
        for row in session.scalars(select(TallyInbox)):
            signs[str(row.response_id), str(row.day), row.unit_id] += row.sign
        digest.update(json.dumps(sorted(map(repr, signs.items()))).encode())
    return digest.hexdigest()


def collect(tablets, households, draw):
    """Return interviews of these tablets; some households are visited by several."""
    items = []
    for number in range(households):
        for tablet in draw.sample(tablets, draw.choice([1, 1, 1, 2, 3])):
            finished = 1_790_000_000_000 + draw.randrange(1000) * 1000
            answers = draw.choice([SHORT, LONG])
            item = tablet.interview(number + 1, finished_ms=finished, answers=SHORT)
            if answers is LONG:
                campaign = tablet.package["campaigns"][0]
                payload = {"questionnaire": campaign["questionnaire"], "answers": LONG}
                payload |= {"hamlet": campaign["hamlets"][1]["id"], "household": number + 1}
                payload |= {"outcome": "completed", "finished_ms": finished, "seconds": 99}
                items.append((tablet.id, tablet.sealed(payload, private=PRIVATE)))
            items.append((tablet.id, item))
    return items


def arrival(items, draw):
    """Return batches of a shuffled queue in which a third comes twice."""
    queue = [*items, *draw.sample(items, len(items) // 3)]
    draw.shuffle(queue)
    while queue:
        device, size = queue[0][0], draw.randrange(1, 60)
        batch = [item for name, item in queue[:size] if name == device]
        queue = [pair for place, pair in enumerate(queue) if place >= size or pair[0] != device]
        yield device, batch


def arrive(database, items, draw):
    now = datetime.now(UTC)
    for name, batch in arrival(items, draw):
        with database.reading() as session:
            device = get_device(session, uuid.UUID(name))
        take_in(database, KEYRING, device, batch, now)


def judged_once(database, items):
    """Return items opened and judged, which needs nothing that arrived before."""
    read = [(name, read_item(item)) for name, item in items]
    with database.reading() as session:
        ground = Ground.of(session, KEYRING, {item.campaign for _name, item in read})
    return [(name, ground.judge(item)) for name, item in read]


def arrive_judged(database, judged, draw):
    """Let items arrive that were judged before: only what depends on the order is done."""
    now = datetime.now(UTC)
    with database.reading() as session:
        devices = {name: get_device(session, uuid.UUID(name)) for name, _item in judged}
    for name, batch in arrival(judged, draw):
        with database.writing() as session:
            write(session, KEYRING, devices[name], batch, now)


def copy_of(database, path):
    source = sqlite3.connect(database.engine.url.database)
    target = sqlite3.connect(path)
    source.backup(target)
    target.close()
    source.close()
    return Database(f"sqlite:///{path}")


def states_of(database, items, orders, folder, arrive=arrive):
    for seed in range(orders):
        copy = copy_of(database, folder / f"{seed}.sqlite3")
        arrive(copy, items, random.Random(seed))
        yield state_of(copy)
        if seed == 0:
            with copy.reading() as session:
                assert verify(session).sound
        copy.dispose()
        (folder / f"{seed}.sqlite3").unlink()


@pytest.fixture
def memory():
    """A folder that no disk slows down, where there is one."""
    shared = Path("/dev", "shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


def test_order_of_arrival_leaves_no_trace(database, new_tablet, memory):
    tablets = [new_tablet(f"doi.{number}") for number in range(3)]
    items = collect(tablets, 15, random.Random(0))

    assert len(set(states_of(database, items, 4, memory))) == 1


@pytest.mark.parametrize(
    ("households", "orders"), [(20, 20), pytest.param(300, 200, marks=pytest.mark.bench)]
)
def test_many_orders_leave_one_state(database, new_tablet, memory, households, orders):
    """Of the bench, 500 interviews in 200 orders."""
    tablets = [new_tablet(f"doi.{number}") for number in range(5)]
    judged = judged_once(database, collect(tablets, households, random.Random(0)))
    assert len(judged) >= households * 5 // 3

    assert len(set(states_of(database, judged, orders, memory, arrive_judged))) == 1


def test_earliest_interview_of_a_household_counts(database, new_tablet):
    first, second = new_tablet("doi.1"), new_tablet("doi.2")
    late = first.interview(4, finished_ms=1_790_000_900_000)
    early = second.interview(4, finished_ms=1_790_000_000_000)

    assert first.results([late]) == ["stored"]
    assert second.results([early]) == ["stored"]

    with database.reading() as session:
        events = session.execute(
            select(ResponseEvent.response_id, ResponseEvent.state, ResponseEvent.reason)
        ).all()
        assert verify(session).sound
    last = {str(response): (state, reason) for response, state, reason in sorted(events)}
    superseded = [str(r) for r, state, _why in events if state == "superseded"]
    assert superseded == [late["id"]]
    assert early["id"] in last
