"""The words for errors about accounts, roles and passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNTS: Final[Mapping[str, Any]] = {
    "invitation_over": _l(
        "This link was used already, has been replaced, or is older than three days. Please ask"
        " your administrator for another one."
    ),
    "own_rights": _l("Nobody changes their own rights. Please ask another administrator."),
    "grants_elsewhere": _l(
        "This account works for units outside yours, too. Only an administrator of all of them"
        " can do this."
    ),
    "grant_too_high": _l("This role is given only at a province or above."),
    "bad_grant": _l("The last day lies before the first one."),
    "unknown_grant": _l("There is no such role of this account, or you may not see it."),
    "wrong_code": _l("This code is not right. Please wait for the next one."),
    "unknown_account": _l("There is no account “%(login)s”."),
    "last_admin": _l("This is the last administrator. Please make another one first."),
    "common_password": _l(
        "Many people would guess this password. Please take words that only you put together."
    ),
    "provider_failed": _l(
        "Signing in at your organisation did not succeed. Please try once more, or sign in with a"
        " local account."
    ),
}
