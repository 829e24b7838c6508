"""Imports point down; the contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path


def test_contracts_are_kept(pytestconfig):
    # In a process of its own: the tool switches off every logger that exists already.
    linter = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run(
        [linter, "--no-cache", "--no-logo"],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
