import pytest

from survey_app.database import Database
from survey_app.system.tables import metadata
from tests.results.town import Town


@pytest.fixture
def database(empty_url):
    """Tables without rows: counting needs nothing that ships."""
    database = Database(empty_url)
    metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def town(database):
    return Town(database)
