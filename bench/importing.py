"""One import in a process of its own: ``python -m bench.importing ours|bare URL FILE``."""

import csv
import json
import sys
import time
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, func, insert, select

from bench.bare import make_engine
from bench.machine import peak_rss_mb
from survey_app.app import create_app
from survey_app.cases.models import CaseRecord
from tests.support.settings import make_settings


def ours(app, _engine, file):
    """Do what `flask cases import` does."""
    done = app.test_cli_runner().invoke(args=["cases", "import", str(file)])
    if done.exit_code:
        raise RuntimeError(done.output)
    return CaseRecord.__table__


def bare(_app, engine, file):
    """Read the file and insert all of it by one statement."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = (Column(name, String(100)) for name in reader.fieldnames)
        table = Table("bare_case", MetaData(), *columns)
        table.create(engine)
        with engine.begin() as connection:
            connection.execute(insert(table), list(reader))
    return table


def main():
    side, url, file = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    app, engine = create_app(make_settings(url)), make_engine(url)
    wall, cpu = time.perf_counter(), time.process_time()
    table = {"ours": ours, "bare": bare}[side](app, engine, file)
    spent = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if not count:
        raise RuntimeError("nothing was imported")
    print(json.dumps(spent | {"rss_mb": peak_rss_mb(), "rows": count}))


if __name__ == "__main__":
    main()
