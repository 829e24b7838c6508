"""What the small script adds: larger text, narrowing lists, the newest state, reading aloud."""

import pytest

VOICES = """speechSynthesis.getVoices = () => [{lang: "vi-VN", name: "Một giọng"}];
window.spoken = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
speechSynthesis.speak = speech => window.spoken.push([speech.text, speech.lang]);"""


def test_text_grows_and_stays_large_on_the_next_page(page, online_link, desk):
    page.goto(online_link)
    small = page.evaluate("getComputedStyle(document.body).fontSize")
    page.get_by_role("button", name="Chữ to hơn").click()
    large = page.evaluate("getComputedStyle(document.body).fontSize")
    page.goto(f"/D/{desk}")

    assert float(large[:-2]) > float(small[:-2])
    assert page.evaluate("getComputedStyle(document.body).fontSize") == large


def test_list_is_narrowed_down_without_vietnamese_marks(page, desk):
    page.goto(f"/D/{desk}")
    page.get_by_text("Ông/Bà không có mã hồ sơ?").click()
    page.get_by_label("Gõ vài chữ để tìm").fill("khai sinh")
    found = page.locator("#procedure_code option:not([value=''])").all_inner_texts()
    page.get_by_label("Gõ vài chữ để tìm").fill("")

    assert found
    assert all("khai sinh" in name.lower() for name in found)
    assert page.locator("#procedure_code option").count() > 200


def test_marks_and_the_letter_d_make_no_difference(page, desk):
    page.goto(f"/D/{desk}")
    page.get_by_text("Ông/Bà không có mã hồ sơ?").click()
    counts = []
    for typed in ("đăng ký", "dang ky", "DANG KY"):
        page.get_by_label("Gõ vài chữ để tìm").fill(typed)
        counts.append(page.locator("#procedure_code option").count())

    assert counts[0] > 1
    assert len(set(counts)) == 1


@pytest.mark.parametrize("voice", [True, False])
def test_reading_aloud_is_offered_where_there_is_a_voice(page, online_link, voice):
    if voice:
        page.add_init_script(VOICES)
    page.goto(online_link)

    assert bool(page.get_by_role("button", name="Nghe đọc").count()) == voice
    if voice:
        page.locator("#q-overall .aloud").click()
        ((text, language),) = page.evaluate("window.spoken")
        assert "hài lòng thế nào" in text
        assert "Rất không hài lòng" in text
        assert language == "vi-VN"


def test_the_browsers_back_loses_nothing(page, online_link):
    page.goto(f"{online_link}/b")
    page.locator("label:has(#overall-5)").click()
    page.get_by_role("button", name="Tiếp").click()
    page.locator("label:has(#submitted_by-family)").click()
    page.get_by_role("button", name="Tiếp").click()
    page.locator("[name=prefill]").first.wait_for()

    page.go_back()
    assert page.locator("[name=submitted_by]").count()
    page.go_back()
    page.locator("label:has(#overall-4)").click()
    page.get_by_role("button", name="Tiếp").click()

    page.locator("#submitted_by-family").wait_for()
    assert page.locator("#submitted_by-family").is_checked()


def test_reload_loses_nothing(page, online_link):
    page.goto(f"{online_link}/b")
    page.locator("label:has(#overall-5)").click()
    page.get_by_role("button", name="Tiếp").click()
    page.locator("[name=submitted_by]").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Quay lại").click()

    assert page.locator("#overall-5").is_checked()
