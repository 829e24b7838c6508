import sqlite3

import click
import pytest
from sqlalchemy.exc import OperationalError

from survey_app.core.errors import NotFoundError
from survey_app.ui.terminal import CommandGroup


@pytest.fixture
def runner(ui_app):
    group = CommandGroup("things")
    below = group.group("below")(lambda: None)

    @group.command("find")
    @click.argument("name")
    def find(name):
        click.echo("looking")
        raise NotFoundError("unknown_questionnaire", key=name)

    @below.command("find")
    def find_below():
        raise NotFoundError("case_unknown")

    @group.command("break")
    def break_():
        raise ZeroDivisionError

    ui_app.cli.add_command(group)
    return ui_app.test_cli_runner()


def test_expected_error_is_one_vietnamese_sentence_on_stderr(runner):
    result = runner.invoke(args=["things", "find", "x"])

    assert result.exit_code == 2
    assert result.stderr == "Không có phiếu hỏi “x”.\n"
    assert result.stdout == "looking\n"


def test_groups_below_speak_in_the_same_way(runner):
    result = runner.invoke(args=["things", "below", "find"])

    assert (result.exit_code, result.stderr) == (2, "Không có hồ sơ mang mã này.\n")


def test_fault_of_ours_stays_a_fault(runner):
    assert isinstance(runner.invoke(args=["things", "break"]).exception, ZeroDivisionError)


def test_busy_database_is_one_sentence(ui_app):
    busy = CommandGroup("busy")

    @busy.command("work")
    def work():
        raise OperationalError("UPDATE case_record", {}, sqlite3.OperationalError("locked"))

    ui_app.cli.add_command(busy)
    done = ui_app.test_cli_runner().invoke(args=["busy", "work"])

    assert done.exit_code == 2
    assert done.stderr.startswith("Cơ sở dữ liệu đang bận")
