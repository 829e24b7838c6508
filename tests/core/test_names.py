import pytest

from survey_app.core.names import committee_name, full_committee_name

# fmt: off
NAMES = [
    ("Xã Đường An",                "UBND xã Đường An"),
    ("Phường Hưng Đạo",            "UBND phường Hưng Đạo"),
    ("Đặc khu Cát Hải",            "UBND đặc khu Cát Hải"),
    ("Thành phố Hải Phòng",        "UBND thành phố Hải Phòng"),
    ("Phòng Văn hóa - Xã hội",     "Phòng Văn hóa - Xã hội"),
]
# fmt: on


@pytest.mark.parametrize(("unit", "committee"), NAMES)
def test_committee_name(unit, committee):
    assert committee_name(unit) == committee


def test_full_committee_name():
    assert full_committee_name("Xã Đường An") == "Ủy ban nhân dân xã Đường An"
