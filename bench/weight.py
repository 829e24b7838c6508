"""Goal 5: what a phone loads to show the form, in a real browser with an empty cache."""

import time

from bench import world
from bench.servers import serving_ours
from tests.support.browser import PHONE, running_browser

KILOBYTE = 1024
SLOW_PHONES = 10
#: Painted with its style, down to the button that sends; the script may still be on its way.
USABLE = """() => performance.getEntriesByName('first-contentful-paint').length
    && document.querySelector('form button:not([name])')"""
#: 400 kbit/s both ways and 400 ms for every round trip.
SLOW_NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}


def measure(report, stores, folder):
    url = stores.empty()
    database = world.prepare(url)
    links = {name: world.add_links(database, 1, n)[0] for n, name in ((1, "A"), (2, "B"))}
    database.dispose()
    with serving_ours(url, folder) as served, running_browser() as browser:
        for name, link in links.items():
            sizes = loaded(browser, f"{served.url}/R/{link.code}")
            told = ", ".join(f"{size} bytes" for size in sizes)
            report.add(
                f"form {name} over the wire", [sum(sizes) / KILOBYTE], 20, unit=" KB", remark=told
            )
            report.add(f"form {name}, requests", [len(sizes)], 3)
            slow = sorted(
                usable_after(browser, f"{served.url}/R/{link.code}") for _ in range(SLOW_PHONES)
            )
            report.add(
                f"form {name} usable on a slow phone",
                [slow[int(0.75 * SLOW_PHONES)]],
                2.5,
                unit=" s",
                remark=f"p75 of {SLOW_PHONES}: 400 kbit/s, 400 ms, processor 4 times slower",
            )


def loaded(browser, address):
    """Return the bytes of each answer, headers included, as the browser received them."""
    context = browser.new_context(viewport=PHONE)
    tab = context.new_page()
    wire = context.new_cdp_session(tab)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    tab.goto(address, wait_until="networkidle")
    if not tab.locator("input[name=overall]").count():
        raise RuntimeError(tab.content()[:2000])
    context.close()
    return sizes


def usable_after(browser, address):
    """Return the seconds until the form can be filled in, with an empty cache."""
    context = browser.new_context(viewport=PHONE)
    tab = context.new_page()
    wire = context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    started = time.monotonic()
    tab.goto(address, wait_until="commit")
    tab.wait_for_function(USABLE)
    seconds = time.monotonic() - started
    context.close()
    return seconds
