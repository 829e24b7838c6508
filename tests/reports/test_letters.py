"""The letter: DOCX and PDF say the same, and both say what was frozen."""

import re
from collections import Counter
from io import BytesIO

import docx
import pypdfium2
import pytest

from survey_app.core.calendar import Period
from survey_app.directory.models import Unit
from survey_app.reports.frozen import Frozen
from survey_app.reports.letters.letter import letter

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

NUMBER = re.compile(r"\d[\d.,/]*")


@pytest.fixture
def closed(office, town, communes):
    one, two, _division = communes
    town.procedure("1.001193", "Đăng ký khai sinh & kết hôn <mới>")
    town.answers(one, 20, 3, answers={"problems": ["login"]})
    town.answers(two, 6, 1, channel=1, questionnaire="inperson_short", mode="desk")
    town.case(one)
    office.close()
    return office


def docx_paragraphs(content):
    """Return the texts of a document in their order, those of cells too."""
    body = docx.Document(BytesIO(content)).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(each.itertext(f"{name}t")) for each in body.iter(f"{name}p")]


def pdf_text(content):
    """Return the words below the head of each page, where the page number stands."""
    document = pypdfium2.PdfDocument(content)
    pages = []
    for page in document:
        words = page.get_textpage()
        top = page.get_height() - 55
        pages.append(words.get_text_bounded(top=top))
        words.close()
        page.close()
    document.close()
    return "\n".join(pages)


def numbers(text):
    return Counter(each.rstrip(".,/") for each in NUMBER.findall(text.replace("\u00a0", " ")))


def test_docx_and_pdf_have_the_same_numbers(closed):
    written = "\n".join(docx_paragraphs(closed.export("docx")))
    printed = pdf_text(closed.export("pdf"))
    card = closed.revisions()[-1].sha256
    # The drawing is text in the PDF, a picture in the DOCX.
    drawn = numbers(" ".join(f"{row[1]} phiếu" for row in levels(closed)))

    assert numbers(written.replace(card, "")) == numbers(printed.replace(card, "")) - drawn


def levels(office):
    return letter(Frozen(office.revisions()))["tables"]["levels"]


def test_both_have_every_sentence_and_cell(closed):
    words = letter(Frozen(closed.revisions()))
    written = docx_paragraphs(closed.export("docx"))

    told = [text for section in words["sections"].values() for text in section["texts"]]
    for sentence in (words["first"], *words["opening"], *told, words["last"]):
        assert sentence in written
    cells = Counter(cell for rows in words["tables"].values() for row in rows for cell in row)
    assert not cells - Counter(written)


def test_the_figures_are_those_of_the_revision(closed):
    rows = letter(Frozen(closed.revisions()))["tables"]

    assert rows["rates"][0] == [
        "Trực tuyến",
        "23",
        "20",
        "87,0",
        "67,9\u00a0-\u00a095,5",
        "95",
        "Chưa đạt",
    ]
    assert [row[1] for row in rows["units"]] == ["Tỉnh Thử", "Xã 90001", "Xã 90002"]


def test_looks_like_a_letter_of_an_office(closed):
    written = docx_paragraphs(closed.export("docx"))

    for line in (
        "ỦY BAN NHÂN DÂN",
        "TỈNH THỬ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        "Nơi nhận:",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
    ):
        assert line in written
    assert any(re.fullmatch(r"Số: +/BC-UBND", line) for line in written)
    assert any(re.fullmatch(r"Thử, ngày +tháng +năm 2026", line) for line in written)
    assert any(line.endswith("./.") for line in written)


def test_the_verdict_is_explained(closed):
    online, everything, *_ = letter(Frozen(closed.revisions()))["sections"]["rates"]["texts"]

    assert "87,0\u00a0% (20/23 phiếu; khoảng tin cậy 95\u00a0%: 67,9\u00a0-\u00a095,5)" in online
    assert "chưa đạt chỉ tiêu 95\u00a0%" in online
    assert "dưới 30 phiếu" in online
    assert "tham chiếu" in everything


def test_a_division_signs_for_itself(office, town, province):
    with office.database.writing() as session:
        session.get(Unit, province).name = "Sở Khoa học và Công nghệ"
    office.close()

    words = letter(Frozen(office.revisions()))

    assert words["issuer"] == ["SỞ KHOA HỌC VÀ CÔNG NGHỆ"]
    assert words["signature"] == ["THỦ TRƯỞNG ĐƠN VỊ"]
    assert words["number"].endswith("/BC")


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_without_answers_nothing_is_invented(office, file_format):
    office.close()

    content = office.export(file_format)

    text = pdf_text(content) if file_format == "pdf" else "\n".join(docx_paragraphs(content))
    assert "chưa có phiếu" in re.sub(r"\s+", " ", text)
    assert "Kết quả theo thủ tục" not in text
    assert "chưa có số liệu" in text


def test_a_draft_and_a_year_say_so(office, town, communes):
    office.period = Period.parse("2026")
    town.answers(communes[0], 7)
    office.draft()

    words = letter(Frozen(office.revisions()))

    assert words["marks"] == "BẢN NHÁP"
    assert words["abstract"].endswith("năm\u00a02026")
    assert "BẢN NHÁP" in "".join(
        each.text
        for each in docx.Document(BytesIO(office.export("docx")))
        .sections[0]
        .first_page_header.paragraphs
    )
