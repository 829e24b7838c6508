"""Pages of field work: the tablet's application, and the console that looks after it."""

from survey_app.field.views.console import bp as console_bp
from survey_app.field.views.entry import bp as sheets_bp
from survey_app.field.views.shell import bp as shell_bp

__all__ = ["console_bp", "sheets_bp", "shell_bp"]
