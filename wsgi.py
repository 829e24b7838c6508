"""The application as a WSGI server and the command line find it."""

from survey_app import create_app

app = create_app()
