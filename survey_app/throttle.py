"""How often something may be tried: counted per key, in memory or for all processes in Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute, parse_many
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from survey_app.core.errors import TooFastError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limits import RateLimitItem

IN_MEMORY = "memory://"
#: One form or one desk, from everybody together: a whole centre sits behind one address.
PER_CODE = [RateLimitItemPerMinute(300)]
#: One login from one address: others cannot lock an account out.
SIGN_IN = parse_many("10/5 minutes;60/hour")
#: Codes of six digits for one account, from everywhere: a guess succeeds once in 300,000.
CODES = parse_many("10/5 minutes;60/hour")


class Throttle:
    """Counts attempts; without its server each process counts by itself."""

    def __init__(self, uri: str | None = None) -> None:
        self._here = FixedWindowRateLimiter(storage_from_string(IN_MEMORY))
        self._shared = self._here
        if uri:
            self._shared = FixedWindowRateLimiter(storage_from_string(uri, wrap_exceptions=True))

    def count(self, limits: Sequence[RateLimitItem], *key: str) -> None:
        """Count one attempt; raise TooFastError with ``retry_after`` in seconds beyond a limit."""
        for limit in limits:
            if not self._hit(limit, key):
                raise TooFastError(retry_after=limit.get_expiry())

    def _hit(self, limit: RateLimitItem, key: tuple[str, ...]) -> bool:
        try:
            return self._shared.hit(limit, *key)
        except StorageError:
            return self._here.hit(limit, *key)
