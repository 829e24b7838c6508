"""The main job from outside: files, commands and plain HTTP, on both engines.

Files are taken in and written by commands in processes of their own; the many short commands
between them run in this one, which saves starting Python for each.
"""

import csv
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from python_calamine import load_workbook

from survey_app import create_app
from tests.support.casefile import case_id, write_cases
from tests.support.citizen import answer, hidden_inputs, open_page, state_of
from tests.support.server import LiveServer, free_port, run_flask, serving
from tests.support.settings import make_settings
from tests.support.visitor import Visitor

UNIT, DIVISION = "10972", "10972.VHXH"
CASES = 5000
BROWSERS = 30
BLOCKS = ("online", "online_self", "all")
VIETNAM = timezone(timedelta(hours=7))


def quarter(moment):
    local = moment.astimezone(VIETNAM)
    return f"{local.year}-Q{(local.month + 2) // 3}"


@dataclass(frozen=True)
class Office:
    """A served installation with a register of cases, and where its files lie."""

    server: LiveServer
    app: Flask
    folder: Path
    now: datetime
    counts: list

    @property
    def visitor(self):
        return Visitor(self.server.url)

    def flask(self, *arguments):
        """Run a short command against the served database and return what it printed."""
        done = self.app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def case(self, number):
        """Return a finished online case of the unit: every sixth row is one."""
        return case_id(6 * number, now=self.now, unit=UNIT)

    def link(self, number, *options):
        printed = self.flask("invitations", "issue", self.case(number), *options)
        return printed.splitlines()[-1].removeprefix(self.server.url)

    def show(self, *options):
        printed = self.flask("results", "show", quarter(self.now), *options, "--json")
        return {each["unit"]: each for each in json.loads(printed)["units"]}

    def unit_counts(self):
        shown = self.show("--unit", UNIT)[UNIT]
        return {block: (shown[block]["n"], shown[block]["satisfied"]) for block in BLOCKS}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(engine, marks=pytest.mark.xdist_group(f"main job on {engine}"))
        for engine in ("sqlite", "postgresql")
    ],
)
def office(request, tmp_path_factory):
    """From an empty database to a served one with 5,000 cases."""
    folder, port, now = tmp_path_factory.mktemp("office"), free_port(), datetime.now(UTC)
    url = request.getfixturevalue(f"{request.param}_databases").empty()
    settings = make_settings(url, port=port, base_url=f"http://127.0.0.1:{port}")
    shipped = files("survey_app.directory").joinpath("shipped")
    cases = write_cases(folder / "cases.csv", CASES, now=now)
    commands = [
        ("directory", "import-units", write_units(folder / "units.csv", shipped)),
        ("directory", "import-procedures", shipped / "procedures.csv"),
        ("cases", "import", cases),
        ("cases", "import", cases),
    ]
    run_flask(settings, "db", "upgrade")
    counts = [last_json(run_flask(settings, *each).stdout) for each in commands]
    app = create_app(settings)
    with serving(settings, folder / "log.txt") as server:
        yield Office(server, app, folder, now, counts)
    app.extensions["survey_database"].dispose()


def write_units(path, shipped):
    """Write the office's list with a division of the commune added."""
    text = shipped.joinpath("units.csv").read_text(encoding="utf-8-sig")
    added = f"{DIVISION},Phòng Văn hóa - Xã hội,division,{UNIT},2025-07-01\n"
    path.write_text(text.rstrip("\n") + "\n" + added, encoding="utf-8")
    return path


def last_json(printed):
    return json.loads(printed.splitlines()[-1])


def test_files_are_taken_in_once(office):
    units, procedures, first, second = office.counts

    assert units["added"] == 1
    assert procedures["added"] == 0
    assert first == {"read": CASES, "added": CASES, "updated": 0, "unchanged": 0, "rejected": 0}
    assert second["unchanged"] == CASES


def test_answer_moves_the_rate_by_exactly_that_answer(office):
    address, before, others = office.link(0), office.unit_counts(), office.show()

    receipt = answer(office.visitor, address, overall="5", submitted_by="staff").location

    assert state_of(office.visitor, receipt) == "counted"
    assert moved(before, office.unit_counts()) == {
        "online": (1, 1),
        "online_self": (0, 0),
        "all": (1, 1),
    }
    others.pop(UNIT)
    assert {unit: each for unit, each in office.show().items() if unit != UNIT} == others


def moved(before, after):
    return {
        block: tuple(new - old for old, new in zip(before[block], after[block], strict=True))
        for block in BLOCKS
    }


def test_same_page_again_gives_the_receipt_and_others_are_refused(office):
    address = office.link(1)
    sent = open_page(office.visitor, address) | {"overall": "2", "reasons": "late"}
    other_page = open_page(office.visitor, address) | {"overall": "5"}

    first = office.visitor.post(address, sent)
    again = office.visitor.post(address, sent)
    changed = office.visitor.post(address, sent | {"overall": "5"})
    another = office.visitor.post(address, other_page)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert (changed.status_code, another.status_code) == (409, 410)
    assert office.visitor.get(address).status_code == 410


