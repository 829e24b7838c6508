"""docs/method.md says what the code does: its examples are run as they stand on the page."""

import doctest
import re
from pathlib import Path

import pytest

from survey_app.core.cohort import LOW_COVERAGE
from survey_app.core.statistics import ALPHA
from survey_app.core.tally import BY_PROXY, RATED_MODES, in_rates
from survey_app.reports.content import METHOD_VERSION
from survey_app.results.figures import blocks_of
from survey_app.results.judging import SMALL_N
from survey_app.results.service import SMALLEST_RELEASE
from survey_app.results.suppression import BLOCKS, INSIDE_K, PUBLIC_K

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def rows(heading):
    """Return the rows of the table with this head, as dictionaries."""
    lines = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()
    head, _line, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, cells, strict=True)) for cells in body]


def test_examples_are_right():
    examples = doctest.DocTestParser().get_doctest("\n".join(EXAMPLES), {}, "method.md", None, 0)
    told = []

    found = doctest.DocTestRunner().run(examples, out=told.append)

    assert found.failed == 0, "".join(told)
    assert found.attempted > 30


@pytest.mark.parametrize("row", rows("| channel | mode |"))
def test_answers_count_where_the_table_says(row):
    verification = "case" if row["case known"] == "yes" else "none"
    counted = in_rates(row["mode"], verification)

    blocks = blocks_of(int(row["channel"]), row["submitted by"]) if counted else ()

    assert {block: int(row[block]) for block in BLOCKS} == {
        block: int(block in blocks) for block in BLOCKS
    }


def test_parameters_are_those_of_the_code():
    values = {row["parameter"]: row["value"] for row in rows("| parameter | value |")}

    assert values == {
        "confidence of the interval": "95 %",
        "error on each side of the verdict on evidence": f"{100 * ALPHA:g} %",
        "few answers (`small_n`)": f"below {SMALL_N}",
        "low coverage": f"below {LOW_COVERAGE} %",
        "smallest base in public, inside": f"{PUBLIC_K}, {INSIDE_K}",
        "answers of a release": str(SMALLEST_RELEASE),
        "ways in the rates": ", ".join(RATED_MODES),
        "submitted by others": ", ".join(BY_PROXY),
    }


def test_version_is_the_one_reports_name():
    assert f"Version of the method: **{METHOD_VERSION}**" in PAGE
