"""Imports point down; the contracts stand in pyproject.toml."""

from importlinter.cli import lint_imports


def test_contracts_are_kept(capsys, monkeypatch, pytestconfig):
    monkeypatch.chdir(pytestconfig.rootpath)

    status = lint_imports(no_cache=True, no_logo=True)

    assert status == 0, capsys.readouterr().out
