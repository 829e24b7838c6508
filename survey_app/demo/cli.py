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

    from sqlalchemy.orm import Session

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
    """Print addresses to try and, where there are sample data, the sample accounts."""
    base = settings().base_url
    click.echo(f"Trang chủ:           {base}/")
    click.echo(f"Trang cán bộ:        {base}/staff/")
    with database().reading() as session:
        if is_demo(session):
            show_samples(session, base)


def show_samples(session: Session, base: str) -> None:
    """Print a desk, a link that nobody has answered, and the accounts."""
    unit_code = COMMUNES[0].code
    desk = first_desk(session, unit_code)
    nonce = open_link_nonce(session, unit_code, utc_now())
    if desk:
        click.echo(f"Mã QR tại quầy:      {desk_address(base, desk)}")
    if nonce:
        click.echo(f"Phiếu chưa trả lời:  {address(base, keyring().code(nonce))}")
    password = demo_password(settings().secret_key)
    click.echo(
        "Tài khoản mẫu chỉ cần mật khẩu; tài khoản thật có quyền cao cần thêm mã từ điện thoại."
    )
    for login, role, code in ACCOUNTS:
        click.echo(f"Tài khoản mẫu:       {login} / {password}  ({role}, {code})")
