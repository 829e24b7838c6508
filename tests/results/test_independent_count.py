"""Page, export, open data, API and an SQL of its own over the raw answers say the same numbers."""

import csv
import io
from datetime import date
from random import Random

import pytest
from sqlalchemy import text

from survey_app.core.calendar import Period
from survey_app.reports.export import export
from survey_app.reports.service import close, newest_revision
from survey_app.results.document import published_document
from survey_app.results.queries import snapshot
from survey_app.results.service import release
from tests.results.town import DAY, at_release, noon

Q3 = Period.parse("2026-Q3")
LEVELS = ("1", "2", "3", "4", "5")

#: Counted answers by unit, for one who knows the tables and nothing of our code.
COUNTS = text("""
    SELECT p.path,
           SUM(CASE WHEN a.channel = 2 THEN 1 ELSE 0 END),
           SUM(CASE WHEN a.channel = 2 AND r.overall >= 4 THEN 1 ELSE 0 END),
           SUM(CASE WHEN a.channel = 2 AND a.submitted_by NOT IN ('staff', 'paid')
               THEN 1 ELSE 0 END),
           COUNT(*),
           SUM(CASE WHEN r.overall >= 4 THEN 1 ELSE 0 END)
      FROM response r
      JOIN attribution a ON a.response_id = r.id
      JOIN unit_parent p ON p.unit_id = a.unit_id
      JOIN response_event e ON e.response_id = r.id
     WHERE a.counted_on BETWEEN '2026-07-01' AND '2026-09-30'
       AND r.mode IN ('link', 'desk', 'kiosk') AND a.verification = 'case'
       AND e.state = 'counted'
       AND e.seq = (SELECT MAX(seq) FROM response_event x WHERE x.response_id = r.id)
     GROUP BY p.path
""")


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def units(town):
    """Three levels: a province, communes, a division."""
    province = town.unit("T1", name="Tỉnh Thử")
    communes = [town.unit(f"T1{number}", province, name=f"Xã {number}") for number in range(3)]
    return [province, *communes, town.unit("T10P", communes[0], name="Phòng")]


@pytest.fixture
def answered(database, town, units):
    chance = Random(4)
    for unit in units:
        for _ in range(8):
            ids = town.store(
                unit,
                chance.choices(LEVELS, k=25),
                {
                    "channel": chance.choice((1, 2, 2)),
                    "submitted_by": chance.choice(("self", "staff", "family")),
                    "mode": chance.choice(("link", "desk", "kiosk", "phone")),
                    "day": chance.choice((DAY, date(2026, 7, 1), date(2026, 9, 30))),
                },
            )
            town.leave(chance.choice(ids))
        town.answers(unit, 20, 2, day=date(2026, 6, 30))
    release(database, at_release(DAY))
    return units


def counted(database):
    """Return the five counts of every unit, its subtree pooled, by the SQL above."""
    with database.reading() as session:
        rows = session.execute(COUNTS).all()
        codes = dict(session.execute(text("SELECT id, code FROM unit")).all())
    found = {}
    for path, *counts in rows:
        for unit_id in path.strip("/").split("/"):
            code = codes[int(unit_id)]
            before = found.get(code, [0] * 5)
            found[code] = [one + int(other) for one, other in zip(before, counts, strict=True)]
    return found


def of_row(row):
    names = ("online_n", "online_satisfied", "online_self_n", "all_n", "all_satisfied")
    return [int(row[name]) for name in names]


def test_all_ways_to_the_numbers_agree(client, database, answered):
    expected = counted(database)
    assert len(expected) == len(answered)
    with snapshot(database) as session:
        document = published_document(session, Q3)["units"]
    close(database, Q3, answered[0], actor="an", now=noon(date(2026, 10, 2)), code_version="1")
    with database.reading() as session:
        exported = export(newest_revision(session, Q3, answered[0]), "csv")
    table = csv.DictReader(io.StringIO(exported.decode("utf-8-sig")))
    public = csv.DictReader(io.StringIO(client.get("/results/2026-Q3.csv").text.lstrip("\ufeff")))

    assert {row["unit_code"]: of_row(row) for row in table} == expected
    assert {row["unit_code"]: of_row(row) for row in public} == expected
    for unit in document:
        online, own, everything = (unit[block] for block in ("online", "online_self", "all"))
        assert expected[unit["unit"]] == [
            online["n"],
            online["satisfied"],
            own["n"],
            everything["n"],
            everything["satisfied"],
        ]
    for code, (n, satisfied, *_rest) in expected.items():
        page = client.get(f"/results/2026-Q3/{code}").text.replace("\u00a0", " ")
        assert f"{satisfied} / {n} phiếu" in page
