"""Codes from an application on one's telephone, and recovery codes for the day it is lost.

Source: RFC 6238 (TOTP), as the common applications do it: SHA-1, six digits, half a minute.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

import pyotp
from sqlalchemy import delete, insert, update

from survey_app.accounts.models import RecoveryCode, SecondFactor
from survey_app.core.codes import ALPHABET, CODE_LENGTH, normalise_code
from survey_app.core.errors import RefusedError
from survey_app.database import changed
from survey_app.sealing import seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring

ISSUER: Final = "Khảo sát hài lòng"
PURPOSE: Final = "second-factor"
SECONDS: Final = 30
#: Clocks of telephones differ: one half minute to either side is taken.
TOLERATED: Final = (-1, 0, 1)
RECOVERY_CODES: Final = 10


def secret_for(keyring: Keyring, token: str) -> str:
    """Return the secret that a session may enrol: the same on every page, stored nowhere yet."""
    return b32encode(keyring.factor_secret(token)).decode()


def setup_address(secret: str, login: str) -> str:
    """Return what the QR code tells the application."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of_code(secret: str, code: str, now: datetime) -> int | None:
    """Return the half minute to which a code belongs; None when it is not one of now."""
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    typed = "".join(code.split()).encode()
    steps = [here + difference for difference in TOLERATED]
    fits = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), typed)]
    return max(fits, default=None)


def enrol(
    session: Session, keyring: Keyring, account_id: int, secret: str, code: str, now: datetime
) -> list[str]:
    """Tie an account to the secret on a telephone and return its recovery codes.

    Raises:
        RefusedError: ``wrong_code``; the application shows another one.
    """
    step = step_of_code(secret, code, now)
    if step is None:
        raise RefusedError("wrong_code")
    forget(session, account_id)
    values = {"sealed_secret": seal(keyring, PURPOSE, secret), "last_step": step}
    session.add(SecondFactor(account_id=account_id, enrolled_at=now, **values))
    return renew_recovery_codes(session, keyring, account_id)


def forget(session: Session, account_id: int) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    for table in (RecoveryCode, SecondFactor):
        session.execute(delete(table).where(table.account_id == account_id))


def renew_recovery_codes(session: Session, keyring: Keyring, account_id: int) -> list[str]:
    """Return fresh recovery codes; the earlier ones open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(map(secrets.choice, [ALPHABET] * CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    macs = [keyring.recovery_mac(account_id, code) for code in codes]
    rows = [{"code_mac": mac, "account_id": account_id} for mac in macs]
    session.execute(insert(RecoveryCode), rows)
    return codes


def take_code(
    session: Session, keyring: Keyring, account_id: int, code: str, now: datetime
) -> bool:
    """Use up a code of the application; False for a wrong one, or one that was used."""
    factor = session.get(SecondFactor, account_id)
    if factor is None:
        return False
    step = step_of_code(unseal(keyring, PURPOSE, factor.sealed_secret), code, now)
    if step is None:
        return False
    newer = (SecondFactor.account_id == account_id) & (SecondFactor.last_step < step)
    return changed(session, update(SecondFactor).where(newer).values(last_step=step))


def take_recovery_code(session: Session, keyring: Keyring, account_id: int, code: str) -> bool:
    """Use up a recovery code; False for a wrong one, or one that was used."""
    mac = keyring.recovery_mac(account_id, normalise_code(code) or "")
    mine = (RecoveryCode.account_id == account_id) & (RecoveryCode.code_mac == mac)
    return changed(session, delete(RecoveryCode).where(mine))
