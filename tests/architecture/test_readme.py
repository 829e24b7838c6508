"""The README tells what can be set, and why each package is there."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from config import Settings

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [re.match(r"[\w.-]+", line).group() for line in PROJECT["dependencies"]]


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name.upper() for field in fields(Settings)])
def test_setting_is_explained(name, readme):
    assert f"`{name}`" in readme


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_package_is_justified(name, readme):
    assert re.search(rf"^\| *`?{re.escape(name)}`?\b.*\|.*\w", readme, re.MULTILINE | re.IGNORECASE)


def test_packages_are_few():
    assert len(DEPENDENCIES) <= 32
