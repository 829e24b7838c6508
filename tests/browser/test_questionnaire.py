"""The questionnaire on a small phone, without JavaScript."""

import pytest

#: Least side of what a finger must hit, and the widest page.
TARGET, WIDTH = 44, 360
#: Encoded bytes of the whole page, and what the script may add.
WEIGHT, SCRIPT_WEIGHT, REQUESTS = 15 * 1024, 6 * 1024, 3
SEND = "Tôi đồng ý và gửi"


def choose(phone, question, value):
    """Tap the label of an option, as a finger does."""
    phone.locator(f"label:has(#{question}-{value})").click()


def test_conditional_questions_come_and_go(phone, online_link):
    phone.goto(online_link)
    reasons = phone.locator("#q-reasons")
    assert not reasons.is_visible()

    choose(phone, "overall", 2)
    assert reasons.is_visible()

    choose(phone, "overall", 5)
    assert not reasons.is_visible()


def test_text_of_an_option_comes_with_it(phone, online_link):
    phone.goto(online_link)
    choose(phone, "overall", 1)
    assert not phone.locator("#reasons_other_text").is_visible()

    choose(phone, "reasons", "other")

    assert phone.locator("#reasons_other_text").is_visible()


def test_missing_answer_is_told_at_its_field_and_the_rest_is_kept(phone, online_link):
    phone.goto(online_link)
    choose(phone, "submitted_by", "family")
    phone.get_by_role("button", name=SEND).click()

    assert phone.get_by_role("alert").is_visible()
    assert phone.locator("#submitted_by-family").is_checked()
    question = phone.locator("#q-overall")
    assert question.locator(".error").is_visible()
    assert question.get_attribute("tabindex") == "-1" or question.locator("input").count()

    phone.get_by_role("alert").get_by_role("link").first.click()
    assert phone.url.endswith("#q-overall")
    choose(phone, "overall", 4)
    phone.get_by_role("button", name=SEND).click()
    assert phone.locator("main").get_attribute("data-state") == "counted"


def test_keyboard_alone_reaches_the_end(phone, online_link):
    phone.goto(online_link)
    phone.locator("#overall-5").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("button", name=SEND).focus()
    phone.keyboard.press("Enter")

    assert phone.locator("main").get_attribute("data-state") == "counted"


def test_other_language_keeps_what_was_chosen(phone, online_link):
    phone.goto(online_link)
    choose(phone, "overall", 3)
    choose(phone, "reasons", "late")
    phone.get_by_role("button", name="English").click()

    assert phone.locator("html").get_attribute("lang") == "en"
    assert phone.locator("#overall-3").is_checked()
    assert phone.locator("#reasons-late").is_checked()

    phone.get_by_role("button", name="I agree and send").click()
    assert phone.locator("main").get_attribute("data-state") == "counted"


def test_declining_leaves_the_link_open(phone, online_link):
    phone.goto(online_link)
    phone.locator("button[name=decline]").click()
    assert phone.url.endswith("/thanks")

    assert phone.goto(online_link).status == 200


def weights(page, address):
    """Return the encoded bytes of everything a page loads into an empty cache."""
    session = page.context.new_cdp_session(page)
    loaded = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    return loaded


def test_page_is_light(phone, online_link):
    loaded = weights(phone, online_link)

    assert 0 < len(loaded) <= REQUESTS
    assert sum(loaded) <= WEIGHT


def test_page_with_script_is_hardly_heavier(page, online_link):
    loaded = weights(page, online_link)

    assert 0 < len(loaded) <= REQUESTS
    assert sum(loaded) <= WEIGHT + SCRIPT_WEIGHT


def test_screen_of_the_stepped_form_is_light(page, online_link):
    assert sum(weights(page, f"{online_link}/b")) <= WEIGHT


@pytest.fixture
def addresses(online_link, desk):
    """One page of each kind a citizen meets."""
    stepped, kiosk = f"{online_link}/b", f"/D/{desk}/kiosk"
    return [online_link, stepped, f"/D/{desk}", kiosk, "/", "/accessibility", "/R/000000000000"]


def test_nothing_scrolls_sideways(page, addresses):
    for address in addresses:
        page.goto(address)

        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, address


def test_targets_are_large_enough_for_a_finger(page, addresses):
    for address in addresses:
        page.goto(address)

        assert page.evaluate(SMALL_TARGETS, TARGET) == [], address


#: What can be tapped and is smaller than that; a control inside its label counts as the label.
SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(each => each.type !== "hidden" && !each.matches("[aria-hidden=true], .first, p a"))
    .map(each => each.closest("label") || each)
    .filter(each => each.checkVisibility())
    .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""  # noqa: E501 - JavaScript