def test_withdrawing_takes_the_answer_back_and_keeps_the_link_closed(office):
    address, before = office.link(2), office.unit_counts()
    receipt = answer(office.visitor, address, overall="1").location

    first = press(office, receipt, "withdraw")
    again = office.visitor.post(f"{receipt}/withdraw")

    assert (first.status_code, again.status_code) == (303, 303)
    assert state_of(office.visitor, receipt) == "withdrawn"
    assert office.visitor.get(address).status_code == 410
    assert office.unit_counts() == before


def test_answering_again_replaces_the_answer(office):
    address, before = office.link(3), office.unit_counts()
    receipt = answer(office.visitor, address, overall="1", submitted_by="self").location

    opened = press(office, receipt, "again").location
    newer = answer(office.visitor, opened, overall="4", submitted_by="self").location

    assert state_of(office.visitor, receipt) == "superseded"
    assert state_of(office.visitor, newer) == "counted"
    assert moved(before, office.unit_counts()) == dict.fromkeys(BLOCKS, (1, 1))


def press(office, receipt, deed):
    """Send the form that the receipt page offers."""
    action = re.search(rf'<form method="post" action="([^"]+/{deed})"', page_of(office, receipt))
    return office.visitor.post(action[1])


def page_of(office, address):
    return office.visitor.get(address).text


def test_thirty_browsers_at_once_store_one_answer(office):
    address, before = office.link(4), office.unit_counts()
    pages = [hidden_inputs(page_of(office, address)) for _ in range(BROWSERS)]

    with ThreadPoolExecutor(BROWSERS) as pool:
        found = list(
            pool.map(lambda page: office.visitor.post(address, page | {"overall": "3"}), pages)
        )

    assert sorted(each.status_code for each in found) == [303] + [410] * (BROWSERS - 1)
    assert moved(before, office.unit_counts())["online"] == (1, 0)


def test_portal_shows_a_link_after_submitting_and_the_result_replaces_it(office):
    before = office.unit_counts()
    options = ("--unit", UNIT, "--may", "cases,invitations")
    key = office.flask("accounts", "create-key", "portal", *options).splitlines()[-1]
    case = {
        "case_id": f"H24.10-{office.now:%y%m%d}-900001",
        "handling_unit": UNIT,
        "channel": 2,
        "procedure_code": "1.001193",
        "submitted_at": office.now.isoformat(),
        "status": 1,
    }

    submitted = portal_link(office, key, case)
    first = answer(office.visitor, submitted, overall="2", submitted_by="self").location
    assert moved(before, office.unit_counts())["all"] == (1, 0)

    finished = portal_link(office, key, case | {"status": 9, "finished_at": case["submitted_at"]})
    second = answer(office.visitor, finished, overall="5", submitted_by="self").location

    assert submitted != finished
    assert state_of(office.visitor, first) == "superseded"
    assert state_of(office.visitor, second) == "counted"
    assert moved(before, office.unit_counts()) == dict.fromkeys(BLOCKS, (1, 1))


def portal_link(office, key, case):
    """Register a case, get its link, and return the address."""
    registered = office.visitor.call("/api/v1/cases", case, key)
    issued = office.visitor.call("/api/v1/invitations", {"case_id": case["case_id"]}, key)

    assert registered.json["results"][0]["result"] in {"added", "updated"}, registered.json
    assert issued.status_code == 201, issued.text
    return issued.json["url"].removeprefix(office.server.url)


def test_export_carries_the_integers_of_the_rates_and_repeats(office):
    period, shown = quarter(office.now), office.unit_counts()
    paths = [office.folder / f"{number}.xlsx" for number in (1, 2)]

    office.server.flask("reports", "close", period, "--unit", UNIT)
    for path in paths:
        office.server.flask(*export(period, "xlsx", path))

    assert len({hashlib.sha256(path.read_bytes()).digest() for path in paths}) == 1
    assert exported_counts(paths[0]) == shown
    office.server.flask(*export(period, "csv", office.folder / "x.csv"))
    assert csv_counts(office.folder / "x.csv") == shown


def export(period, form, path):
    return ["reports", "export", period, "--unit", UNIT, "--format", form, "--out", path]


def exported_counts(path):
    """Read the unit's row of sheet don_vi back; the codes are the second header row."""
    rows = load_workbook(path).get_sheet_by_name("don_vi").to_python()
    start = next(number for number, row in enumerate(rows) if row[0] == "unit_code")
    return counts_in(dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :])


def csv_counts(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return counts_in(csv.DictReader(file))


def counts_in(rows):
    row = next(row for row in rows if str(row["unit_code"]).split(".")[0] == UNIT)
    return {block: (int(row[f"{block}_n"]), int(row[f"{block}_satisfied"])) for block in BLOCKS}


def test_recount_agrees(office):
    assert run_flask(office.server.settings, "results", "verify").returncode == 0
