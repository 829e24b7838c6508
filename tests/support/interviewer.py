"""What an interviewer does with the tablet: enrol, unlock, ask, finish; and what became of it."""

from sqlalchemy import select

from survey_app.field.models import FieldRecord

PIN = "246810"
NUMBERS = {"adults": "3", "smartphones": "2", "vneid_level2": "1"}
#: The value chosen where it is offered; the first that fits.
CHOICES = (
    "4",  # before the channel, whose value "1" is a level, too
    "helped",
    "mobile",
    "1_2",
    "1",
    "on_time",
    "self",
    "a40_59",
    "f",
)
#: A short interview: nobody used a service, so there is no private block.
SHORT = ("alone", "mobile", "0", "a40_59", "f")
MOST_SCREENS = 60


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def has(page, name):
    return page.get_by_role("button", name=name, exact=True).count() > 0


def enrol(page, url, code, login):
    """Become a device, with everything taken along and the application kept for offline."""
    page.goto(f"{url}/F/{code}")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    page.get_by_label("Gõ lại mã PIN").fill(PIN)
    press(page, "Ghi danh máy này")
    page.get_by_role("heading", name=login).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def unlock(page, url=""):
    page.goto(f"{url}/field/")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    press(page, "Mở khóa")
    page.locator("#waiting").wait_for()


def begin(page):
    press(page, "Hộ tiếp theo")
    press(page, "Bắt đầu phỏng vấn")
    press(page, "Gia đình đồng ý")


def show_slip(page, code):
    """Go on to the question that takes a slip's code, and type it."""
    while not has(page, "Gõ mã giấy hẹn"):
        go_on(page, stop_after=1)
    press(page, "Gõ mã giấy hẹn")
    page.get_by_label("Mã trên giấy hẹn", exact=False).fill(code)
    press(page, "Tiếp tục")


def go_on(page, *, stop_after=None, words="", choices=CHOICES, phone=""):
    """Answer screen after screen; return the serial once it is saved, None when stopped."""
    texts = {**NUMBERS, "feedback": words, "contact_phone": phone}
    for step in range(MOST_SCREENS):
        if step == stop_after:
            return None
        if has(page, "Xong, lưu phiếu"):
            press(page, "Xong, lưu phiếu")
            page.locator("[data-serial]").wait_for()
            return int(page.locator("[data-serial]").get_attribute("data-serial"))
        before = page.locator("h1").inner_text()
        answer(page, texts, choices)
        page.wait_for_function("old => document.querySelector('h1').innerText !== old", arg=before)
    raise AssertionError("the interview has no end")


def interview(page, **wishes):
    begin(page)
    return go_on(page, **wishes)


def answer(page, texts, choices):
    for name in ("Tôi cầm máy rồi", "Đã nhận lại máy"):
        if has(page, name):
            return press(page, name)
    if page.locator("input, textarea").count() == 0:
        for value in choices:
            choice = page.locator(f".choice:not(.many)[data-value='{value}']")
            if choice.count():
                return choice.first.click()
    box = page.locator("input:not([type=checkbox]), textarea")
    if box.count() and texts.get(box.first.get_attribute("name")):
        box.first.fill(texts[box.first.get_attribute("name")])
        for tick in page.locator("input[type=checkbox]").all():
            tick.check()
    return press(page, "Tiếp tục")


def held(database, page):
    """Return what the server holds of the only device of this tablet, by serial."""
    device = page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open('field');
          asked.onsuccess = () => {
            const all = asked.result.transaction('profiles').objectStore('profiles').getAllKeys();
            all.onsuccess = () => { asked.result.close(); done(all.result[0]); };
          };
        })"""
    )
    with database.reading() as session:
        rows = session.scalars(select(FieldRecord).order_by(FieldRecord.serial)).all()
    return [row for row in rows if str(row.device_id) == device]


def numbers(page):
    return tuple(int(page.locator(f"#{name}").inner_text()) for name in ("waiting", "sent"))
