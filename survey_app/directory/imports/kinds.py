"""Kinds of units, and how lists spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from survey_app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

#: English identifier to the Vietnamese words for it.
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("trung ương", "cả nước"),
    "ministry": ("bộ", "bộ ngành"),
    "province": ("tỉnh",),
    "central_city": ("thành phố", "thành phố trực thuộc trung ương"),
    "district": ("huyện", "quận", "thị xã"),
    "commune": ("xã",),
    "ward": ("phường",),
    "special_zone": ("đặc khu",),
    "peoples_committee": ("ủy ban nhân dân", "ubnd"),
    "department": ("sở", "ban", "ngành", "cục"),
    "branch": ("chi nhánh", "chi cục"),
    "division": ("phòng", "phòng ban", "phòng chuyên môn"),
    "office": ("văn phòng",),
    "service_centre": ("trung tâm", "trung tâm phục vụ hành chính công", "bộ phận một cửa"),
    "team": ("tổ", "đội"),
    "hamlet": ("thôn", "tổ dân phố"),
    "other": ("khác",),
}


def spellings() -> dict[str, str]:
    """Return every spelling of a kind, folded, with the kind it stands for."""
    found: dict[str, str] = {}
    for kind, words in WORDS.items():
        for word in (kind, kind.replace("_", " "), kind.replace("_", "-"), *words):
            found[fold(word)] = kind
    return found | {"service center": "service_centre", "service_center": "service_centre"}


#: How many digits the statistics office gives a code; spreadsheets drop leading zeros.
CODE_LENGTH: Final[Mapping[str, int]] = {
    "province": 2,
    "central_city": 2,
    "commune": 5,
    "ward": 5,
    "special_zone": 5,
}
KINDS: Final = spellings()
