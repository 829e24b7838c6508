"""What a test does when a program it needs is not on the machine."""

import os

import pytest


def missing(program):
    """Skip on a developer's machine, fail where the whole suite must have run (CI=true)."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing and CI=true")
    pytest.skip(f"{program} is missing")
