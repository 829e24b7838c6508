"""A used installation, its backup, and what both hold."""

import gzip
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from survey_app import create_app
from survey_app.database import Database
from survey_app.system import migrations
from survey_app.system.backup.rows import Shape, json_line, lines_of
from survey_app.system.tables import metadata
from tests.support.citizen import answer
from tests.support.register import add_case, link_of
from tests.support.settings import make_settings


@dataclass(frozen=True)
class Office:
    """A used database, addresses that people have, and its backup."""

    url: str
    links: list
    receipts: list
    backup: Path


def use(app):
    """Register five cases, answer four, withdraw one answer; return links and receipts."""
    client, now = app.test_client(), datetime.now(UTC)
    database = app.extensions["survey_database"]
    links = [
        f"/R/{link_of(database, add_case(database, number=each, now=now), now)}"
        for each in range(1, 6)
    ]
    words = {"comment": "Đường Ấn – «tốt»\r\n\t=1+1"}
    phone = {"contact_phone": "0912 345 678", "contact_consent": "yes"}
    receipts = [
        answer(client, link, overall=level, **more).location
        for link, level, more in zip(links, "5421", ({}, words, phone, {}), strict=False)
    ]
    client.post(f"{receipts[3]}/withdraw")
    return links, receipts


@contextmanager
def installation(url, **changes):
    """Give an application on a database."""
    app = create_app(make_settings(url, **changes))
    yield app
    app.extensions["survey_database"].dispose()


def restore(url, path, **changes):
    """Run the command on another installation and return its result."""
    with installation(url, **changes) as app:
        return app.test_cli_runner().invoke(args=["system", "restore", str(path)])


def contents(url):
    """Return the number and hash of the rows of every table; nothing of an empty database."""
    database = Database(url)
    with database.reading() as session:
        connection = session.connection()
        if migrations.current_revision(connection) is None:
            return {}
        found = {
            model.name: list(lines_of(connection, Shape.of(model)))
            for model in metadata.sorted_tables
        }
    database.dispose()
    return found


def rewrite(path, change):
    """Change the lines of a backup and make all its hashes fit again."""
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:-1]
    written, rows = [], []
    for line in change(lines):
        if line.startswith(b"["):
            rows.append(line)
        elif line.startswith(b'{"rows"'):
            told = {"rows": len(rows), "sha256": sha256(b"".join(rows)).hexdigest()}
            written += [*rows, json_line(told)]
            rows = []
        else:
            written.append(line)
    whole = b"".join(written)
    end = json_line({"sha256": sha256(whole).hexdigest()})
    path.write_bytes(gzip.compress(whole + end))


def with_head(**changes):
    """Return a change of the first line."""
    return lambda lines: [json_line(json.loads(lines[0]) | changes), *lines[1:]]
