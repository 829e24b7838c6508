"""The bare Flask application ours is compared with: one look-up, one durable insert, nothing else.

``python -m bench.bare PORT`` serves it by the same server with the same settings.
"""

import os
import sys

import waitress
from flask import Flask, request
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, insert

from survey_app.invitations.queries import BY_CODE
from survey_app.system.server import BACKLOG, CONNECTIONS, THREADS

#: What is posted, one column each; the same controls as the real form's.
FIELDS = (
    "token",
    "overall",
    "punctuality",
    "staff",
    "supplements",
    "extra_cost",
    "repeat_docs",
    "submitted_by",
    "answered_by",
    "comment",
)
metadata = MetaData()
bare_answer = Table(
    "bare_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, String(200), nullable=False) for name in FIELDS),
)


def make_engine(url):
    """Return an ordinary engine, as durable as the application's."""
    engine = create_engine(url, pool_size=8)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", make_durable)
    return engine


def make_durable(connection, _record):
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def create_app(url=None):
    app = Flask(__name__, static_folder=None)
    engine = make_engine(url or os.environ["DATABASE_URL"])

    @app.get("/healthz")
    def health():
        return "ok\n"

    @app.get("/look/<code_mac>")
    def look(code_mac):
        with engine.connect() as connection:
            row = connection.execute(BY_CODE, {"code_mac": bytes.fromhex(code_mac)}).one()
        return f"{row.name}\n"

    @app.post("/answer")
    def answer():
        with engine.begin() as connection:
            connection.execute(
                insert(bare_answer), {name: request.form.get(name, "") for name in FIELDS}
            )
        return "stored\n", 201

    return app


def main():
    app = create_app()
    waitress.serve(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=THREADS,
        connection_limit=CONNECTIONS,
        backlog=BACKLOG,
        ident="",
    )


if __name__ == "__main__":
    main()
