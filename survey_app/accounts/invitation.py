"""Invitations by link: who holds the link sets the password, once, within three days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from survey_app.accounts.models import Account, AccountInvitation
from survey_app.accounts.service import TOKEN_BYTES, end_sessions, set_password
from survey_app.core.errors import GoneError
from survey_app.database import changed

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring

LASTS: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class InvitedCard:
    """Whose password an invitation sets."""

    account_id: int
    login: str
    name: str


def invite(session: Session, keyring: Keyring, account_id: int, now: datetime) -> str:
    """Return the token of a fresh link; an earlier one opens nothing any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    withdraw(session, account_id)
    values = {"token_mac": keyring.welcome_mac(token), "expires_at": now + LASTS}
    session.execute(insert(AccountInvitation).values(account_id=account_id, **values))
    return token


def withdraw(session: Session, account_id: int) -> None:
    """Take back the open link of an account."""
    mine = AccountInvitation.account_id == account_id
    session.execute(delete(AccountInvitation).where(mine))


def find_invited(session: Session, keyring: Keyring, token: str, now: datetime) -> InvitedCard:
    """Return whom a link invites, or raise GoneError ``invitation_over``."""
    row = session.execute(
        select(Account.id, Account.login, Account.name)
        .join(AccountInvitation, AccountInvitation.account_id == Account.id)
        .where(
            AccountInvitation.token_mac == keyring.welcome_mac(token),
            AccountInvitation.expires_at > now,
            Account.active.is_(True),
        )
    ).one_or_none()
    if row is None:
        raise GoneError("invitation_over")
    return InvitedCard(*row)


def accept(
    session: Session, keyring: Keyring, token: str, password: str, now: datetime
) -> InvitedCard:
    """Set the password of whom a link invites and use the link up."""
    invited = find_invited(session, keyring, token, now)
    used = AccountInvitation.token_mac == keyring.welcome_mac(token)
    if not changed(session, delete(AccountInvitation).where(used)):
        raise GoneError("invitation_over")
    set_password(session, invited.account_id, password)
    end_sessions(session, invited.account_id, but=b"")
    return invited
