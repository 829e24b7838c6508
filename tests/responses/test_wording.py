"""An answer belongs to the wording it answered, whatever is published later."""

import copy

import pytest
from sqlalchemy import select

from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.queries import get_version, newest_version
from survey_app.questionnaires.service import publish
from survey_app.responses.models import Response
from tests.support.citizen import answer

SHORT = next(each for each in shipped_documents() if each["key"] == "inperson_short")
OLD = SHORT["questions"][0]["text"]["vi"]


@pytest.fixture
def publish_three_times(database, now):
    """Return the function that publishes three further wordings of the overall question."""

    def publish_them():
        for number in (2, 3, 4):
            document = copy.deepcopy(SHORT)
            document["questions"][0]["text"]["vi"] = f"Câu hỏi bản {number}?"
            document["questions"][0]["options"][0]["label"]["vi"] = f"Mức cao bản {number}"
            with database.writing() as session:
                publish(session, document, now)

    return publish_them


def test_old_answer_keeps_its_wording_after_three_versions(
    client, database, code, publish_three_times
):
    answer(client, f"/R/{code}", overall="5")
    publish_three_times()

    with database.reading() as session:
        version = get_version(session, session.scalar(select(Response.version_id)))
        newest = newest_version(session, "inperson_short")
    asked = version.questionnaire.overall
    assert (asked.text["vi"], asked.option("5").label["vi"]) == (OLD, "Rất hài lòng")
    assert (newest.number, newest.questionnaire.overall.text["vi"]) == (4, "Câu hỏi bản 4?")


def test_open_link_asks_in_its_own_wording(client, code, publish_three_times):
    publish_three_times()

    assert OLD in client.get(f"/R/{code}").text
    assert OLD in client.get(f"/R/{code}/b").text
    assert answer(client, f"/R/{code}", overall="5").status_code == 303
