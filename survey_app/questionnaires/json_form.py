"""A document uploaded as JSON: taken if it has the shape of a document, whatever its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey_app.core.questionnaire import TYPES
from survey_app.questionnaires.library import shipped_patterns
from survey_app.questionnaires.xlsform.cells import Problem, RefusedWorkbookError

if TYPE_CHECKING:
    from survey_app.core.faults import Document

#: What a file may change; key, notice and channels stay as they are.
TAKEN = ("title", "questions", "moments", "stepped", "languages")
MOST_ENTRIES = 500
LONGEST = 10_000

Text = Annotated[str, Field(max_length=LONGEST)]
Labels = Annotated[dict[Annotated[str, Field(max_length=10)], Text], Field(max_length=20)]
Number = Annotated[int, Field(ge=0, le=999_999_999)]


class Shape(BaseModel):
    """Only what is known, and nothing that looks like it."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OptionShape(Shape):
    """One answer of a closed question."""

    value: Text
    label: Labels
    satisfied: bool = False
    counts_in_base: bool = True
    exclusive: bool = False
    opens_text: bool = False


class TermShape(Shape):
    """One comparison of a condition."""

    q: Text
    op: Text
    value: bool | int | Text | list[int | Text] | None = None


class QuestionShape(Shape):
    """One question."""

    id: Text
    type: Literal[tuple(sorted(TYPES))]  # type: ignore[valid-type]  # known when the module is read
    text: Labels
    heading: Labels = {}
    hint: Labels = {}
    options: Annotated[list[OptionShape], Field(max_length=MOST_ENTRIES)] = []
    show_if: Annotated[
        dict[Literal["all", "any"], list[TermShape]], Field(min_length=1, max_length=1)
    ] = {"all": []}
    scale: Text = ""
    role: Text = ""
    required: bool = False
    private: bool = False
    pii: bool = False
    sensitive: bool = False
    locked: bool = False
    max_choices: Number = 0
    max_length: Number = 0
    minimum: Number | None = None
    maximum: Number | None = None
    maximum_from: Text = ""
    pattern: Literal[("", *sorted(shipped_patterns()))] = ""  # type: ignore[valid-type]  # as above
    requires_consent: Literal["", "contact_consent"] = ""
    by: Literal["", "field"] = ""


class MomentShape(Shape):
    """When a case is asked about; an empty list asks everything."""

    name: Literal["submitted", "result"]
    questions: list[Text]
    valid_days: Annotated[int, Field(ge=1, le=90)]


class DocumentShape(Shape):
    """A document as it is downloaded."""

    model_config = ConfigDict(extra="ignore", strict=True)

    title: Labels
    languages: Annotated[list[Text], Field(min_length=1, max_length=20)]
    questions: Annotated[list[QuestionShape], Field(min_length=1, max_length=MOST_ENTRIES)]
    moments: Annotated[list[MomentShape], Field(max_length=2)] = []
    stepped: bool = False


def read_json(content: bytes, base: Document) -> Document:
    """Return the base document with what an uploaded one says.

    Raises RefusedWorkbookError with every place that no document has.
    """
    try:
        shape = DocumentShape.model_validate_json(content)
    except ValidationError as error:
        raise RefusedWorkbookError([problem(dict(each)) for each in error.errors()]) from None
    told = shape.model_dump(exclude_unset=True)
    return {**base, **{name: told[name] for name in TAKEN if name in told}}


def problem(error: dict[str, Any]) -> Problem:
    """Return a place of the file with why nothing of a document stands there."""
    place = ".".join(str(part) for part in error["loc"])
    return Problem("not_of_the_shape", sheet=place or "JSON", detail=str(error["msg"]))
