"""XLSForm workbooks, good and bad, on the ground of the shortest questionnaire."""

import json

import pytest
from pyxform.xls2xform import convert

from survey_app.core.questionnaire import canonical, parse
from survey_app.questionnaires.authoring.words import NOTES, PROBLEMS
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.xlsform.cells import RefusedWorkbookError
from survey_app.questionnaires.xlsform.conditions import condition_of
from survey_app.questionnaires.xlsform.expressions import relevant
from survey_app.questionnaires.xlsform.reading import read_workbook
from survey_app.questionnaires.xlsform.writing import workbook
from tests.questionnaires.workbooks import (
    BAD,
    EN,
    LEVELS,
    OVERALL,
    SURVEY,
    VI,
    YES_NO,
    book,
    choice,
    row,
    simple,
    text,
)

DOCUMENTS = shipped_documents()
BASE = DOCUMENTS[0]


def taken(content, base=BASE):
    return read_workbook(content, base).document


def question(document, name):
    return next(entry for entry in document["questions"] if entry["id"] == name)


class TestRoundTrip:
    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["key"])
    def test_changes_nothing(self, document):
        assert canonical(taken(workbook(document, "1"), document)) == canonical(document)

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["key"])
    def test_the_reference_takes_it_without_warnings(self, document):
        done = convert(workbook(document, "1"), file_type=".xlsx")

        assert [warning for warning in done.warnings if "translation" in warning] == []
        assert "Ông/Bà" in done.xform

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["key"])
    def test_keeps_conditions_without_the_former_document(self, document):
        kinds = {entry["id"]: entry["type"] for entry in document["questions"]}
        for entry in document["questions"]:
            again = condition_of(relevant(entry.get("show_if"), kinds))

            assert same(again) == same(entry.get("show_if"))


def same(condition):
    """Return a condition in the words of the evaluator."""
    text = json.dumps(condition)
    return parse(with_condition(condition)).questions[-1].show_if if text != "null" else None


def with_condition(condition):
    asked = dict.fromkeys(term["q"] for terms in (condition or {}).values() for term in terms)
    others = [
        {"id": name, "type": "text", "text": {"vi": name}} for name in asked if name != "overall"
    ]
    last = {"id": "last", "type": "text", "text": {"vi": "?"}, "show_if": condition}
    return {**BASE, "questions": [BASE["questions"][0], *others, last]}


