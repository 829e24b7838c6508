"""Sending the forms of a staff page as a browser does."""

import re
from html import unescape

FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")
SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN = re.compile(r'<option\b[^>]*\bselected\b[^>]*\bvalue="([^"]*)"')
AREA = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TICKED = ("checkbox", "radio")


def form_of(page, ending):
    """Return the address and the controls of the form whose address ends so."""
    address, body = next(each for each in FORM.findall(page) if each[0].endswith(ending))
    inputs = [(tag, dict(ATTRIBUTE.findall(tag))) for tag in INPUT.findall(body)]
    values = {
        each["name"]: each.get("value", "")
        for tag, each in inputs
        if "name" in each and (each.get("type") not in TICKED or " checked" in tag)
    }
    values |= {name: (CHOSEN.findall(options) or [""])[0] for name, options in SELECT.findall(body)}
    values |= dict(AREA.findall(body))
    return unescape(address), {name: unescape(value) for name, value in values.items()}


def send(client, page, ending, **changes):
    """Fill in a form of a page and send it; "a__b" stands for the control "a-b"."""
    address, values = form_of(page, ending)
    given = {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address, data=values | given)
