"""How a line of the record is hashed. Whoever reads this can check an exported record alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: What stands for the line before the very first one.
BEGINNING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the record, without its hash."""

    month: str
    seq: int
    at: datetime
    action: str
    actor: str
    unit_id: int | None
    subject: str
    details: str


def canonical(details: Mapping[str, object]) -> str:
    """Return details as JSON that is the same however they were put together."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(line: AuditLine, previous: str) -> str:
    """Return SHA-256 over the hash of the line before and all fields of this one, in hex."""
    at = line.at.astimezone(UTC).isoformat()
    fields = [previous, line.month, line.seq, at, line.action, line.actor]
    text = json.dumps([*fields, line.unit_id, line.subject, line.details], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
