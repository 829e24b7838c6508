import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from survey_app.core.calendar import Period
from survey_app.database import Database
from survey_app.reports.export import export
from survey_app.reports.queries import list_revisions
from survey_app.reports.service import close
from tests.results.bare import bare_url
from tests.results.town import Town
from tests.support.settings import NOW

#: Closed on 5 October 2026, ten o'clock in Vietnam.
AFTER = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


def repacked(workbook, part, old, new):
    """Change one part of a workbook, as somebody who edits a file would."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert re.search(old, content)
                content = re.sub(old, new, content, count=1)
            target.writestr(name, content)
    return out.getvalue()


class Office:
    """Closes and exports the third quarter for one unit."""

    def __init__(self, database, unit_id, period="2026-Q3"):
        self.database = database
        self.unit_id = unit_id
        self.period = Period.parse(period)

    def close(self, now=AFTER, reason=""):
        return close(
            self.database,
            self.period,
            self.unit_id,
            actor="an",
            now=now,
            code_version="1.0",
            reason=reason,
        )

    def draft(self):
        return self.close(NOW)

    def revisions(self):
        with self.database.reading() as session:
            return list_revisions(session, self.unit_id, self.period)

    def export(self, file_format):
        return export(self.revisions(), file_format)


@pytest.fixture
def database(databases):
    """Tables with nothing but questionnaires and targets."""
    url = bare_url(databases)
    database = Database(url)
    yield database
    database.dispose()
    databases.drop(url)


@pytest.fixture
def town(database):
    return Town(database)


@pytest.fixture
def province(town):
    return town.unit("90", name="Tỉnh Thử")


@pytest.fixture
def communes(town, province):
    """Two communes below the province, and one with a division."""
    one, two = (town.unit(f"9000{number}", province) for number in (1, 2))
    return one, two, town.unit("90002.1", two, name="Phòng Kinh tế")


@pytest.fixture
def office(database, province):
    return Office(database, province)
