"""On a machine that never made the report, with the hash that was published."""

import pytest

from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.database import Database
from survey_app.reports.checking import verify
from survey_app.results.queries import snapshot
from tests.reports.conftest import repacked
from tests.results.bare import bare_url

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def closed(office, town, communes):
    town.answers(communes[0], 24, 5, answers={"problems": ["login"]})
    office.close()
    return office


@pytest.fixture
def sha256(closed):
    return closed.revisions()[0].sha256


@pytest.fixture
def check(databases, closed):
    """Verify a file where there is no report at all."""
    url = bare_url(databases)
    elsewhere = Database(url)

    def check(content, sha256):
        with snapshot(elsewhere) as session:
            return verify(session, content, sha256)

    yield check
    elsewhere.dispose()
    databases.drop(url)


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_a_file_carries_what_it_is_compared_with(check, closed, sha256, kind):
    found = check(closed.export(kind), sha256.upper())

    assert (found.card.sha256, found.recounted) == (sha256, False)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_tables_without_the_content_are_checked_at_the_source(check, closed, sha256, kind):
    with pytest.raises(NotFoundError, match="unknown_revision"):
        check(closed.export(kind), sha256)


def test_a_changed_cell_of_the_workbook_is_named(check, closed, sha256):
    changed = repacked(
        closed.export("xlsx"), "xl/worksheets/sheet2.xml", rb'(r="D3"[^>]*><v>)\d+', rb"\g<1>30"
    )

    with pytest.raises(RefusedError, match=r"don_vi!D3: “30” ≠ “24”"):
        check(changed, sha256)


def test_a_changed_cell_of_the_letter_is_named(check, closed, sha256):
    changed = repacked(closed.export("docx"), "word/document.xml", rb">24</w:t>", b">25</w:t>")

    with pytest.raises(RefusedError, match=r"Bảng 1, dòng 2, cột 3: “25” ≠ “24”"):
        check(changed, sha256)


def test_content_changed_in_the_file_no_longer_fits_its_numbers(check, closed, sha256):
    changed = repacked(
        closed.export("docx"), "customXml/frozen.xml", rb'"satisfied":24', b'"satisfied":23'
    )

    with pytest.raises(RefusedError, match="altered_report"):
        check(changed, sha256)


def test_an_earlier_or_other_revision_is_told(check, closed):
    with pytest.raises(NotFoundError, match="other_revision"):
        check(closed.export("pdf"), "0" * 64)
