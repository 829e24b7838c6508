"""Goal 4: the page of a unit, with few answers and with many."""

import random
import time
from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import event, select

from bench import answers, world
from bench.machine import calibrate
from survey_app.accounts.access import COOKIE
from survey_app.accounts.service import create_account, start_session
from survey_app.app import create_app
from survey_app.demo.world import PROVINCE
from survey_app.directory.models import Unit
from tests.support.settings import make_settings

REQUESTS = 12
UNITS = {"commune": world.UNIT, "province": PROVINCE}
#: Tables that grow with every answer; the page reads the tallies instead.
GROWING = ("FROM response", "JOIN response", "attribution")


def measure(report, stores, plan):
    few, many = (10_000, 1_000_000) if plan.full else (1_000, 20_000)
    folded = world.prepare(stores.empty())
    answers.store_and_fold(folded, few)
    sides = {count: ready(stores, count) for count in (few, many)}
    answers.check_fold(folded, sides[few][0])
    report.remark(f"the fold of {few:,} answers gives the same tallies, cell by cell")
    for count, (_, _, found) in sides.items():
        report.remark(f"{count:,} answers over all communes are {found:,} tally cells")
    for name, code in UNITS.items():
        pages = {
            count: page(database, client, code) for count, (database, client, _) in sides.items()
        }
        compare(report, plan, name, pages)


def ready(stores, count):
    """Return a database with so many answers, a client of a signed-in analyst, and the cells."""
    url = stores.empty()
    database = world.prepare(url)
    cells = answers.store_cells(database, count)
    now = datetime.now(UTC)
    with database.writing() as session:
        province = session.scalars(select(Unit.id).where(Unit.code == PROVINCE)).one()
        account = create_account(
            session, "bench", "bench password 1565", ("analyst", province), now
        )
        token = start_session(session, world.KEYRING, account, now, factors=2)
    app = create_app(make_settings(url))
    event.listen(app.extensions["survey_database"].engine, "before_cursor_execute", refuse_growing)
    client = app.test_client()
    client.set_cookie(COOKIE, token, path="/staff")
    return database, client, cells


def refuse_growing(_connection, _cursor, statement, *_rest):
    if any(name in statement for name in GROWING):
        raise RuntimeError(statement)


def page(database, client, code):
    """Return what shows the page of a unit once."""
    with database.reading() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == code)).one()

    def show():
        response = client.get(f"/staff/units/{unit_id}?period={answers.PERIOD}")
        if response.status_code != 200:
            raise RuntimeError(response.text[:2000])

    show()
    return show


def compare(report, plan, name, pages):
    few, many = sorted(pages)
    found = defaultdict(list)
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        for count in random.sample(list(pages), len(pages)):
            found[count].append(cost(pages[count]))
    ratios = [large / small for large, small in zip(found[many], found[few], strict=True)]
    told = {count: " ".join(f"{value:.1f}" for value in values) for count, values in found.items()}
    report.add(f"CPU of a {name}'s page, {many:,} / {few:,} answers", ratios, 1.5)
    report.remark(f"a {name}'s page, ms CPU by answers: {told}")


def cost(show):
    """Return CPU milliseconds per page."""
    started = time.process_time()
    for _ in range(REQUESTS):
        show()
    return (time.process_time() - started) / REQUESTS * 1000
