"""A campaign and tablets that talk to the application."""

from datetime import UTC, datetime

import pytest

from tests.support.tablet import Field, Tablet


@pytest.fixture
def now():
    """The real moment: calls ask the clock."""
    return datetime.now(UTC)


@pytest.fixture
def work(database, now):
    return Field(database, now)


@pytest.fixture
def new_tablet(app, work):
    """Return the function that enrols a tablet of an interviewer."""
    return lambda login="cong.dong.01": Tablet(app.test_client(), work.code(login))


@pytest.fixture
def tablet(new_tablet):
    return new_tablet()
