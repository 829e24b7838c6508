"""Goal 2 without a network: CPU of the form in Flask's test client."""

import random
import time
from collections import defaultdict

from bench import bare, world
from bench.flows import PAGES
from bench.machine import calibrate
from survey_app.app import create_app
from survey_app.system.server import settle
from tests.support.settings import make_settings

REQUESTS = 150


def measure(report, stores, plan):
    """CPU of form A and B, as a multiple of the bare view with the same look-up."""
    url = stores.empty()
    database = world.prepare(url)
    links = {channel: world.add_links(database, 20, channel) for channel in (1, 2)}
    database.dispose()
    ours, other = create_app(make_settings(url)).test_client(), bare.create_app(url).test_client()
    cases = {"bare": (other, [f"/look/{link.code_mac.hex()}" for link in links[1]])}
    for name, (channel, query) in PAGES.items():
        cases[name] = ours, [f"/R/{link.code}{query}" for link in links[channel]]
    found = defaultdict(list)
    for client, paths in cases.values():
        ask(client, paths, len(paths))
    settle()  # as the server does
    for _ in range(plan.rounds):
        report.calibrations.append(calibrate())
        for name in random.sample(list(cases), len(cases)):
            found[name].append(ask(*cases[name], REQUESTS))
    for name in PAGES:
        ratios = [page / look for page, look in zip(found[name], found["bare"], strict=True)]
        report.add(
            f"CPU of form {name} / bare look-up, in process", ratios, 1.5, remark="second figure"
        )


def ask(client, paths, count):
    """Return CPU milliseconds per request."""
    started = time.process_time()
    for number in range(count):
        response = client.get(paths[number % len(paths)], headers={"Accept-Encoding": "gzip"})
        if response.status_code != 200:
            raise RuntimeError(response.text)
    return (time.process_time() - started) / count * 1000
