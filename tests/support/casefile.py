"""A cases file as a provincial system writes it: its own headers, times without zone."""

import csv
from datetime import timedelta

UNITS = {"10972": "H24.10", "11761": "H24.20", "11689": "H24.30"}
PROCEDURES = ("2.000815", "1.001193", "2.000884", "1.004873", "1.000894")
FINISHED, IN_WORK = "10", "4"
HEADERS = (
    "STT",
    "MaHoSo",
    "MaTTHC",
    "DonViXuLy",
    "NoiNopHoSo",
    "KenhThucHien",
    "LoaiDoiTuong",
    "NgayDangNhap",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "TrangThaiHoSo",
)


def case_id(number, *, now, unit="10972"):
    """Return the case ID that stands in the row of this number."""
    day = (now - timedelta(days=5)).strftime("%y%m%d")
    return f"{UNITS[unit]}-{day}-{number:04}"


def row(number, *, now):
    """Return one row: online when the number is even, finished unless it ends in 9."""
    unit = list(UNITS)[number % len(UNITS)]
    done = number % 10 != 9
    times = {days: (now - timedelta(days=days)).strftime("%Y%m%d%H%M%S") for days in range(-5, 6)}
    return {
        "STT": str(number),
        "MaHoSo": case_id(number, now=now, unit=unit),
        "MaTTHC": PROCEDURES[number % len(PROCEDURES)],
        "DonViXuLy": unit,
        "NoiNopHoSo": unit,
        "KenhThucHien": "2" if number % 2 == 0 else "1",
        "LoaiDoiTuong": "1",
        "NgayDangNhap": times[5] if number % 2 == 0 else "",
        "NgayNopHoSo": times[5],
        "NgayTiepNhan": times[4],
        "NgayHenTra": times[-2],
        "NgayKetThucXuLy": times[1] if done else "",
        "NgayTra": times[1] if done else "",
        "TrangThaiHoSo": FINISHED if done else IN_WORK,
    }


def write_cases(path, count, *, now):
    """Write a CSV of that many cases, as a spreadsheet program saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADERS)
        writer.writeheader()
        writer.writerows(row(number, now=now) for number in range(count))
    return path
