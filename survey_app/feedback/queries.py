"""Reading follow-ups, within the units of the visitor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.accounts.models import Account, RoleGrant
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.paging import START, ListPage, ListPlace
from survey_app.directory.models import Procedure, Unit, UnitParent
from survey_app.directory.queries import valid_on
from survey_app.directory.scope import units_within
from survey_app.feedback.models import Followup, FollowupStep
from survey_app.feedback.words import readable_texts
from survey_app.questionnaires.queries import find_questionnaires
from survey_app.responses.models import Response, ResponseContact, ResponseText
from survey_app.sorting import Order, Sorting, read_all, read_page

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.questionnaire import Questionnaire

OPEN: Final = ("received", "acknowledged", "in_progress")
#: What the address may say about states.
SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "open": OPEN,
    "received": ("received",),
    "acknowledged": ("acknowledged",),
    "in_progress": ("in_progress",),
    "answered": ("answered",),
    "all": (*OPEN, "answered", "closed"),
}
SORTING: Final = Sorting(
    Followup.id,
    "due",
    {
        "due": Order(Followup.due_on, attrgetter("due_on"), date.fromisoformat),
        "opened": Order(Followup.id, attrgetter("id"), int),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupFilter:
    """Which follow-ups are wanted, as the address says it."""

    shown: str = "open"
    problem: str = ""
    owner_id: int | None = None
    #: Late, or escalated because it was.
    late: bool = False
    place: ListPlace = START


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupCard:
    """A follow-up as officers see it."""

    id: int
    response_id: uuid.UUID
    unit_id: int
    unit_name: str
    state: str
    opted_in: bool
    problem: str
    procedure: str
    owner_id: int | None
    owner: str
    opened_at: datetime
    due_on: date
    escalated_to: int | None
    reply: str
    replied_at: datetime | None
    version: int
    #: By question; empty once the citizen took it back.
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def comment(self) -> str:
        """All that was written, in one line."""
        return " | ".join(self.texts.values())

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    def is_late(self, today: date) -> bool:
        """Whether its day is past, or the level above had to be told."""
        return self.is_open and (self.due_on < today or self.escalated_to is not None)


@dataclass(frozen=True, slots=True)
class StepCard:
    """One line of a follow-up's history."""

    kind: str
    who: str
    note: str
    at: datetime


def followups() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings share."""
    return (
        select(
            Followup,
            Unit.name,
            Account.login,
            Procedure.short_name,
            Response.version_id,
            ResponseText.texts,
        )
        .join(Unit, Unit.id == Followup.unit_id)
        .join(Response, Response.id == Followup.response_id)
        .outerjoin(Account, Account.id == Followup.owner_id)
        .outerjoin(Procedure, Procedure.code == Followup.procedure_code)
        .outerjoin(ResponseText, ResponseText.response_id == Followup.response_id)
    )


def cards_of(session: Session, rows: Sequence[Any]) -> list[FollowupCard]:
    """Return follow-ups from rows of `followups()`."""
    known = find_questionnaires(session, {row.version_id for row in rows})
    return [card_of(row, known[row.version_id]) for row in rows]


def card_of(row: Any, questionnaire: Questionnaire) -> FollowupCard:  # noqa: ANN401 - a row
    """Return a follow-up from its row."""
    followup = row[0]
    names = ("id", "response_id", "unit_id", "state", "opted_in", "problem", "owner_id")
    more = ("opened_at", "due_on", "escalated_to", "reply", "replied_at", "version")
    return FollowupCard(
        **{name: getattr(followup, name) for name in (*names, *more)},
        unit_name=row.name,
        owner=row.login or "",
        procedure=row.short_name or followup.procedure_code,
        texts=readable_texts(questionnaire, row.texts or "{}"),
    )


def list_followups(
    session: Session, roots: Collection[int], wanted: FollowupFilter, today: date
) -> ListPage[FollowupCard]:
    """Return follow-ups within some units, the most urgent first unless asked otherwise."""
    return read_page(session, filtered(roots, wanted, today), SORTING, wanted.place, cards_of)


def read_followups(
    session: Session, roots: Collection[int], wanted: FollowupFilter, today: date
) -> Sequence[FollowupCard]:
    """Return all that is asked for, up to a limit, for a file."""
    return read_all(session, filtered(roots, wanted, today), SORTING, wanted.place, cards_of)


def filtered(
    roots: Collection[int], wanted: FollowupFilter, today: date
) -> Select[*tuple[Any, ...]]:
    """Return the statement for what the address asks for."""
    if wanted.shown not in SHOWN:
        raise RefusedError("bad_filter")
    # Without the units' index, whose hits would all be sorted: read in order, as far as needed.
    own = (Followup.unit_id + 0).in_(units_within(roots, today))
    statement = followups().where(own, Followup.state.in_(SHOWN[wanted.shown]))
    if wanted.problem:
        statement = statement.where(Followup.problem == wanted.problem)
    if wanted.owner_id is not None:
        statement = statement.where(Followup.owner_id == wanted.owner_id)
    if wanted.late:
        statement = statement.where((Followup.due_on < today) | Followup.escalated_to.is_not(None))
    return statement


def get_followup(
    session: Session, followup_id: int, roots: Collection[int], today: date
) -> FollowupCard:
    """Return a follow-up, or raise NotFoundError, also for one of other units."""
    row = session.execute(
        followups().where(
            Followup.id == followup_id, Followup.unit_id.in_(units_within(roots, today))
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("unknown_followup")
    return cards_of(session, [row])[0]


def list_steps(session: Session, followup_id: int) -> list[StepCard]:
    """Return what happened to a follow-up, in order."""
    rows = session.execute(
        select(FollowupStep.kind, Account.login, FollowupStep.note, FollowupStep.at)
        .outerjoin(Account, Account.id == FollowupStep.account_id)
        .where(FollowupStep.followup_id == followup_id)
        .order_by(FollowupStep.id)
    )
    return [StepCard(kind, login or "", note, at) for kind, login, note, at in rows]


def list_owners(
    session: Session, unit_id: int, roles: Collection[str], today: date
) -> list[tuple[int, str]]:
    """Return the accounts that may answer for a unit: id and login."""
    path = session.scalar(
        select(UnitParent.path).where(UnitParent.unit_id == unit_id, valid_on(UnitParent, today))
    )
    line = [int(part) for part in (path or "").split("/") if part]
    rows = session.execute(
        select(Account.id, Account.login)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.unit_id.in_(line),
            valid_on(RoleGrant, today),
            Account.active.is_(True),
        )
        .distinct()
        .order_by(Account.login)
    )
    return [(row.id, row.login) for row in rows]


def find_contact(session: Session, response_id: uuid.UUID) -> bytes | None:
    """Return the sealed contact of an answer, if it is still kept."""
    return session.scalar(
        select(ResponseContact.sealed).where(ResponseContact.response_id == response_id)
    )
