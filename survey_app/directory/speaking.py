"""Commands that say in Vietnamese what is wrong with a file."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from survey_app.core.errors import SurveyError
from survey_app.directory.messages import sentence
from survey_app.ui.terminal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey_app.directory.messages import Words


def explained(
    messages: Mapping[str, Words],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator: errors of these codes end the command with their sentence, status 2."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def explain(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any command
            try:
                return command(*args, **kwargs)
            except SurveyError as error:
                words = sentence(messages, error)
                if words is None:
                    raise
                raise Refused(words) from error

        return explain

    return decorate
