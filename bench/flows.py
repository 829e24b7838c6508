"""Goals 1 and 2: the citizen's flow and the form, against the bare application."""

import random
from collections import defaultdict

from bench import world
from bench.bare import bare_answer
from bench.load import THREADS, run_load
from bench.machine import calibrate, cpu_seconds
from bench.servers import count_rows, serving_bare, serving_ours
from survey_app.responses.models import Response

#: Links prepared for each second of load: more than can be answered.
PER_SECOND = 1200
PAGES = {"A vi": (1, ""), "A en": (1, "?lang=en"), "B vi": (2, ""), "B en": (2, "?lang=en")}


def measure_flows(report, stores, plan, folder):
    """Completed flows a second, as a share of bare durable inserts a second."""
    template = stores.empty()
    database = world.prepare(template)
    links = world.add_links(database, PER_SECOND * (plan.seconds + 1))
    database.dispose()
    found = defaultdict(list)
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        for side in random.sample(("flow", "bare"), 2):
            found[side].append(one_side(side, stores, template, links, plan, folder))
    flows, bare = found["flow"], found["bare"]
    for name, values in (("flow", flows), ("bare insert", bare)):
        told = ", ".join(
            f"{rate:.0f}/s at {cpu:.2f} ms CPU (p99 {p99:.0f} ms)" for rate, cpu, p99 in values
        )
        report.remark(f"{stores.kind}, {name}: {told}")
    ratios = [flow[0] / insert[0] for flow, insert in zip(flows, bare, strict=True)]
    costs = [insert[1] / flow[1] for flow, insert in zip(flows, bare, strict=True)]
    report.add(
        f"flows completed / bare inserts, {stores.kind}", ratios, 0.2, "least", remark="aim 0.35"
    )
    report.add(
        f"the same by CPU time, {stores.kind}", costs, 0.2, "least", remark="database included"
    )


def one_side(side, stores, template, links, plan, folder):
    """Return rate, CPU milliseconds per completion and p99 of one fresh server."""
    serve, table = (serving_ours, Response) if side == "flow" else (serving_bare, bare_answer)
    mode = "flow" if side == "flow" else "post"
    paths = [f"/R/{link.code}" for link in links] if side == "flow" else ["/answer"]
    cut = PER_SECOND if side == "flow" else 1
    with stores.copied(template) as url, serve(url, folder) as served:
        warm = run_load(served.url, mode, paths[:cut], 1, folder)
        before = cpu_seconds(served.pid, *stores.pids)
        load = run_load(served.url, mode, paths[cut:] or paths, plan.seconds, folder)
        spent = cpu_seconds(served.pid, *stores.pids) - before
        check(load, warm, count_rows(url, table))
    return load.rate, spent / load.completed * 1000, load.p99_ms


def check(load, warm, rows):
    """Only what is in the database was completed; answers on their way at the end are the rest."""
    completed = load.completed + warm.completed
    if load.failed or load.exhausted or not completed <= rows <= completed + 2 * THREADS:
        raise RuntimeError(f"{load}, {warm}, {rows} rows")


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
