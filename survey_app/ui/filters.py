"""What templates may call: Vietnamese numbers and dates, addresses of style sheets, languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from babel import Locale
from flask import current_app
from flask_babel import get_locale

from survey_app.core.codes import group_code
from survey_app.core.scoring import number_text, percent_text, share_text
from survey_app.core.telephone import CENTRAL
from survey_app.extensions import LANGUAGES
from survey_app.ui.charts import interval_bar
from survey_app.ui.navigation import navigation
from survey_app.ui.scripts import script_address
from survey_app.ui.styles import style_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from flask import Flask
    from wtforms import Field

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def init_app(app: Flask) -> None:
    """Give every template these filters and functions."""
    app.jinja_env.filters.update(
        code=group_code,
        day=day_text,
        fraction=fraction_text,
        moment=moment_text,
        number=number_text,
        percent=percent_text,
        share=share_text,
    )
    app.jinja_env.globals.update(
        CENTRAL_TELEPHONE=CENTRAL,
        field_attributes=field_attributes,
        interval_bar=interval_bar,
        is_demo=is_demo,
        language=language,
        lasting=lasting,
        language_name=language_name,
        navigation=navigation,
        other_languages=other_languages,
        script_address=script_address,
        style_address=style_address,
    )


def day_text(day: date) -> str:
    """Return a day as people write it: 20/11/2026."""
    return f"{day:%d/%m/%Y}"


def moment_text(moment: datetime) -> str:
    """Return an aware moment in local time: 18:00 20/11/2026."""
    return f"{moment.astimezone(ZONE):%H:%M %d/%m/%Y}"


def fraction_text(fraction: float) -> str:
    """Return a fraction 0..1, such as the bound of an interval, in percent: "89,6".

    For rates use `percent`, which never rounds up to a target that was missed.
    """
    return f"{100 * fraction:.1f}".replace(".", ",")


def field_attributes(control: Field, hint: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a field: its hint and error are named, what is wrong is focused."""
    named = {f"{control.id}-hint": hint, f"{control.id}-error": control.errors}
    spoken = " ".join(name for name, words in named.items() if words)
    described = {"aria-describedby": spoken} if spoken else {}
    wrong = {"aria-invalid": "true", "autofocus": True} if control.errors else {}
    return {**attributes, **described, **wrong}


def language() -> str:
    """Return the language of this page."""
    return str(get_locale() or LANGUAGES[0])


def lasting(language: str) -> str | None:
    """Return the language that the next page must be told; None for Vietnamese."""
    return None if language == LANGUAGES[0] else language


@cache
def language_name(code: str) -> str:
    """Return what a language calls itself, as a heading begins: Tiếng Việt."""
    name = str(Locale.parse(code).display_name)
    return name[:1].upper() + name[1:]


def other_languages(current: str) -> list[str]:
    """Return the languages that the switch offers."""
    return [code for code in LANGUAGES if code != current]


def is_demo() -> bool:
    """Tell whether the data are samples, which every page must say."""
    ask = current_app.extensions.get("survey_is_demo")
    return bool(ask and cast("Callable[[], bool]", ask)())
