"""Prepare the database, load sample data where that is allowed, say what to try, serve.

What `flask db upgrade`, `flask demo load --if-allowed`, `flask demo show` and `flask system serve`
do one after the other, in one process: loading the application once instead of four times keeps a
start short.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from flask.cli import FlaskGroup, ScriptInfo

if TYPE_CHECKING:
    from flask import Flask


def main() -> int:
    """Run the commands; only the first and the last must succeed."""
    sys.path.insert(0, ".")
    from wsgi import app  # noqa: PLC0415 - the server's own processes import this file too

    flask = FlaskGroup(create_app=lambda: app, load_dotenv=False)
    for command, needed in (
        (["db", "upgrade"], True),
        (["demo", "load", "--if-allowed"], False),
        (["demo", "show"], False),
        (["system", "serve"], True),
    ):
        status = run(flask, app, command)
        if status and needed:
            return status
        if status:
            print(f"Going on without: flask {' '.join(command)}", file=sys.stderr)
    return 0


def run(flask: FlaskGroup, app: Flask, command: list[str]) -> int:
    """Run one command; return its exit status."""
    try:
        flask.main(args=command, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
