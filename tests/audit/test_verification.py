"""Whatever is done to the record behind the application's back, checking finds it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete, insert, select, text, update

from survey_app.audit.chain import hash_of
from survey_app.audit.models import AuditDrop, AuditEvent, AuditHead
from survey_app.audit.queries import COLUMNS, FIELDS, line_of, newest_head
from survey_app.audit.service import record
from survey_app.audit.verification import verify

#: On PostgreSQL, which is slower here and checks by the same code, fewer are enough.
TAMPERS = {"sqlite": 2_000, "postgresql": 200}
FIRST = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
LINES = 12


@pytest.fixture
def filled(database):
    """A record over three months, whose guards an intruder took away."""
    with database.writing() as session:
        for number in range(LINES):
            at = FIRST + timedelta(days=5 * number)
            details = {"rows": number}
            record(session, "cases.import", actor="an", unit_id=number, details=details, at=at)
        names = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if not database.is_sqlite:
            names = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        for name, table in session.execute(text(names)).all():
            if table.startswith("audit_"):
                on = "" if database.is_sqlite else f" ON {table}"
                session.execute(text(f"DROP TRIGGER {name}{on}"))
    return database


def of(line):
    return (AuditEvent.month == line["month"]) & (AuditEvent.seq == line["seq"])


def alter(session, random, lines):
    """Change one field of one line."""
    line, name = random.choice(lines), random.choice((*FIELDS, "hash"))
    old = line[name]
    new = {
        "month": f"2027-{random.randint(1, 12):02}",
        "seq": random.randint(1_000, 2_000),
        "at": FIRST - timedelta(microseconds=random.randint(1, 10**9)),
        "unit_id": random.choice((None, random.randint(1_000, 2_000))),
    }.get(name, f"{str(old)[:20]}{random.randint(0, 9)}")
    if new != old:
        session.execute(update(AuditEvent).where(of(line)).values({name: new}))
    return new != old


def remove(session, random, lines):
    """Take away a line, the last one too."""
    session.execute(delete(AuditEvent).where(of(random.choice(lines))))
    return True


def swap(session, random, lines):
    """Let two lines trade places: everything but month and number."""
    first, second = random.sample(lines, 2)
    for line, other in ((first, second), (second, first)):
        values = {name: other[name] for name in ("hash", *FIELDS) if name not in {"month", "seq"}}
        session.execute(update(AuditEvent).where(of(line)).values(values))
    return True


def cut(session, random, lines):
    """Take away the end, with the heads of the months that are no longer over."""
    end = random.choice(lines)
    after = (AuditEvent.month > end["month"]) | (
        (AuditEvent.month == end["month"]) & (AuditEvent.seq > end["seq"])
    )
    session.execute(delete(AuditEvent).where(after))
    session.execute(delete(AuditHead).where(AuditHead.month >= end["month"]))
    return end is not lines[-1]


def add(session, random, lines):
    """Put in a line that hashes rightly where it stands."""
    last = random.choice(lines)
    extra = replace(line_of(tuple(last[name] for name in FIELDS)), seq=last["seq"] + 100)
    values = {name: getattr(extra, name) for name in FIELDS}
    digest = hash_of(extra, last["hash"])
    session.execute(insert(AuditEvent), {**values, "hash": digest})
    return True


def rewrite(session, random, lines):
    """Change a line and hash everything after it anew, heads too."""
    start = random.randrange(len(lines))
    previous = lines[start - 1]["hash"] if start else ""
    for number, line in enumerate(lines[start:]):
        changed = line_of(tuple(line[name] for name in FIELDS))
        if number == 0:
            changed = replace(changed, actor=f"x{random.random()}")
        previous = hash_of(changed, previous)
        session.execute(
            update(AuditEvent).where(of(line)).values(actor=changed.actor, hash=previous)
        )
        session.execute(
            update(AuditHead)
            .where(AuditHead.month == line["month"], AuditHead.events == line["seq"])
            .values(hash=previous)
        )
    return True


def forge_head(session, random, lines):
    """Change, take away or invent the head of a month."""
    month = random.choice(("2026-08", "2026-09"))
    deed = random.choice(
        (
            update(AuditHead).where(AuditHead.month == month).values(events=AuditHead.events + 1),
            update(AuditHead).where(AuditHead.month == month).values(hash=f"{random.random()}"),
            delete(AuditHead).where(AuditHead.month == month),
            insert(AuditHead).values(month="2027-01", events=1, hash="x"),
        )
    )
    session.execute(deed)
    return True


def pretend_drop(session, random, lines):
    """Say that a month was dropped in due form, with or without taking its lines away."""
    month = random.choice(("2026-08", "2026-09"))
    session.execute(insert(AuditDrop).values(month=month, dropped_at=FIRST))
    if month != "2026-08" and random.random() < 0.5:
        session.execute(delete(AuditEvent).where(AuditEvent.month == month))
    return True


WAYS = (alter, alter, alter, remove, swap, cut, add, rewrite, forge_head, pretend_drop)


def test_every_tamper_is_found(filled, dialect):
    random = Random(1565)
    done = 0
    with filled.reading() as session:
        kept = newest_head(session)
        assert not verify(session, kept).faults
        found = session.execute(
            select(AuditEvent.hash, *COLUMNS).order_by(AuditEvent.month, AuditEvent.seq)
        )
        lines = [dict(zip(("hash", *FIELDS), row, strict=True)) for row in found]
    with filled.writing() as session:
        while done < TAMPERS[dialect]:
            way = random.choice(WAYS)
            step = session.begin_nested()
            if way(session, random, lines):
                done += 1
                assert verify(session, kept).faults, (way.__name__, done)
            step.rollback()
            session.expire_all()
        assert not verify(session, kept).faults


def test_a_cut_tail_is_found_only_by_a_kept_head(filled):
    with filled.writing() as session:
        kept = newest_head(session)
        session.execute(
            delete(AuditEvent).where(AuditEvent.month == kept.month, AuditEvent.seq == kept.seq)
        )

        assert not verify(session).faults
        assert [fault.what for fault in verify(session, kept).faults] == ["beyond"]


def test_months_may_be_dropped_with_their_heads_kept(filled):
    with filled.writing() as session:
        session.execute(insert(AuditDrop).values(month="2026-08", dropped_at=FIRST))
        session.execute(delete(AuditEvent).where(AuditEvent.month == "2026-08"))

        assert not verify(session, newest_head(session)).faults


def test_the_commands_agree(filled, settings, runner):
    head = runner.invoke(args=["audit", "head"]).stdout.strip()
    sound = runner.invoke(args=["audit", "verify", "--head", head])
    with filled.writing() as session:
        session.execute(update(AuditEvent).where(AuditEvent.seq == 2).values(actor="ai.do"))
    broken = runner.invoke(args=["audit", "verify"])

    assert (sound.exit_code, sound.stdout) == (0, '{"events": 12, "months": 3, "sound": true}\n')
    assert broken.exit_code == 2
    assert "2026-08/2: altered" in broken.stderr
    assert runner.invoke(args=["audit", "verify", "--head", "x"]).exit_code == 2
