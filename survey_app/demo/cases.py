"""Sample cases, told in the way a provincial system tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from survey_app.core.calendar import VIETNAM, Period
from survey_app.demo.world import COMMUNES, PROCEDURES, QUARTERS, Commune

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

OFFICE_OPENS = 8
OFFICE_MINUTES = 9 * 60
LONGEST_WORK = 12
TIMES = "%Y%m%d%H%M%S"
DESK, ONLINE, POST = 1, 2, 3
RETURNED, REFUSED = 10, 3


@dataclass(frozen=True, slots=True)
class SampleCase:
    """One finished case."""

    case_id: str
    commune: Commune
    procedure_code: str
    channel: int
    applicant_kind: int
    submitted_at: datetime
    due_at: datetime
    finished_at: datetime
    status: int

    def row(self) -> dict[str, str]:
        """Return the case under the headers of a provincial file."""
        return {
            "MaHoSo": self.case_id,
            "MaTTHC": self.procedure_code,
            "DonViXuLy": self.commune.code,
            "NoiNopHoSo": self.commune.code,
            "KenhThucHien": str(self.channel),
            "LoaiDoiTuong": str(self.applicant_kind),
            "NgayDangNhap": told(self.submitted_at - timedelta(minutes=6))
            if self.channel == ONLINE
            else "",
            "NgayNopHoSo": told(self.submitted_at),
            "NgayTiepNhan": told(self.submitted_at + timedelta(minutes=30)),
            "NgayHenTra": told(self.due_at),
            "NgayKetThucXuLy": told(self.finished_at),
            "NgayTra": told(self.finished_at),
            "TrangThaiHoSo": str(self.status),
        }


def told(moment: datetime) -> str:
    """Return a moment as provincial systems write it."""
    return moment.astimezone(VIETNAM).strftime(TIMES)


def sample_cases(random: Random, until: date, scale: int) -> Iterator[SampleCase]:
    """Yield the cases of all communes over five quarters, the last one up to a day."""
    serials: dict[tuple[str, date], int] = {}
    for period in quarters(until):
        last = min(period.last, until - timedelta(days=1))
        days = [period.first + timedelta(n) for n in range((last - period.first).days + 1)]
        share = len(days) / ((period.last - period.first).days + 1)
        for commune in COMMUNES if days else ():
            for _number in range(round(commune.cases * scale * share)):
                yield sample_case(random, commune, random.choice(days), serials)


def quarters(until: date) -> list[Period]:
    """Return the last quarters, the oldest first."""
    periods = [Period.quarter_of(until)]
    while len(periods) < QUARTERS:
        periods.append(periods[-1].previous())
    return periods[::-1]


def sample_case(
    random: Random, commune: Commune, finished_on: date, serials: dict[tuple[str, date], int]
) -> SampleCase:
    """Return one case that was finished on a day."""
    finished = in_office(random, finished_on)
    submitted = in_office(random, finished_on - timedelta(days=random.randint(0, LONGEST_WORK)))
    submitted = min(submitted, finished - timedelta(hours=1))
    day = submitted.astimezone(VIETNAM).date()
    key = commune.code, day
    serials[key] = serials.get(key, 0) + 1
    channel = (
        ONLINE if random.random() < commune.online else random.choice((DESK, DESK, DESK, POST))
    )
    return SampleCase(
        case_id=f"{commune.agency}-{day:%y%m%d}-{serials[key]:04}",
        commune=commune,
        procedure_code=random.choices(*zip(*PROCEDURES, strict=True))[0],
        channel=channel,
        applicant_kind=random.choices((1, 2, 4), (90, 8, 2))[0],
        submitted_at=submitted,
        due_at=submitted + timedelta(days=random.randint(3, LONGEST_WORK)),
        finished_at=finished,
        status=random.choices((RETURNED, REFUSED), (97, 3))[0],
    )


def in_office(random: Random, day: date) -> datetime:
    """Return a moment of a day within office hours."""
    opening = datetime.combine(day, time(OFFICE_OPENS), VIETNAM)
    return opening + timedelta(minutes=random.randrange(OFFICE_MINUTES))
