"""The parts of an XLSX file, which is a ZIP archive, unpacked within bounds."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final
from xml.parsers import expat

from survey_app.core.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of one part, and of all together, as the archive declares them; no more is ever unpacked.
LARGEST_PART: Final = 50 * 2**20
LARGEST_ARCHIVE: Final = 2 * LARGEST_PART
MOST_PARTS: Final = 200
#: How many times larger than the file its content may be; real workbooks reach about 30.
HIGHEST_RATIO: Final = 100
#: Below this size a high ratio harms nobody.
_SMALL = 2**20
_CHUNK = 2**16


class Archive:
    """An XLSX file; refuses bombs before unpacking anything."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        with damage_named():
            self._zip = zipfile.ZipFile(file)
        self._parts = {part.filename: part for part in self._zip.infolist()}
        total = sum(part.file_size for part in self._parts.values())
        largest = max((part.file_size for part in self._parts.values()), default=0)
        if (
            len(self._zip.infolist()) > MOST_PARTS
            or largest > LARGEST_PART
            or total > LARGEST_ARCHIVE
            or total > max(_SMALL, HIGHEST_RATIO * size)
        ):
            raise UnreadableFileError("too_large", limit=LARGEST_PART // 2**20)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all parts."""
        return iter(self._parts)

    def size_of(self, name: str) -> int:
        """Return how many bytes a part has when unpacked."""
        return self._part(name).file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a part; zipfile stops at the declared size and checks the sum."""
        with damage_named(name), self._zip.open(self._part(name)) as part:
            while chunk := part.read(_CHUNK):
                yield chunk

    def _part(self, name: str) -> zipfile.ZipInfo:
        if name not in self._parts:
            raise UnreadableFileError("damaged", place=name)
        return self._parts[name]

    def parse(self, name: str, parser: expat.XMLParserType) -> Iterator[int]:
        """Feed a part to a parser, yielding the number of bytes fed after each piece."""
        parser.StartDoctypeDeclHandler = refuse_doctype
        for chunk in self.chunks(name):
            with damage_named(name):
                parser.Parse(chunk)
            yield len(chunk)
        with damage_named(name):
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes no keywords

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return all elements of a small part: name without prefix, and attributes."""
        found: list[tuple[str, dict[str, str]]] = []
        parser = expat.ParserCreate()

        def start(element: str, attributes: dict[str, str]) -> None:
            found.append((element.rpartition(":")[2], attributes))

        parser.StartElementHandler = start
        for _ in self.parse(name, parser):
            if len(found) > MOST_ELEMENTS:
                raise UnreadableFileError("too_large", limit=LARGEST_PART // 2**20)
        return found

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part refers to: id to (last word of the kind, name)."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        if relations not in self:
            return {}
        return {
            attributes.get("Id", ""): (
                attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))[1:],
            )
            for element, attributes in self.elements(relations)
            if element == "Relationship"
        }


#: Elements of the small parts (styles, relations, workbook); ordinary ones have hundreds.
MOST_ELEMENTS: Final = 200_000


def refuse_doctype(*_: Any) -> None:  # noqa: ANN401 - expat's arguments
    """Stop at a document type: workbooks have none, entity bombs need one."""
    raise UnreadableFileError("damaged", place="DOCTYPE")


@contextmanager
def damage_named(place: str = "ZIP") -> Iterator[None]:
    """Turn what the unpacker and the parser say of damage into one error."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        struct.error,
        EOFError,
        OSError,
        RuntimeError,  # an encrypted part, an unknown compression
        LookupError,  # an unknown encoding, a text that is not there
        ValueError,  # no number where one must be, a part's name
    ):
        raise UnreadableFileError("damaged", place=place) from None
