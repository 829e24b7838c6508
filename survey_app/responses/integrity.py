"""Answers that are not what was sent in: what the guards of the tables should have prevented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.questionnaires.queries import list_versions
from survey_app.responses.models import Attribution, Response, ResponseText

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period

FETCH: Final = 2000


@dataclass(frozen=True, slots=True)
class AlteredAnswer:
    """An answer whose parts contradict each other."""

    id: uuid.UUID
    #: The hash alone differs also where words were erased later, as people may ask.
    certain: bool


def altered_answers(
    session: Session, unit_ids: Collection[int], period: Period
) -> Iterator[AlteredAnswer]:
    """Yield the answers of a period that contradict themselves."""
    overall = {
        card.id: card.questionnaire.overall.id
        for card in list_versions(session)
        if card.questionnaire.overall
    }
    rows = session.execute(
        select(
            Response.id,
            Response.version_id,
            Response.overall,
            Response.answers,
            Response.payload_sha256,
            ResponseText.response_id.label("text_id"),
        )
        .join(Attribution, Attribution.response_id == Response.id)
        .outerjoin(ResponseText, ResponseText.response_id == Response.id)
        .where(
            Attribution.unit_id.in_(unit_ids),
            Attribution.counted_on.between(period.first, period.last),
        )
        .order_by(Response.id)
    )
    for row in rows.yield_per(FETCH):
        if str(row.overall or "") != level_of(row, overall):
            yield AlteredAnswer(row.id, certain=True)
        elif not is_as_hashed(row):
            yield AlteredAnswer(row.id, certain=False)


def level_of(row: Any, overall: dict[int, str]) -> str:  # noqa: ANN401 - a row of answers
    """Return the overall level as the stored answers say it; empty without one."""
    return str(json.loads(row.answers).get(overall.get(row.version_id), ""))


def is_as_hashed(row: Any) -> bool:  # noqa: ANN401 - a row of answers
    """Whether closed answers still give the hash; true where words enter it (`rows`)."""
    silent = sha256(f'[{row.answers},""]'.encode()).digest()
    return bool(row.text_id) or not row.payload_sha256 or silent == row.payload_sha256
