"""The locks install what pyproject.toml names, the same everywhere, from any index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def canonical(requirement):
    name = re.match(r"[A-Za-z0-9._-]+", requirement).group()
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return dict(line.split()[0].split("==") for line in lines if "==" in line)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock):
    assert not re.search(r"https?://|file:|--find-links|index-url", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")

    for block in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in block, block


def test_every_dependency_is_pinned():
    named = {canonical(dependency) for dependency in PROJECT["project"]["dependencies"]}
    for_tests = {canonical(dependency) for dependency in PROJECT["dependency-groups"]["dev"]}

    assert named <= pins("requirements.txt").keys()
    assert for_tests <= pins("requirements-dev.txt").keys()


def test_tests_run_with_the_versions_that_are_served():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()
