"""Campaigns, who goes where, and whose tablet is whose."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.service import create_account, new_password
from survey_app.core.codes import ALPHABET
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.sampling import quotas, sample_size
from survey_app.core.statistics import smallest_met
from survey_app.database import add_rows
from survey_app.directory.models import Setting
from survey_app.field.envelope import new_campaign_key, read_point
from survey_app.field.holding import VERIFIED_BACKUP
from survey_app.field.households import forget_households
from survey_app.field.models import Assignment, Campaign, CampaignHamlet, Device, Enrolment
from survey_app.field.queries import find_device, find_enrolment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.field.queries import DeviceCard

#: An enrolment code is shown and scanned; nobody keeps it.
ENROLMENT_VALID = timedelta(minutes=30)
CODE_LENGTH = 12
LONGEST_NAME = 100
INTERVIEWER = "interviewer"
TARGET_PERCENT = 95
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What an analyst decides before a campaign begins."""

    name: str
    unit_id: int
    version_id: int
    first_day: date
    last_day: date
    #: Hamlets with their numbers of households.
    hamlets: Sequence[tuple[str, int]]
    #: 0 lets the formula decide.
    size: int = 0
    instruction: str = ""


def start_campaign(
    session: Session, keyring: Keyring, plan: CampaignPlan, now: datetime
) -> uuid.UUID:
    """Make a campaign with its key and the quotas of its hamlets."""
    names = [name for name, _households in plan.hamlets]
    if not names or len(set(names)) != len(names) or plan.last_day < plan.first_day:
        raise RefusedError("bad_campaign")
    households = [count for _name, count in plan.hamlets]
    size = plan.size or sample_size(sum(households))
    public_key, sealed_key = new_campaign_key(keyring)
    campaign = Campaign(
        id=uuid.uuid4(),
        unit_id=plan.unit_id,
        version_id=plan.version_id,
        name=plan.name,
        instruction=plan.instruction,
        first_day=plan.first_day,
        last_day=plan.last_day,
        sample_size=size,
        public_key=public_key,
        sealed_key=sealed_key,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    rows = zip(plan.hamlets, quotas(households, size), strict=True)
    for (name, count), quota in rows:
        row = {"campaign_id": campaign.id, "name": name, "households": count, "quota": quota}
        add_rows(session, CampaignHamlet, row)
    return campaign.id


def close_campaign(session: Session, campaign_id: uuid.UUID, now: datetime) -> None:
    """Send nobody out any more and forget where households live; what tablets bring is taken in."""
    session.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.closed_at.is_(None))
        .values(closed_at=now)
    )
    forget_households(session, campaign_id)


def assign(session: Session, hamlet_id: int, account_id: int) -> None:
    """Send an interviewer to a hamlet; again changes nothing."""
    known = session.scalar(
        select(Assignment.id).where(
            Assignment.hamlet_id == hamlet_id, Assignment.account_id == account_id
        )
    )
    if known is None:
        session.execute(insert(Assignment).values(hamlet_id=hamlet_id, account_id=account_id))


def add_interviewer(session: Session, login: str, unit_id: int, now: datetime) -> int:
    """Make the account of an interviewer; it needs no password that anybody knows."""
    return create_account(session, login, new_password(), (INTERVIEWER, unit_id), now)


# --- devices -------------------------------------------------------------------------------------


def issue_enrolment(session: Session, keyring: Keyring, account_id: int, now: datetime) -> str:
    """Return a code that makes one tablet a device of this interviewer; only its hash is kept."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    session.execute(
        insert(Enrolment).values(
            code_mac=enrolment_mac(keyring, code),
            account_id=account_id,
            expires_at=now + ENROLMENT_VALID,
        )
    )
    return code


def enrolment_mac(keyring: Keyring, code: str) -> bytes:
    """Return the hash by which an enrolment code is found."""
    return keyring.code_mac(f"enrolment {code}")


def enrol(
    session: Session, keyring: Keyring, code: str, device: tuple[str, bytes], now: datetime
) -> DeviceCard:
    """Make a device of (name, public key) and use the code up.

    Raises NotFoundError for a code that is wrong, used or too old.
    """
    name, public_key = device
    read_point(public_key)
    code_mac = enrolment_mac(keyring, code)
    account_id = find_enrolment(session, code_mac, now)
    if account_id is None:
        raise NotFoundError("unknown_enrolment")
    used = session.execute(
        update(Enrolment)
        .where(Enrolment.code_mac == code_mac, Enrolment.used_at.is_(None))
        .values(used_at=now)
        .returning(Enrolment.account_id)
    ).all()
    if not used:
        raise NotFoundError("unknown_enrolment")
    device_id = uuid.uuid4()
    row = {
        "id": device_id,
        "account_id": account_id,
        "name": name[:LONGEST_NAME],
        "public_key": public_key,
        "enrolled_at": now,
        "last_seen_at": now,
        "announced": 0,
    }
    add_rows(session, Device, row)
    return get_device(session, device_id)


def get_device(session: Session, device_id: uuid.UUID) -> DeviceCard:
    """Return a device, or raise NotFoundError."""
    found = find_device(session, device_id)
    if found is None:
        raise NotFoundError("unknown_device")
    return found


def revoke(session: Session, device_id: uuid.UUID, now: datetime) -> None:
    """Trust a device no longer; what it still brings is kept apart."""
    session.execute(
        update(Device)
        .where(Device.id == device_id, Device.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def interviewer(session: Session, login: str, unit_id: int, now: datetime) -> int:
    """Return the account of an interviewer of a unit, made when the login is new.

    Raises RefusedError when the login belongs to somebody who does not go out for this unit.
    """
    known = session.execute(
        select(Account.id, RoleGrant.id)
        .outerjoin(
            RoleGrant,
            (RoleGrant.account_id == Account.id)
            & (RoleGrant.role == INTERVIEWER)
            & (RoleGrant.unit_id == unit_id),
        )
        .where(Account.login == login)
    ).first()
    if known is None:
        return add_interviewer(session, login, unit_id, now)
    if known[1] is None:
        raise RefusedError("no_interviewer", login=login[:100])
    return int(known[0])


def check_device(session: Session, device_id: uuid.UUID, campaign_id: uuid.UUID) -> None:
    """Raise NotFoundError for a device of nobody who goes out for this campaign."""
    found = session.scalar(
        select(Device.id)
        .join(Assignment, Assignment.account_id == Device.account_id)
        .join(CampaignHamlet, CampaignHamlet.id == Assignment.hamlet_id)
        .where(Device.id == device_id, CampaignHamlet.campaign_id == campaign_id)
        .limit(1)
    )
    if found is None:
        raise NotFoundError("unknown_device")


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """How many households of so many, and what they can prove about the target."""

    households: int
    size: int
    #: Fewest satisfied that prove 95 %; None when even all of them do not.
    proof: int | None


def sample_plan(typed: str) -> SamplePlan | None:
    """Return the plan for a typed number of households; None for what is none."""
    plain = typed.strip().replace(".", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > LONGEST_NUMBER:
        return None
    size = sample_size(int(plain))
    return SamplePlan(int(plain), size, smallest_met(size, TARGET_PERCENT) if size else None)


def note_verified_backup(session: Session, began_at: datetime) -> None:
    """Note when the newest backup began that was restored and compared."""
    session.merge(Setting(name=VERIFIED_BACKUP, value=began_at.isoformat()))
