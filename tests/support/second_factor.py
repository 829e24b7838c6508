"""A telephone with an authenticator application, for whoever signs in with a code."""

import re
import time

import pyotp
from sqlalchemy import select

from survey_app.accounts.models import Account
from survey_app.accounts.second_factor import SECONDS, enrol
from survey_app.core.codes import Keyring
from survey_app.extensions import utc_now
from tests.support.settings import LINK_KEY

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SHOWN = re.compile(r'id="secret"[^>]*>([^<]+)<')


class Authenticator:
    """Shows codes of one secret; each only once, so that no test waits for the next half minute.

    The server takes the half minute before and after: three codes are good at any time.
    """

    def __init__(self, secret):
        self.secret = secret.replace(" ", "")
        self.shown = 0

    def code(self):
        """Return a code that is good now and was not shown before."""
        here = int(time.time()) // SECONDS
        self.shown = max(self.shown + 1, here - 1)
        return pyotp.TOTP(self.secret).generate_otp(self.shown)


def scan(page):
    """Return the application after scanning the enrolment page, given as text."""
    return Authenticator(SHOWN.search(page)[1])


def give_second_factor(database, login):
    """Enrol an account and return its application; as the page does, without the page."""
    authenticator = Authenticator(SECRET)
    with database.writing() as session:
        account_id = session.scalar(select(Account.id).where(Account.login == login))
        code = authenticator.code()
        enrol(session, Keyring(LINK_KEY), account_id, SECRET, code, utc_now())
    return authenticator
