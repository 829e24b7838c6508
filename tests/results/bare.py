"""Databases with tables, questionnaires and two targets, made once and copied for each test.

They lack the triggers of migrations, so that tests can break what must never break.
"""

import shutil

from survey_app.database import Database
from survey_app.questionnaires.service import load_shipped
from survey_app.system.tables import metadata
from tests.results.town import targets
from tests.support.databases import name_of, path_of
from tests.support.settings import NOW

_templates = {}


def bare_url(databases):
    """Return the address of a fresh copy."""
    if databases not in _templates:
        _templates[databases] = make_template(databases.empty())
    template = _templates[databases]
    if template.startswith("postgresql"):
        return databases.empty(name_of(template))
    url = databases.empty()
    shutil.copyfile(path_of(template), path_of(url))
    return url


def make_template(url):
    database = Database(url)
    metadata.create_all(database.engine)
    with database.writing() as session:
        load_shipped(session, NOW)
        session.add_all(targets())
    database.dispose()
    return url
