"""What `flask system restore` refuses, and what `backup` does; nothing is changed then."""

import gzip

import pytest

from survey_app import create_app
from survey_app.database import Database
from survey_app.system import migrations
from tests.support.settings import make_settings
from tests.system.backup.offices import contents, restore, rewrite, with_head


def refused(url, path, words, **changes):
    """Restore in vain: words tell why, nothing is different."""
    before = contents(url)

    done = restore(url, path, **changes)

    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert words in done.stderr
    assert contents(url) == before


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestRefused:
    """No engine plays a part in reading a file."""

    def test_cut_off(self, backup, databases):
        backup.write_bytes(backup.read_bytes()[:-1024])

        refused(databases.migrated(), backup, "đã bị hỏng")

    @pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.9, 0.99999])
    def test_one_flipped_bit(self, backup, databases, share):
        content = bytearray(backup.read_bytes())
        content[int(len(content) * share)] ^= 0x10
        backup.write_bytes(content)

        refused(databases.empty(), backup, "đã bị hỏng")

    def test_altered_row(self, backup, databases):
        plain = gzip.decompress(backup.read_bytes())
        assert b'"overall"' in plain
        backup.write_bytes(gzip.compress(plain.replace(b"H24.10-", b"H24.11-")))

        refused(databases.empty(), backup, "đã bị hỏng")

    def test_missing_row(self, backup, databases):
        lines = gzip.decompress(backup.read_bytes()).splitlines(keepends=True)
        row = next(number for number, line in enumerate(lines) if line.startswith(b"["))
        backup.write_bytes(gzip.compress(b"".join(lines[:row] + lines[row + 1 :])))

        refused(databases.empty(), backup, "đã bị hỏng")

    def test_other_key(self, backup, databases):
        other = "another-link-key-0123456789-abcdefghijkl"

        refused(databases.empty(), backup, "LINK_KEY khác", link_key=other)

    def test_newer_version(self, backup, databases):
        rewrite(backup, with_head(revision="9999"))

        refused(databases.empty(), backup, "phiên bản mới hơn")

    def test_outdated_target(self, backup, databases):
        url = databases.empty()
        database = Database(url)
        migrations.upgrade(database, "0002")
        database.dispose()

        done = restore(url, backup)

        assert done.exit_code == 2
        assert "flask db upgrade" in done.stderr


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestNoBackup:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"null\n",
            b"[]\n",
            b'{"format":"other","number":1}\n',
            b'{"format":"survey-backup","number":1}\n{"table":1}\n',
            b"[" * 100_000 + b"\n",
        ],
        ids=["empty", "null", "list", "other", "torn", "deep"],
    )
    def test_something_else(self, databases, tmp_path, content):
        path = tmp_path / "other"
        path.write_bytes(gzip.compress(content))

        refused(databases.empty(), path, "không phải bản sao lưu")

    @pytest.mark.parametrize("content", [b"", b"no backup", b"PK\x03\x04"])
    def test_not_compressed(self, databases, tmp_path, content):
        path = tmp_path / "other"
        path.write_bytes(content)

        refused(databases.empty(), path, "không phải bản sao lưu")

    def test_missing_file(self, databases, tmp_path):
        refused(databases.empty(), tmp_path / "none", "Không đọc được")


def test_database_in_use_is_left_alone(office):
    before = contents(office.url)

    done = restore(office.url, office.backup)

    assert done.exit_code == 2
    assert "đang được dùng" in done.stderr
    assert contents(office.url) == before


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_backup_that_cannot_be_written(runner, tmp_path):
    refused = runner.invoke(args=["system", "backup", str(tmp_path / "none" / "file")])

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "không ghi được" in refused.stderr.lower()


def test_backup_of_tables_that_are_not_up_to_date(empty_url, tmp_path):
    app = create_app(make_settings(empty_url))

    refused = app.test_cli_runner().invoke(args=["system", "backup", str(tmp_path / "file")])
    app.extensions["survey_database"].dispose()

    assert refused.exit_code == 2
    assert "flask db upgrade" in refused.stderr
    assert list(tmp_path.iterdir()) == []
