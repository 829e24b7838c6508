"""List pages of the console at a million cases and a million answers, and the slips of a unit."""

import statistics
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, text

from bench import world
from survey_app.accounts.access import COOKIE
from survey_app.accounts.models import ROLES, RoleGrant
from survey_app.accounts.service import create_account, start_session
from survey_app.app import create_app
from survey_app.core.calendar import local_day
from survey_app.demo.world import PROVINCE
from survey_app.directory.queries import get_unit
from survey_app.invitations.slips import KINDS
from survey_app.jobs.service import enqueue
from survey_app.jobs.worker import run_waiting
from survey_app.questionnaires.queries import newest_version
from tests.support.settings import make_settings

REQUESTS = 20
LIMIT_MS, MOST_STATEMENTS, LIMIT_SLIPS = 300, 10, 20
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
PLACES = (
    ", u AS (SELECT row_number() OVER (ORDER BY unit_id) - 1 AS k, unit_id FROM unit_parent"
    " WHERE parent_id = :province)"
)
#: One INSERT … SELECT for each table; SQLite's spelling of text, bytes and numbers.
ROWS = {
    "case_record": """
        INSERT INTO case_record (case_id, ymd, serial, handling_unit_id, receiving_unit_id,
          procedure_code, channel, applicant_kind, status, received_at, due_at, finished_at,
          flags, import_id, first_seen_at)
        {numbers} {places}
        SELECT printf('H24.10-%06d-%05d', 260101 + i % 300, i / 300),
          printf('%06d', 260101 + i % 300),
          printf('%05d', i / 300), u.unit_id, u.unit_id, '1.001193', 1 + i % 3, 1, 4 + i % 7, :now,
          datetime(:now, (i % 90000 - 45000) || ' minutes'),
          CASE WHEN i % 7 > 3 THEN :now END, CASE WHEN i % 500 = 0 THEN 'late' ELSE '' END, 1, :now
        FROM n JOIN u ON u.k = i % :units""",
    "response": """
        INSERT INTO response (id, version_id, moment, mode, answered_by, client_id, payload_sha256,
          receipt_mac, answers, overall, language, consent_version, duration_bucket)
        {numbers}
        SELECT printf('%032x', i), :version, 'result', 'link', 'self', printf('%032x', i), x'00',
          CAST(printf('%032x', i) AS BLOB), '{{}}', 1 + i % 5, 'vi', '1', 'lt60' FROM n""",
    "followup": """
        INSERT INTO followup (response_id, unit_id, procedure_code, opted_in, state, problem,
          opened_at, due_on, reply, version)
        {numbers} {places}
        SELECT printf('%032x', i), u.unit_id, '', 0,
          CASE WHEN i % 3 THEN 'answered' ELSE 'received' END,
          '', :now, date(:now, (i % 60 - 30) || ' days'), '', 1
        FROM n JOIN u ON u.k = i % :units WHERE i % 4 = 0""",
    "response_text": """
        INSERT INTO response_text (response_id, salt, texts)
        {numbers}
        SELECT printf('%032x', i), x'00', '{{"comment": "Chờ lâu"}}' FROM n WHERE i % 4 = 0""",
    "audit_event": """
        INSERT INTO audit_event (month, seq, at, action, actor, subject, details, hash)
        {numbers}
        SELECT printf('2025-%02d', 1 + i % 12), i, :now, 'accounts.sign-in', 'an' || i % 100, '',
          '{{}}', ''
        FROM n""",
    "improvement": """
        INSERT INTO improvement (unit_id, problem, text_vi, text_en, since, created_at, version)
        {numbers} {places}
        SELECT u.unit_id, 'waiting', 'Thêm quầy', '', date(:now, -(i % 900) || ' days'), :now, 1
        FROM n JOIN u ON u.k = i % :units WHERE i % 100 = 0""",
    "report": """
        INSERT INTO report (unit_id, period, kind)
        {numbers} {places}
        SELECT u.unit_id, printf('%04d-%02d', 2020 + i / 1200, 1 + i / 100 % 12), 'satisfaction'
        FROM n JOIN u ON u.k = i % 100 WHERE i < 10000""",
    "desk": """
        INSERT INTO desk (code, unit_id, name, active, created_at, telephone)
        {numbers} {places}
        SELECT printf('B%07d', i), u.unit_id, 'Quầy ' || i, 1, :now, ''
        FROM n JOIN u ON u.k = i % :units WHERE i % 100 = 0""",
}
#: Pages in the orders and with the filters that cost most.
PAGES = (
    "cases/",
    "cases/?sort=due",
    "cases/?sort=-case&channel=2",
    "cases/?flagged=yes",
    "cases/?unit=10972&sort=due",
    "feedback/",
    "feedback/?state=all&sort=-opened",
    "feedback/?late=yes",
    "improvements",
    "improvements?sort=unit",
    "reports/",
    "reports/?sort=unit",
    "desks/",
    "desks/?sort=desk",
    "directory",
    "directory?sort=-from",
    "targets",
    "jobs",
    "cases/imports",
    "campaigns/",
    "audit",
    "audit?actor=an7",
    "units",
)


