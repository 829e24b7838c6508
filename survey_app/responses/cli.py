"""Commands about what happens in forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from survey_app.extensions import database
from survey_app.questionnaires.queries import newest_version
from survey_app.responses import form_counts
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey_app.questionnaires.queries import VersionCard

cli = CommandGroup("responses", help="What happens in the forms.")


@cli.command("form-counts")
@click.argument("questionnaire")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show_form_counts(questionnaire: str, *, as_json: bool) -> None:
    """Print at which questions of the newest QUESTIONNAIRE people stop.

    "passed" counts who went on from a question in the stepped form, "dropped"
    answers to questions that were hidden; the row "sent" is the sending.
    """
    with database().reading() as session:
        version = newest_version(session, questionnaire)
        passed = form_counts.counts(session, version.id, form_counts.PASSED)
        dropped = form_counts.counts(session, version.id, form_counts.DROPPED)
    rows = [*lines(version, passed, dropped)]
    if as_json:
        click.echo(json.dumps({"questionnaire": questionnaire, "rows": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo("{moment}\t{question}\t{passed}\t{dropped}".format_map(row))


def lines(
    version: VersionCard,
    passed: Mapping[tuple[str, str], int],
    dropped: Mapping[tuple[str, str], int],
) -> Iterator[dict[str, str | int]]:
    """Yield one line for each question of each moment, in the order of the form."""
    for moment in version.questionnaire.moments:
        asked = version.questionnaire.asked(moment.name)
        for name in [*(question.id for question in asked), form_counts.SENT]:
            yield {
                "moment": moment.name,
                "question": name or "sent",
                "passed": passed.get((moment.name, name), 0),
                "dropped": dropped.get((moment.name, name), 0),
            }
