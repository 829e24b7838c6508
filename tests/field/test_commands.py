"""What an operator does for tablets: rescue files, and how far copies may go."""

import json

import pytest

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def test_rescue_file_comes_in_once(runner, tablet, tmp_path):
    file = tmp_path / "phieu-cuu-ho.json"
    items = [tablet.interview(1), tablet.interview(2), {"id": "x"}]
    file.write_text(json.dumps({"device": tablet.id, "items": items}))

    first = runner.invoke(args=["field", "import-rescue", str(file)])
    again = runner.invoke(args=["field", "import-rescue", str(file)])

    assert json.loads(first.stdout) == {"stored": 2, "refused": 1}
    assert json.loads(again.stdout) == {"duplicate": 2, "refused": 1}
    assert "malformed" in first.stderr


@pytest.mark.parametrize("content", ["", "[]", '{"device": 1, "items": []}', "\x00"])
def test_what_is_no_rescue_file_is_refused(runner, tmp_path, content):
    file = tmp_path / "file.json"
    file.write_text(content)

    assert runner.invoke(args=["field", "import-rescue", str(file)]).exit_code == 2


def test_copies_may_go_after_a_verified_backup(runner, tablet):
    tablet.results([tablet.interview(1)])
    assert tablet.send([]).json["durable_upto"] == 0

    assert runner.invoke(args=["field", "backup-verified", "2099-01-01"]).exit_code == 2
    assert runner.invoke(args=["field", "backup-verified", "hôm qua"]).exit_code == 2
    assert runner.invoke(args=["field", "backup-verified", "2026-01-01"]).exit_code == 0
    assert tablet.send([]).json["durable_upto"] == 0
