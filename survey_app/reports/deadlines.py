"""What is due when, by Decision 1565 and the plans that carry it out; dates of 2025 come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.core.calendar import Period

SATISFACTION: Final = "satisfaction"
ANNUAL: Final = "annual_assessment"
NOVEMBER: Final = 11
#: Days before the day at which a reminder stands on the pages.
REMINDED: Final = 14

DIVISIONS: Final = ("division", "office", "team", "service_centre")
COMMUNES: Final = ("commune", "ward", "special_zone")
PROVINCES: Final = ("province", "central_city", "department")
MINISTRIES: Final = ("ministry",)

Every = Literal["year", "quarter", "month", "request"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due again and again."""

    code: str
    what: str
    sender: str
    receiver: str
    every: Every
    #: Last month and day for those of a year; the last day of the month without a day.
    month: int = 0
    day: int = 0
    #: Who prepares it unless the unit says otherwise.
    lead: str = ""
    #: Kinds of units to which it matters.
    kinds: tuple[str, ...] = ()


DEADLINES: Final = (
    Deadline(
        "R44",
        "Kết quả thực hiện của đơn vị chuyên môn",
        "Phòng, đơn vị chuyên môn",
        "UBND xã (qua Trung tâm Phục vụ hành chính công)",
        "year",
        11,
        4,
        "Phòng, đơn vị chuyên môn",
        kinds=DIVISIONS,
    ),
    Deadline(
        "R45",
        "Báo cáo của xã, phường",
        "Trung tâm Phục vụ hành chính công",
        "UBND tỉnh, thành phố (qua Sở KHCN)",
        "year",
        11,
        9,
        "Trung tâm Phục vụ hành chính công",
        kinds=COMMUNES,
    ),
    Deadline(
        "R46",
        "Kết quả đánh giá chất lượng trải nghiệm của người dùng",
        "UBND xã",
        "Sở Khoa học và Công nghệ",
        "year",
        11,
        lead="Phòng Văn hóa - Xã hội",
        kinds=COMMUNES,
    ),
    Deadline(
        "R47",
        "Đánh giá chất lượng trải nghiệm của người dùng toàn tỉnh",
        "UBND tỉnh, thành phố",
        "Bộ Khoa học và Công nghệ",
        "year",
        11,
        lead="Sở Khoa học và Công nghệ",
        kinds=PROVINCES,
    ),
    Deadline(
        "R48",
        "Thẩm định và công bố kết quả đánh giá",
        "Bộ Khoa học và Công nghệ",
        "Công khai",
        "year",
        12,
        lead="Bộ Khoa học và Công nghệ",
        kinds=MINISTRIES,
    ),
    Deadline(
        "R49",
        "Thu thập, tổng hợp và công bố ý kiến phản hồi",
        "Bộ Khoa học và Công nghệ",
        "Công khai",
        "quarter",
        lead="Bộ Khoa học và Công nghệ",
        kinds=MINISTRIES,
    ),
    Deadline(
        "R50",
        "Kết quả thực hiện trong báo cáo chuyển đổi số",
        "Bộ, ngành, UBND tỉnh",
        "Bộ Khoa học và Công nghệ",
        "month",
        lead="Sở Khoa học và Công nghệ",
        kinds=PROVINCES,
    ),
    Deadline(
        "R51",
        "Công bố kết quả đo lường tự động việc dùng dịch vụ trực tuyến",
        "Bộ Khoa học và Công nghệ",
        "Công khai",
        "month",
        lead="Bộ Khoa học và Công nghệ",
        kinds=MINISTRIES,
    ),
    Deadline(
        "R52",
        "Kiểm tra thực địa",
        "Bộ KHCN, Văn phòng Chính phủ, Bộ Công an",
        "Địa phương",
        "quarter",
        lead="Bộ Khoa học và Công nghệ",
        kinds=MINISTRIES,
    ),
    Deadline(
        "R53",
        "Báo cáo định kỳ, đột xuất",
        "UBND xã, phường",
        "UBND thành phố",
        "request",
        kinds=COMMUNES,
    ),
    Deadline(
        "R54",
        "Theo dõi, báo cáo Chủ tịch UBND",
        "Văn phòng UBND tỉnh",
        "Chủ tịch UBND",
        "request",
        kinds=PROVINCES,
    ),
    Deadline(
        "R55",
        "Điều tra xã hội học hằng năm",
        "Phòng Văn hóa - Xã hội",
        "UBND xã",
        "year",
        12,
        lead="Phòng Văn hóa - Xã hội",
        kinds=COMMUNES,
    ),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the next day on which it falls."""

    deadline: Deadline
    #: None for what comes on request.
    on: date | None
    days_left: int | None

    @property
    def soon(self) -> bool:
        """Whether it is time to remind."""
        return self.days_left is not None and self.days_left <= REMINDED


def kind_of(period: Period) -> str:
    """Return the kind of a report: of November, or of January to October, it is the annual one."""
    first, last = period.first, period.last
    whole = first.year == last.year and (first.month, first.day) == (1, 1)
    to_october = whole and (last.month, last.day) == (10, 31)
    november = period.kind == "month" and first.month == NOVEMBER
    return ANNUAL if november or to_october else SATISFACTION


def upcoming(today: date) -> list[Due]:
    """Return all deadlines by the next day they fall on; those on request last."""
    found = [due(each, today) for each in DEADLINES]
    return sorted(found, key=lambda each: (each.on or date.max, each.deadline.code))


def due(deadline: Deadline, today: date) -> Due:
    """Return when a deadline falls next, today included."""
    on = next((day for day in days_of(deadline, today.year) if day >= today), None)
    return Due(deadline, on, (on - today).days if on else None)


def days_of(deadline: Deadline, year: int) -> Iterator[date]:
    """Yield the days of a deadline from the beginning of a year, for two years."""
    months = {
        "year": (deadline.month,),
        "quarter": (3, 6, 9, 12),
        "month": range(1, 13),
        "request": (),
    }[deadline.every]
    for each in (year, year + 1):
        for month in months:
            yield date(each, month, deadline.day) if deadline.day else last_day(each, month)


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
