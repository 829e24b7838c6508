"""A campaign on the live server, a network that fails, and tablets in a real browser."""

from datetime import UTC, datetime

import pytest

from survey_app.database import Database
from tests.support.browser import PHONE
from tests.support.faulty import faulty_network
from tests.support.interviewer import enrol
from tests.support.killable import Killable
from tests.support.tablet import Field


@pytest.fixture(scope="module")
def live_database(live_server):
    database = Database(live_server.settings.database_url)
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def work(live_database):
    return Field(live_database, datetime.now(UTC))


@pytest.fixture
def network(live_server):
    with faulty_network(live_server.url) as network:
        yield network


@pytest.fixture
def killable(browser, tmp_path):
    killable = Killable(browser.browser_type, tmp_path)
    yield killable
    killable.kill()


@pytest.fixture
def tablet(browser, network, work, request):
    """A page of an enrolled tablet; it complains about nothing."""
    context, troubles = browser.new_context(locale="vi-VN", viewport=PHONE), []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    login = f"to.{abs(hash(request.node.name)) % 10**8}"
    enrol(page, network.url, work.code(login), login)
    yield page
    context.close()
    assert not troubles
