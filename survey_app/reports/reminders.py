"""Reminders of what is due soon: on the first page, and once by mail where there is an address."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from smtplib import SMTPException
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.policy import PERMISSIONS
from survey_app.core.calendar import local_day
from survey_app.directory.models import Unit
from survey_app.mail import post_office
from survey_app.reports.deadlines import upcoming
from survey_app.reports.models import ReportReminder
from survey_app.reports.overview import list_leads
from survey_app.results.service import dialect_insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.database import Database
    from survey_app.reports.deadlines import Due

log = logging.getLogger(__name__)

#: Who is reminded: those who write reports or decide on them.
ROLES: Final = PERMISSIONS["reports.write"] | PERMISSIONS["reports.decide"]
SUBJECT: Final = "Nhắc việc: {count} báo cáo sắp đến hạn"
LINE: Final = "- {day}: {what}\n  {unit}; chủ trì: {lead}"
FRAME: Final = (
    "Kính gửi Ông/Bà,\n\nCác việc sau sắp đến hạn:\n\n{lines}\n\n"
    "Lịch đầy đủ: {address}\n\nThư này được gửi tự động, mỗi việc một lần.\n"
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that is due soon at a unit, and who prepares it there."""

    due: Due
    unit_name: str
    lead: str


def reminders(session: Session, unit_ids: Collection[int], today: date) -> list[Reminder]:
    """Return what is due soon at some units, by day."""
    rows = session.execute(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.code))
    units = [(unit, list_leads(session, unit.id)) for (unit,) in rows]
    return [
        Reminder(due, unit.name, leads.get(due.deadline.code, (due.deadline.lead, ""))[0])
        for due in upcoming(today)
        if due.soon
        for unit, leads in units
        if unit.kind in due.deadline.kinds
    ]


def remind(database: Database, smtp_url: str | None, base_url: str, now: datetime) -> int:
    """Send everybody with an address what is due soon; return how many mails were sent.

    Each deadline is noted before its mail goes, so nobody is told twice; where the
    mail server cannot be reached nothing is noted and the next evening tries again.
    """
    if not smtp_url:
        return 0
    address, sent = f"{base_url}/staff/reports/deadlines", 0
    try:
        with post_office(smtp_url) as send:
            for person, login, found in list_people(database, local_day(now)):
                fresh = note(database, person, found, now)
                if fresh:
                    send(login, SUBJECT.format(count=len(fresh)), words_of(fresh, address))
                    sent += 1
    except (OSError, SMTPException):
        log.exception("reminders could not be sent")
    return sent


def list_people(database: Database, today: date) -> list[tuple[int, str, list[Reminder]]]:
    """Return who has an address and something due: account, address, reminders."""
    with database.reading() as session:
        rows = session.execute(
            select(Account.id, Account.login, RoleGrant.unit_id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                Account.active.is_(True),
                Account.login.contains("@"),
                RoleGrant.role.in_(ROLES),
                RoleGrant.valid_from <= today,
                or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
            )
            .order_by(Account.id)
        ).all()
        people: dict[tuple[int, str], set[int]] = {}
        for account_id, login, unit_id in rows:
            people.setdefault((account_id, login), set()).add(unit_id)
        return [
            (account_id, login, found)
            for (account_id, login), unit_ids in people.items()
            if (found := reminders(session, unit_ids, today))
        ]


def note(
    database: Database, account_id: int, found: Sequence[Reminder], now: datetime
) -> list[Reminder]:
    """Note that somebody is being told; return what nobody told them before."""
    rows = {
        (each.due.deadline.code, each.due.on): {
            "account_id": account_id,
            "deadline": each.due.deadline.code,
            "due_on": each.due.on,
            "sent_at": now,
        }
        for each in found
    }
    with database.writing() as session:
        insert = dialect_insert(session, ReportReminder).values(list(rows.values()))
        added = session.execute(
            insert.on_conflict_do_nothing().returning(
                ReportReminder.deadline, ReportReminder.due_on
            )
        )
        fresh = {(row.deadline, row.due_on) for row in added}
    return [each for each in found if (each.due.deadline.code, each.due.on) in fresh]


def words_of(found: Iterable[Reminder], address: str) -> str:
    """Return the words of a mail."""
    lines = [
        LINE.format(
            day=f"{each.due.on:%d/%m/%Y}",
            what=each.due.deadline.what,
            unit=each.unit_name,
            lead=each.lead or "–",
        )
        for each in found
    ]
    return FRAME.format(lines="\n".join(lines), address=address)
