"""From the poster on the wall to the receipt on the phone."""

import pypdfium2
import zxingcpp


def read_poster(path):
    """Return what a phone's camera reads off the poster."""
    image = pypdfium2.PdfDocument(path)[0].render(scale=2, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(image)
    return found.text


def test_poster_leads_to_the_receipt(phone, operator, desk, case_numbers, tmp_path):
    case_id = operator.add_case(next(case_numbers), channel=1)
    operator.flask("invitations", "poster", desk, "--out", str(tmp_path / "poster.pdf"))

    link = read_poster(tmp_path / "poster.pdf")
    assert link == f"{operator.server.url}/D/{desk}".upper()

    phone.goto(link)
    phone.get_by_label("Mã hồ sơ", exact=False).fill(case_id)
    phone.get_by_role("button", name="Tiếp tục").click()
    phone.locator("#q-overall").get_by_text("Hài lòng", exact=True).click()
    phone.get_by_role("button", name="Tôi đồng ý và gửi").click()
    phone.wait_for_url("**/P/*")

    assert phone.locator("main").get_attribute("data-state") == "counted"
    receipt = phone.url.rpartition("/")[2].partition("?")[0]
    assert phone.locator(".code.big").inner_text().replace("-", "") == receipt


def test_case_that_is_not_finished_is_told_at_the_field(phone, operator, desk, case_numbers):
    case_id = operator.add_case(next(case_numbers), channel=1, done=False)

    phone.goto(f"/D/{desk}")
    field = phone.get_by_label("Mã hồ sơ", exact=False)
    field.fill(case_id)
    phone.get_by_role("button", name="Tiếp tục").click()

    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == case_id
    assert phone.get_by_role("alert").is_visible()


def test_withdrawing_and_answering_again_need_no_script(phone, online_link):
    phone.goto(online_link)
    phone.locator("#q-overall").get_by_text("Rất không hài lòng", exact=True).click()
    phone.get_by_role("button", name="Tôi đồng ý và gửi").click()
    phone.wait_for_url("**/P/*")
    first = phone.url

    phone.get_by_role("button", name="Rút phiếu và trả lời lại").click()
    phone.locator("#q-overall").get_by_text("Rất hài lòng", exact=True).click()
    phone.get_by_role("button", name="Tôi đồng ý và gửi").click()
    phone.wait_for_url("**/P/*")

    assert phone.locator("main").get_attribute("data-state") == "counted"
    phone.goto(first)
    assert phone.locator("main").get_attribute("data-state") == "superseded"
