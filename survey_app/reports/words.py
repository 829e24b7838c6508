"""Words of the report pages."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

STATE_WORDS: Final = {
    "draft": _l("Being prepared"),
    "submitted": _l("Submitted"),
    "returned": _l("Returned"),
    "accepted": _l("Accepted"),
    "published": _l("Published"),
}
#: What the buttons say.
DEED_WORDS: Final = {
    "submitted": _l("Submit"),
    "returned": _l("Return with a comment"),
    "accepted": _l("Accept"),
    "published": _l("Publish the report"),
}
KIND_WORDS: Final = {
    "satisfaction": _l("Satisfaction report"),
    "annual_assessment": _l("Annual assessment"),
}
