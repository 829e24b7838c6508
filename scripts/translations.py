"""Keep the catalogues equal to the messages extracted from the code.

    translations.py check MESSAGES.pot     exit 1 when they differ or a text is missing
    translations.py update MESSAGES.pot    add new messages, drop those no longer used

The message ids are English, so only the Vietnamese catalogue must have every text; in the English
one an empty text means the id itself.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
LANGUAGES = ("vi", "en")
#: No dates and names: they change with every run and stand in the history anyway.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdrf]|%[sdrf]|\{\w*\}")


def path_of(language: str) -> Path:
    """Return where a catalogue stands."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str | None = None) -> Catalog:
    """Return a catalogue; a damaged one stops the work."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def texts(of: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return one text, or all plural forms."""
    return [of or ""] if isinstance(of, str | None) else list(of)


def placeholders(text: str) -> list[str]:
    """Return what is filled in, in a fixed order."""
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def faults(language: str, code: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Yield a line for everything that is wrong with one catalogue."""
    for wanted in code:
        if wanted.id and catalogue.get(wanted.id, wanted.context) is None:
            yield f"missing: {wanted.id!r} (make i18n adds it)"
    for entry in catalogue:
        if not entry.id:
            continue
        if code.get(entry.id, entry.context) is None:
            yield f"not in the code: {entry.id!r} (make i18n removes it)"
        yield from faults_of_entry(language, entry)


def faults_of_entry(language: str, entry: Message) -> Iterator[str]:
    """Yield a line for everything that is wrong with one translation."""
    ids, translations = texts(entry.id), texts(entry.string)
    if entry.fuzzy:
        yield f"fuzzy: {ids[0]!r}"
    if language == "vi" and not all(translations):
        yield f"empty: {ids[0]!r}"
    # A plural form may leave a number out ("one case"), never bring a new placeholder.
    allowed = [placeholders(text) for text in ids]
    for translation in filter(None, translations):
        if placeholders(translation) not in allowed:
            yield f"other placeholders: {ids[0]!r} -> {translation!r}"


def check(code: Catalog) -> int:
    """Print all faults; return the exit status."""
    found = [
        f"{language}: {fault}"
        for language in LANGUAGES
        for fault in faults(language, code, read(path_of(language), language))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(list(code)) - 1} messages, {len(found)} faults")
    return 1 if found else 0


def update(code: Catalog) -> int:
    """Rewrite both catalogues; texts that are there stay as they are."""
    for language in LANGUAGES:
        catalogue = read(path_of(language), language)
        catalogue.update(code, no_fuzzy_matching=True)
        entries = BytesIO()
        write_po(entries, catalogue, omit_header=True, sort_output=True, ignore_obsolete=True)
        header = HEADER.format(language=language, plurals=catalogue.plural_forms)
        path_of(language).write_text(header + entries.getvalue().decode().strip() + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "update": update}[sys.argv[1]](read(Path(sys.argv[2]))))
