import re

import pypdfium2
import pytest
import zxingcpp

from survey_app.core.errors import RefusedError
from survey_app.invitations.poster import poster_pdf

DESK = ("7K3M", "https://ks.haiphong.gov.vn/D/7K3M", "UBND xã Đường An", "Quầy số 2")
LONG_NAMES = (
    "7K3M",
    f"https://{'a' * 38}/D/7K3M",
    "Ủy ban nhân dân phường Nguyễn Bỉnh Khiêm – Trung tâm Phục vụ hành chính công",
    "Quầy tiếp nhận và trả kết quả số 12 (Lao động, Bảo hiểm xã hội, Giáo dục, Y tế)",
)


def words(document):
    """Return the text of the first page with its line ends as spaces."""
    return re.sub(r"\s+", " ", document[0].get_textpage().get_text_range())


@pytest.fixture(scope="module")
def poster():
    return pypdfium2.PdfDocument(poster_pdf(*DESK))


def test_is_one_a4_page(poster):
    assert len(poster) == 1
    assert [round(side / 72 * 25.4) for side in poster[0].get_size()] == [210, 297]


def test_qr_code_is_read_as_upper_case_link(poster):
    (found,) = zxingcpp.read_barcodes(poster[0].render(scale=2, grayscale=True).to_pil())

    assert found.text == "HTTPS://KS.HAIPHONG.GOV.VN/D/7K3M"


@pytest.mark.parametrize(
    "expected",
    [
        "Hôm nay Ông/Bà được phục vụ thế nào?",
        "UBND XÃ ĐƯỜNG AN",
        "hoặc vào ks.haiphong.gov.vn, nhập mã quầy 7K3M",
        "Cán bộ xử lý hồ sơ không xem được câu trả lời.",
        "Xin gọi 1022.",
        "Quầy số 2",
    ],
)
def test_says(poster, expected):
    assert expected in words(poster)


def test_says_that_data_are_samples_only_when_they_are(poster):
    sample = pypdfium2.PdfDocument(poster_pdf(*DESK, sample=True))

    assert "DỮ LIỆU MẪU" in words(sample)
    assert "DỮ LIỆU MẪU" not in words(poster)


def test_long_names_stay_on_one_page():
    document = pypdfium2.PdfDocument(poster_pdf(*LONG_NAMES))

    assert len(document) == 1
    assert "nhập mã quầy 7K3M" in words(document)


def test_same_desk_gives_same_bytes():
    assert poster_pdf(*DESK) == poster_pdf(*DESK)


def test_link_that_is_too_long_is_refused():
    with pytest.raises(RefusedError):
        poster_pdf("7K3M", f"https://{'a' * 60}/D/7K3M", "UBND xã", "Quầy")
