"""Core can be read, tested and reused without the web: importing it loads nothing heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    f"survey_app.core.{path.stem}"
    for path in (ROOT / "survey_app/core").glob("*.py")
    if path.stem != "__init__"
)
#: The survey itself, and what zoneinfo reads of the interpreter it was built with.
EXPECTED = ("survey_app", "_sysconfigdata")


def test_there_is_a_core():
    assert "survey_app.core.statistics" in MODULES


@pytest.mark.parametrize("module", MODULES)
def test_importing_it_loads_the_standard_library_only(module):
    program = f"""
import sys
before = set(sys.modules)
import {module}
print(*set(sys.modules) - before)
"""
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert module in loaded
    assert not {"flask", "sqlalchemy", "scipy"} & set(loaded)
    others = {name for name in loaded if not name.startswith(EXPECTED)}
    assert {name.partition(".")[0] for name in others} <= sys.stdlib_module_names
