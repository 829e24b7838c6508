"""A questionnaire as values: parsed from its document, asked in order, judged by conditions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from survey_app.core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: What was answered: an option's value, chosen values, a number or a text, by question id.
Answer = str | int | list[str]
Labels = dict[str, str]

SINGLE_TYPES = frozenset({"scale", "single", "boolean"})
#: Their options come from the directory, not from the document.
SELECT_TYPES = frozenset({"select_unit", "select_procedure"})
CLOSED_TYPES = SINGLE_TYPES | SELECT_TYPES | {"multi", "integer"}
TYPES = CLOSED_TYPES | {"text", "info"}
OPERATORS = frozenset({"eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "answered"})
#: True for a question that is hidden or was not answered; all other operators are then false.
TRUE_WITHOUT_ANSWER = frozenset({"ne", "not_in"})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a closed question."""

    value: str
    label: Labels
    satisfied: bool = False
    #: False for "no opinion": the answer leaves every denominator.
    counts_in_base: bool = True
    #: Excludes all other options of a multi question.
    exclusive: bool = False
    opens_text: bool = False
    #: Heading of the options it stands among in a long list; empty in a short one.
    group: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison with the answer to an earlier question."""

    question: str
    operator: str
    values: tuple[str, ...]

    def holds(self, answer: Answer | None) -> bool:
        """Compare; None stands for no answer."""
        if answer is None or answer in ("", []):
            return self.operator in TRUE_WITHOUT_ANSWER
        chosen = answer if isinstance(answer, list) else [answer]
        match self.operator:
            case "answered":
                return True
            case "eq" | "in":
                return any(str(value) in self.values for value in chosen)
            case "ne" | "not_in":
                return not any(str(value) in self.values for value in chosen)
        return any(self._in_order(value) for value in chosen)

    def _in_order(self, value: str | int) -> bool:
        """Compare as whole numbers; anything else is not in order."""
        try:
            left, right = int(value), int(self.values[0])
        except ValueError:
            return False
        return {
            "lt": left < right,
            "lte": left <= right,
            "gt": left > right,
            "gte": left >= right,
        }[self.operator]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is shown: all of its terms, or any."""

    mode: Literal["all", "any"]
    terms: tuple[Term, ...]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        """Judge by the answers to the questions that are shown."""
        verdicts = (term.holds(answers.get(term.question)) for term in self.terms)
        return all(verdicts) if self.mode == "all" else any(verdicts)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a version."""

    id: str
    type: str
    text: Labels
    options: tuple[Option, ...] = ()
    #: Name of the scale the options came from; empty for other questions.
    scale: str = ""
    role: str = ""
    required: bool = False
    max_choices: int = 0
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    #: Id of an integer question whose answer is the maximum.
    maximum_from: str = ""
    pattern: str = ""
    #: Key of the consent that this answer needs; empty without.
    requires_consent: str = ""
    show_if: Condition | None = None
    pii: bool = False
    private: bool = False
    sensitive: bool = False
    by: str = ""  #: "field" asks for a field instead of a single procedure
    #: Of the core: only the province may change it.
    locked: bool = False
    #: Title of the section it opens; empty inside a section. A sentence below it.
    heading: Labels = field(default_factory=dict)
    hint: Labels = field(default_factory=dict)

    @property
    def option_values(self) -> tuple[str, ...]:
        """Values that may be chosen, in the order of the page."""
        return tuple(option.value for option in self.options)

    def option(self, value: str) -> Option | None:
        """Return the option with this value, or None."""
        return next((option for option in self.options if option.value == value), None)

    def text_name(self, option: Option) -> str:
        """Return the name of the text field that an option opens; empty without."""
        return f"{self.id}_{option.value}_text" if option.opens_text else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a case is asked about: which questions, and for how long the link is valid."""

    name: str
    question_ids: tuple[str, ...]
    valid_days: int


