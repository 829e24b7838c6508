import threading

import pytest

from survey_app.accounts.service import create_account
from survey_app.core.errors import RefusedError
from survey_app.core.paging import ListPlace
from survey_app.jobs import kinds
from survey_app.jobs.kinds import JobKind, Made
from survey_app.jobs.queries import list_jobs
from survey_app.jobs.service import enqueue
from survey_app.jobs.worker import run_waiting
from tests.results.staff import PASSWORD
from tests.results.town import Town
from tests.support.settings import NOW


def write_lines(task):
    """Write so many lines."""
    count = task.parameters["lines"]
    with task.path.open("w") as file:
        for number in range(count):
            file.write(f"{number}\n")
            task.report(number + 1, count)
    return Made("lines.txt", "text/plain")


def refuse(task):
    raise RefusedError("unknown_questionnaire", key=task.parameters["key"])


def break_down(_task):
    raise ZeroDivisionError


def tell(_task):
    return Made(note="3 hồ sơ")


KINDS = [
    JobKind("test.lines", "Lines", write_lines),
    JobKind("test.refuse", "Refusal", refuse),
    JobKind("test.break", "Break", break_down),
    JobKind("test.tell", "Word", tell),
]


@pytest.fixture
def database(app):
    kinds.init_app(app, KINDS)
    return app.extensions["survey_database"]


@pytest.fixture
def unit(database):
    return Town(database).unit("T1")


@pytest.fixture
def owner(database, unit):
    """An account of somebody, who asks for work."""
    with database.writing() as session:
        return create_account(session, "chi", PASSWORD, ("leader", unit), NOW)


class Bench:
    """Asks for work, does it, and looks at what came out."""

    def __init__(self, app, database, owner):
        self.app, self.database, self.owner = app, database, owner

    def ask(self, kind, **parameters):
        with self.database.writing() as session:
            return enqueue(
                session, kind, parameters, owner_id=self.owner, now=NOW, subject="Quý III"
            )

    def work(self):
        with self.app.app_context():
            return run_waiting(threading.Event())

    def jobs(self):
        with self.database.reading() as session:
            return list_jobs(session, self.owner, ListPlace()).rows


@pytest.fixture
def bench(app, database, owner):
    return Bench(app, database, owner)
