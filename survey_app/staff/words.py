"""What people read for roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLE_WORDS: Final[Mapping[str, Any]] = {
    "interviewer": _l("Interviewer"),
    "desk": _l("One-stop desk"),
    "analyst": _l("Figures and cases"),
    "followup": _l("Replies to comments"),
    "leader": _l("Leader"),
    "province": _l("Provincial department"),
    "ministry": _l("Ministry"),
    "security": _l("Security"),
    "admin": _l("Administrator"),
}
