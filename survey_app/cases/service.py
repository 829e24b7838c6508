"""Taking cases into the register."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from survey_app.cases.columns import Columns
from survey_app.cases.importing import Import, Job
from survey_app.cases.messages import reason, shown
from survey_app.cases.outcome import ImportResult, ItemResult, RowResult
from survey_app.cases.seen import SeenCases
from survey_app.cases.values import case_id_of, texts_of
from survey_app.core.errors import UnreadableFileError
from survey_app.database import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from survey_app.cases.importing import Matcher, Row
    from survey_app.core.codes import Keyring
    from survey_app.database import Database


def register(  # noqa: PLR0913 - each keyword is one fact about the import
    database: Database,
    rows: Iterable[Row],
    *,
    scope_id: int | None,
    file_name: str,
    actor: str,
    now: datetime,
    match: Matcher,
    keyring: Keyring | None = None,
    with_contacts: bool = False,
    dry_run: bool = False,
    upload_id: int = 0,
    on_row: Callable[[RowResult], None] | None = None,
) -> ImportResult:
    """Add and update cases, in batches of at most 1,000 rows, each committed as a whole.

    Args:
        database: where the register is.
        rows: number and texts by column, provincial or English names, or what is
            wrong with a row that has none. May raise UnreadableFileError: the rows
            before it are taken, then it is raised again.
        scope_id: the unit whose subtree may be named; None for all.
        file_name: noted beside the counts.
        actor: who brings the cases.
        now: the moment of the import.
        match: called in each transaction with the ids of cases added or updated.
        keyring: seals contacts; needed only with them.
        with_contacts: whether phone and e-mail are taken instead of refused.
        dry_run: judge all rows, write nothing.
        upload_id: the file sent in the browser; a second attempt goes on with its import.
        on_row: called for each row after its batch is committed, in order.

    Returns:
        how many rows were added, updated, unchanged and rejected.
    """
    job = Job(
        file_name=file_name,
        actor=actor,
        now=now.astimezone(UTC),
        match=match,
        columns=Columns(with_contacts=with_contacts),
        scope_id=scope_id,
        keyring=keyring if with_contacts else None,
        dry_run=dry_run,
        upload_id=upload_id,
    )
    with SeenCases() as seen:
        run = Import(database, job, seen)
        for batch in batches(rows):
            results = run.take(batch)
            if on_row:
                for result in results:
                    on_row(result)
        run.end()
    return run.result


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows in lists that are committed as a whole; at least one, if only to be noted.

    A file that breaks off gives the rows before the damage first.
    """
    batch: list[Row] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except UnreadableFileError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def register_payload(  # noqa: PLR0913 - as `register`
    database: Database,
    items: Iterable[object],
    *,
    scope_id: int | None,
    actor: str,
    now: datetime,
    match: Matcher,
    keyring: Keyring | None = None,
    with_contacts: bool = False,
) -> list[ItemResult]:
    """Register the cases of a call and return what became of each, in their order.

    Fields have provincial or English names; values are text, numbers or null.
    Errors name the field as the caller spells it.
    """
    columns = Columns(with_contacts=with_contacts)
    given, results = list(items), list[ItemResult]()
    register(
        database,
        ((number, texts_of(item, columns)) for number, item in enumerate(given, start=1)),
        scope_id=scope_id,
        file_name="",
        actor=actor,
        now=now,
        match=match,
        keyring=keyring,
        with_contacts=with_contacts,
        on_row=lambda result: results.append(
            item_result(result, case_id_of(given[result.row - 1], columns))
        ),
    )
    return results


def item_result(result: RowResult, case_id: str) -> ItemResult:
    """Return what became of a row in words for a caller, who knows it by its case ID."""
    return ItemResult(
        case_id=shown(result.case_id or case_id),
        result=result.outcome,
        flags=tuple(flag for flag in result.flags.split(",") if flag),
        errors=tuple(
            (shown(error.column), shown(error.value), reason(error)) for error in result.errors
        ),
    )
