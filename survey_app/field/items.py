"""Items of a batch: read strictly, opened, judged; nothing here touches a table."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from survey_app.core.errors import RefusedError
from survey_app.field.envelope import open_sealed
from survey_app.questionnaires.forms import Filled, read
from survey_app.responses.rows import Submission

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

    from survey_app.core.questionnaire import Questionnaire
    from survey_app.questionnaires.queries import VersionCard

#: Payload versions that are read. One that the application no longer writes stays for 180 days.
PAYLOAD_VERSIONS = (1,)
MOMENT = "visit"
#: No serial, number or moment of a tablet is larger.
LARGEST = 2**31 - 1
LARGEST_MS = 2**52
LONGEST_SEALED = 200_000

Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Millis = Annotated[int, Field(strict=True, ge=0, le=LARGEST_MS)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Receipt = Annotated[str, Field(pattern=r"^([0-9A-HJKMNP-TV-Z]{12})?$")]
Packed = Annotated[str, Field(max_length=LONGEST_SEALED)]


class Envelope(BaseModel):
    """A text sealed to a campaign."""

    model_config = ConfigDict(extra="ignore")

    ephemeral: Annotated[str, Field(max_length=100)]
    nonce: Annotated[str, Field(max_length=24)]
    sealed: Packed


class Item(Envelope):
    """One finished interview or visit, as the tablet wrote it down."""

    id: uuid.UUID
    serial: Number
    previous: Hash
    campaign: uuid.UUID
    version: Number

    @property
    def bound_to(self) -> str:
        """What the seal vouches for besides its content."""
        parts = (self.id, self.serial, self.previous, self.campaign, self.version)
        return "\n".join(map(str, parts))

    @property
    def sha256(self) -> str:
        """The hash both sides know the item by; the next item of the device names it."""
        text = f"{self.bound_to}\n{self.ephemeral}\n{self.nonce}\n{self.sealed}"
        return sha256(text.encode()).hexdigest()


class Payload(BaseModel):
    """What is inside the seal, version 1."""

    model_config = ConfigDict(extra="ignore")

    questionnaire: Hash
    hamlet: Number
    household: Number
    outcome: Literal["completed", "partial", "refused", "absent", "moved"]
    answers: dict[str, str | list[str]] = {}
    private: Envelope | None = None
    language: Literal["vi", "en"] = "vi"
    finished_ms: Millis
    #: Server's clock less the tablet's, when the tablet last knew.
    offset_ms: Annotated[int, Field(strict=True, ge=-LARGEST_MS, le=LARGEST_MS)] | None = None
    seconds: Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
    #: The code that the household was given; empty lets the server make one.
    receipt: Receipt = ""
    #: What was read from an appointment slip.
    slip: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that could be read and judged."""

    item: Item
    payload: Payload
    #: Answers of a completed interview; None for a visit without one.
    submission: Submission | None


def read_item(raw: Any) -> Item:  # noqa: ANN401 - any JSON value
    """Read one item, or raise RefusedError ``malformed``."""
    try:
        item = Item.model_validate(raw)
    except ValidationError:
        raise RefusedError("malformed") from None
    if raw["id"] != str(item.id) or raw["campaign"] != str(item.campaign):
        raise RefusedError("malformed")
    return item


def open_item(
    key: ec.EllipticCurvePrivateKey, item: Item, versions: dict[str, VersionCard]
) -> Opened:
    """Open and judge an item; ``versions`` are those of the campaign's questionnaire, by hash.

    Raises RefusedError with a stable code for whatever cannot be counted.
    """
    if item.version not in PAYLOAD_VERSIONS:
        raise RefusedError("unknown_payload_version")
    payload = read_payload(open_sealed(key, item.model_dump(mode="json"), item.bound_to))
    version = versions.get(payload.questionnaire)
    if version is None:
        raise RefusedError("unknown_questionnaire_version")
    if payload.outcome != "completed":
        return Opened(item, payload, None)
    sent = {**payload.answers, **private_answers(key, item, payload, version.questionnaire)}
    return Opened(item, payload, submission_of(str(item.id), payload, version, sent))


def read_payload(opened: bytes) -> Payload:
    """Read the inside of a seal, or raise RefusedError ``bad_payload``."""
    try:
        return Payload.model_validate(read_object(opened))
    except (ValidationError, ValueError, RecursionError):
        raise RefusedError("bad_payload") from None


def read_object(text: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON that can be stored; raise ValueError for lone surrogates and the like."""
    found = json.loads(text.decode())
    json.dumps(found, ensure_ascii=False).encode()
    return found


def private_answers(
    key: ec.EllipticCurvePrivateKey, item: Item, payload: Payload, questionnaire: Questionnaire
) -> dict[str, str | list[str]]:
    """Return what the respondent answered with the tablet in hand, sealed at once."""
    if payload.private is None:
        return {}
    opened = open_sealed(key, payload.private.model_dump(), f"{item.id}\nprivate")
    private = {question.id for question in questionnaire.questions if question.private}
    try:
        found = read_object(opened)
        return {
            name: value
            for name, value in found.items()
            if any(name == each or name.startswith(f"{each}_") for each in private)
        }
    except (ValueError, AttributeError, RecursionError):
        raise RefusedError("bad_payload") from None


def submission_of(
    client_id: str, payload: Payload, version: VersionCard, sent: dict[str, str | list[str]]
) -> Submission:
    """Judge the answers by the version they were asked with."""
    filled = read(version.questionnaire, MOMENT, as_sent(sent))
    check_filled(filled)
    return Submission(
        questionnaire=version.questionnaire,
        version_id=version.id,
        moment=MOMENT,
        mode="household",
        language=payload.language,
        client_id=client_id,
        seconds=payload.seconds,
        closed=filled.closed,
        texts=filled.texts,
        contact=filled.contact,
        receipt=payload.receipt,
    )


def as_sent(answers: dict[str, str | list[str]]) -> MultiDict[str, str]:
    """Return answers as a browser would have sent them."""
    pairs = [
        (name, each)
        for name, value in answers.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    if not all(isinstance(each, str) for _name, each in pairs):
        raise RefusedError("bad_payload")
    return MultiDict(pairs)


def check_filled(filled: Filled) -> None:
    """Raise RefusedError naming the first question whose answer breaks a rule."""
    for question in filled.errors:
        raise RefusedError("bad_answer", question=question)
