"""An import under way: batches of rows, each judged and committed as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.cases import batch, contacts
from survey_app.cases.judging import Judge, Readable, written
from survey_app.cases.outcome import ImportResult, RowResult
from survey_app.cases.parse import LONGEST_CASE_ID, parse
from survey_app.cases.readings import Reading, RowError
from survey_app.cases.seen import Claim
from survey_app.cases.units import UnitFinder
from survey_app.core.calendar import local_day
from survey_app.core.case_id import normalise_case_id
from survey_app.database import BATCH, lock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.cases.columns import Columns
    from survey_app.cases.seen import SeenCases
    from survey_app.core.codes import Keyring
    from survey_app.database import Database

    #: Counts the answers that waited for these cases: (session, ids, now).
    Matcher = Callable[[Session, list[int], datetime], None]
    #: A row's number and its texts by column, or what is wrong with a row that has none.
    Row = tuple[int, Mapping[str, str] | RowError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Who brings cases, from where, and what is to be done with them."""

    file_name: str
    actor: str
    now: datetime
    match: Matcher
    columns: Columns
    scope_id: int | None
    #: For sealing contacts; None when none are taken.
    keyring: Keyring | None
    dry_run: bool
    #: The file sent in the browser, 0 for none.
    upload_id: int = 0


class Import:
    """Takes in rows batch by batch."""

    def __init__(self, database: Database, job: Job, seen: SeenCases) -> None:
        self.result = ImportResult()
        self._database = database
        self._job = job
        self._seen = seen
        self._units = UnitFinder(database, job.scope_id, local_day(job.now))
        self._catalogue = batch.Catalogue()
        self._import_id = 0
        self._ended = False

    def take(self, rows: Sequence[Row]) -> list[RowResult]:
        """Judge rows, commit what they bring, and return what became of each, in their order."""
        readable, results = self._read(rows)
        if self._job.dry_run:
            with self._database.reading() as session:
                results += map(self._judge(session, readable).judge, readable)
            self.result.add(results)
        else:
            with self._database.writing() as session:
                lock(session, batch.REGISTER)
                self._begin(session)
                judge = self._judge(session, readable)
                results += self._remember(session, judge, [*map(judge.judge, readable)])
                self.result.add(results)
                self._note(session, ended=len(rows) < BATCH)
                self._write(session, judge)
        results.sort(key=lambda result: result.row)
        return results

    def end(self) -> None:
        """Note that the import came to its end, unless the last batch did."""
        if not (self._ended or self._job.dry_run):
            with self._database.writing() as session:
                self._begin(session)
                self._note(session, ended=True)

    def _begin(self, session: Session) -> None:
        if not self._import_id:
            self._import_id = batch.begin_import(session, self._job)

    def _remember(
        self, session: Session, judge: Judge, results: list[RowResult]
    ) -> list[RowResult]:
        """Return results in which what an attempt that broke off did counts as done now."""
        if not self._job.upload_id:
            return results
        done = batch.load_done(session, self._import_id, judge.known)
        return [
            each._replace(outcome=done[each.case_id])
            if each.case_id in done and judge.firsts[each.case_id].row == each.row
            else each
            for each in results
        ]

    def _read(self, rows: Sequence[Row]) -> tuple[list[Readable], list[RowResult]]:
        readable: list[Readable] = []
        results: list[RowResult] = []
        columns, find_unit = self._job.columns, self._units.find
        for number, row in rows:
            if isinstance(row, RowError):
                results.append(RowResult(number, "", "rejected", "", (row,)))
                continue
            reading = parse(row, columns, find_unit)
            if isinstance(reading, Reading):
                readable.append(Readable(number, row, reading))
            else:
                case_id = normalise_case_id(written(row, columns, "case_id")[1][:LONGEST_CASE_ID])
                results.append(RowResult(number, case_id, "rejected", "", tuple(reading)))
        return readable, results

    def _judge(self, session: Session, readable: Sequence[Readable]) -> Judge:
        readings = [each.reading for each in readable]
        known = batch.load_cases(session, [reading.case_id for reading in readings])
        self._catalogue.learn(session, (reading.procedure_code for reading in readings))
        self._catalogue.learn(session, (stored["procedure_code"] for stored in known.values()))
        claims = [
            Claim(reading.case_id, row, hash(reading))
            for row, _, reading in readable
            if reading.handling_unit_id or reading.case_id in known
        ]
        return Judge(
            columns=self._job.columns,
            knows_procedure=self._catalogue.knows,
            known=known,
            contacts=contacts.load(session, self._job.keyring, known, readings),
            firsts=self._seen.claim(claims),
        )

    def _write(self, session: Session, judge: Judge) -> None:
        now = self._job.now
        ids = batch.add_cases(session, judge.new, self._import_id, now)
        batch.change_cases(session, judge.changes, self._import_id, now)
        ids |= {stored["case_id"]: stored["id"] for stored, _ in judge.changes}
        if ids:
            self._job.match(session, list(ids.values()), now)
        if self._job.keyring and judge.reached:
            ids |= {case_id: stored["id"] for case_id, stored in judge.known.items()}
            wanted: dict[contacts.Key, str] = {}
            for reading in judge.reached:
                wanted |= contacts.told(ids[reading.case_id], reading)
            contacts.store(session, self._job.keyring, wanted, judge.contacts, now)

    def _note(self, session: Session, *, ended: bool) -> None:
        finished_at = self._job.now if ended else None
        batch.note_progress(session, self._import_id, self.result, finished_at)
        self._ended = ended
