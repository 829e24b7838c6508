"""What one answer adds to the tallies, and which answers the rates are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

#: By day and by month with all circumstances. The others are what pages read, so that their price
#: does not grow with the variety of the answers: the rates of a unit by month ("rate") and by
#: quarter ("rateq"), and of a procedure by quarter ("proc").
Grain = Literal["day", "month", "rate", "rateq", "proc"]
#: Grains whose cells keep all circumstances, also those outside the rates.
FULL_GRAINS: Final = ("day", "month")

#: Ways of collecting whose answers are in the rates, when a case is known.
RATED_MODES: Final = ("link", "desk", "kiosk")
WITH_CASE: Final = "case"
#: The channel of cases submitted online.
ONLINE: Final = 2
#: Who submitted the case when it was not the citizen's own side.
BY_PROXY: Final = ("staff", "paid")
#: Stands for "somebody answered" a question that allows several choices.
ANSWERED: Final = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and how an answer was given; everything a tally is split by."""

    unit_id: int
    version_id: int
    procedure_code: str
    channel: int
    mode: str
    applicant_kind: int
    submitted_by: str
    moment: str
    verification: str


class Cell(NamedTuple):
    """One count of the tallies: an option of a question under some circumstances."""

    unit_id: int
    grain: Grain
    day: date
    version_id: int
    question: str
    option: str
    procedure_code: str
    channel: int
    mode: str
    applicant_kind: int
    submitted_by: str
    moment: str
    verification: str


def in_rates(mode: str, verification: str) -> bool:
    """Tell whether such an answer is in the rates; others have their own blocks."""
    return mode in RATED_MODES and verification == WITH_CASE


def cells(
    where: Circumstances,
    day: date,
    answers: Mapping[str, str | Sequence[str]],
    overall: str | None,
) -> Iterator[Cell]:
    """Yield the cells in which an answer counts once, each cell only once.

    Args:
        where: the circumstances of the answer.
        day: the local day it belongs to.
        answers: chosen option, or options, by question id.
        overall: id of the overall question, which is kept by day as well.

    Every question is kept by month, under its first day. A question that allows
    several choices also gets the option `ANSWERED`, the base of its shares.
    """
    month = day.replace(day=1)
    for question, answer in answers.items():
        for option in chosen_options(answer):
            yield cell(where, "month", month, question, option)
            if question == overall:
                yield cell(where, "day", day, question, option)
                yield from rate_cells(where, month, question, option)


def rate_cells(where: Circumstances, month: date, question: str, option: str) -> Iterator[Cell]:
    """Yield the cells that make rates: of the unit, and of its procedure; none outside the rates.

    Of the circumstances they keep whether the case was online and, for the unit,
    whether somebody else submitted it.
    """
    if not in_rates(where.mode, where.verification):
        return
    plain = replace(
        where,
        channel=ONLINE if where.channel == ONLINE else 0,
        mode="",
        applicant_kind=0,
        submitted_by="",
        moment="",
    )
    by = BY_PROXY[0] if where.submitted_by in BY_PROXY else ""
    of_unit = replace(plain, procedure_code="", submitted_by=by)
    yield cell(of_unit, "rate", month, question, option)
    yield cell(of_unit, "rateq", quarter_start(month), question, option)
    yield cell(plain, "proc", quarter_start(month), question, option)


def quarter_start(day: date) -> date:
    """Return the first day of the quarter."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def chosen_options(answer: str | Sequence[str]) -> list[str]:
    """Return the options under which an answer counts; none for an empty answer."""
    if isinstance(answer, str):
        return [answer] if answer else []
    return [ANSWERED, *sorted(set(answer) - {ANSWERED})] if answer else []


def cell(where: Circumstances, grain: Grain, day: date, question: str, option: str) -> Cell:
    """Return the cell of one option."""
    return Cell(
        where.unit_id,
        grain,
        day,
        where.version_id,
        question,
        option,
        where.procedure_code,
        where.channel,
        where.mode,
        where.applicant_kind,
        where.submitted_by,
        where.moment,
        where.verification,
    )
