"""Run all measurements: ``python -m bench [--full] [--only NAME …] [--seed N]``."""

import argparse
import contextlib
import random
import secrets
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import flows, imports, inprocess, load, machine, units, weight, world
from bench.report import Report
from bench.servers import Stores, durability
from survey_app.system.server import THREADS
from tests.support.postgres import running_server


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    full: bool

    #: Processes of every server; what `flask system serve` starts by itself.
    workers = 1

    @property
    def rounds(self):
        return 5 if self.full else 3

    @property
    def seconds(self):
        return 8 if self.full else 3

    @property
    def page_seconds(self):
        return 3 if self.full else 1


PARTS = ("pages", "inprocess", "flows", "imports", "units", "weight")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer, and at full sizes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    options = parser.parse_args()
    random.seed(options.seed)
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
            "server": f"granian, {plan.workers} worker, {THREADS} blocking threads, both sides",
        }
        report = Report(settings, machine.notes(folder))
        run(report, kinds, plan, folder, options.only)
    report.settings["took"] = f"{time.monotonic() - started:.0f} s"
    report.write()
    print(report.text())


def run(report, kinds, plan, folder, parts):
    stolen = machine.steal_seconds()
    report.calibrations.append(machine.calibrate())
    for stores in kinds:
        url = stores.empty()
        world.prepare(url).dispose()
        report.settings[f"durability, {stores.kind}"] = durability(url)
        if "flows" in parts:
            flows.measure_flows(report, stores, plan, folder)
    sqlite = kinds[0]
    if "pages" in parts:
        flows.measure_pages(report, sqlite, plan, folder)
    if "inprocess" in parts:
        inprocess.measure(report, sqlite, plan)
    if "imports" in parts:
        imports.measure(report, sqlite, plan, folder)
    if "units" in parts:
        units.measure(report, sqlite, plan)
    if "weight" in parts:
        weight.measure(report, sqlite, folder)
    report.machine["steal"] = f"{machine.steal_seconds() - stolen:.1f} s"
    report.machine["load average at the end"] = machine.notes(folder)["load average"]


if __name__ == "__main__":
    main()
