"""Calls of tablets: enrol, take along, bring home. A probe tells the real server from a portal."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from flask import Blueprint, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey_app.api.openapi import PREFIX, Operation, operation
from survey_app.api.problems import UnauthorisedError, read_json
from survey_app.core.codes import normalise_code
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.extensions import csrf, database, keyring, throttle, utc_now
from survey_app.field.holding import get_holding
from survey_app.field.households import lists_of
from survey_app.field.intake import MOST_ITEMS, note_contact, take_in
from survey_app.field.items import LARGEST
from survey_app.field.package import package
from survey_app.field.service import enrol, get_device
from survey_app.field.signing import current_device, signed_by_device
from survey_app.throttle import PER_CODE

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.field.queries import DeviceCard

bp = Blueprint("field_api", __name__, url_prefix=f"{PREFIX}/field")
csrf.exempt(bp)  # a signature of the device, no cookie

LONGEST_NONCE = 64


class Enrolling(BaseModel):
    """A tablet that wants to become a device; the key is a P-256 point, uncompressed, base64."""

    code: str = ""
    name: str = ""
    public_key: str = ""


class Enrolled(BaseModel):
    """The id the device signs with from now on."""

    device: str
    server_ms: int


class Heard(BaseModel):
    """The highest serial that the device has written."""

    model_config = ConfigDict(extra="ignore")

    highest: Annotated[int, Field(strict=True, ge=0, le=LARGEST)] = 0


class Wish(Heard):
    """What a device that is unlocked asks for besides."""

    addresses: bool = False


class Items(Heard):
    """Up to 200 sealed items."""

    items: list[Any]


class ItemReceipt(BaseModel):
    """What became of one item: stored, duplicate, conflict or refused."""

    id: str
    sha256: str
    result: str
    reason: str


class Holding(BaseModel):
    """What the server holds of the device; sealed copies may go up to ``durable_upto``."""

    stored: int
    highest: int
    missing: list[list[int]]
    durable_upto: int
    server_ms: int


class Receipts(Holding):
    """One receipt for each item sent, in the same order."""

    results: list[ItemReceipt]


class Package(Holding):
    """What a tablet takes along for days without network."""

    interviewer: str
    revoked: bool
    campaigns: list[dict[str, Any]]
    procedures: list[dict[str, str]]
    units: list[dict[str, str]]
    #: Campaign to hamlet to [number, address]; empty unless it was asked for.
    lists: dict[str, dict[str, list[list[int | str]]]]


class Probe(BaseModel):
    """The nonce that was sent, so that no cache and no portal can pretend."""

    nonce: str
    server_ms: int


@bp.get("/probe")
@operation(
    Operation(
        summary="Tell the real server from whatever else answers",
        responses={200: Probe},
        problems=(),
        query={"nonce": "any text of at most 64 characters"},
    )
)
def probe() -> ResponseReturnValue:
    """Repeat the nonce."""
    return jsonify({"nonce": request.args.get("nonce", "")[:LONGEST_NONCE], "server_ms": now_ms()})


@bp.post("/devices")
@operation(
    Operation(
        summary="Enrol a tablet with a code from the console",
        body=(Enrolling,),
        responses={201: Enrolled},
        problems=(401, 422, 429),
    )
)
def enrol_device() -> ResponseReturnValue:
    """Make the tablet that holds a fresh code a device of its interviewer."""
    throttle().count(PER_CODE, "enrol")
    wish = read_enrolling()
    code = normalise_code(wish.code)
    if code is None:
        raise UnauthorisedError("unknown_enrolment")
    try:
        with database().writing() as session:
            device = enrol(session, keyring(), code, (wish.name, read_key(wish)), utc_now())
    except NotFoundError as error:
        raise UnauthorisedError(error.code) from None
    return jsonify({"device": str(device.id), "server_ms": now_ms()}), 201


def read_enrolling() -> Enrolling:
    """Read the body of an enrolment; whatever is none carries no code."""
    try:
        return Enrolling.model_validate(read_json())
    except (ValidationError, RefusedError):
        raise UnauthorisedError("unknown_enrolment") from None


def read_key(wish: Enrolling) -> bytes:
    """Return the public key, or raise RefusedError."""
    try:
        return base64.b64decode(wish.public_key, validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("bad_key") from None


@bp.post("/package")
@signed_by_device
@operation(
    Operation(
        summary="Assignments, questionnaires, procedures and units for days without network",
        body=(Wish,),
        responses={200: Package},
        problems=(401, 422),
    )
)
def take_along() -> ResponseReturnValue:
    """Give the device what it takes along."""
    device, now = heard(Wish), utc_now()
    with database().reading() as session:
        found = package(session, device, now)
        wanted = read_json().get("addresses") is True and device.revoked_at is None
        lists = lists_of(session, keyring(), device, now) if wanted else {}
    return jsonify({**holding(device), **found, "lists": lists})


@bp.post("/batches")
@signed_by_device
@operation(
    Operation(
        summary="Bring home what was collected; safe to repeat",
        body=(Items,),
        responses={200: Receipts},
        problems=(401, 413, 422),
    )
)
def bring_home() -> ResponseReturnValue:
    """Store each item by itself and return a receipt for each."""
    device = heard(Items)
    items = read_json()["items"]
    if len(items) > MOST_ITEMS:
        raise RefusedError("too_many_items", most=MOST_ITEMS)
    results = take_in(database(), keyring(), device, items, utc_now())
    return jsonify({"results": [asdict(each) for each in results], **holding(device)})


def heard(model: type[Heard]) -> DeviceCard:
    """Read the body, note that the device was heard of, and return it as it is now."""
    try:
        body = model.model_validate(read_json())
    except ValidationError:
        raise RefusedError("unreadable_body") from None
    with database().writing() as session:
        note_contact(session, current_device(), body.highest, utc_now())
        return get_device(session, current_device().id)


def holding(device: DeviceCard) -> dict[str, Any]:
    """Return what the server holds of a device."""
    with database().reading() as session:
        found = get_holding(session, device)
    return {**asdict(found), "server_ms": now_ms()}


def now_ms() -> int:
    """Return the server's clock in milliseconds since 1970."""
    return int(utc_now().timestamp() * 1000)
