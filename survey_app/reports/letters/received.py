"""Reading a received letter back: cells of tables, numbers of sentences, the content it carries."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final

import docx

from survey_app.core.errors import UnreadableFileError
from survey_app.reports.letters.carrier import ATTACHMENT, NAMESPACE, content_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.table import Table

NUMBER: Final = re.compile(r"\d[\d.,/]*")
HASH: Final = re.compile(r"[0-9a-f]{64}")
#: How the places of sentences begin; an office may add some of its own.
SENTENCE: Final = "đoạn"
#: Longer than this no sentence names itself.
NAMED: Final = 50
#: A letter of more is none of ours.
LARGEST: Final = 100 * 1024 * 1024


def docx_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield places such as "Bảng 3, dòng 2, cột 4", and sentences with numbers.

    Head and foot are left out: there the office writes number, day and names.
    """
    document = open_docx(content)
    captions = [each.text for each in document.paragraphs if each.text.startswith("Bảng ")]
    data = [table for table in document.tables if is_ruled(table)]
    for caption, table in zip(captions, data, strict=False):
        name = caption.partition(".")[0]
        for row, cells in enumerate(table.rows, 1):
            for column, cell in enumerate(cells.cells, 1):
                yield f"{name}, dòng {row}, cột {column}", cell.text
    yield from sentences(each.text for each in document.paragraphs)


def open_docx(content: bytes) -> Document:
    """Return a document, or raise UnreadableFileError."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise UnreadableFileError("too_large")
        return docx.Document(BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        raise UnreadableFileError from None


def is_ruled(table: Table) -> bool:
    """Whether a table holds figures; those of head and foot have no lines."""
    return table.style is not None and table.style.name == "Table Grid"


def sentences(texts: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield the numbers of each sentence that has some, under its words."""
    for text in texts:
        if found := HASH.search(text):
            yield "SHA-256", found[0]
        elif numbers := NUMBER.findall(text):
            words = " ".join(NUMBER.sub("#", text).split())
            yield f"{SENTENCE} “{words[:NAMED]}… {len(words)}”", " ".join(numbers)


def pdf_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the lines with numbers by page."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - only one kind of file needs it

    try:
        document = PdfDocument(content)
    except PdfiumError:
        raise UnreadableFileError from None
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for line, words in enumerate(text.get_text_bounded().splitlines(), 1):
            if found := HASH.search(words):
                yield "SHA-256", found[0]
            elif NUMBER.search(words):
                yield f"trang {number}, dòng {line}", words.strip()
        text.close()
        page.close()
    document.close()


def docx_carried(content: bytes) -> str:
    """Return what a DOCX carries; nothing for letters that carry nothing."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("customXml/") and NAMESPACE.encode() in archive.read(name):
                return content_of(archive.read(name))
    return ""


def pdf_carried(content: bytes) -> str:
    """Return what a PDF carries as an attachment."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - as above

    document = PdfDocument(content)
    found = [document.get_attachment(place) for place in range(document.count_attachments())]
    texts = [bytes(each.get_data()).decode() for each in found if each.get_name() == ATTACHMENT]
    document.close()
    return "".join(texts[:1])
