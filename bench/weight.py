"""Goal 5: what a phone loads to show the form, in a real browser with an empty cache."""

from bench import world
from bench.servers import serving_ours
from tests.support.browser import PHONE, running_browser

KILOBYTE = 1024


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
