"""Where a letter carries the frozen content: a part of its own in DOCX, an attachment in PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from survey_app.core.questionnaire import canonical
from survey_app.reports.carried import carry

if TYPE_CHECKING:
    from docx.document import Document

    from survey_app.reports.frozen import Frozen

ATTACHMENT: Final = "noi-dung-da-chot.json"
NAMESPACE: Final = "urn:survey-app:frozen-content"
RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def carried_text(frozen: Frozen) -> str:
    """Return what a letter carries; nothing for a revision of the first schema."""
    return canonical(carry(frozen)) if frozen.carries else ""


def put_into(document: Document, text: str) -> None:
    """Let a DOCX carry the content; offices' programs keep such parts."""
    blob = f'<content xmlns="{NAMESPACE}">{escape(text)}</content>'.encode()
    part = Part(PackURI("/customXml/frozen.xml"), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATION)


def content_of(blob: bytes) -> str:
    """Return the content of such a part; the parser resolves no entities."""
    return parse_xml(blob).text or ""
