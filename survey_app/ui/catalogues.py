"""The catalogues of the interface: what a language does not say yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.messages.pofile import read_po

from survey_app.ui.terminal import TRANSLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Message

#: Has every message of the pages; a check of the code keeps it so.
COMPLETE: Final = "vi"


def untranslated(language: str) -> list[str]:
    """Return the English messages that a language does not have; all of them without a catalogue.

    English itself lacks none: the messages are its words.
    """
    known = {} if language == "en" else messages(COMPLETE)
    said = messages(language)
    return [text for text in known if not said.get(text)]


def messages(language: str) -> dict[str, bool]:
    """Return the messages of a catalogue with whether each is translated."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {first(each.id): is_said(each) for each in read_po(file) if each.id}


def first(text: str | Iterable[str]) -> str:
    """Return a message, or its singular."""
    return text if isinstance(text, str) else next(iter(text))


def is_said(message: Message) -> bool:
    """Tell whether all forms of a message are translated."""
    said = message.string
    return all(said) if isinstance(said, list | tuple) else bool(said)
