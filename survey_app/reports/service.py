"""Closing a period: the figures of a unit are frozen, and never change again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.questionnaire import canonical, digest
from survey_app.database import lock
from survey_app.reports.content import COUNTED, Drawer
from survey_app.reports.deadlines import kind_of
from survey_app.reports.models import Report, ReportRevision
from survey_app.reports.queries import RevisionCard, list_revisions
from survey_app.results.figures import below
from survey_app.results.queries import snapshot
from survey_app.results.service import fold
from survey_app.results.showing import settle_closed
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.database import Database


def close(  # noqa: PLR0913 - who closes what, when, why, with which code
    database: Database,
    period: Period,
    unit_id: int,
    *,
    actor: str,
    now: datetime,
    code_version: str,
    reason: str = "",
) -> RevisionCard:
    """Freeze the figures of a unit and return the revision that holds them.

    Before the period is over that is a draft, which the next close replaces; it
    shows nothing on any page. Afterwards whatever waits of the period is folded
    first; the same figures give the same revision, others make the next one. What
    stands beside the rates (`reports.beside`) makes one only with a reason.

    Raises:
        NotFoundError: ``unknown_unit``.
        RefusedError: ``reason_needed`` when final figures changed and no reason is given.
    """
    final = period.is_over(local_day(now))
    if final:
        fold_subtree(database, period, unit_id)
        settle_closed(database, period, unit_id, now)
    with snapshot(database) as session:
        content = canonical(Drawer(session, period, unit_id).content())
    drawn = {
        "draft": not final,
        "content": content,
        "sha256": digest(content),
        "reason": reason,
        "closed_at": now,
        "closed_by": actor,
        "code_version": code_version,
    }
    with database.writing() as session:
        lock(session, b"rept" + unit_id.to_bytes(4, "big"))
        card = freeze(session, period, unit_id, drawn)
        told = {"revision": card.number, "draft": card.draft, "sha256": card.sha256}
        record(
            session,
            "reports.close",
            actor=actor,
            details=told,
            unit_id=unit_id,
            subject=str(period),
        )
    return card


def fold_subtree(database: Database, period: Period, unit_id: int) -> None:
    """Show everything that waits of a period for a unit and those below it."""
    with database.reading() as session:
        units = below(load_tree(session, period.last, unit_id), unit_id)
    fold(database, units, period=period)


def freeze(
    session: Session, period: Period, unit_id: int, drawn: dict[str, object]
) -> RevisionCard:
    """Store what was drawn as a draft or as the next revision, unless it is stored already."""
    known = list_revisions(session, unit_id, period)
    finals = [card for card in known if not card.draft]
    if finals and finals[-1].sha256 == drawn["sha256"]:
        return finals[-1]
    if finals and not drawn["reason"]:
        if figures_of(finals[-1].content) == figures_of(str(drawn["content"])):
            return finals[-1]
        raise RefusedError("reason_needed", number=finals[-1].number)
    drafts = [card.id for card in known if card.draft]
    session.execute(delete(ReportRevision).where(ReportRevision.id.in_(drafts)))
    number = len(finals) + 1
    report_id = get_report_id(session, period, unit_id)
    session.execute(insert(ReportRevision).values(report_id=report_id, number=number, **drawn))
    return list_revisions(session, unit_id, period)[-1]


def figures_of(content: str) -> dict[str, Any]:
    """Return the parts of a content whose change asks for a new revision."""
    document = json.loads(content)
    return {part: document[part] for part in COUNTED}


def get_report_id(session: Session, period: Period, unit_id: int) -> int:
    """Return the report of a unit about a period, made at the first close."""
    found = session.scalar(
        select(Report.id).where(Report.unit_id == unit_id, Report.period == str(period))
    )
    if found is not None:
        return found
    report = Report(unit_id=unit_id, period=str(period), kind=kind_of(period))
    session.add(report)
    session.flush()
    return report.id


def newest_revision(session: Session, period: Period, unit_id: int) -> list[RevisionCard]:
    """Return all revisions with the newest last; raise NotFoundError where nothing was closed."""
    known = list_revisions(session, unit_id, period)
    if not known:
        raise NotFoundError("not_closed", period=str(period))
    return known
