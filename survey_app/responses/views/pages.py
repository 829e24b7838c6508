"""What all pages of citizens share: their address, what was sent, the language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from survey_app.core.errors import ForgedError
from survey_app.extensions import LANGUAGES, chosen_language, csrf
from survey_app.ui.messages import message
from survey_app.ui.scripts import let_script

if TYPE_CHECKING:
    from survey_app.questionnaires.page import Sent

bp = Blueprint("responses", __name__, template_folder="../templates")
bp.after_request(let_script)
csrf.exempt(bp)  # these pages carry their own signed input and need no cookie

BAD_REQUEST = 400
UNPROCESSABLE = 422
LARGEST_FORM_FIELDS = 300
#: Upper case on QR codes, any case when typed.
R, D, P = (f"<any({letter}, {letter.lower()}):_letter>" for letter in "RDP")


def sent_form() -> Sent:
    """Return the controls of a POST; what is not UTF-8 becomes U+FFFD, refused at its field."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return request.form
    body = request.get_data(cache=True).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(
            body, keep_blank_values=True, errors="replace", max_num_fields=LARGEST_FORM_FIELDS
        )
    except ValueError:
        raise ForgedError from None
    return MultiDict(pairs)


def sent_anew() -> str:
    """Say why a page comes back although nothing in it is wrong."""
    return message(ForgedError())


def lasting_language() -> str | None:
    """Return the language the next page must be told; None for Vietnamese."""
    language = chosen_language()
    return None if language == LANGUAGES[0] else language
