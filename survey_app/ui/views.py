"""The home page and the style sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _

from survey_app.core.codes import normalise_code
from survey_app.core.errors import NotFoundError
from survey_app.extensions import LANGUAGES, csrf
from survey_app.ui.filters import language
from survey_app.ui.scripts import NAMES as SCRIPTS
from survey_app.ui.scripts import let_script, script_response
from survey_app.ui.styles import NAMES, style, style_address, style_response

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug import Response

bp = Blueprint("ui", __name__, template_folder="templates")
bp.after_request(let_script)

_DESK_CODE = re.compile(r"[0-9A-Z]{1,12}")


@bp.get("/")
def home() -> ResponseReturnValue:
    """Say in one screen what this is, and take a code."""
    return render_template("ui/home.html", typed="", error="")


@bp.post("/")
def open_code() -> ResponseReturnValue:
    """Send on to the form, the desk or the receipt behind a typed code."""
    typed = request.form.get("code", "")
    address = address_of(typed, receipt=request.form.get("open") == "receipt")
    if not address:
        error = _("Please enter the code, for example 7K3M or ABCD-EFGH-JKMN.")
        return render_template("ui/home.html", typed=typed, error=error), 422
    chosen = language()
    return redirect(address if chosen == LANGUAGES[0] else f"{address}?lang={chosen}", code=303)


csrf.exempt(open_code)  # it changes nothing: it only sends on to the page of the code


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say what was done so that everyone can answer."""
    return render_template("ui/accessibility.html")


def address_of(typed: str, *, receipt: bool) -> str:
    """Return the page of a typed code; empty for what cannot be one."""
    code = normalise_code(typed)
    if code:
        return f"/{'P' if receipt else 'R'}/{code}"
    desk = re.sub(r"[\s-]", "", typed).upper()
    return f"/D/{desk}" if _DESK_CODE.fullmatch(desk) and not receipt else ""


def citizen_css() -> str:
    """Return the rules of every citizen page, for pages that add some of their own."""
    return style("citizen")


@bp.get("/style/<string:name>-<string:digest>.css")
def style_sheet(name: str, digest: str) -> Response:
    """Serve a style sheet; an address of an older content gives the content of today."""
    if name not in NAMES:
        raise NotFoundError
    lasting = style_address(name) == f"/style/{name}-{digest}.css"
    return style_response(style(name), lasting=lasting)


@bp.get("/script/<string:name>-<string:digest>.js")
def script(name: str, digest: str) -> Response:
    """Serve a script; an address of an older content gives the content of today."""
    if name not in SCRIPTS:
        raise NotFoundError
    return script_response(name, digest)
