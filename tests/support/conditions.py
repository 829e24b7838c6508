"""The vectors of `tests/questionnaires/show_if.yaml` as questionnaires with answers."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml
from werkzeug.datastructures import MultiDict

from survey_app.core.questionnaire import Option, Questionnaire, parse

FILE = Path(__file__).parents[1] / "questionnaires" / "show_if.yaml"
GIVEN = yaml.safe_load(FILE.read_text(encoding="utf-8"))
OPTIONS = [{"value": value, "label": {"vi": value, "en": value}} for value in GIVEN["options"]]
OVERALL = {"id": "overall", "type": "scale", "role": "overall", "text": {"vi": "?", "en": "?"}}


@dataclass(frozen=True)
class Vector:
    """Questions with conditions, what was answered, and which of them are shown."""

    about: str
    questions: list
    answers: dict
    shown: list

    @cached_property
    def questionnaire(self):
        """The questions as a version; the overall question, which it must have, is not asked."""
        document = {
            "key": "vector",
            "languages": ["vi", "en"],
            "title": {"vi": "Phiếu", "en": "Form"},
            "consent": {"id": "c", "notice": {"vi": "", "en": ""}},
            "moments": [{"name": "result", "questions": self.asked, "valid_days": 1}],
            "questions": [OVERALL, *map(written_out, self.questions)],
        }
        return with_lists(parse(document))

    @property
    def asked(self):
        return [question["id"] for question in self.questions if question.get("asked", True)]

    @property
    def typed(self):
        """The answers as the server's form hands them over."""
        types = {question["id"]: question["type"] for question in self.questions}
        typed = {name: as_typed(types[name], answer) for name, answer in self.answers.items()}
        return {name: answer for name, answer in typed.items() if name in self.asked}

    @property
    def sent(self):
        """The answers as a browser sends them."""
        return MultiDict(
            (name, each)
            for name, answer in self.answers.items()
            for each in (answer if isinstance(answer, list) else [answer])
        )


def written_out(question):
    closed = question["type"] in {"single", "multi"}
    plain = {"id": question["id"], "type": question["type"], "text": {"vi": "?", "en": "?"}}
    kept = {"show_if": question["show_if"]} if "show_if" in question else {}
    return plain | kept | ({"options": OPTIONS} if closed else {})


def with_lists(questionnaire: Questionnaire):
    """Return the questionnaire with options for its select questions."""
    options = tuple(Option(each["value"], each["label"]) for each in OPTIONS)
    questions = tuple(
        replace(question, options=options) if question.type == "select_unit" else question
        for question in questionnaire.questions
    )
    return replace(questionnaire, questions=questions)


def as_typed(type_, answer):
    if isinstance(answer, list):
        return answer if type_ == "multi" else ""
    text = answer.strip()
    return int(text) if type_ == "integer" and text.isdigit() else text


def of_term(operator, values, type_, answer, holds):
    condition = {"all": [{"q": "one", "op": operator, "value": values}]}
    return Vector(
        f"{type_} {answer or 'nothing'} {operator} {values}",
        [
            {"id": "one", "type": "select_unit" if type_ == "select" else type_},
            {"id": "last", "type": "text", "show_if": condition},
        ],
        {"one": answer},
        ["one", "last"] if holds else ["one"],
    )


VECTORS = [
    *(of_term(*term) for term in GIVEN["terms"]),
    *(Vector(**case) for case in GIVEN["cases"]),
]
