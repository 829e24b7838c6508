"""A received file is what was frozen, and the answers still say it; whatever is not is named."""

import json
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from sqlalchemy import insert, text

from survey_app.core.errors import NotFoundError, RefusedError, UnreadableFileError
from survey_app.reports.checking import verify
from survey_app.responses.models import ResponseEvent
from survey_app.results.queries import snapshot
from tests.reports.conftest import AFTER, repacked

FORMATS = ["xlsx", "csv", "json", "docx", "pdf"]


@pytest.fixture
def answers(town, communes):
    one, two, division = communes
    found = town.answers(one, 20, 3, answers={"problems": ["login"]})
    town.answers(two, 6, 1, channel=1, questionnaire="inperson_short", mode="desk")
    town.answers(division, 4, 2, submitted_by="staff")
    return found


@pytest.fixture
def closed(office, answers):
    office.close()
    return office


def check(office, content, sha256=None):
    with snapshot(office.database) as session:
        return verify(session, content, sha256).card


def by_hand(database, *statements):
    """Change the database past its guards."""
    with database.writing() as session:
        for table in ("response", "report_revision"):
            if database.is_sqlite:
                drop_guards(session, table)
            else:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for statement in statements:
            session.connection().exec_driver_sql(statement)


def drop_guards(session, table):
    names = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table},
    ).all()
    for name in names:
        session.execute(text(f'DROP TRIGGER "{name}"'))


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_was_exported_is_what_was_frozen(closed, file_format):
    (card,) = closed.revisions()

    assert check(closed, closed.export(file_format)) == card
    assert check(closed, closed.export(file_format), card.sha256.upper()) == card


class TestChangedFile:
    def test_a_number_in_the_workbook(self, closed):
        changed = repacked(
            closed.export("xlsx"), "xl/worksheets/sheet2.xml", rb'(r="D3"[^>]*><v>)\d+', rb"\g<1>30"
        )

        with pytest.raises(RefusedError, match=r"don_vi!D3: “30” ≠ “24”"):
            check(closed, changed)

    def test_a_number_in_csv(self, closed):
        changed = closed.export("csv").replace(b",20,", b",23,", 1)

        with pytest.raises(RefusedError, match=r"“23” ≠ “20”"):
            check(closed, changed)

    def test_a_line_taken_out_of_csv(self, closed):
        lines = closed.export("csv").splitlines(keepends=True)

        with pytest.raises(RefusedError, match="altered_report"):
            check(closed, b"".join(lines[:2] + lines[3:]))

    def test_a_number_in_json(self, closed):
        document = json.loads(closed.export("json"))
        document["metrics"][3]["numerator"] += 1

        with pytest.raises(RefusedError, match=r"metrics\.3\.numerator"):
            check(closed, json.dumps(document).encode())

    def test_saved_by_another_program(self, closed):
        document = json.loads(closed.export("json"))

        assert check(closed, json.dumps(document, indent=4).encode())
        assert check(closed, closed.export("csv").replace(b"\r\n", b"\n"))


class TestChangedLetter:
    """A letter is changed as somebody would in an editor."""

    def test_a_cell_of_a_table(self, closed):
        changed = repacked(closed.export("docx"), "word/document.xml", rb">24</w:t>", b">25</w:t>")

        with pytest.raises(RefusedError, match=r"Bảng 1, dòng 2, cột 3: “25” ≠ “24”"):
            check(closed, changed)

    def test_a_number_of_a_sentence(self, closed):
        changed = repacked(closed.export("docx"), "word/document.xml", rb"24/29", b"28/29")

        with pytest.raises(RefusedError, match=r"đoạn “Tỷ lệ hài lòng của người dân"):
            check(closed, changed)

    def test_what_the_office_fills_in_is_no_change(self, closed):
        document = docx.Document(BytesIO(closed.export("docx")))
        head, foot = document.tables[0], document.tables[-1]
        head.rows[1].cells[0].paragraphs[0].runs[0].text = "Số: 112/BC-UBND"
        head.rows[1].cells[1].paragraphs[0].runs[0].text = "Thử, ngày 06 tháng 10 năm 2026"
        foot.rows[0].cells[1].add_paragraph("Nguyễn Văn Thử")
        document.add_paragraph("Đề nghị cấp trên hỗ trợ 2 máy in.")
        out = BytesIO()
        document.save(out)

        assert check(closed, out.getvalue())
        assert check(closed, out.getvalue(), closed.revisions()[0].sha256)

    def test_a_line_of_a_pdf_of_other_figures(self, closed, town, communes):
        before = closed.export("pdf")
        town.answer(communes[0])
        closed.close(reason="một phiếu")

        with pytest.raises(RefusedError, match=r"trang 1, dòng \d+"):
            check(closed, before, closed.revisions()[-1].sha256)


class TestUnknown:
    def test_a_hash_nobody_froze(self, closed):
        with pytest.raises(NotFoundError, match="unknown_revision"):
            check(closed, closed.export("csv"), "0" * 64)

    def test_nothing_was_closed(self, office):
        with pytest.raises(NotFoundError, match="unknown_revision"):
            check(office, b"unit_code\r\n90\r\n")

    @pytest.mark.parametrize(
        "content",
        [
            b"PK\x03\x04 broken",
            b"PK\x03\x04 word/document.xml",
            b"%PDF-1.7 broken",
            b"{ broken",
            b"\xff\xfe\x00",
        ],
    )
    def test_no_such_file(self, closed, content):
        with pytest.raises(UnreadableFileError):
            check(closed, content)


class TestChangedDatabase:
    def test_an_answer_changed_by_hand(self, closed, answers):
        by_hand(
            closed.database,
            "UPDATE response SET answers = replace(answers, '\"4\"', '\"1\"')"
            " WHERE client_id = (SELECT min(client_id) FROM response WHERE overall = 4)",
        )

        with pytest.raises(RefusedError, match=r"units 90") as told:
            check(closed, closed.export("json"))
        assert "response " in str(told.value)

    def test_the_level_of_an_answer_beside_its_answers(self, closed, answers):
        by_hand(closed.database, "UPDATE response SET overall = 1 WHERE overall = 4")

        with pytest.raises(RefusedError, match=r"response [0-9a-f-]{36}; response"):
            check(closed, closed.export("json"))

    def test_the_frozen_content_changed_by_hand(self, closed):
        by_hand(
            closed.database,
            "UPDATE report_revision SET content = replace(content, '\"satisfied\":24',"
            " '\"satisfied\":25')",
        )

        with pytest.raises(RefusedError, match="report_revision"):
            check(closed, closed.export("json"))

    def test_what_was_withdrawn_after_the_close_is_no_fault(self, closed, answers):
        later = AFTER + timedelta(hours=1)
        event = {"response_id": answers[0], "seq": 3, "state": "withdrawn", "actor": "citizen"}
        with closed.database.writing() as session:
            session.execute(insert(ResponseEvent), [{**event, "at": later}])

        assert check(closed, closed.export("xlsx"))

    def test_what_was_withdrawn_before_and_still_counts_is_one(self, closed, answers):
        event = {"response_id": answers[0], "seq": 3, "state": "withdrawn", "actor": "citizen"}
        with closed.database.writing() as session:
            session.execute(insert(ResponseEvent), [{**event, "at": AFTER}])

        with pytest.raises(RefusedError, match=r"units 90"):
            check(closed, closed.export("xlsx"))
