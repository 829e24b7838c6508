"""Run all measurements: ``python -m bench [--full] [--only NAME …] [--seed N]``."""

import argparse
import contextlib
import random
import secrets
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import (
    bare,
    field,
    flows,
    imports,
    inprocess,
    lists,
    load,
    machine,
    reports,
    units,
    weight,
    world,
)
from bench.report import Report
from bench.servers import Stores, durability
from tests.support.postgres import running_server


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    full: bool

    #: Processes of every server; what `flask system serve` starts by itself.

    @property
    def rounds(self):
        return 5 if self.full else 3

    @property
    def bursts(self):
        return 30 if self.full else 12

    @property
    def page_seconds(self):
        return 3 if self.full else 1


PARTS = ("flows", "pages", "inprocess", "weight", "imports", "reports", "units", "field", "lists")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer, and at full sizes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    options = parser.parse_args()
    random.seed(options.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that every server is ended
    plan, started = Plan(options.full), time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        postgres = stack.enter_context(running_server())
        kinds = [Stores("SQLite", folder), Stores("PostgreSQL", folder, postgres)]
        settings = {
            "mode": "full" if plan.full else "quick",
            "seed": options.seed,
            "rounds": plan.rounds,
            "load": f"{load.generator()}, {load.THREADS} connections, on the same cores",
            "server": f"waitress, one process, {bare.THREADS} view threads, both sides",
        }
        report = Report(settings, machine.notes(folder))
        run(report, kinds, plan, folder, options.only)
    report.settings["took"] = f"{time.monotonic() - started:.0f} s"
    report.write()
    print(report.text())


def run(report, kinds, plan, folder, parts):
    """Measure part by part; what was found is kept should a later part fail."""
    stolen = machine.steal_seconds()
    report.calibrations.append(machine.calibrate())
    for stores in kinds:
        url = stores.empty()
        world.prepare(url).dispose()
        report.settings[f"durability, {stores.kind}"] = durability(url)
    sqlite = kinds[0]
    steps = {
        "flows": lambda: [flows.measure_flows(report, each, plan, folder) for each in kinds],
        "pages": lambda: flows.measure_pages(report, sqlite, plan, folder),
        "inprocess": lambda: inprocess.measure(report, sqlite, plan),
        "weight": lambda: weight.measure(report, sqlite, folder),
        "imports": lambda: imports.measure(report, sqlite, plan, folder),
        "reports": lambda: reports.measure(report, sqlite, plan, folder),
        "units": lambda: units.measure(report, sqlite, plan),
        "field": lambda: field.measure(report, kinds, plan, folder),
        "lists": lambda: lists.measure(report, sqlite, plan),
    }
    for name, step in steps.items():
        if name in parts:
            step()
            report.machine["steal"] = f"{machine.steal_seconds() - stolen:.1f} s"
            report.machine["load average at the end"] = machine.load_average()
            report.write()


if __name__ == "__main__":
    main()
