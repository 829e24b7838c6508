"""POST /api/v1/invitations: how a portal gets the link it shows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, url_for
from pydantic import BaseModel, ValidationError

from survey_app.api.keys import current_key, require_key
from survey_app.api.openapi import PREFIX, Operation, operation
from survey_app.api.problems import read_json
from survey_app.cases.queries import CaseCard, find_case
from survey_app.core.calendar import local_day
from survey_app.core.case_id import normalise_case_id
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.directory.queries import is_within
from survey_app.extensions import csrf, database, keyring, settings, utc_now
from survey_app.invitations.qr import svg
from survey_app.invitations.queries import find_link_by_id
from survey_app.invitations.service import IssuedLink, Wish, address, issue

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("invitations_api", __name__, url_prefix=PREFIX)
csrf.exempt(bp)  # a bearer key, no cookie


class InvitationWish(BaseModel):
    """Which case to invite; moment and questionnaire follow from it when left out."""

    case_id: str
    moment: str | None = None
    questionnaire: str | None = None


class InvitationLink(BaseModel):
    """The link to show, and where its QR image is."""

    id: str
    url: str
    qr_svg_url: str
    expires_at: str


@bp.post("/invitations")
@require_key("invitations")
@operation(
    Operation(
        summary="Issue the link of a case, or give the same one again",
        body=(InvitationWish,),
        responses={200: InvitationLink, 201: InvitationLink},
        problems=(401, 403, 404, 409, 422),
    )
)
def issue_link() -> ResponseReturnValue:
    """Issue the link of a case: 201 for a new one, 200 for the same again."""
    wish = read_wish(read_json())
    with database().writing() as session:
        case = case_in_scope(session, wish.case_id)
        link = issue(
            session,
            keyring(),
            case,
            Wish(moment=wish.moment or "", questionnaire=wish.questionnaire or ""),
            utc_now(),
        )
    return jsonify(shown(link)), 201 if link.new else 200


def read_wish(body: Any) -> InvitationWish:  # noqa: ANN401 - any JSON value
    """Return the body of the call, or raise RefusedError."""
    try:
        return InvitationWish.model_validate(body)
    except ValidationError:
        raise RefusedError("unreadable_body") from None


def case_in_scope(session: Session, case_id: str) -> CaseCard:
    """Return a case of the key's subtree; any other is unknown."""
    case = find_case(session, normalise_case_id(case_id))
    today = local_day(utc_now())
    if case is None or not is_within(session, case.handling.id, current_key().unit_id, today):
        raise NotFoundError("case_unknown")
    return case


def shown(link: IssuedLink) -> dict[str, str]:
    """Return a link as JSON."""
    return {
        "id": str(link.id),
        "url": address(settings().base_url, link.code),
        "qr_svg_url": url_for(".qr_svg", invitation_id=str(link.id)),
        "expires_at": link.expires_at.isoformat(),
    }


@bp.get("/invitations/<string:invitation_id>/qr.svg")
@require_key("invitations")
@operation(
    Operation(
        summary="QR image of a link",
        responses={200: "image/svg+xml"},
        problems=(401, 403, 404),
    )
)
def qr_svg(invitation_id: str) -> ResponseReturnValue:
    """Return the QR image of a link as SVG."""
    with database().reading() as session:
        link = find_link_by_id(session, read_id(invitation_id))
        if link is None:
            raise NotFoundError("unknown_invitation")
        if not is_within(session, link.unit_id, current_key().unit_id, local_day(utc_now())):
            raise NotFoundError("unknown_invitation")
    image = svg(address(settings().base_url, keyring().code(link.nonce)))
    return Response(image, mimetype="image/svg+xml")


def read_id(text: str) -> uuid.UUID:
    """Return the id, or raise NotFoundError for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFoundError("unknown_invitation") from None
