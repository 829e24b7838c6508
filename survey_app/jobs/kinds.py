"""What a feature says of its background work, and what the work is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from flask import Flask

    from survey_app.core.codes import Keyring
    from survey_app.database import Database

REGISTER = "survey_job_kinds"


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work under way."""

    database: Database
    keyring: Keyring
    #: Whose work this is; rights were checked when it was asked for.
    owner_id: int | None
    parameters: Mapping[str, Any]
    now: datetime
    #: Where the file is to be written; a fresh place for each attempt.
    path: Path
    #: Tells how much is done of how much; raises once the work was taken over by another worker.
    report: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: a file at the task's path, or only a word about it."""

    file_name: str = ""
    media_type: str = "application/octet-stream"
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of background work."""

    name: str
    #: For the owner's list; a lazy text.
    title: Any
    run: Callable[[Task], Made]


def init_app(app: Flask, kinds: Iterable[JobKind]) -> None:
    """Let an application know its kinds of work."""
    app.extensions[REGISTER] = {kind.name: kind for kind in kinds}


def known_kinds() -> dict[str, JobKind]:
    """Return the kinds of work of the running application."""
    return cast("dict[str, JobKind]", current_app.extensions[REGISTER])
