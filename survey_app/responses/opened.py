"""Links whose page was opened a moment ago, so that what is sent from it need not look them up.

Only what never changes of a link is used from here; how it stands is read under the lock of its
case before anything is stored. Another process, or a page left open for long, looks it up again.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_app.invitations.queries import LinkCard

MOST = 1000


class OpenedLinks:
    """The links of the last pages, each to be taken once."""

    def __init__(self) -> None:
        self._links: dict[str, LinkCard] = {}
        self._lock = Lock()

    def remember(self, code: str, link: LinkCard) -> None:
        """Keep a link in place of the one opened longest ago."""
        with self._lock:
            self._links[code] = link
            if len(self._links) > MOST:
                del self._links[next(iter(self._links))]

    def take(self, code: str) -> LinkCard | None:
        """Return a link that was opened lately and forget it; None for any other."""
        with self._lock:
            return self._links.pop(code, None)
