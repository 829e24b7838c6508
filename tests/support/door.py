"""Going in by the door of the console: login and password, then perhaps a code."""

import re
from functools import cache

from survey_app.accounts.service import hasher, plain

PASSWORD = "một mật khẩu đủ dài"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@cache
def password_hash():
    """Return the hash of the password, which takes long to make, made once."""
    return hasher().hash(plain(PASSWORD))


def token_of(page):
    """Return the token of the first form of a page."""
    return TOKEN.search(page.text)[1]


def fill_in(client, address, **sent):
    """Open a page and send its form."""
    return client.post(address, data={"csrf_token": token_of(client.get(address)), **sent})


def knock(client, login, password=PASSWORD, **more):
    """Send login and password."""
    return fill_in(client, "/staff/sign-in", login=login, password=password, **more)


def show_code(client, code, **more):
    """Send a code at the second step."""
    return fill_in(client, "/staff/sign-in/code", code=code, **more)
