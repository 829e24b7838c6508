"""Tables, and value classes of core and services, are words of docs/glossary.md."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from survey_app.system.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.findall(
    r"^\| .+? \| `(\w+)` \| .+ \| .* ?\|$",
    (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
#: What a query hands out for a page; named after the word it shows.
FOR_PAGES = ("_card", "_view")


def in_snake_case(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def is_value_class(node):
    frozen = any("frozen=True" in ast.unparse(decorator) for decorator in node.decorator_list)
    return frozen or any(ast.unparse(base) in {"NamedTuple", "StrEnum"} for base in node.bases)


def value_classes():
    for path in [*(ROOT / "survey_app").glob("core/*.py"), *ROOT.glob("survey_app/*/service.py")]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and is_value_class(node):
                name = in_snake_case(node.name)
                if not name.startswith("_") and not name.endswith(FOR_PAGES):
                    yield name


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_table_is_a_word(table):
    assert table in WORDS


@pytest.mark.parametrize("name", sorted(set(value_classes())))
def test_value_class_is_a_word(name):
    assert name in WORDS


def test_every_word_stands_once():
    assert not [word for word, times in Counter(WORDS).items() if times > 1]