def measure(report, stores, plan):
    count = 1_000_000 if plan.full else 100_000
    app, client, database = ready(stores, count)
    slowest = {}
    for page in PAGES:
        times, statements = show(client, database, f"/staff/{page}")
        slowest[page] = times
        report.remark(
            f"/staff/{page}: {statements} statements, median {statistics.median(times):.0f} ms CPU"
        )
        if statements > MOST_STATEMENTS:
            raise RuntimeError(f"{page}: {statements} statements")
    page = max(slowest, key=lambda name: p95(slowest[name]))
    goal = f"slowest list page at {count:,} cases and answers, p95 of CPU time"
    report.add(goal, [p95(slowest[page])], LIMIT_MS, unit=" ms", remark=f"/staff/{page}")
    measure_slips(report, app, database)


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def ready(stores, count):
    """Return the application on a filled database, and a client with every role."""
    url, now = stores.empty(), datetime.now(UTC)
    database = world.prepare(url)
    with database.writing() as session:
        province = get_unit(session, PROVINCE).id
        account = create_account(session, "bench", "bench password 1565", (ROLES[0], province), now)
        grant = {"account_id": account, "unit_id": province, "valid_from": local_day(now)}
        session.add_all(RoleGrant(role=role, **grant) for role in ROLES[1:])
        token = start_session(session, world.KEYRING, account, now, factors=2)
        version = newest_version(session, "online_case").id
    world.add_links(database, 500)
    fill(database, count, {"province": province, "version": version, "now": stored(now)})
    app = create_app(make_settings(url))
    client = app.test_client()
    client.set_cookie(COOKIE, token, path="/staff")
    return app, client, app.extensions["survey_database"]


def stored(now):
    return (now - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")


def fill(database, count, values):
    """Make the rows of every table by one statement each."""
    with database.writing() as session:
        found = text("SELECT count(*) FROM unit_parent WHERE parent_id = :province")
        units = session.scalar(found, values)
        for statement in ROWS.values():
            known = {"count": count, "units": units, **values}
            session.execute(text(statement.format(numbers=NUMBERS, places=PLACES)), known)


def show(client, database, address):
    """Return CPU milliseconds of each request, and the most statements of one."""
    times, found = [], []
    note = lambda *_: found.append(1)  # noqa: E731 - a listener is told apart by its identity
    event.listen(database.engine, "before_cursor_execute", note)
    for _ in range(REQUESTS):
        started = time.process_time()
        response = client.get(address)
        times.append((time.process_time() - started) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code} {response.text[:500]}")
    event.remove(database.engine, "before_cursor_execute", note)
    return times, len(found) // REQUESTS


def measure_slips(report, app, database):
    """Seconds for the PDF of 500 slips, made as background work that tells how far it is."""
    with database.writing() as session:
        unit_id = get_unit(session, world.UNIT).id
        asked = {"unit_id": unit_id}
        enqueue(session, KINDS[0].name, asked, owner_id=1, now=datetime.now(UTC))
    started = time.process_time()
    with app.app_context():
        run_waiting()
    report.add("PDF of 500 slips", [time.process_time() - started], LIMIT_SLIPS, unit=" s CPU")