class TestGoodWorkbooks:
    def test_roles_and_levels_stay_with_the_id(self):
        overall = question(taken(simple(text())), "overall")

        assert overall["role"] == "overall"
        assert [option.get("satisfied") for option in overall["options"]] == [
            True,
            True,
            False,
            False,
            False,
        ]
        assert overall["text"]["vi"] == "Hài lòng thế nào?"

    def test_kobo_adds_rows_that_are_passed_over(self):
        content = simple(row("start", "start"), row("end", "end"), text())

        read = read_workbook(content, BASE)

        assert [note.code for note in read.notes] == ["passed_over"] * 2
        assert [entry["id"] for entry in read.document["questions"]] == ["overall", "comment"]

    def test_labels_without_language_are_vietnamese(self):
        content = book([["text", "comment", "Góp ý"]], columns=["type", "name", "label"])

        assert question(taken(content), "comment")["text"]["vi"] == "Góp ý"

    def test_a_language_that_is_not_there_stays(self):
        content = book([["text", "comment", "Khác"]], columns=["type", "name", VI])

        assert question(taken(content), "comment")["text"]["en"].startswith("What should we")

    def test_groups_become_headings(self):
        document = taken(
            simple(row("begin_group", "g", "Phần một", "Part one"), text(), row("end_group", ""))
        )

        assert question(document, "comment")["heading"] == {"vi": "Phần một", "en": "Part one"}

    def test_numbers_in_number_cells_are_values(self):
        content = book([OVERALL], [["sat5", n, f"Mức {n}", f"Level {n}"] for n in (2, 1)])

        assert [each["value"] for each in question(taken(content), "overall")["options"]] == [
            "2",
            "1",
        ]

    def test_a_known_list_keeps_what_counts(self):
        levels = [["sat5_na", str(n), f"Mức {n}", f"Level {n}"] for n in (5, 4, 3, 2, 1, 0)]
        asked = row("select_one sat5_na", "room", "Phòng chờ?", "The room?")

        options = question(taken(book([asked], levels)), "room")["options"]

        assert options[0]["satisfied"]
        assert options[-1]["counts_in_base"] is False

    def test_or_other_opens_a_text(self):
        asked = row("select_multiple yes_no or_other", "why", "Vì sao?", "Why?")

        options = question(taken(book([OVERALL, asked], [*LEVELS, *YES_NO])), "why")["options"]

        assert [each["value"] for each in options] == ["yes", "no", "other"]
        assert options[-1]["opens_text"]

    def test_hints_stand_below_their_question(self):
        columns = ["type", "name", VI, EN, "hint::Tiếng Việt (vi)", "hint::English (en)"]
        content = book(
            [["text", "comment", "Góp ý", "Words", "Viết ngắn", "Be short"]], columns=columns
        )

        assert question(taken(content), "comment")["hint"] == {"vi": "Viết ngắn", "en": "Be short"}

    def test_limits(self):
        document = taken(
            simple(
                row("integer", "visits", constraint=". >= 1 and . < 10"),
                text(constraint="string-length(.) <= 300"),
                row("select_multiple yes_no", "both", constraint="count-selected(.) <= 1"),
            )
        )

        visits, both = question(document, "visits"), question(document, "both")
        assert (visits["minimum"], visits["maximum"]) == (1, 9)
        assert question(document, "comment")["max_length"] == 300
        assert both["max_choices"] == 1

    @pytest.mark.parametrize(
        ("expression", "condition"),
        [
            ("${overall} <= 3", {"all": [("overall", "lte", "3")]}),
            ("3 >= ${overall}", {"all": [("overall", "lte", "3")]}),
            ("selected(${waited}, 'yes')", {"all": [("waited", "eq", "yes")]}),
            ("not(selected(${waited}, 'yes'))", {"all": [("waited", "ne", "yes")]}),
            ('${waited} != "yes"', {"all": [("waited", "ne", "yes")]}),
            ("${waited} != ''", {"all": [("waited", "answered", True)]}),
            ("string-length(${comment}) > 0", {"all": [("comment", "answered", True)]}),
            (
                "${overall} < 3 and ${waited} = 'yes'",
                {"all": [("overall", "lt", "3"), ("waited", "eq", "yes")]},
            ),
            (
                "${overall} > 3 or ${waited} = 'yes'",
                {"any": [("overall", "gt", "3"), ("waited", "eq", "yes")]},
            ),
            (
                "(${waited} = 'yes' or ${waited} = 'no') and ${overall} >= 2",
                {"all": [("waited", "in", ["yes", "no"]), ("overall", "gte", "2")]},
            ),
            (
                "not(${waited} = 'yes' or ${waited} = 'no')",
                None,
            ),
        ],
    )
    def test_conditions(self, expression, condition):
        if condition is None:
            with pytest.raises(ValueError, match="mixed"):
                condition_of(expression)
            return
        ((mode, terms),) = condition.items()

        assert condition_of(expression) == {
            mode: [dict(zip(("q", "op", "value"), term, strict=True)) for term in terms]
        }


class TestBadWorkbooks:
    @pytest.mark.parametrize("name", BAD)
    def test_is_refused_at_its_cell(self, name):
        make, code, cell = BAD[name]

        with pytest.raises(RefusedWorkbookError) as refused:
            read_workbook(make(), BASE)

        found = {(each.code, f"{each.column}{each.row or ''}") for each in refused.value.problems}
        assert (code, cell) in found
        assert all(each.code in PROBLEMS for each in refused.value.problems)

    def test_everything_is_told_at_once(self):
        content = simple(text(vi="<i>"), choice(relevant="${x} = 1"), row("image", "photo"))

        with pytest.raises(RefusedWorkbookError) as refused:
            read_workbook(content, BASE)

        assert {each.row for each in refused.value.problems} == {3, 4, 5}

    def test_what_the_reference_refuses_is_refused(self):
        content = book([OVERALL], [], columns=SURVEY)

        with pytest.raises(RefusedWorkbookError):
            read_workbook(content, BASE)

    def test_every_note_has_words(self):
        assert {"passed_over", "own_message", "other_id"} == NOTES.keys()
