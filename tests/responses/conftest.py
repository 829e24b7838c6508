"""One link of an in-person case, and how many answers are stored."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey_app.directory.queries import get_unit
from survey_app.invitations.models import RESULT
from survey_app.invitations.service import Draft, add
from survey_app.questionnaires.queries import newest_version
from survey_app.responses.models import Response
from tests.support.register import DESK, KEYRING, UNIT, add_case, link_of


@pytest.fixture
def now():
    """The real moment: pages ask the clock."""
    return datetime.now(UTC)


@pytest.fixture
def code(database, now):
    """A link after an in-person case, questionnaire A."""
    return link_of(database, add_case(database, now=now, channel=DESK), now)


@pytest.fixture
def count_stored(database):
    """Return the function that counts the answers that are stored."""

    def count():
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(Response))

    return count


@pytest.fixture
def open_link(database, now):
    """Return the function that opens a link to any questionnaire, without a case."""

    def add_link(key):
        with database.writing() as session:
            version = newest_version(session, key)
            unit = get_unit(session, UNIT)
            draft = Draft(version=version, moment=RESULT, unit_id=unit.id, mode="desk")
            return f"/R/{add(session, KEYRING, draft, now).code}"

    return add_link
