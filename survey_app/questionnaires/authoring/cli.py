"""flask questionnaires: what a language lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from survey_app.core.faults import missing_texts
from survey_app.extensions import database
from survey_app.questionnaires.authoring.queries import list_newest
from survey_app.ui.catalogues import untranslated
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.questionnaires.authoring.queries import PublishedCard

cli = CommandGroup("questionnaires", help="Questionnaires and their languages.")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]+)?")


@cli.command("missing")
@click.argument("language")
def missing(language: str) -> None:
    """Print what LANGUAGE (vi, en, km …) lacks, a line each; nothing when it is complete.

    First the texts of the questionnaires in use: key, version, question and place; then the
    messages of the pages.
    """
    if not LANGUAGE.fullmatch(language):
        raise click.BadParameter(language, param_hint="LANGUAGE")
    with database().reading() as session:
        cards = list_newest(session)
    lines = [line for card in cards for line in lacking(card, language)]
    for line in [*lines, *(f"messages\t{text}" for text in untranslated(language))]:
        click.echo(line.replace("\n", " "))


def lacking(card: PublishedCard, language: str) -> Iterator[str]:
    """Yield the places of a version that lack a language."""
    for fault in missing_texts(card.document, language):
        yield f"{card.key}\t{card.number}\t{fault.question}\t{fault.detail}"
