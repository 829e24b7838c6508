"""An office on each engine, and databases that its backup was restored into."""

import json
import shutil

import pytest

from tests.system.backup.offices import Office, installation, restore, use


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request, tmp_path_factory):
    """A register with answers, texts, a contact, a withdrawal and an open link."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    url, path = databases.migrated(), tmp_path_factory.mktemp("backup") / "office.backup"
    with installation(url) as app:
        links, receipts = use(app)
        done = app.test_cli_runner().invoke(args=["system", "backup", str(path)])
        assert done.exit_code == 0, done.output
    yield Office(url, links, receipts, path)
    databases.drop(url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def restored(request, office):
    """The address of a database of either engine that the backup was restored into."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.empty()
    done = restore(url, office.backup)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["rows"] > 3000
    yield url
    databases.drop(url)


@pytest.fixture
def backup(office, tmp_path):
    """A copy of the office's backup, to be spoilt."""
    return shutil.copy(office.backup, tmp_path / "copy.backup")
