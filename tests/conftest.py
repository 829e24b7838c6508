"""What every test may ask for; the work is done in tests/support.

``database``, ``settings``, ``app``, ``client``, ``runner`` come once per engine. A test for which
one engine is enough says ``@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)``.
"""

import os

import hypothesis
import pytest

from survey_app import create_app
from survey_app.database import Database
from tests.support.browser import PHONE, running_browser
from tests.support.databases import PostgresqlDatabases, SqliteDatabases
from tests.support.html import JudgingClient
from tests.support.postgres import running_server
from tests.support.server import free_port, serving
from tests.support.settings import NOW, make_settings

# A busy machine is no failure; where a verdict depends on it, the same examples come every time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suite")

IN_BROWSER = {"browser", "page", "live_server"}


def pytest_collection_modifyitems(items):
    """Keep what shares the browser and the live server in one worker."""
    for item in items:
        if IN_BROWSER.intersection(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def now():
    """One moment for all: 15 September 2026, ten o'clock in Vietnam."""
    return NOW


# --- databases ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgres_server():
    """A real PostgreSQL server, one for each worker; gone at the end."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_databases(postgres_server):
    return PostgresqlDatabases(postgres_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request):
    return request.param


@pytest.fixture
def databases(dialect, request):
    """Where databases of this engine come from: ``empty()``, ``migrated()``, ``drop(url)``."""
    return request.getfixturevalue(f"{dialect}_databases")


@pytest.fixture
def empty_url(databases):
    """The address of a database without any table."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(databases):
    """The address of a migrated database with what ships."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.dispose()


# --- the application ----------------------------------------------------------------------------


@pytest.fixture
def settings(database_url):
    return make_settings(database_url)


@pytest.fixture
def app(settings):
    app = create_app(settings)
    app.test_client_class = JudgingClient
    yield app
    app.extensions["survey_database"].dispose()


@pytest.fixture
def client(app):
    """A client that also judges every page (tests/support/html.py)."""
    return app.test_client()


@pytest.fixture
def runner(app):
    return app.test_cli_runner()


# --- the real server and a real browser ---------------------------------------------------------


@pytest.fixture(scope="session")
def live_server(sqlite_databases, tmp_path_factory):
    """``flask system serve`` on a migrated database, shared by all browser tests."""
    port = free_port()
    settings = make_settings(
        sqlite_databases.migrated(), port=port, base_url=f"http://127.0.0.1:{port}"
    )
    with serving(settings, tmp_path_factory.mktemp("server") / "log.txt") as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    with running_browser() as browser:
        yield browser


@pytest.fixture
def page(browser, live_server):
    """A page of a small phone in Vietnamese; addresses are relative to the live server."""
    context = browser.new_context(base_url=live_server.url, locale="vi-VN", viewport=PHONE)
    yield context.new_page()
    context.close()
