"""Background work is done once, survives its worker, and tells what came out."""

import hashlib
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from survey_app.core.errors import ConflictError
from survey_app.extensions import utc_now
from survey_app.jobs.queries import file_parts
from survey_app.jobs.service import ATTEMPTS, LEASE, PART_SIZE, clear_old, show_life, take
from tests.support.server import ROOT, surroundings
from tests.support.settings import NOW

LATER = NOW + LEASE + timedelta(seconds=1)


def test_what_was_asked_for_is_made(bench, database):
    job_id = bench.ask("test.lines", lines=3)

    assert bench.work() == 1

    (job,) = bench.jobs()
    content = b"".join(file_parts(database, job_id))
    assert (job.state, job.done, job.expected, job.note) == ("done", 3, 3, "")
    assert content == b"0\n1\n2\n"
    assert (job.size, job.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_large_file_is_kept_in_parts(bench, database):
    lines = PART_SIZE // 5
    job_id = bench.ask("test.lines", lines=lines)

    bench.work()

    parts = list(file_parts(database, job_id))
    assert len(parts) > 1
    assert b"".join(parts) == b"".join(b"%d\n" % number for number in range(lines))


def test_work_without_a_file_leaves_a_word(bench):
    bench.ask("test.tell")

    bench.work()

    assert [(job.state, job.note, job.file_name) for job in bench.jobs()] == [
        ("done", "3 hồ sơ", "")
    ]


def test_one_piece_that_fails_does_not_stop_the_next(bench):
    bench.ask("test.refuse", key="xyz")
    bench.ask("test.break")
    bench.ask("test.unknown")
    bench.ask("test.tell")

    assert bench.work() == 4

    jobs = bench.jobs()[::-1]
    assert [job.state for job in jobs] == ["failed", "failed", "failed", "done"]
    assert [job.fault for job in jobs[:3]] == [
        ("unknown_questionnaire", {"key": "xyz"}),
        ("job_broken", {}),
        ("job_broken", {}),
    ]


class TestHolding:
    def take(self, database, now=NOW):
        with database.writing() as session:
            return take(session, now)

    def test_a_job_is_taken_once(self, bench, database):
        bench.ask("test.tell")

        assert self.take(database) is not None
        assert self.take(database) is None

    def test_a_silent_worker_loses_its_job(self, bench, database):
        bench.ask("test.tell")
        first = self.take(database)

        second = self.take(database, LATER)

        assert second.job_id == first.job_id
        with pytest.raises(ConflictError, match="job_lost"):
            show_life(database, first, LATER)
        show_life(database, second, LATER, done=1, expected=2)
        assert bench.jobs()[0].done == 1

    def test_a_sign_of_life_keeps_it(self, bench, database):
        bench.ask("test.tell")
        first = self.take(database)
        show_life(database, first, LATER)

        assert self.take(database, LATER) is None

    def test_what_takes_its_worker_down_again_and_again_is_given_up(self, bench, database):
        bench.ask("test.tell")
        for turn in range(ATTEMPTS):
            assert self.take(database, NOW + turn * 2 * LEASE)

        assert self.take(database, NOW + ATTEMPTS * 2 * LEASE) is None
        assert bench.jobs()[0].fault == ("job_interrupted", {})


KILLED = """
import os, signal, sys, threading
from survey_app import create_app
from survey_app.jobs import kinds
from survey_app.jobs.kinds import JobKind
from survey_app.jobs.worker import run_waiting

def die(task):
    task.path.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)

app = create_app()
kinds.init_app(app, [JobKind("test.lines", "", die)])
with app.app_context():
    run_waiting(threading.Event())
"""


def test_a_killed_worker_leaves_the_job_to_the_next(bench, database, settings):
    bench.ask("test.lines", lines=2)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=ROOT, env=surroundings(settings), check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert bench.work() == 0  # nobody knows yet that the worker is gone

    with database.writing() as session:
        held = take(session, utc_now() + LEASE + timedelta(seconds=1))
    show_life(database, held, utc_now() - 2 * LEASE)
    assert bench.work() == 1

    assert [(job.state, job.size) for job in bench.jobs()] == [("done", 4)]


def test_finished_work_goes_after_a_week(bench, database):
    job_id = bench.ask("test.lines", lines=1)
    bench.work()
    bench.ask("test.tell")

    clear_old(database, utc_now() + timedelta(days=8))

    assert [job.state for job in bench.jobs()] == ["waiting"]
    assert list(file_parts(database, job_id)) == []


def test_the_command_does_what_waits(bench, runner):
    bench.ask("test.tell")

    done = runner.invoke(args=["jobs", "run"])

    assert (done.exit_code, done.stdout) == (0, "1\n")
