"""Names of bodies as they are written in Vietnamese."""

from __future__ import annotations

from typing import Final

#: Administrative units by the first word of their name; a People's Committee acts for each.
ADMINISTRATIVE: Final = ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố ")


def committee_name(unit_name: str) -> str:
    """Return who acts for a unit: "Xã Đường An" gives "UBND xã Đường An".

    Divisions and service centres act under their own name.
    """
    if not unit_name.startswith(ADMINISTRATIVE):
        return unit_name
    return f"UBND {unit_name[0].lower()}{unit_name[1:]}"


def full_committee_name(unit_name: str) -> str:
    """Return the name without abbreviation, as it stands on a poster."""
    return committee_name(unit_name).replace("UBND ", "Ủy ban nhân dân ", 1)
