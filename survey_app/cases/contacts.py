"""Sealed telephone numbers and e-mail addresses of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update

from survey_app.cases.models import Contact
from survey_app.sealing import SealBrokenError, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.cases.comparing import Stored
    from survey_app.cases.readings import Reading
    from survey_app.core.codes import Keyring

PURPOSE: Final = "contact"

#: (id of the case, "phone" or "email").
Key = tuple[int, str]


def told(case_record_id: int, reading: Reading) -> dict[Key, str]:
    """Return the contacts that a row gives for a case."""
    given = {"phone": reading.phone, "email": reading.email}
    return {(case_record_id, kind): text for kind, text in given.items() if text}


def load(
    session: Session,
    keyring: Keyring | None,
    known: Mapping[str, Stored],
    readings: Iterable[Reading],
) -> dict[Key, str]:
    """Return the contacts stored of known cases for which some rows give one."""
    ids = {
        known[reading.case_id]["id"]
        for reading in readings
        if (reading.phone or reading.email) and reading.case_id in known
    }
    if not ids or keyring is None:
        return {}
    rows = session.execute(
        select(Contact.case_record_id, Contact.kind, Contact.sealed).where(
            Contact.case_record_id.in_(ids)
        )
    )
    return {(case, kind): opened(keyring, sealed) for case, kind, sealed in rows}


def opened(keyring: Keyring, sealed: bytes) -> str:
    """Return a stored contact; "" for one that was sealed under another key."""
    try:
        return unseal(keyring, PURPOSE, sealed)
    except SealBrokenError:
        return ""


def store(
    session: Session,
    keyring: Keyring,
    wanted: Mapping[Key, str],
    stored: Mapping[Key, str],
    now: datetime,
) -> None:
    """Seal and store contacts that are new or differ."""
    added = []
    for (case, kind), text in wanted.items():
        sealed = seal(keyring, PURPOSE, text)
        if (case, kind) not in stored:
            added.append(
                {"case_record_id": case, "kind": kind, "sealed": sealed, "first_seen_at": now}
            )
        elif stored[case, kind] != text:
            session.execute(
                update(Contact)
                .where(Contact.case_record_id == case, Contact.kind == kind)
                .values(sealed=sealed)
            )
    if added:
        session.execute(insert(Contact), added)
