"""What a citizen's browser does, over plain HTTP and from the contract alone."""

import re
from html import unescape

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def hidden_inputs(page):
    """Return the hidden inputs of the page's first POST form."""
    form = page[page.index("<form") :]
    form = form[: form.index("</form>")]
    found = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(form)]
    return {
        unescape(each["name"]): unescape(each["value"])
        for each in found
        if each.get("type") == "hidden"
    }


def open_page(client, address):
    """Open a form and return its hidden inputs."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return hidden_inputs(response.text)


def answer(client, address, **answers):
    """Open a form, fill it in and send it."""
    return client.post(address, data=open_page(client, address) | answers)


def state_of(client, receipt_address):
    """Return what the receipt page says about the answer."""
    page = client.get(receipt_address).text
    return re.search(r'<main[^>]*data-state="(\w+)"', page)[1]
