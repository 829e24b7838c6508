"""What stands beside the rates is frozen with them, and told in every file."""

from datetime import date

import pytest
from sqlalchemy import delete, insert, update

from survey_app.core.calendar import Period
from survey_app.core.questionnaire import canonical, digest
from survey_app.directory.models import Target
from survey_app.feedback.models import Improvement
from survey_app.reports.checking import verify
from survey_app.reports.content import COUNTED
from survey_app.reports.export import export
from survey_app.reports.frozen import FIRST_SCHEMA, Frozen
from survey_app.reports.letters.letter import letter
from survey_app.reports.models import ReportRevision
from survey_app.reports.received import read_cells
from survey_app.reports.service import close
from survey_app.results.models import OfficialFigure, ProcedureForm
from survey_app.results.queries import snapshot
from tests.reports.conftest import AFTER
from tests.support.settings import NOW

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def busy(database, town, province, communes):
    """Cases, an official figure, a published improvement and one that is not."""
    one, two, _division = communes
    town.answers(one, 18, 2)
    town.answers(one, 5, day=date(2026, 5, 4))
    for unit in (one, one, two):
        town.case(unit)
    town.case(one, channel=1)
    shared = {"problem": "login", "text_en": "", "created_at": NOW, "version": 1}
    done = {**shared, "unit_id": one, "text_vi": "Thêm người hướng dẫn.", "since": date(2026, 8, 3)}
    with database.writing() as session:
        session.execute(
            insert(Improvement),
            [{**done, "published_at": NOW}, {**done, "text_vi": "Chưa xong", "published_at": None}],
        )
        figure = {"unit_id": province, "period": "2026-Q3", "rate_hundredths": 9920}
        session.execute(insert(OfficialFigure), [{**figure, "source": "Cổng quốc gia"}])
        form = {"unit_code": "", "procedure_code": "1.001193", "valid_from": date(2025, 7, 1)}
        session.execute(insert(ProcedureForm), [{**form, "prefilled": True, "source": ""}])
        goals = (("c1", "at_least", 50), ("c2", "below", 5))
        session.add_all(
            Target(criterion=name, year=2026, direction=way, value=value, source="1565")
            for name, way, value in goals
        )


@pytest.fixture
def closed(office, busy):
    office.close()
    return office


def test_the_parts_are_frozen(closed):
    content = closed.revisions()[0].document()

    whole, one, *_ = content["cohorts"]
    assert (whole["code"], whole["all"]) == ("90", {"closed": 4, "invited": 0, "answered": 0})
    assert one["online"]["closed"] == 2
    assert content["official"] == {"rate_hundredths": 9920, "source": "Cổng quốc gia"}
    assert content["previous"]["all"] == {"n": 5, "satisfied": 5}
    assert [each["text"] for each in content["improvements"]] == ["Thêm người hướng dẫn."]
    assert content["improvements"][0]["label"] == "Đăng nhập VNeID"


def test_the_letter_tells_them(closed):
    told = letter(Frozen(closed.revisions()))
    rows = told["tables"]

    assert rows["criteria"][0][1:5] == ["≥\u00a050%", "100,0%", "3 hồ sơ", "Đạt"]
    assert rows["criteria"][1][2:5] == ["chưa có số liệu", "–", "sổ hồ sơ chưa có giờ"]
    assert rows["criteria"][3][2:5] == ["90,0%", "20 phiếu", "Chưa đạt"]
    assert rows["cohort"][2] == ["Tất cả", "4", "0", "0,0", "0", "–"]
    assert rows["official"][1][:2] == ["Hài lòng theo bộ chỉ số 766 (Cổng quốc gia)", "99,20"]
    assert rows["improvements"][0][3:] == ["Thêm người hướng dẫn.", "03/08/2026"]
    assert told["headings"] == {
        "results": "II. KẾT QUẢ",
        "people": "III. Ý KIẾN CỦA NGƯỜI DÂN VÀ VIỆC ĐÃ LÀM",
        "official": "IV. ĐỐI CHIẾU VỚI SỐ LIỆU CỦA BỘ CHỈ SỐ 766",
    }
    assert "Kỳ trước (Quý II/2026): 100,0\u00a0%" in " ".join(told["sections"]["rates"]["texts"])


