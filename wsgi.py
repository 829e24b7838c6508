"""The application as a WSGI server and the command line find it."""

from survey_app import create_app
from survey_app.core.errors import SettingsError
from survey_app.ui.terminal import refused_start

try:
    app = create_app()
except SettingsError as error:
    raise refused_start(error) from error
