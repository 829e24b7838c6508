"""Bringing home: 10,000 interviews from 50 tablets at once, through the served application."""

import json
import threading
import time
import urllib.request
from datetime import UTC, datetime

from sqlalchemy import func, select

from bench import world
from bench.servers import serving_ours
from survey_app.field.models import FieldRecord
from survey_app.responses.models import Response
from tests.support.tablet import Field, Tablet

TABLETS, INTERVIEWS, BATCH = 50, 200, 50
MOST_SECONDS = 60
WARNING = "lost or doubled"


class Answer:
    """What a test client would return."""

    def __init__(self, response):
        self.status_code, self.text = response.status, response.read().decode()
        self.json = json.loads(self.text)


class Client:
    """Calls of one tablet over HTTP."""

    def __init__(self, url):
        self.url = url

    def post(self, path, data=None, json=None, headers=None):
        body = data if data is not None else globals()["json"].dumps(json).encode()
        headers = headers or {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=120) as response:
            return Answer(response)


def prepare(database, url, tablets, interviews):
    """Enrol tablets and fill their queues; nothing of this is measured."""
    work = Field(database, datetime.now(UTC), hamlets=(("Thôn Đông", 100_000),))
    queues = []
    for number in range(tablets):
        tablet = Tablet(Client(url), work.code(f"doi.{number}"))
        first = number * interviews + 1
        queues.append((tablet, [tablet.interview(first + each) for each in range(interviews)]))
    return queues


def bring_home(queues):
    """Let all tablets send at once."""
    results = []

    def send(tablet, items):
        for start in range(0, len(items), BATCH):
            part = items[start : start + BATCH]
            results.extend(tablet.results(part))

    threads = [threading.Thread(target=send, args=each) for each in queues]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - started, results


def measure(report, kinds, plan, folder):
    interviews = INTERVIEWS if plan.full else INTERVIEWS // 10
    for stores in kinds:
        url = stores.empty()
        database = world.prepare(url)
        with serving_ours(url, folder) as served:
            seconds, results = bring_home(prepare(database, served.url, TABLETS, interviews))
        check(database, results, TABLETS * interviews)
        database.dispose()
        whole = seconds * INTERVIEWS / interviews
        told = f"{TABLETS} tablets, {TABLETS * interviews} interviews, scaled to 10,000"
        report.add(f"bringing home, {stores.kind}", [whole], MOST_SECONDS, unit=" s", remark=told)


def check(database, results, wanted):
    """Complain if anything was lost or doubled."""
    with database.reading() as session:
        records = session.scalar(select(func.count()).select_from(FieldRecord))
        answers = session.scalar(select(func.count()).select_from(Response))
    if (records, answers, results.count("stored")) != (wanted, wanted, wanted):
        raise RuntimeError(WARNING)
