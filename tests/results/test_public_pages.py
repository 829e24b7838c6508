"""Results anyone may read: what they say, how they are kept, that nobody signs in for them."""

import csv
import io
from datetime import date

import pytest

from survey_app.core.calendar import Period
from survey_app.reports.service import close
from survey_app.results.service import release
from tests.results.staff import statements
from tests.results.town import DAY, at_release, noon

RELEASED_AT = at_release(DAY)


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def province(town):
    return town.unit("T1", name="Tỉnh Thử")


@pytest.fixture
def commune(town, province):
    return town.unit("T1001", province, name="Xã Đường Thử")


@pytest.fixture
def answered(database, town, commune):
    town.answers(commune, 268, 20)
    release(database, RELEASED_AT)
    return commune


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").split())


class TestUnitPage:
    def test_says_everything_at_a_glance(self, client, answered):
        page = client.get("/results/2026-Q3/T1001")

        assert page.status_code == 200
        for part in (
            "Xã Đường Thử",
            "93,1 %",
            "268",
            "288",
            "Quý III/2026",
            "89,5",
            "18:01 10/09/2026",
        ):
            assert part in words(page), part

    def test_speaks_english(self, client, answered):
        assert "Who was asked, who answered" in client.get("/results/2026-Q3/T1001?lang=en").text

    def test_sets_no_cookie_and_may_be_kept(self, client, answered):
        page = client.get("/results/2026-Q3/T1001")

        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(
            "/results/2026-Q3/T1001", headers={"If-None-Match": page.headers["ETag"]}
        )
        assert again.status_code == 304

    def test_says_who_was_asked_and_what_was_left_out(self, client, database, town, commune):
        for _ in range(12):
            town.case(commune, DAY)
        town.leave(town.answers(commune, 12)[0])
        release(database, RELEASED_AT)

        page = words(client.get("/results/2026-Q3/T1001"))

        assert "12 hồ sơ" in page
        assert "1 do người trả lời rút" in page

    def test_shows_revisions_but_no_drafts(self, client, database, answered):
        quarter = Period.parse("2026-Q3")
        given = {"actor": "an", "code_version": "1"}
        close(database, quarter, answered, now=noon(date(2026, 9, 30)), **given)
        assert "SHA-256" not in client.get("/results/2026-Q3/T1001").text

        card = close(database, quarter, answered, now=noon(date(2026, 10, 1)), **given)

        assert card.sha256 in client.get("/results/2026-Q3/T1001").text

    def test_few_answers_are_not_shown(self, client, database, town, commune):
        town.answers(commune, 8, 1)
        release(database, RELEASED_AT)

        page = words(client.get("/results/2026-Q3/T1001"))

        assert "88,9" not in page
        assert client.get("/results/2026-Q3/T1001.json").json["units"][0]["all"]["n"] is None

    def test_improvements_stand_where_somebody_hands_them_in(self, app, client, answered):
        app.extensions["survey_improvements"] = lambda _session, _unit: [
            {"vi": "Thêm một quầy", "en": "One more desk", "since": DAY, "before": "", "after": ""}
        ]
        assert "Thêm một quầy" in client.get("/results/2026-Q3/T1001").text
        assert "One more desk" in client.get("/results/2026-Q3/T1001?lang=en").text

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/results/2026-Q3/00000", 404),
            ("/results/2026-Q5", 422),
            ("/results/2026-Q5.csv", 422),
            ("/results/2031-Q1/T1001", 200),
            ("/results/2026-01-01..2026-09-10/T1001", 200),
        ],
    )
    def test_addresses_that_lead_nowhere(self, client, answered, address, status):
        assert client.get(address).status_code == status

    def test_costs_the_same_for_many_answers(self, app, client, database, town, answered):
        client.get("/results/2026-Q3/T1001")
        with statements(database) as found:
            client.get("/results/2026-Q3/T1001")
        assert len([each for each in found if each.startswith(("SELECT", "WITH"))]) <= 12


class TestList:
    def test_the_newest_quarter_comes_first(self, client, answered):
        assert "Quý III/2026" in client.get("/results").text

    def test_a_choice_leads_to_its_own_address(self, client, answered):
        sent = client.get("/results?period=2026-Q2&q=thu&lang=en")
        assert (sent.status_code, sent.headers["Location"]) == (
            303,
            "/results/2026-Q2?q=thu&lang=en",
        )

    def test_finds_a_unit(self, client, answered):
        assert "Xã Đường Thử" in client.get("/results/2026-Q3?q=duong").text
        assert "Xã Đường Thử" not in client.get("/results/2026-Q3?q=khac").text


class TestOpenData:
    def test_page_json_csv_and_api_agree(self, client, answered):
        document = client.get("/results/2026-Q3.json").json
        rows = list(
            csv.DictReader(io.StringIO(client.get("/results/2026-Q3.csv").text.lstrip("\ufeff")))
        )

        assert {each["unit"]: each["all"]["n"] for each in document["units"]} == {
            each["unit_code"]: int(each["all_n"]) for each in rows if each["all_n"]
        }
        assert client.get("/results/2026-Q3/T1001.json").json["units"] == [
            each for each in document["units"] if each["unit"] == "T1001"
        ]
        assert "288" in client.get("/results/2026-Q3/T1001").text


def test_the_public_sees_ten_answers_more_or_none(client, database, town, commune):
    other = town.unit("T1002", town.units["T1"], name="Xã Hai")
    town.answers(commune, 30, 5)
    town.answers(other, 20)
    release(database, at_release(DAY))
    before = client.get("/results/2026-Q3.json").json["units"]
    town.answers(commune, 3, 1)
    town.answers(other, 8, 2)
    release(database, at_release(DAY))
    after = {each["unit"]: each for each in client.get("/results/2026-Q3.json").json["units"]}

    steps = {each["unit"]: after[each["unit"]]["all"]["n"] - each["all"]["n"] for each in before}

    assert steps == {"T1001": 0, "T1002": 10}
    above = client.get("/results/2026-Q3/T1.json").json["units"][0]
    assert above["all"]["n"] == 35 + 30
