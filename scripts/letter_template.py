"""Build survey_app/reports/letters/letter.docx, the template of DOCX reports by Decree 30/2020.

    .venv/bin/python scripts/letter_template.py

An office may change fonts and words of the result in Word; what stands in braces is filled in.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey_app.reports.letters.forms import PARTS, TABLES

OUT = ROOT / "survey_app" / "reports" / "letters" / "letter.docx"
FONT = "Times New Roman"
ALIGN = {
    "l": WD_ALIGN_PARAGRAPH.LEFT,
    "c": WD_ALIGN_PARAGRAPH.CENTER,
    "r": WD_ALIGN_PARAGRAPH.RIGHT,
    "j": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
FIXED = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Write the template."""
    document = Document()
    set_up(document)
    head(document)
    body(document)
    foot(document)
    document.save(OUT)


def set_up(document) -> None:
    """Set page, base font, header and properties."""
    page = document.sections[0]
    page.start_type = WD_SECTION.NEW_PAGE
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(22), Mm(20)
    page.left_margin, page.right_margin = Mm(32), Mm(18)
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        style.element.rPr.rFonts.set(qn(f"w:{kind}"), FONT)
    style.element.rPr.append(element("w:lang", val="vi-VN"))
    number = page.header.paragraphs[0]
    number.alignment = ALIGN["c"]
    field(number, "PAGE")
    mark(number, "  {{ marks }}")
    first = page.first_page_header.paragraphs[0]
    first.alignment = ALIGN["c"]
    mark(first, "{{ marks }}")
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.comments = ""
    properties.language = "vi-VN"
    properties.title = "{{ abstract }}"
    properties.created = properties.modified = FIXED


def element(name, **attributes):
    """Return an element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def field(paragraph, name) -> None:
    """Add a field such as the page number."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            words = element("w:instrText")
            words.text = name
            run._r.append(words)


def mark(paragraph, words) -> None:
    """Add what draft and sample data must say."""
    run = paragraph.add_run(words)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0xB4, 0x23, 0x18)


def line(place, words, size=13.0, align="l", *, bold=False, italic=False, before=0, after=0):
    """Add a paragraph of one look."""
    paragraph = place.add_paragraph()
    paragraph.alignment = ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.0
    run = paragraph.add_run(words)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def text(document, words):
    """Add a paragraph of the body: justified, first line set in."""
    paragraph = line(document, words, align="j", before=3, after=3)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def heading(document, words, level=1):
    """Add a heading that Word's outline knows."""
    paragraph = line(document, words, bold=True, before=9, after=3)
    paragraph.paragraph_format.keep_with_next = True
    outline = element("w:outlineLvl", val=str(level - 1))
    paragraph._p.get_or_add_pPr().append(outline)
    return paragraph


def rule(cell, width_mm) -> None:
    """Draw a short line below the words of a cell: a paragraph with a top border, set in."""
    paragraph = line(cell, "", 2)
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before = Pt(4), Pt(3)
    side = (cell.width - Mm(width_mm)) // 2 - Mm(1.9)
    shape.left_indent = shape.right_indent = max(side, 0)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().append(borders)


def set_widths(table, widths) -> None:
    """Set the widths of the columns, which LibreOffice reads; Word reads those of the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def bare_table(document, rows, widths):
    """Add a table without lines."""
    table = document.add_table(rows, len(widths))
    table.autofit = False
    set_widths(table, widths)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    return table


def head(document) -> None:
    """Write issuer, State, number, place and date, kind and abstract."""
    table = bare_table(document, 2, (62, 98))
    left, right = table.rows[0].cells
    line(left, "{%p for words in issuer[:-1] %}")
    line(left, "{{ words }}", 12, "c")
    line(left, "{%p endfor %}")
    line(left, "{{ issuer[-1] }}", 12, "c", bold=True)
    rule(left, 24)
    line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "c", bold=True)
    line(right, "Độc lập - Tự do - Hạnh phúc", 13, "c", bold=True)
    rule(right, 58)
    left, right = table.rows[1].cells
    line(left, "{{ number }}", 13, "c", before=3)
    line(right, "{{ place }}", 13, "c", italic=True, before=3)
    line(document, "BÁO CÁO", 14, "c", bold=True, before=14)
    line(document, "{{ abstract }}", 14, "c", bold=True)
    frame = bare_table(document, 1, (160,))
    frame.alignment = WD_TABLE_ALIGNMENT.CENTER
    rule(frame.rows[0].cells[0], 44)


def body(document) -> None:
    """Write the sections with their tables."""
    text(document, "{{ first }}")
    heading(document, "I. CĂN CỨ VÀ CÁCH LÀM")
    every(document, "opening")
    for part in PARTS:
        line(document, f"{{%p if headings.{part} %}}")
        heading(document, f"{{{{ headings.{part} }}}}")
        line(document, "{%p endif %}")
        for form in TABLES:
            if form.part == part:
                section(document, form)
    line(document, "{%p if left_out %}")
    text(document, "{{ left_out }}")
    line(document, "{%p endif %}")
    text(document, "{{ last }}").paragraph_format.space_before = Pt(12)


def section(document, form) -> None:
    """Write a section: heading, sentences, table, drawing; those without anything go."""
    line(document, f"{{%p if sections.{form.key} %}}")
    heading(document, f"{{{{ sections.{form.key}.heading }}}}", 2)
    every(document, f"sections.{form.key}.texts")
    line(document, f"{{%p if tables.{form.key} %}}")
    words = f"{{{{ sections.{form.key}.caption }}}}"
    caption = line(document, words, 12, "c", italic=True, before=4, after=3)
    caption.paragraph_format.keep_with_next = True
    filled_table(document, form)
    line(document, "{%p endif %}")
    if form.key == "levels":
        line(document, "{%p if chart %}")
        line(document, "{{ chart }}", align="c", before=6)
        line(document, "{%p endif %}")
    line(document, "{%p endif %}")


def every(document, name) -> None:
    """Write one paragraph for each of some sentences."""
    line(document, f"{{%p for words in {name} %}}")
    text(document, "{{ words }}")
    line(document, "{%p endfor %}")


def filled_table(document, form) -> None:
    """Write a table whose middle row is repeated; its head stands on every page."""
    table = document.add_table(4, len(form.heads))
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, form.widths)
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    cells = [f"{{{{ row[{place}] }}}}" for place in range(len(form.heads))]
    write_row(first, form, form.heads, bold=True)
    table.cell(1, 0).text = f"{{%tr for row in tables.{form.key} %}}"
    write_row(table.rows[2], form, cells)
    table.cell(3, 0).text = "{%tr endfor %}"


def write_row(row, form, texts, *, bold=False) -> None:
    """Write the cells of one row."""
    for cell, words, width, align in zip(row.cells, texts, form.widths, form.aligns, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN["c" if bold else align]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(words)
        run.bold, run.font.size = bold, Pt(11)


def foot(document) -> None:
    """Write receivers and the place of the signature."""
    table = bare_table(document, 1, (80, 80))
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    left, right = table.rows[0].cells
    line(left, "Nơi nhận:", 12, bold=True, italic=True, before=12)
    line(left, "{%p for words in receivers %}")
    line(left, "- {{ words }}", 11)
    line(left, "{%p endfor %}")
    line(right, "{%p for words in signature %}")
    line(right, "{{ words }}", 13, "c", bold=True).paragraph_format.space_before = Pt(0)
    line(right, "{%p endfor %}")
    for _ in range(5):
        line(right, "")
    line(document, "SHA-256 của nội dung đã chốt: {{ sha256 }}", 8, before=6)


if __name__ == "__main__":
    main()
