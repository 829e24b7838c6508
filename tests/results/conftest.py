import pytest

from survey_app.database import Database
from tests.results.bare import bare_url
from tests.results.town import Town


@pytest.fixture
def database(databases):
    """Tables with nothing but questionnaires and targets."""
    url = bare_url(databases)
    database = Database(url)
    yield database
    database.dispose()
    databases.drop(url)


@pytest.fixture
def town(database):
    return Town(database)
