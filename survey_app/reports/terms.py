"""Words of reports about what stands beside the rates; Vietnamese in every file."""

from __future__ import annotations

from typing import Any, Final

CRITERIA: Final = {
    "c1": "Biểu mẫu điện tử điền sẵn thông tin",
    "c2": "Thời gian từ đăng nhập đến nộp hồ sơ (phút)",
    "c3": "Thời gian giải quyết trực tuyến ngắn hơn trực tiếp",
    "c4": "Hài lòng khi sử dụng dịch vụ công trực tuyến",
}
SOURCES: Final = {
    "c1": "danh mục biểu mẫu, sổ hồ sơ",
    "c2": "sổ hồ sơ",
    "c3": "sổ hồ sơ",
    "c4": "khảo sát này",
}
#: Why there is no figure.
REASONS: Final = {
    "not_imported": "chưa nhập danh mục biểu mẫu",
    "no_cases": "không có hồ sơ trực tuyến",
    "no_times": "sổ hồ sơ chưa có giờ",
    "no_comparison": "chưa thủ tục nào có từ 10 hồ sơ mỗi cách",
    "no_answers": "chưa có phiếu",
}
UNKNOWN: Final = "chưa có số liệu"
EXPLANATIONS: Final = {
    "not_imported": "Chưa nhập số liệu của bộ chỉ số 766 nên chưa so sánh được.",
    "official_is_on_time": "Số liệu của bộ chỉ số 766 bằng tỷ lệ hồ sơ đúng hạn: số đó cho biết cơ"
    " quan có đúng hẹn hay không, không cho biết người dân đánh giá thế nào.",
    "no_survey": "Chưa có phiếu để so sánh với bộ chỉ số 766.",
    "alike": "Kết quả khảo sát và bộ chỉ số 766 chênh nhau không quá một điểm phần trăm.",
    "differs": "Kết quả khảo sát và bộ chỉ số 766 chênh nhau hơn một điểm phần trăm: bộ chỉ số tính"
    " theo phản ánh, kiến nghị và thời hạn, còn khảo sát hỏi trực tiếp người dân.",
}
EXCLUDED: Final = {
    "withdrawn": "người trả lời rút lại",
    "superseded": "được thay bằng lần trả lời sau",
    "quarantined": "tạm gác để kiểm tra",
}
WAYS: Final = {"online": "Trực tuyến", "other": "Trực tiếp, bưu chính", "all": "Tất cả"}


def asked_of(found: dict[str, Any], way: str) -> dict[str, int]:
    """Return the finished cases of one way of submitting, or of all."""
    if way != "other":
        return dict(found[way])
    return {name: found["all"][name] - found["online"][name] for name in found["all"]}
