"""Columns of a cases file: which field each spelling means, and which ones are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from survey_app.core.errors import UnreadableFileError
from survey_app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

MOMENTS: Final = (
    "signed_in_at",
    "submitted_at",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
)
CONTACTS: Final = ("phone", "email")

#: Provincial header to field; the field's own name is its English header.
PROVINCIAL: Final = {
    "MaHoSo": "case_id",
    "MaTTHC": "procedure_code",
    "DonViXuLy": "handling_unit",
    "NoiNopHoSo": "receiving_unit",
    "KenhThucHien": "channel",
    "LoaiDoiTuong": "applicant_kind",
    "NgayDangNhap": "signed_in_at",
    "NgayNopHoSo": "submitted_at",
    "NgayTiepNhan": "received_at",
    "NgayHenTra": "due_at",
    "NgayKetThucXuLy": "finished_at",
    "NgayTra": "returned_at",
    "TrangThaiHoSo": "status",
}
#: Never taken, whoever asks: they tell who the applicant is.
REFUSED: Final = ("ChuHoSo", "HoTen", "TenNguoiNop", "DiaChi", "CCCD", "CMND", "SoGiayTo")
#: Taken only on request, sealed, for sending a link.
CONTACT_COLUMNS: Final = {"SoDienThoai": "phone", "DienThoai": "phone", "Email": "email"}

NEEDED: Final = ("case_id", "handling_unit")
#: What `Columns` says of a column that must not be there.
FORBIDDEN: Final = "!"
IGNORED: Final = ""


def spelling(name: str) -> str:
    """Return a column name without case, marks, spaces and signs."""
    return "".join(char for char in fold(name) if char.isalnum())


_FIELDS: Final = (
    {spelling(header): field for header, field in PROVINCIAL.items()}
    | {spelling(field): field for field in PROVINCIAL.values()}
    | dict.fromkeys(map(spelling, REFUSED), FORBIDDEN)
)
_CONTACTS: Final = {spelling(header): field for header, field in CONTACT_COLUMNS.items()}
_NO_CONTACTS: Final = dict.fromkeys(_CONTACTS, FORBIDDEN)
#: Spellings remembered; files have few, calls may send any number.
_MOST = 10_000


class Columns(dict[str, str]):
    """Spelling to field, IGNORED or FORBIDDEN; worked out when a spelling is first seen."""

    def __init__(self, *, with_contacts: bool) -> None:
        super().__init__()
        self._fields = _FIELDS | (_CONTACTS if with_contacts else _NO_CONTACTS)

    def __missing__(self, name: str) -> str:
        """Look at a spelling when it is first seen."""
        if len(self) >= _MOST:
            self.clear()
        field = self[name] = self._fields.get(spelling(name), IGNORED)
        return field

    def check(self, names: Iterable[str]) -> None:
        """Refuse a file by its columns.

        Raises:
            UnreadableFileError: ``refused_columns``, or ``missing_columns``.
        """
        names = list(names)
        refused = [name for name in names if self[name] == FORBIDDEN]
        if refused:
            raise UnreadableFileError("refused_columns", columns=", ".join(refused))
        fields = {self[name] for name in names}
        missing = [
            header
            for header, field in PROVINCIAL.items()
            if field in NEEDED and field not in fields
        ]
        if missing:
            raise UnreadableFileError("missing_columns", columns=", ".join(missing))

    def check_header(self, header: list[str]) -> None:
        """Refuse a file by its header row.

        Raises:
            UnreadableFileError: as `check`, or ``repeated_columns`` when two
                columns mean one field.
        """
        self.check(header)
        fields = [self[name] for name in header]
        repeated = [
            name
            for name, field in zip(header, fields, strict=True)
            if field != IGNORED and fields.count(field) > 1
        ]
        if repeated:
            raise UnreadableFileError("repeated_columns", columns=", ".join(repeated))

    def suit(self, header: list[str]) -> bool:
        """Tell whether a header is one of a cases file."""
        return set(NEEDED) <= {self[name] for name in header}