@dataclass(frozen=True, slots=True)
class Consent:
    """The notice above the questions and the separate consent to be contacted."""

    id: str
    notice: Labels
    contact: Labels


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire, self-contained."""

    key: str
    letter: str
    languages: tuple[str, ...]
    title: Labels
    consent: Consent
    #: Channels of the cases it is meant for: "1", "2", "3".
    channels: tuple[str, ...]
    moments: tuple[Moment, ...]
    questions: tuple[Question, ...]
    #: Whether its page offers one question per screen prominently.
    stepped: bool = False

    @cached_property
    def lists(self) -> bool:
        """Whether it asks for something that the directory lists."""
        return any(question.type in SELECT_TYPES for question in self.questions)

    @cached_property
    def overall(self) -> Question | None:
        """The only question the satisfaction rate is computed from."""
        return next((question for question in self.questions if question.role == "overall"), None)

    def moment(self, name: str) -> Moment | None:
        """Return the moment of this name, or None where the questionnaire has none."""
        return next((moment for moment in self.moments if moment.name == name), None)

    def asked(self, moment_name: str) -> tuple[Question, ...]:
        """Return the questions of a moment in order; all of them for an unknown moment."""
        moment = self.moment(moment_name)
        if moment is None or not moment.question_ids:
            return self.questions
        return tuple(question for question in self.questions if question.id in moment.question_ids)


def shown(questions: Iterable[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """Return the questions whose conditions hold, in order.

    An answer to a hidden question counts as none, so that what depends on it
    is judged as unanswered.
    """
    visible: list[Question] = []
    kept: dict[str, Answer] = {}
    for question in questions:
        if question.show_if is None or question.show_if.holds(kept):
            visible.append(question)
            if question.id in answers:
                kept[question.id] = answers[question.id]
    return visible


def parse(document: Mapping[str, Any]) -> Questionnaire:
    """Read a resolved document.

    Raises:
        RefusedError: ``bad_document`` with the place, when a rule of documents is broken.
    """
    questions = tuple(parse_question(entry) for entry in document["questions"])
    check(questions)
    consent = document["consent"]
    return Questionnaire(
        key=document["key"],
        letter=document.get("letter", ""),
        languages=tuple(document["languages"]),
        title=document["title"],
        consent=Consent(consent["id"], consent["notice"], consent.get("contact", {})),
        channels=tuple(document.get("channels", ())),
        moments=tuple(
            Moment(entry["name"], tuple(entry["questions"]), entry["valid_days"])
            for entry in document.get("moments", ())
        ),
        questions=questions,
        stepped=document.get("stepped", False),
    )


def parse_question(entry: Mapping[str, Any]) -> Question:
    """Read one question of a resolved document."""
    return Question(
        id=entry["id"],
        type=entry["type"],
        text=entry["text"],
        options=tuple(Option(**option) for option in entry.get("options", ())),
        show_if=parse_condition(entry.get("show_if")),
        **{name: entry[name] for name in PLAIN_FIELDS if name in entry},
    )


PLAIN_FIELDS = tuple(
    each.name
    for each in fields(Question)
    if each.name not in {"id", "type", "text", "options", "show_if"}
)


def parse_condition(entry: Mapping[str, Any] | None) -> Condition | None:
    """Read ``{"all": [{"q", "op", "value"}]}`` or ``{"any": […]}``."""
    if not entry:
        return None
    ((mode, terms),) = entry.items()
    return Condition("all" if mode == "all" else "any", tuple(parse_term(term) for term in terms))


def parse_term(entry: Mapping[str, Any]) -> Term:
    """Read one comparison; a value or a list of values becomes texts."""
    value = entry.get("value")
    values = value if isinstance(value, list) else [value]
    return Term(entry["q"], entry["op"], tuple(str(each) for each in values))


def check(questions: Sequence[Question]) -> None:
    """Raise RefusedError when ids repeat, a type is unknown or a condition looks ahead."""
    seen: set[str] = set()
    for question in questions:
        refuse_if(question.id in seen, question, "duplicate_id")
        refuse_if(question.type not in TYPES, question, "unknown_type")
        for term in question.show_if.terms if question.show_if else ():
            refuse_if(term.question not in seen, question, "condition_looks_ahead")
            refuse_if(term.operator not in OPERATORS, question, "unknown_operator")
        seen.add(question.id)
    overall = [question for question in questions if question.role == "overall"]
    if len(overall) != 1:
        raise RefusedError("bad_document", place="role: overall", fault="one_overall")


def refuse_if(broken: bool, question: Question, fault: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise RefusedError naming the question."""
    if broken:
        raise RefusedError("bad_document", place=question.id, fault=fault)


def canonical(document: object) -> str:
    """Return JSON with sorted keys and no spaces: the same text for the same content."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a text as 64 hex characters."""
    return sha256(text.encode()).hexdigest()
