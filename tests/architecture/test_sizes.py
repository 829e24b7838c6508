"""Where a file, a function or a template becomes too long to be read at one go."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 300
FUNCTION_LINES = 40
TEMPLATE_LINES = 120

SOURCES = sorted(
    path
    for folder in ("survey_app", "tests", "scripts", "bench")
    for path in (ROOT / folder).rglob("*.py")
)
SOURCES += [ROOT / "config.py", ROOT / "wsgi.py"]
TEMPLATES = sorted((ROOT / "survey_app").rglob("templates/**/*.html"))


def name(path):
    return str(path.relative_to(ROOT))


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function):
    """Return the lines of a function without its docstring."""
    first, documented = function.body[0], ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_file_and_its_functions_are_short(path):
    too_long = {
        function.name: length(function)
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    }

    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES
    assert not too_long


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEMPLATE_LINES
