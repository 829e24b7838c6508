"""Which version a unit's links use, and that nothing which was answered changes."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from survey_app.directory.queries import get_unit
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.queries import get_version, newest_version, version_in_force
from survey_app.questionnaires.service import publish
from survey_app.responses.models import Response
from tests.support.register import PROVINCE, SIBLING, UNIT, add_case, link_of

ONLINE = shipped_documents()[1]
KEY = "online_case"


def worded(words):
    document = copy.deepcopy(ONLINE)
    document["questions"][0]["text"]["vi"] = words
    return document


@pytest.fixture
def now():
    """The clock of the pages that are opened here."""
    return datetime.now(UTC)


@pytest.fixture
def publish_for(database, now):
    def publish_for(code, words):
        with database.writing() as session:
            return publish(session, worded(words), now, get_unit(session, code).id)

    return publish_for


@pytest.fixture
def words_at(database, now):
    def words_at(code):
        with database.reading() as session:
            unit = get_unit(session, code)
            return version_in_force(session, KEY, unit.id, now.date()).questionnaire.overall.text[
                "vi"
            ]

    return words_at


class TestInForce:
    def test_is_what_ships_without_a_version_of_ones_own(self, words_at):
        assert words_at(UNIT) == ONLINE["questions"][0]["text"]["vi"]

    def test_is_the_nearest_above_then_ones_own(self, publish_for, words_at):
        publish_for(PROVINCE, "Của tỉnh")
        assert (words_at(UNIT), words_at(SIBLING)) == ("Của tỉnh", "Của tỉnh")

        publish_for(UNIT, "Của xã")
        publish_for(PROVINCE, "Của tỉnh, bản sau")

        assert (words_at(UNIT), words_at(SIBLING)) == ("Của xã", "Của tỉnh, bản sau")

    def test_a_unit_does_not_change_what_ships(self, database, publish_for):
        publish_for(UNIT, "Của xã")

        with database.reading() as session:
            newest = newest_version(session, KEY)
        assert newest.number == 1


class TestLinks:
    def test_new_ones_use_it_and_old_ones_keep_theirs(self, app, database, publish_for, now):
        client = app.test_client()
        old = link_of(database, add_case(database, now=now), now)
        publish_for(UNIT, "Câu mới của xã")

        new = link_of(database, add_case(database, number=2, now=now), now)
        elsewhere = link_of(database, add_case(database, number=3, now=now, unit=SIBLING), now)

        shows = ["Câu mới của xã" in page_of(client, code) for code in (old, new, elsewhere)]
        assert shows == [False, True, False]

    def test_an_answer_keeps_its_wording_after_three_later_versions(
        self, app, database, publish_for, now
    ):
        first = publish_for(UNIT, "Lời cũ")
        client = app.test_client()
        code = link_of(database, add_case(database, now=now), now)
        token = page_of(client, code).partition('name="token" value="')[2].partition('"')[0]
        sent = client.post(f"/R/{code}", data={"token": token, "overall": "4"})
        for words in ("Lời hai", "Lời ba", "Lời bốn"):
            publish_for(UNIT, words)

        assert sent.status_code == 303
        with database.reading() as session:
            answer = session.scalars(select(Response)).one()
            version = get_version(session, answer.version_id)
        assert version.id == first
        assert version.questionnaire.overall.text["vi"] == "Lời cũ"
        chosen = json.loads(answer.answers)["overall"]
        assert version.questionnaire.overall.option(chosen).label["vi"] == "Hài lòng"


def page_of(client, code):
    return client.get(f"/R/{code}").text


class TestAtOnce:
    def test_units_that_publish_at_once_get_numbers_of_their_own(self, publish_for, database):
        with ThreadPoolExecutor(4) as together:
            ids = [*together.map(publish_for, [UNIT, SIBLING, PROVINCE, UNIT], "abcd")]

        with database.reading() as session:
            numbers = {get_version(session, version_id).number for version_id in ids}
        assert numbers == {2, 3, 4, 5}
