"""By procedure, channel, level and question: pages say what a count of the raw rows says."""

import json
from collections import Counter, defaultdict
from random import Random

import pytest
from sqlalchemy import text

from survey_app.core.calendar import Period
from survey_app.results.page import unit_page
from survey_app.results.queries import snapshot
from survey_app.results.questions import questions_page
from survey_app.results.service import fold

Q3 = Period.parse("2026-Q3")
PROCEDURES = ("1.001193", "1.004222", "2.000815")

#: Every counted answer of the quarter, for one who knows the tables and nothing of our code.
ROWS = text("""
    SELECT p.path, a.procedure_code, a.channel, r.overall, r.answers
      FROM response r
      JOIN attribution a ON a.response_id = r.id
      JOIN unit_parent p ON p.unit_id = a.unit_id
     WHERE a.counted_on BETWEEN '2026-07-01' AND '2026-09-30'
       AND r.mode IN ('link', 'desk', 'kiosk') AND a.verification = 'case'
       AND (SELECT state FROM response_event x WHERE x.response_id = r.id
             ORDER BY seq DESC LIMIT 1) = 'counted'
""")


@pytest.fixture
def answered(database, town):
    """Three levels: a province, communes, a division; nothing of it too small to be shown."""
    province = town.unit("T1")
    communes = [town.unit(f"T1{number}", province) for number in range(2)]
    units = [province, *communes, town.unit("T10P", communes[0])]
    chance = Random(5)
    for unit in units:
        for procedure in PROCEDURES:
            for channel in (1, 2, 3):
                ids = town.store(
                    unit,
                    chance.choices("12345", k=chance.randint(8, 12)),
                    {
                        "procedure": procedure,
                        "channel": channel,
                        "mode": chance.choice(("link", "desk", "phone")),
                        "answers": {"prefill": chance.choice(("all", "part", "none"))},
                    },
                )
                town.leave(chance.choice(ids))
    fold(database)
    return units


@pytest.fixture
def raw(database, answered):
    """The rows of every unit with those below it."""
    found = defaultdict(list)
    with database.reading() as session:
        for path, *row in session.execute(ROWS):
            for unit_id in path.strip("/").split("/"):
                found[int(unit_id)].append(row)
    return found


def tallied(rows, key):
    counts = defaultdict(lambda: [0, 0])
    for row in rows:
        counts[key(row)][0] += 1
        counts[key(row)][1] += row[2] >= 4
    return {each: tuple(pair) for each, pair in counts.items()}


def pairs(counts):
    return {key: (each.n, each.satisfied) for key, each in counts.items()}


def test_breakdowns_are_the_raw_rows_at_every_level_of_the_tree(database, answered, raw):
    for unit in answered:
        rows = raw[unit]
        with snapshot(database) as session:
            page = unit_page(session, unit, Q3, [unit])
            asked = questions_page(session, unit, Q3, [unit])

        procedures = {row.code: row.counts for row in page.procedures}
        assert pairs(procedures) == tallied(rows, lambda row: row[0])
        assert pairs(asked.channels) == tallied(rows, lambda row: str(row[1]))
        levels = Counter(str(row[2]) for row in rows)
        assert {row.value: row.all for row in page.levels if row.all} == levels
        online = Counter(str(row[2]) for row in rows if row[1] == 2)
        assert {row.value: row.online for row in page.levels if row.online} == online
        (prefill,) = [each for each in asked.questions if "điền sẵn" in each.text["vi"]]
        chosen = Counter(json.loads(row[3])["prefill"] for row in rows)
        assert prefill.base == sum(chosen.values())
        assert sorted(row.now.satisfied for row in prefill.options if row.now.satisfied) == sorted(
            chosen.values()
        )
