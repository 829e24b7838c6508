"""Commands for figures: show, release, verify, take in."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_app.audit.service import OPERATOR, record
from survey_app.core.calendar import Period
from survey_app.core.scoring import percent_text
from survey_app.directory.messages import MESSAGES
from survey_app.directory.queries import find_unit, get_unit
from survey_app.directory.speaking import explained
from survey_app.extensions import database, utc_now
from survey_app.results.document import exact_document, published_document
from survey_app.results.imports import import_forms, import_official
from survey_app.results.queries import snapshot
from survey_app.results.service import release as release_counts
from survey_app.results.verification import FINAL_STATES
from survey_app.results.verification import verify as recount
from survey_app.ui.terminal import REFUSED, CommandGroup

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.results.verification import Findings

cli = CommandGroup("results", help="Figures: show, release, verify, take in.")

#: Differences printed before the rest is only counted.
MOST_LINES = 50
BLOCK_TITLES = {"online": "Trực tuyến", "online_self": "Tự nộp trực tuyến", "all": "Tất cả"}
VERDICTS = {
    "met": "đạt",
    "not_met": "chưa đạt",
    "insufficient": "chưa đủ căn cứ",
    "no_data": "chưa có dữ liệu",
}


@cli.command("show")
@click.argument("period")
@click.option("--unit", "unit_code", help="Code of one unit; its subtree is pooled.")
@click.option("--as-published", is_flag=True, help="As released and suppressed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(period: str, unit_code: str | None, *, as_published: bool, as_json: bool) -> None:
    """Print the rates of PERIOD: 2026-Q3, 2026-11, 2026 or 2026-01-01..2026-10-31."""
    chosen = Period.parse(period)
    make = published_document if as_published else exact_document
    with snapshot(database()) as session:
        found = make(session, chosen, unit_id_of(session, unit_code, chosen.last))
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else as_text(chosen, found))


def unit_id_of(session: Session, code: str | None, on: date) -> int | None:
    """Return the unit with a code on a day, else the newest with it; None for no code."""
    if code is None:
        return None
    return (find_unit(session, code, on) or get_unit(session, code)).id


def as_text(period: Period, found: dict[str, Any]) -> str:
    """Return the document as lines for a person."""
    lines = [period.title]
    for unit in found["units"]:
        lines.append(f"\n{unit['name']} ({unit['unit']})")
        lines += [block_line(title, unit[block]) for block, title in BLOCK_TITLES.items()]
    return "\n".join(lines)


def block_line(title: str, block: dict[str, Any]) -> str:
    """Return one block in words."""
    if block["n"] is None:
        return f"  {title}: không công bố (quá ít phiếu)"
    if not block["n"]:
        return f"  {title}: không có dữ liệu"
    share = percent_text(block["satisfied"], block["n"], block["target"])
    low, high = (f"{100 * bound:.1f}".replace(".", ",") for bound in block["interval"])
    counts = f"{block['satisfied']}/{block['n']} phiếu; khoảng tin cậy {low}-{high}"
    return f"  {title}: {share} % ({counts}{verdict_text(block)})"


def verdict_text(block: dict[str, Any]) -> str:
    """Return target and verdicts in words; nothing where no target is known."""
    if block["target"] is None:
        return ""
    administrative = VERDICTS[block["administrative_verdict"]]
    evidence = VERDICTS[block["evidence_verdict"]]
    return f"; chỉ tiêu {block['target']} %: {administrative}; căn cứ: {evidence}"


@cli.command("import-c1")
@click.argument("file", type=click.Path(path_type=Path))
@explained(MESSAGES)
def import_c1(file: Path) -> None:
    """Take in which forms fill themselves in.

    FILE is CSV or XLSX: procedure_code,prefilled[,unit_code,valid_from,source].
    """
    with database().writing() as session:
        changes = import_forms(session, file)
        told = asdict(changes)
        record(session, "criteria.import", actor=OPERATOR, subject=file.name, details=told)
    click.echo(json.dumps(asdict(changes)))


@cli.command("import-official")
@click.argument("file", type=click.Path(path_type=Path))
@explained(MESSAGES)
def import_766(file: Path) -> None:
    """Take in satisfaction as the index of Decision 766 shows it.

    FILE is CSV or XLSX: unit_code,period,rate[,source]; the rate in percent. Units with cases or
    answers that it does not name are reported.
    """
    with database().writing() as session:
        found = import_official(session, file)
        told = asdict(found.changes)
        record(session, "official.import", actor=OPERATOR, subject=file.name, details=told)
    for period, codes in found.missing.items():
        if codes:
            click.echo(f"{period}: không có số liệu của {', '.join(codes[:MOST_LINES])}", err=True)
    click.echo(json.dumps({**asdict(found.changes), "missing": found.missing}))


@cli.command("release")
def release() -> None:
    """Show waiting counts now, of every unit with five or more; print those units."""
    with_counts = release_counts(database(), utc_now())
    click.echo(json.dumps({"released_units": len(with_counts)}))


@cli.command("verify")
def verify() -> None:
    """Recount everything from the answers; exit 2 when anything differs."""
    with snapshot(database()) as session:
        findings = recount(session)
    for difference in findings.differences[:MOST_LINES]:
        click.echo(str(difference), err=True)
    click.echo(json.dumps(summary(findings)))
    if not findings.sound:
        click.echo(f"{len(findings.differences)} differences", err=True)
        raise click.exceptions.Exit(REFUSED)


def summary(findings: Findings) -> dict[str, Any]:
    """Return the conservation law with its numbers."""
    return {
        "sound": findings.sound,
        "received": findings.received,
        **{state: findings.states[state] for state in FINAL_STATES},
        "n": findings.recounted["n"],
        "no_opinion": findings.recounted["no_opinion"],
        "outside": findings.recounted["outside"],
        "cells": findings.cells,
    }
