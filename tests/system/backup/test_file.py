"""The file that `flask system backup` writes."""

import gzip
import json
from hashlib import sha256

import pytest


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestFile:
    def test_tells_its_hash_and_holds_no_key(self, runner, settings, backup):
        plain = gzip.decompress(backup.read_bytes())
        lines = plain.splitlines(keepends=True)

        assert json.loads(lines[-1])["sha256"] == sha256(b"".join(lines[:-1])).hexdigest()
        assert settings.link_key.encode() not in plain
        assert settings.secret_key.encode() not in plain

    def test_is_the_owners_alone_and_takes_the_place_of_an_older_one(self, runner, backup):
        backup.chmod(0o644)
        backup.write_bytes(b"old")

        runner.invoke(args=["system", "backup", str(backup)])

        assert backup.stat().st_mode & 0o777 == 0o600
        assert backup.read_bytes()[:2] == b"\x1f\x8b"
        assert [path.name for path in backup.parent.glob("*.part")] == []
