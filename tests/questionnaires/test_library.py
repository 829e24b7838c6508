"""The questionnaires that ship, and documents that break a rule."""

import copy
import json

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from survey_app.core.errors import RefusedError
from survey_app.core.questionnaire import canonical, digest, parse
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.models import QuestionnaireVersion
from survey_app.questionnaires.queries import newest_version
from survey_app.questionnaires.service import publish

DOCUMENTS = shipped_documents()


class TestShipped:
    def test_are_four(self):
        assert [document["letter"] for document in DOCUMENTS] == ["A", "B", "C", "D"]

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["key"])
    def test_speak_both_languages_everywhere(self, document):
        questionnaire = parse(document)
        texts = [questionnaire.title, questionnaire.consent.notice, questionnaire.consent.contact]
        for question in questionnaire.questions:
            texts += [question.text, *(option.label for option in question.options)]

        assert all(text["vi"] and text["en"] for text in texts)

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["key"])
    def test_stand_alone(self, document):
        assert parse(json.loads(canonical(document))) == parse(document)

    def test_leave_out_what_is_switched_off(self):
        household = parse(DOCUMENTS[2])

        assert "ethnicity" not in {question.id for question in household.questions}

    def test_write_out_sections(self):
        annual = parse(DOCUMENTS[3])

        items = [question for question in annual.questions if question.id.startswith("f")]
        assert len(items) == 25
        assert sum(bool(question.heading) for question in items) == 5

    def test_leave_no_opinion_out_of_the_base(self):
        staff = next(each for each in parse(DOCUMENTS[0]).questions if each.id == "staff")

        assert not staff.option("0").counts_in_base


def broken(change):
    document = copy.deepcopy(DOCUMENTS[0])
    change(document["questions"])
    return document


class TestBadDocuments:
    @pytest.mark.parametrize(
        "change",
        [
            lambda questions: questions.append(questions[1]),
            lambda questions: questions[2].update(type="riddle"),
            lambda questions: questions[0].update(show_if=questions[1]["show_if"]),
            lambda questions: questions[2].update(role="overall"),
            lambda questions: questions[0].update(role=""),
            lambda questions: questions[1]["show_if"]["all"][0].update(op="like"),
        ],
        ids=["same id", "type", "looks ahead", "two overall", "no overall", "operator"],
    )
    def test_are_refused(self, change):
        with pytest.raises(RefusedError) as refused:
            parse(broken(change))

        assert refused.value.code == "bad_document"


class TestPublishing:
    def test_the_same_text_keeps_its_version(self, database, now):
        with database.writing() as session:
            known = newest_version(session, "inperson_short")

            assert publish(session, DOCUMENTS[0], now) == known.id

    def test_another_text_becomes_the_next_version(self, database, now):
        changed = broken(lambda questions: questions[0]["text"].update(vi="Khác"))

        with database.writing() as session:
            publish(session, changed, now)
            newest = newest_version(session, "inperson_short")

        assert newest.number == 2
        assert newest.questionnaire.overall.text["vi"] == "Khác"

    def test_a_published_text_cannot_be_changed(self, database):
        with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
            session.execute(update(QuestionnaireVersion).values(document="{}"))

    def test_the_hash_is_of_the_stored_text(self, database):
        with database.reading() as session:
            for row in session.scalars(select(QuestionnaireVersion)):
                assert digest(row.document) == row.sha256
