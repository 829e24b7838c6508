"""Goal 5: closing a period, and its files against the bare writers."""

import csv
import io
import random
import resource
import time
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter
from sqlalchemy import select

from bench import answers, world
from bench.machine import calibrate
from survey_app.core.calendar import Period
from survey_app.demo.world import PROVINCE
from survey_app.directory.models import Unit
from survey_app.reports.columns import Column, field
from survey_app.reports.content import Drawer
from survey_app.reports.microdata import write_microdata
from survey_app.reports.service import close
from survey_app.reports.workbook import OPTIONS, Writer
from survey_app.results.queries import snapshot

PERIOD = Period.parse(answers.PERIOD)
CLOSED = datetime(2026, 10, 5, 3, tzinfo=UTC)
COLUMNS = 25


def measure(report, stores, plan, folder):
    size = 500_000 if plan.full else 20_000
    database = world.prepare(stores.empty())
    answers.store(database, size)
    with database.reading() as session:
        province = session.scalars(select(Unit.id).where(Unit.code == PROVINCE)).one()
    measure_close(report, database, province, size)
    measure_microdata(report, plan, (database, province), folder / "answers.zip")
    measure_sheet(report, plan)


def measure_close(report, database, province, size):
    """Close a quarter of a province whose answers all wait; once, since it folds them."""
    started = time.perf_counter()
    card = close(database, PERIOD, province, actor="bench", now=CLOSED, code_version="bench")
    seconds = time.perf_counter() - started
    again = close(database, PERIOD, province, actor="bench", now=CLOSED, code_version="bench")
    assert again.id == card.id
    report.add(f"closing a quarter, {size:,} answers stored", [seconds], 60, unit=" s")
    started = time.perf_counter()
    with snapshot(database) as session:
        counted = Drawer(session, PERIOD, province, as_of=CLOSED).figures()
    assert counted["units"][0]["all"] == card.document()["units"][0]["all"]
    report.remark(f"counting the answers again takes {time.perf_counter() - started:.1f} s")


def measure_microdata(report, plan, place, path):
    """Write the answers of the quarter, against the csv module writing the same cells."""
    database, province = place
    ratios = []
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        with database.reading() as session:
            count = write_microdata(session, province, PERIOD, path, lambda *_: None)
        ours = time.perf_counter() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        ratios.append(ours / bare_csv(count))
    report.add(f"microdata of {count:,} answers / csv module", ratios, 5)
    report.remark(f"microdata: peak memory grew by {grown:.0f} MB")


def bare_csv(count):
    cells = ["2026-08", "10972", "1.001193", 2, "link", "result", "self", 1, "case", "b/1", 5]
    cells += ["login upload", "yes", "no", ""] * 4
    started = time.perf_counter()
    writer = csv.writer(io.StringIO(newline=""))
    for _ in range(count):
        writer.writerow(cells)
    return time.perf_counter() - started


class Plain:
    """As much of a frozen report as a sheet needs."""

    marks = ()


def measure_sheet(report, plan):
    """Write one large sheet, against the bare writer with the same cells."""
    size = 100_000 if plan.full else 10_000
    columns = [Column(f"c{n}", f"Cột {n}", field(f"c{n}")) for n in range(COLUMNS)]
    rows = [{f"c{n}": number * n for n in range(COLUMNS)} for number in range(size)]
    ratios = []
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        times = {}
        for side in random.sample((ours_sheet, bare_sheet), 2):
            started = time.perf_counter()
            side(columns, rows)
            times[side] = time.perf_counter() - started
        ratios.append(times[ours_sheet] / times[bare_sheet])
    report.add(f"sheet of {size:,} rows x {COLUMNS} / bare writer", ratios, 1.5)


def ours_sheet(columns, rows):
    with xlsxwriter.Workbook(BytesIO(), OPTIONS) as book:
        Writer(book, Plain).table("s", columns, rows)


def bare_sheet(columns, rows):
    with xlsxwriter.Workbook(BytesIO(), OPTIONS) as book:
        sheet = book.add_worksheet("s")
        look = book.add_format({"num_format": "#,##0", "border": 1})
        for number, row in enumerate(rows):
            for place, column in enumerate(columns):
                sheet.write_number(number, place, row[column.code], look)
