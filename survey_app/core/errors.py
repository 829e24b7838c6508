"""The one tree of expected errors; words for people are chosen in `survey_app.ui.errors`."""

from __future__ import annotations


class SurveyError(Exception):
    """Base of every error a caller may want to catch.

    ``code`` is stable and goes to logs and API clients; ``details`` fill the
    message shown to a person. Neither ever holds a whole link code or case ID.
    """

    code = "survey_error"

    def __init__(self, code: str | None = None, /, **details: object) -> None:
        self.code = code or type(self).code
        self.details = details
        super().__init__(f"{self.code} {details}" if details else self.code)


class NotFoundError(SurveyError):
    """Nothing stands behind this name or code (404)."""

    code = "not_found"


class GoneError(SurveyError):
    """It was there and may no longer be used (410)."""

    code = "gone"


class ConflictError(SurveyError):
    """It contradicts what is stored (409)."""

    code = "conflict"


class RefusedError(SurveyError):
    """Readable, but a rule forbids it (422)."""

    code = "refused"


class ForgedError(SurveyError):
    """Hidden inputs are missing, altered or of another page (400)."""

    code = "forged"


class NotPermittedError(SurveyError):
    """The caller may not do this (403)."""

    code = "not_permitted"


class TooFastError(SurveyError):
    """Asked too often; ``details['retry_after']`` is in seconds (429)."""

    code = "too_fast"


class UnreadableFileError(SurveyError):
    """A file cannot be read at all; nothing of it was taken."""

    code = "unreadable_file"


class SettingsError(SurveyError):
    """The application must not start with these settings."""

    code = "bad_settings"
