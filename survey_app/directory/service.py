"""Changing the directory."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from survey_app.core.codes import ALPHABET
from survey_app.core.errors import RefusedError
from survey_app.core.telephone import telephone_number
from survey_app.core.text import nfc, unreadable_character
from survey_app.directory import library
from survey_app.directory.imports.lists import (
    import_holidays,
    import_procedures,
    import_tags,
    import_targets,
)
from survey_app.directory.imports.units import import_units
from survey_app.directory.models import Desk
from survey_app.directory.queries import DESK_CODE_LENGTH, find_desk, get_unit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

__all__ = [
    "add_desk",
    "import_holidays",
    "import_procedures",
    "import_tags",
    "import_targets",
    "import_units",
    "load_shipped",
    "readable_name",
    "readable_telephone",
]

LONGEST_DESK_NAME: Final = 200


def load_shipped(session: Session) -> None:
    """Load units, procedures, targets and holidays that ship; again, it changes nothing."""
    library.load(session)


def add_desk(
    session: Session, unit_code: str, name: str, now: datetime, *, telephone: str = ""
) -> str:
    """Add a desk to a unit and return its code.

    Raises:
        NotFoundError: ``unknown_unit``.
        RefusedError: ``bad_desk_name`` for one that is empty, too long or unreadable,
            ``bad_telephone``.
    """
    unit = get_unit(session, unit_code)
    told = {
        "unit_id": unit.id,
        "name": readable_name(name),
        "telephone": readable_telephone(telephone),
    }
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(DESK_CODE_LENGTH))
        desk = {**told, "code": code, "active": True, "created_at": now}
        try:
            with session.begin_nested():
                session.execute(insert(Desk), desk)
        except IntegrityError:  # the code is taken: throw the dice again
            if find_desk(session, code) is None:
                raise
        else:
            return code


def readable_name(text: str) -> str:
    """Return the name of a desk as it is stored, or raise RefusedError ``bad_desk_name``."""
    name = " ".join(nfc(text).split())
    if not name or len(name) > LONGEST_DESK_NAME or unreadable_character(name):
        raise RefusedError("bad_desk_name", longest=LONGEST_DESK_NAME)
    return name


def readable_telephone(text: str) -> str:
    """Return a number as it is shown and dialled, or raise RefusedError ``bad_telephone``."""
    number = telephone_number(text)
    if number is None:
        raise RefusedError("bad_telephone")
    return number
