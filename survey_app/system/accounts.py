"""Commands for accounts and API keys; they name units, which accounts themselves do not know."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from survey_app.accounts.policy import ROLES
from survey_app.accounts.second_factor import forget
from survey_app.accounts.service import (
    CALLS,
    DEFAULT_CALLS,
    account_of,
    create_account,
    create_key,
    disable_account,
    end_sessions,
    new_password,
    set_password,
)
from survey_app.audit.service import OPERATOR, record
from survey_app.directory.queries import get_unit
from survey_app.extensions import database, keyring, utc_now
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from datetime import datetime

cli = CommandGroup("accounts", help="Staff accounts and API keys.")


@cli.command("create")
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--unit", "unit_code", required=True, help="The role holds for this unit and below.")
@click.option("--password", help="Asked for or generated when left out.")
def create(login: str, role: str, unit_code: str, password: str | None) -> None:
    """Make an account; a generated password is printed as the last line."""
    chosen = password or ask_password()
    stored = chosen or new_password()
    with database().writing() as session:
        unit = get_unit(session, unit_code)
        create_account(session, login, stored, (role, unit.id), utc_now())
        name, given = login.strip().lower(), {"role": role}
        record(
            session,
            "accounts.create",
            actor=OPERATOR,
            unit_id=unit.id,
            subject=name,
            details=given,
        )
    if not chosen:
        click.echo(stored)


@cli.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Close the account LOGIN and sign it out everywhere; the last admin stays."""
    with database().writing() as session:
        disable_account(session, login, utc_now())
        record(session, "accounts.disable", actor=OPERATOR, subject=login.strip().lower())


@cli.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """Forget the telephone of LOGIN, which was lost, and sign it out everywhere."""
    with database().writing() as session:
        account_id = account_of(session, login)
        forget(session, account_id)
        end_sessions(session, account_id, but=b"")
        subject = login.strip().lower()
        record(session, "accounts.reset_second_factor", actor=OPERATOR, subject=subject)


@cli.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Give LOGIN a password for one sign-in, printed as the last line; it must be changed then."""
    password = new_password()
    with database().writing() as session:
        account_id = account_of(session, login)
        set_password(session, account_id, password, must_change=True)
        end_sessions(session, account_id, but=b"")
        subject = login.strip().lower()
        record(session, "accounts.reset_password", actor=OPERATOR, subject=subject)
    click.echo(password)


def ask_password() -> str:
    """Ask for a password at a terminal; empty means that one is to be generated."""
    if not sys.stdin.isatty():
        return ""
    answer: str = click.prompt(
        "Mật khẩu (Enter để tạo tự động)", hide_input=True, default="", show_default=False, err=True
    )
    return answer


@cli.command("create-key")
@click.argument("name")
@click.option("--unit", "unit_code", required=True, help="Valid for this unit and below.")
@click.option("--may", default=",".join(DEFAULT_CALLS), help=f"Of: {', '.join(CALLS)}.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it works.")
def create_api_key(name: str, unit_code: str, may: str, expires: datetime | None) -> None:
    """Make an API key and print it once, as the last line."""
    with database().writing() as session:
        unit = get_unit(session, unit_code)
        key = create_key(
            session,
            keyring(),
            name,
            unit.id,
            may=[call.strip() for call in may.split(",") if call.strip()],
            expires_on=expires.date() if expires else None,
            now=utc_now(),
        )
        given = {"may": may, "expires": str(expires.date()) if expires else None}
        record(
            session,
            "accounts.create_key",
            actor=OPERATOR,
            unit_id=unit.id,
            subject=name,
            details=given,
        )
    click.echo(key)
