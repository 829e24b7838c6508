"""Commands speak as pages do: an expected error is one sentence on stderr and exit status 2."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import Babel, force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError

from survey_app.core.errors import RefusedError, SurveyError
from survey_app.extensions import LANGUAGES
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED: Final = 2
AWAY: Final = _l("The database is busy or away. Please try again in a moment.")
TRANSLATIONS: Final = Path(__file__).resolve().parents[2] / "translations"


class Refused(click.ClickException):
    """Ends a command with a sentence for the person at the terminal."""

    exit_code = REFUSED

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click's
        """Write the sentence to stderr; stdout carries results only."""
        click.echo(self.format_message(), file=file, err=file is None)


class CommandGroup(AppGroup):
    """A group whose commands turn a SurveyError into its sentence and exit status 2."""

    def command(  # type: ignore[override] # as in AppGroup
        self,
        *args: Any,  # noqa: ANN401 - as click's
        **kwargs: Any,  # noqa: ANN401
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Register a command; it runs in the application's context unless told otherwise."""
        register = super().command(*args, **kwargs)

        def decorator(function: Callable[..., Any]) -> click.Command:
            return register(speaking(function))

        return decorator

    def group(  # type: ignore[override] # as in AppGroup
        self,
        *args: Any,  # noqa: ANN401 - as click's
        **kwargs: Any,  # noqa: ANN401
    ) -> Callable[[Callable[..., Any]], click.Group]:
        """Register a group below this one; its commands speak in the same way."""
        kwargs.setdefault("cls", type(self))
        return super().group(*args, **kwargs)


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with expected errors turned into refusals in Vietnamese."""

    @wraps(function)
    def speak(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any command
        try:
            return function(*args, **kwargs)
        except (SurveyError, OperationalError) as error:
            with force_locale(LANGUAGES[0]):
                told = message(error) if isinstance(error, SurveyError) else str(AWAY)
                raise Refused(told) from error

    return speak


def write_file(out: Path, content: bytes) -> None:
    """Write a file, or raise RefusedError with what the system says."""
    try:
        out.write_bytes(content)
    except OSError as error:
        raise RefusedError("cannot_write", path=out, reason=error.strerror) from error


def refused_start(error: SurveyError) -> Refused:
    """Return the refusal of an application that could not even be made, in Vietnamese."""
    bare = Flask(__name__, static_folder=None)
    Babel(bare, default_locale=LANGUAGES[0], default_translation_directories=str(TRANSLATIONS))
    with bare.app_context():
        return Refused(message(error))
