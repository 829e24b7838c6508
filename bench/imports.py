"""Goal 3: importing cases, against reading the same file and one bulk insert."""

import csv
import json
import random
import subprocess
import sys
from datetime import datetime, timedelta

import xlsxwriter

from bench import world
from bench.machine import calibrate
from survey_app.core.calendar import VIETNAM
from survey_app.demo.world import PROCEDURES
from tests.support.server import ROOT

HEADERS = [
    "MaHoSo",
    "MaTTHC",
    "DonViXuLy",
    "NoiNopHoSo",
    "KenhThucHien",
    "LoaiDoiTuong",
    "NgayDangNhap",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "TrangThaiHoSo",
]
FIRST = datetime(2026, 7, 1, 8, tzinfo=VIETNAM)
A_DAY = 900
LIMIT_SECONDS = 600


def measure(report, stores, plan, folder):
    size = 100_000 if plan.full else 10_000
    file = write_csv(folder / "cases.csv", size)
    found = {"ours": [], "bare": []}
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        for side in random.sample(("ours", "bare"), 2):
            found[side].append(run(side, stores, file))
    for name, key in (("", "seconds"), (", by CPU time", "cpu")):
        ratios = [a[key] / b[key] for a, b in zip(found["ours"], found["bare"], strict=True)]
        report.add(f"import of {size:,} cases from CSV / bulk insert{name}", ratios, 5)
    for side, runs in found.items():
        told = ", ".join(f"{one['seconds']:.1f} s ({one['cpu']:.1f} s CPU)" for one in runs)
        report.remark(f"import of {size:,} cases, {side}: {told}")
    measure_memory(report, stores, plan, folder)


def measure_memory(report, stores, plan, folder):
    """Peak memory of one import each: bounded for CSV at two sizes, below 250 MB for XLSX."""
    small, large = (20_000, 200_000) if plan.full else (2_000, 10_000)
    sizes = [write_csv(folder / f"{n}.csv", n) for n in (small, large)]
    low, high = (run("ours", stores, file)["rss_mb"] for file in sizes)
    report.add(
        f"peak memory, CSV of {large:,} / {small:,} cases",
        [high / low],
        1.2,
        remark=f"{high:.0f} MB",
    )
    count = 100_000 if plan.full else 10_000
    sheet = write_xlsx(folder / "cases.xlsx", count)
    peak = run("ours", stores, sheet)["rss_mb"]
    report.add(f"peak memory, XLSX of {count:,} cases", [peak], 250, unit=" MB")


def run(side, stores, file):
    """Import a file into a fresh database in a process of its own; check what came of it."""
    url = stores.empty()
    world.prepare(url).dispose()
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", side, url, str(file)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    stores.databases.drop(url)
    return json.loads(done.stdout.splitlines()[-1])


def rows(count):
    """Yield rows as a provincial system writes them."""
    chance = random.Random(count)
    procedures = [code for code, _ in PROCEDURES]
    for number in range(count):
        day, serial = divmod(number, A_DAY)
        submitted = FIRST + timedelta(days=day, minutes=serial % 500)
        finished = submitted + timedelta(days=chance.randint(1, 9))
        times = [submitted, submitted, submitted + timedelta(minutes=30)]
        times += [submitted + timedelta(days=7), finished, finished]
        yield [
            f"H24.10-{submitted:%y%m%d}-{serial + 1:04}",
            chance.choice(procedures),
            world.UNIT,
            world.UNIT,
            chance.choice("123"),
            "1",
            *(f"{moment:%Y%m%d%H%M%S}" for moment in times),
            "10",
        ]


def write_csv(path, count):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows(count))
    return path


def write_xlsx(path, count):
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADERS, *rows(count)]):
            sheet.write_row(number, 0, row)
    return path
