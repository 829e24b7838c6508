"""A language more is one catalogue plus labels: a command lists what it lacks."""

import copy

import pytest

from survey_app.core.faults import faults
from survey_app.questionnaires.library import shipped_documents

DOCUMENT = shipped_documents()[0]


def lines_of(runner, language):
    done = runner.invoke(args=["questionnaires", "missing", language])
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestCommand:
    def test_what_ships_lacks_nothing(self, runner):
        assert lines_of(runner, "vi") == lines_of(runner, "en") == []

    def test_another_language_lacks_every_text_and_message(self, runner):
        found = lines_of(runner, "km")

        assert "inperson_short\t1\toverall\ttext:km" in found
        assert "inperson_short\t1\t\tnotice:km" in found
        assert "messages\tI agree and send" in found

    def test_what_is_no_language_is_refused(self, runner):
        assert runner.invoke(args=["questionnaires", "missing", "../x"]).exit_code == 2


def test_a_language_half_translated_blocks_publishing():
    document = copy.deepcopy(DOCUMENT)
    document["languages"].append("km")
    document["title"]["km"] = "…"

    found = {(fault.code, fault.question, fault.detail) for fault in faults(document)}

    assert ("missing_text", "overall", "text:km") in found
    assert ("missing_text", "", "title:km") not in found
