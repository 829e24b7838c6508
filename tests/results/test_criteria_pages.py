"""The criteria of a unit, official figures beside them, and units beside their peers."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from survey_app.cases.models import CaseRecord
from survey_app.core.calendar import Period
from survey_app.results.criteria import criteria_page
from survey_app.results.queries import snapshot
from survey_app.results.ranking import ranking_page
from survey_app.results.service import release
from tests.results.staff import sign_in, statements
from tests.results.town import DAY, at_release, noon

Q3 = Period.parse("2026-Q3")
RELEASED_AT = at_release(DAY)
PERIOD = "?period=2026-Q3"


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
def an(client, database, province):
    sign_in(client, database, "an", "analyst", province)
    return client


def cases(database, town, unit, *, channel, count, days, minutes=None):
    """Register finished cases that took so many days, and so many minutes to submit."""
    for _ in range(count):
        town.case(unit, channel=channel)
    with database.writing() as session:
        fresh = select(CaseRecord.id).where(CaseRecord.received_at.is_(None))
        submitted = noon(DAY) - timedelta(days=days)
        times = {"received_at": submitted, "due_at": noon(DAY), "submitted_at": submitted}
        if minutes is not None:
            times["signed_in_at"] = submitted - timedelta(minutes=minutes)
        session.execute(update(CaseRecord).where(CaseRecord.id.in_(fresh)).values(**times))


def page_of(database, unit):
    with snapshot(database) as session:
        return criteria_page(session, unit, Q3, [unit])


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").split())


class TestCriteria:
    def test_four_criteria_with_their_verdicts(self, an, database, town, runner, commune, tmp_path):
        cases(database, town, commune, channel=2, count=10, days=1, minutes=4)
        cases(database, town, commune, channel=1, count=10, days=2)
        town.answers(commune, 19, 1)
        release(database, RELEASED_AT)
        forms = tmp_path / "forms.csv"
        forms.write_text("procedure_code,prefilled\n1.001193,yes\n", "utf-8")
        assert json.loads(runner.invoke(args=["results", "import-c1", str(forms)]).stdout) == {
            "added": 1,
            "updated": 0,
            "unchanged": 0,
        }

        c1, c2, c3, c4 = page_of(database, commune).criteria

        assert (c1.value, c1.n) == (100, 10)
        assert (c2.value, c2.n, c2.verdict) == (4, 10, "met")
        assert (c3.value, c3.n, c3.verdict) == (50, 10, "met")
        assert (c4.value, c4.n, c4.verdict) == (95, 20, "met")
        page = words(an.get(f"/staff/units/{commune}/criteria{PERIOD}"))
        assert "95,0 %" in page

    def test_without_data_it_says_why(self, an, database, town, commune):
        page = words(an.get(f"/staff/units/{commune}/criteria{PERIOD}"))

        assert "chưa có số liệu" in page
        assert "không có hồ sơ trực tuyến nào xong" in page

    def test_the_nearest_unit_speaks_for_a_form(self, database, town, runner, commune, tmp_path):
        cases(database, town, commune, channel=2, count=3, days=1)
        release(database, RELEASED_AT)
        forms = tmp_path / "forms.csv"
        forms.write_text(
            "procedure_code,prefilled,unit_code,valid_from\n"
            "1.001193,no,,2026-01-01\n1.001193,yes,T1,2026-01-01\n1.001193,no,T1,2027-01-01\n",
            "utf-8",
        )
        runner.invoke(args=["results", "import-c1", str(forms)])

        assert page_of(database, commune).criteria[0].value == 100

    def test_a_page_takes_few_statements(self, an, database, town, commune):
        cases(database, town, commune, channel=2, count=3, days=1)
        town.answers(commune, 40)
        release(database, RELEASED_AT)
        for part in ("criteria", "peers"):
            with statements(database) as found, snapshot(database) as session:
                {"criteria": criteria_page, "peers": ranking_page}[part](
                    session, commune, Q3, [commune]
                )
            assert len([each for each in found if each.startswith("SELECT")]) <= 12


class TestOfficial:
    def test_three_figures_with_an_explanation(self, an, database, town, runner, commune, tmp_path):
        cases(database, town, commune, channel=2, count=3, days=1)
        town.answers(commune, 30, 10)
        town.answers(town.unit("T1002", town.units["T1"]), 12)
        release(database, RELEASED_AT)
        file = tmp_path / "766.csv"
        file.write_text('unit_code,period,rate,source\nT1001,2026-Q3,"99,64",Cổng 766\n', "utf-8")

        result = runner.invoke(args=["results", "import-official", str(file)])

        assert json.loads(result.stdout)["missing"] == {"2026-Q3": ["T1002"]}
        assert "T1002" in result.stderr
        page = page_of(database, commune)
        assert (page.three.official, page.three.on_time.rate) == (99.64, 1.0)
        assert page.three.explanation == "official_is_on_time"
        assert "99,64 %" in words(an.get(f"/staff/units/{commune}/criteria{PERIOD}"))

    @pytest.mark.parametrize("row", ["T1001,2026-Q3,100.5", "T1001,2026-Q9,90", "X9,2026-Q3,90"])
    def test_what_cannot_be_is_refused(self, database, town, runner, commune, tmp_path, row):
        file = tmp_path / "766.csv"
        file.write_text(f"unit_code,period,rate\n{row}\n", "utf-8")

        result = runner.invoke(args=["results", "import-official", str(file)])

        assert result.exit_code == 2
        assert result.stderr


class TestPeers:
    @pytest.fixture
    def compared(self, database, town, province):
        rates = {"A": (400, 0), "B": (380, 20), "C": (95, 5), "D": (300, 100), "E": (9, 1)}
        units = {}
        for name, (satisfied, dissatisfied) in rates.items():
            units[name] = town.unit(f"T1{name}", province, name=f"Xã {name}")
            town.answers(units[name], satisfied, dissatisfied)
        release(database, RELEASED_AT)
        return province

    def test_equals_share_a_rank_and_few_answers_have_none(self, database, compared):
        with snapshot(database) as session:
            (group,) = ranking_page(session, compared, Q3, [compared]).groups

        ranks = {row.figures.unit.name: row.rank for row in group.rows}
        assert ranks == {"Xã A": 1, "Xã B": 2, "Xã C": 2, "Xã D": 4, "Xã E": None}
        sure = {row.figures.unit.name: row.ranks for row in group.rows}
        assert sure["Xã A"] == (1, 1)
        assert sure["Xã D"] == (4, 4)
        assert sure["Xã C"][0] <= 2 <= sure["Xã C"][1]
        places = {row.figures.unit.name: row.place for row in group.rows}
        assert (places["Xã A"], places["Xã D"], places["Xã E"]) == ("above", "below", "")

    def test_few_invitations_are_not_ranked(self, database, town, compared):
        town.case(town.units["T1A"])
        release(database, RELEASED_AT)
        with snapshot(database) as session:
            (group,) = ranking_page(session, compared, Q3, [compared]).groups

        assert {row.figures.unit.name: row.rank for row in group.rows}["Xã A"] is None

    def test_the_funnel_is_drawn_without_script(self, an, compared):
        page = words(an.get(f"/staff/units/{compared}/peers{PERIOD}"))
        assert "không xếp hạng" in page

        drawing = an.get(f"/staff/units/{compared}/peers/commune.svg{PERIOD}")

        assert drawing.mimetype == "image/svg+xml"
        assert "Xã D" in drawing.text
        assert "<script" not in drawing.text
        assert "style=" not in drawing.text

    def test_there_is_no_funnel_of_a_kind_that_is_not_there(self, an, compared):
        assert an.get(f"/staff/units/{compared}/peers/ward.svg{PERIOD}").status_code == 404

    @pytest.mark.parametrize("part", ["criteria", "peers", "peers/commune.svg"])
    def test_other_units_do_not_exist(self, client, database, town, compared, part):
        elsewhere = town.unit("T2", name="Tỉnh Khác")
        sign_in(client, database, "khac", "analyst", elsewhere)
        assert client.get(f"/staff/units/{compared}/{part}{PERIOD}").status_code == 404
