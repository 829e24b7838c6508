"""/metrics: numbers for Prometheus, never a code or a case ID."""

import re
from datetime import UTC, datetime

import pytest

from survey_app import create_app
from survey_app.database import Database
from survey_app.system.exposition import Family, Sample, exposition
from survey_app.system.figures import Figures
from tests.support.citizen import answer
from tests.support.register import add_case, link_of
from tests.support.settings import make_settings

LINE = re.compile(r'([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.e+-]+)')


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


def read(client):
    """Return all samples by name and labels; every line must be well made."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    plain = [line for line in response.text.splitlines() if not line.startswith("# ")]
    found = [LINE.fullmatch(line).groups() for line in plain]
    assert len({(name, labels) for name, labels, _value in found}) == len(found)
    return {f"{name}{labels or ''}": float(value) for name, labels, value in found}


def test_answers_move_the_counters(client, database):
    now = datetime.now(UTC)
    case_id = add_case(database, now=now)
    code = link_of(database, case_id, now)
    before = read(client)

    receipt = answer(client, f"/R/{code}", overall="5").location
    client.get(f"/R/{code}")
    client.get("/R/XXXXXXXXXXXX")
    text, after = client.get("/metrics").text, read(client)

    def moved(name):
        return after.get(name, 0) - before.get(name, 0)

    sent = 'survey_requests_total{endpoint="responses.send",method="POST",status="303"}'
    assert moved(sent) == 1
    assert moved(sent.replace("send", "show").replace("POST", "GET").replace("303", "410")) == 1
    assert moved('survey_request_seconds_count{endpoint="responses.show"}') == 3
    assert moved('survey_request_seconds_bucket{endpoint="responses.show",le="+Inf"}') == 3
    assert moved('survey_answers_total{state="received"}') == 1
    assert moved('survey_answers_total{state="counted"}') == 1
    assert moved("survey_unreleased_answers") == 1
    assert after["survey_database_up"] == 1
    assert after["survey_waiting_answers"] == 0
    assert not [secret for secret in (code, receipt.removeprefix("/P/"), case_id) if secret in text]


def test_unknown_addresses_and_methods_share_one_name(client):
    for path in ("/a", "/b"):
        client.open(path, method="BREW")

    assert read(client)['survey_requests_total{endpoint="none",method="other",status="404"}'] == 2


def test_last_backup_and_release(client, runner, tmp_path):
    assert "survey_last_backup_timestamp_seconds" not in read(client)

    runner.invoke(args=["system", "backup", str(tmp_path / "file")])

    ago = datetime.now(UTC).timestamp() - read(client)["survey_last_backup_timestamp_seconds"]
    assert 0 <= ago < 60


def test_without_tables_only_the_process_speaks(empty_url):
    app = create_app(make_settings(empty_url))
    client = app.test_client()
    client.get("/healthz")

    shown = read(client)
    app.extensions["survey_database"].dispose()

    assert shown["survey_database_up"] == 0
    assert shown['survey_requests_total{endpoint="system.alive",method="GET",status="200"}'] == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_dear_figures_are_kept_for_a_while(database_url):
    moments = iter([0.0, 0.0, 1.0, 19.0, 21.0, 21.1, 21.2, 21.3])
    database = Database(database_url)
    figures = Figures(database, lambda: next(moments))

    dear, kept, cheap, anew = (figures.families() for _ in range(4))
    database.dispose()

    assert kept is dear
    assert cheap is not dear
    assert anew is not cheap


def test_labels_are_escaped():
    family = Family("x", "gauge", "X.", [Sample({"a": '"\\\n'}, 1)])

    assert exposition([family]).splitlines()[-1] == r'x{a="\"\\\n"} 1'
