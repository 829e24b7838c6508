"""Commands for sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, RefusedError
from survey_app.demo.queries import first_desk, is_demo, open_link_nonce
from survey_app.demo.service import ACCOUNTS, Scene, demo_password, load
from survey_app.demo.world import COMMUNES
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.invitations.service import address, desk_address
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from datetime import datetime

cli = CommandGroup("demo", help="Sample data to try things out.")


@cli.command("load")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day; default today.")
@click.option("--scale", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--seed", type=int, default=1565, show_default=True)
@click.option("--if-allowed", is_flag=True, help="Do nothing where sample data may not be loaded.")
def load_demo(until: datetime | None, scale: int, seed: int, *, if_allowed: bool) -> None:
    """Load sample data into an empty register; refused in production."""
    scene = Scene(until=until.date() if until else local_day(utc_now()), scale=scale, seed=seed)
    try:
        refuse_in_production()
        load(database(), keyring(), scene, demo_password(settings().secret_key))
    except (ConflictError, RefusedError):
        if not if_allowed:
            raise


def refuse_in_production() -> None:
    """Raise RefusedError where real answers are expected."""
    if settings().production:
        raise RefusedError("demo_in_production")


@cli.command("show")
def show() -> None:
    """Print addresses to try and the sample accounts."""
    base, unit_code = settings().base_url, COMMUNES[0].code
    click.echo(f"Trang chủ:             {base}/")
    with database().reading() as session:
        if not is_demo(session):
            return
        desk = first_desk(session, unit_code)
        nonce = open_link_nonce(session, unit_code, utc_now())
    if desk:
        click.echo(f"Mã QR tại quầy:        {desk_address(base, desk)}")
    if nonce:
        click.echo(f"Phiếu chưa trả lời:    {address(base, keyring().code(nonce))}")
    click.echo(f"Trang cán bộ:          {base}/staff/")
    password = demo_password(settings().secret_key)
    for login, role, code in ACCOUNTS:
        click.echo(f"Tài khoản mẫu ({role}, {code}): {login} / {password}")
