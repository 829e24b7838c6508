"""Goals 1 and 2: the citizen's flow and the form, against the bare application."""

import random
import statistics
from collections import defaultdict

from bench import world
from bench.bare import bare_answer
from bench.load import THREADS, run_load
from bench.machine import calibrate, cpu_seconds
from bench.servers import count_rows, serving_bare, serving_ours
from survey_app.responses.models import Response

#: Links prepared for each second of load: more than can be answered.
PER_SECOND = 600
PAGES = {"A vi": (1, ""), "A en": (1, "?lang=en"), "B vi": (2, ""), "B en": (2, "?lang=en")}


def measure_flows(report, stores, plan, folder):
    """Completed flows a second, as a share of bare durable inserts a second.

    Both servers stand side by side and are loaded in turn for a second each, so
    that what disturbs the machine disturbs both.
    """
    template = stores.empty()
    database = world.prepare(template)
    links = world.add_links(database, PER_SECOND * (plan.bursts + 1))
    database.dispose()
    with (
        stores.copied(template) as our_url,
        stores.copied(template) as bare_url,
        serving_ours(our_url, folder) as ours,
        serving_bare(bare_url, folder) as bare,
    ):
        flow = Side(ours, "flow", [f"/R/{link.code}" for link in links], our_url, Response)
        insert = Side(bare, "post", ["/answer"], bare_url, bare_answer)
        for _ in range(plan.bursts + 1):
            report.calibrations.append(calibrate())
            for side in random.sample((flow, insert), 2):
                side.burst(stores, folder)
        for side in (flow, insert):
            side.check()
    tell(report, stores.kind, flow.rates, insert.rates)


def tell(report, kind, flows, inserts):
    """Report the ratios of every pair of bursts; the first pair warmed up.

    A second in which the machine stood still for the bare side compares nothing.
    """
    pairs = [pair for pair in zip(flows[1:], inserts[1:], strict=True) if pair[1][0]]
    for name, side in (("flow", flows), ("bare insert", inserts)):
        rates, costs, tails = (statistics.median(column) for column in zip(*side[1:], strict=True))
        report.remark(f"{kind}, {name}: {rates:.0f}/s at {costs:.2f} ms CPU (p99 {tails:.0f} ms)")
    report.add(
        f"flows completed / bare inserts, {kind}",
        [flow[0] / insert[0] for flow, insert in pairs],
        0.2,
        "least",
        remark="aim 0.35",
    )
    report.add(
        f"the same by CPU time, {kind}",
        [insert[1] / flow[1] for flow, insert in pairs],
        0.2,
        "least",
        remark="database included",
    )


class Side:
    """One of the two servers that are compared."""

    def __init__(self, served, mode, paths, url, table):
        self.served, self.mode, self.paths = served, mode, paths
        self.url, self.table = url, table
        self.loads, self.rates = [], []

    def burst(self, stores, folder):
        """Load it for a second; note rate, CPU milliseconds per completion and p99."""
        paths = self.paths
        if self.mode == "flow":
            paths, self.paths = paths[:PER_SECOND], paths[PER_SECOND:]
        before = cpu_seconds(self.served.pid, *stores.pids)
        load = run_load(self.served.url, self.mode, paths, 1, folder)
        spent = cpu_seconds(self.served.pid, *stores.pids) - before
        self.loads.append(load)
        self.rates.append((load.rate, spent / max(load.completed, 1) * 1000, load.p99_ms))

    def check(self):
        """Only what is in the database was completed; what was on its way is the rest."""
        completed, rows = (
            sum(load.completed for load in self.loads),
            count_rows(self.url, self.table),
        )
        failed = any(load.failed or load.exhausted for load in self.loads)
        if failed or not completed <= rows <= completed + THREADS * len(self.loads):
            raise RuntimeError(f"{completed} completed, {rows} rows, {self.loads}")


def measure_pages(report, stores, plan, folder):
    """CPU of showing the form, as a multiple of a bare view with the same look-up."""
    template = stores.empty()
    database = world.prepare(template)
    links = {channel: world.add_links(database, 200, channel) for channel in (1, 2)}
    database.dispose()
    found = defaultdict(list)
    with (
        stores.copied(template) as url,
        serving_ours(url, folder) as ours,
        serving_bare(url, folder) as bare,
    ):
        cases = {"bare": (bare, [f"/look/{link.code_mac.hex()}" for link in links[1]])}
        for name, (channel, query) in PAGES.items():
            cases[name] = ours, [f"/R/{link.code}{query}" for link in links[channel]]
        for served, paths in cases.values():
            run_load(served.url, "get", paths, 1, folder)
        for _ in range(plan.rounds):
            report.calibrations.append(calibrate())
            for name in random.sample(list(cases), len(cases)):
                served, paths = cases[name]
                found[name].append(cost(served, stores, paths, plan, folder))
    for name in PAGES:
        ratios = [page / look for page, look in zip(found[name], found["bare"], strict=True)]
        report.add(
            f"CPU of form {name} / bare look-up, {stores.kind}",
            ratios,
            1.5,
            remark="over HTTP, gzip",
        )
    told = {name: " ".join(f"{value:.2f}" for value in values) for name, values in found.items()}
    report.remark(f"{stores.kind}, ms CPU per GET over HTTP: {told}")


def cost(served, stores, paths, plan, folder):
    """Return CPU milliseconds per page."""
    before = cpu_seconds(served.pid, *stores.pids)
    load = run_load(served.url, "get", paths, plan.page_seconds, folder)
    spent = cpu_seconds(served.pid, *stores.pids) - before
    if load.failed:
        raise RuntimeError(str(load))
    return spent / load.completed * 1000
