"""What the sample data are like: three communes of Hải Phòng with different fortunes."""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE = "31"
QUARTERS = 5


@dataclass(frozen=True, slots=True)
class Commune:
    """How one commune does."""

    code: str
    desk: str
    agency: str
    #: Cases finished in a quarter.
    cases: int
    #: Share of cases handed in online.
    online: float
    #: Share of cases that are answered.
    answering: float
    #: Share of answers that are satisfied.
    satisfied: float


#: One above the target, one below, one with too few answers to say.
COMMUNES = (
    Commune(
        "10972", "Quầy một cửa, Trung tâm Phục vụ hành chính công", "H24.10", 420, 0.62, 0.48, 0.988
    ),
    Commune(
        "11761", "Quầy một cửa, Trung tâm Phục vụ hành chính công", "H24.20", 330, 0.45, 0.40, 0.86
    ),
    Commune(
        "11689", "Quầy một cửa, Trung tâm Phục vụ hành chính công", "H24.30", 160, 0.50, 0.06, 0.93
    ),
)

#: Procedures with their share of cases; the first four are mostly handed in at the desk.
PROCEDURES = (
    ("2.000815", 24),
    ("1.001193", 14),
    ("2.000884", 10),
    ("1.004873", 9),
    ("1.000894", 7),
    ("1.004222", 7),
    ("1.004194", 6),
    ("1.000656", 5),
    ("1.001612", 5),
    ("2.000635", 5),
    ("1.010041", 4),
    ("1.013978", 4),
)

#: Shares of other answers by option; options not named here are chosen evenly.
WEIGHTS = {
    "submitted_by": {"self": 62, "family": 16, "volunteer": 9, "staff": 10, "paid": 3},
    "answered_by": {"self": 84, "family": 12, "volunteer": 3, "staff": 1},
    "punctuality": {
        "early": 22,
        "on_time": 64,
        "late_notified": 5,
        "late_silent": 4,
        "pending": 3,
        "unknown": 2,
    },
    "supplements": {"0": 74, "1": 18, "2": 5, "unknown": 3},
    "extra_cost": {"no": 93, "yes": 2, "skip": 5},
    "repeat_docs": {"no": 70, "yes": 22, "unknown": 8},
    "reupload": {"no": 52, "yes": 40, "unknown": 8},
    "prefill": {"all": 40, "part": 34, "none": 16, "wrong": 5, "unknown": 5},
    "duration": {"lt5": 28, "lt8": 30, "lt15": 24, "lt30": 10, "ge30": 5, "unknown": 3},
    "payment": {"online_ok": 40, "online_trouble": 6, "cash": 24, "free": 30},
    "problems": {
        "none": 58,
        "form_long": 10,
        "upload": 10,
        "login": 8,
        "payment": 5,
        "outage": 5,
        "signing": 4,
    },
}

COMMENTS = (
    "Cán bộ hướng dẫn nhiệt tình, tôi rất cảm ơn.",
    "Tờ khai trên mạng hơi dài, chữ nhỏ khó đọc.",
    "Mong có thêm ghế ngồi chờ và quạt mát.",
    "Tải giấy tờ lên mấy lần mới được.",
    "Nên nhắn tin khi có kết quả để đỡ phải đi lại.",
    "Tôi lớn tuổi, mong có người chỉ cách nộp trên điện thoại.",
)
COMMENTING = 0.08
#: Share of online cases judged right after submitting, too.
JUDGED_TWICE = 0.12
WITHDRAWING = 0.01