def test_numbers_of_sections_and_tables_have_no_gap(closed):
    sections = letter(Frozen(closed.revisions()))["sections"]
    captions = [each["caption"] for key, each in sections.items() if key != "problems"]

    assert [each.partition(".")[0] for each in captions] == [
        f"Bảng {number}" for number in range(1, len(captions) + 1)
    ]
    assert sections["improvements"]["heading"].startswith("2. ")


def test_the_workbook_tells_them(closed):
    cells = read_cells(closed.export("xlsx"))

    assert cells["cai_tien!E3"] == "Thêm người hướng dẫn."
    assert cells["cai_tien!F3"].startswith("2026-08-03")
    assert "Bốn tiêu chí của Quyết định 1565/QĐ-TTg" in cells.values()
    assert "99.2" in cells.values()


def test_ranks_are_those_of_peers(database, office, town, province):
    for number, satisfied in enumerate((40, 36, 30, 3)):
        unit = town.unit(f"9001{number}", province)
        town.answers(unit, satisfied, 0 if satisfied == 3 else 40 - satisfied)
    office.close()

    rows = {row["code"]: row["rank"] for row in office.revisions()[0].document()["cohorts"]}

    assert [rows[f"9001{number}"][0] for number in range(3)] == [1, 2, 3]
    assert all(low <= place <= high for place, low, high in filter(None, rows.values()))
    assert rows["90013"] is None  # too few answers
    assert rows["90"] is None


def test_only_figures_ask_for_a_new_revision(closed, town, communes):
    town.case(communes[0], channel=2, procedure="2.000815")
    with closed.database.writing() as session:
        session.execute(delete(OfficialFigure))

    # A case that came late is one of the figures, an official figure is not.
    with closed.database.writing() as session:
        session.execute(update(Improvement).values(problem="late"))
    with pytest.raises(Exception, match="reason_needed"):
        closed.close()
    assert closed.close(reason="bổ sung hồ sơ").number == 2
    with closed.database.writing() as session:
        session.execute(delete(Improvement))
    assert closed.close().number == 2
    assert closed.close(reason="bỏ việc đã làm").number == 3


@pytest.fixture
def old(closed):
    """A revision as the first schema froze it."""
    content = closed.revisions()[0].document()
    kept = {"demo", "period", "unit", "method", *COUNTED}
    first = {name: value for name, value in content.items() if name in kept}
    for each in first["method"]["questionnaires"]:
        del each["title"]
    text = canonical(first | {"schema": FIRST_SCHEMA})
    with closed.database.writing() as session:
        session.execute(delete(ReportRevision))
        report = session.connection().exec_driver_sql("SELECT id FROM report").scalar_one()
        row = {"report_id": report, "number": 1, "draft": False, "reason": "", "closed_by": "an"}
        row |= {"content": text, "sha256": digest(text), "closed_at": AFTER, "code_version": "0.9"}
        session.execute(insert(ReportRevision), [row])
    return closed


@pytest.fixture(autouse=True)
def unguarded(request, database):
    """Let the fixture `old` put a revision in the place of another."""
    if "old" in request.fixturenames:
        with database.writing() as session:
            names = session.connection().exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'report_revision'"
            )
            for (name,) in names.all():
                session.connection().exec_driver_sql(f'DROP TRIGGER "{name}"')


def test_a_revision_of_the_first_schema_keeps_its_files(old):
    cells = read_cells(old.export("xlsx"))

    assert not [place for place in cells if place.startswith(("cai_tien", "noi_dung"))]
    assert "rank" not in cells.values()
    assert b"cases_invited" not in old.export("csv")


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "json", "docx", "pdf"])
def test_a_revision_of_the_first_schema_is_verified(old, file_format):
    (card,) = old.revisions()

    with snapshot(old.database) as session:
        assert verify(session, export([card], file_format)).card == card


def test_closing_it_again_with_the_same_figures_keeps_it(old):
    (card,) = old.revisions()

    assert old.close() == card


def test_closing_a_quarter_still_to_come_makes_a_draft_without_figures(database, province):
    period = Period.parse("2099-Q4")

    card = close(database, period, province, actor="an", now=NOW, code_version="1.0")

    assert card.draft
    assert card.document()["units"][0]["all"]["n"] == 0
