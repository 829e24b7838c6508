"""Figures as the plain document that commands and the API give (docs/contract of results)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey_app.core.calendar import VIETNAM
from survey_app.results.figures import figures
from survey_app.results.published import published_as_of, published_figures
from survey_app.results.suppression import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.results.figures import UnitFigures
    from survey_app.results.judging import Judged


def exact_document(session: Session, period: Period, unit_id: int | None = None) -> dict[str, Any]:
    """Return the figures as of now, nothing withheld: for the operator only."""
    return document(period, figures(session, period, unit_id, live=True))


def published_document(
    session: Session, period: Period, unit_id: int | None = None
) -> dict[str, Any]:
    """Return the figures as released and suppressed, with the moment of the last release.

    ``as_of`` is an ISO moment of Vietnam, or None before the first release.
    """
    as_of = published_as_of(session, period, unit_id)
    return {
        **document(period, published_figures(session, period, unit_id)),
        "as_of": as_of.astimezone(VIETNAM).isoformat() if as_of else None,
    }


def document(period: Period, found: Iterable[UnitFigures]) -> dict[str, Any]:
    """Return the figures of some units; numbers unrounded, nothing made up for n = 0."""
    return {"period": str(period), "units": [unit_document(each) for each in found]}


def unit_document(found: UnitFigures) -> dict[str, Any]:
    """Return one unit with its blocks."""
    blocks = {block: block_document(getattr(found, block)) for block in BLOCKS}
    return {"unit": found.unit.code, "name": found.unit.name, **blocks}


def block_document(block: Judged) -> dict[str, Any]:
    """Return one block; fractions 0..1, the target in whole percent."""
    interval = block.interval
    return {
        "n": None if block.withheld else block.counts.n,
        "satisfied": None if block.withheld else block.counts.satisfied,
        "rate": block.rate,
        "interval": [interval.low, interval.high] if interval else [None, None],
        "target": block.target,
        "administrative_verdict": block.administrative,
        "evidence_verdict": block.evidence,
        "cautions": block.cautions,
    }
