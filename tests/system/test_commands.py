"""Every command explains itself, and says on stdout nothing but its result."""

import click
import pytest

from tests.support.server import run_flask

#: What the contract promises, as far as it is built.
PROMISED = [
    "accounts create",
    "accounts create-key",
    "audit head",
    "audit verify",
    "cases import",
    "db check",
    "db downgrade",
    "db upgrade",
    "demo load",
    "directory add-desk",
    "directory import-holidays",
    "directory import-procedures",
    "directory import-tags",
    "directory import-targets",
    "directory import-units",
    "invitations issue",
    "invitations poster",
    "reports close",
    "reports export",
    "results show",
    "results verify",
    "system serve",
]
OURS = {name.split()[0] for name in PROMISED}

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def commands(group, before=""):
    for name, command in group.commands.items():
        full = f"{before} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, full)
        elif full.split()[0] in OURS:
            yield full


def test_promised_ones_are_there(app):
    assert sorted(set(PROMISED) - set(commands(app.cli))) == []


def test_each_has_help(app, runner):
    for name in commands(app.cli):
        shown = runner.invoke(args=[*name.split(), "--help"])

        assert shown.exit_code == 0, name
        assert len(shown.output.splitlines()) > 4, name


def test_group_is_listed_from_outside(settings):
    shown = run_flask(settings, "--help").stdout

    assert [group for group in sorted(OURS) if f"\n  {group} " not in shown] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["results", "show", "2026-Q5", "--json"],
        ["results", "show", "2026-Q3", "--unit", "99999", "--json"],
        ["invitations", "issue", "H24.10-260101-0001"],
        ["invitations", "poster", "ZZZZ", "--out", "{folder}/poster.pdf"],
        ["directory", "add-desk", "99999", "Quầy"],
        ["accounts", "create", "ai.do", "--role", "analyst", "--unit", "99999"],
        ["accounts", "create", "", "--role", "analyst", "--unit", "10972"],
        ["accounts", "create", "hai chữ", "--role", "analyst", "--unit", "10972"],
        ["accounts", "create", "x" * 101, "--role", "analyst", "--unit", "10972"],
        ["accounts", "create-key", "x", "--unit", "10972", "--may", "everything"],
        ["accounts", "create-key", " ", "--unit", "10972"],
        ["accounts", "create-key", "x" * 101, "--unit", "10972"],
        ["cases", "import", "{folder}/missing.csv"],
        ["directory", "import-units", "{folder}/missing.csv"],
        [
            "reports",
            "export",
            "2026-Q3",
            "--unit",
            "10972",
            "--format",
            "xlsx",
            "--out",
            "{folder}/x.xlsx",
        ],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_refusal_is_one_sentence_on_stderr_and_status_2(runner, tmp_path, arguments):
    refused = runner.invoke(args=[each.format(folder=tmp_path) for each in arguments])

    assert refused.exit_code == 2, refused.output
    assert refused.stdout == ""
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.iterdir())
