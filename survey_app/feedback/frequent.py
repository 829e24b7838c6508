"""Which problems come up often: as citizens ticked them, as officers named them, as words agree."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from survey_app.core.text import fold
from survey_app.directory.models import Procedure
from survey_app.directory.scope import units_within
from survey_app.feedback.models import Followup
from survey_app.feedback.words import WANTED, readable_texts
from survey_app.questionnaires.queries import get_version
from survey_app.responses.models import Attribution, Response, ResponseText
from survey_app.results.models import Tally
from survey_app.results.suppression import INSIDE_K

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period

#: Questions whose options are problems, and options of theirs that are none.
ASKED: Final = ("reasons", "problems")
NO_PROBLEM: Final = ("", "none")
#: What says that prefilled data were wrong.
PREFILL: Final = (("prefill", "wrong"), ("problems", "prefill_wrong"))
#: Texts of the newest follow-ups that are compared.
MOST_TEXTS: Final = 500
#: How alike two comments must be to stand in one group: cosine of their TF-IDF vectors.
ALIKE: Final = 0.35
SYLLABLE: Final = r"(?u)\w+"
SHORTEST: Final = 3
MOST_GROUPS: Final = 20


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often a problem was ticked by citizens and named by officers; None where withheld."""

    code: str
    ticked: int | None
    named: int


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Comments that say nearly the same: one of them, and how many there are."""

    example: str
    count: int


@dataclass(frozen=True, slots=True)
class ProcedureCount:
    """A procedure and how many answers say that its prefilled data were wrong."""

    code: str
    name: str
    count: int


def problem_counts(
    session: Session, roots: Collection[int], period: Period, today: date
) -> list[ProblemCount]:
    """Return the problems of a period, the most frequent first; released counts only."""
    ticked = dict(ticked_problems(session, roots, period, today))
    named = named_problems(session, roots, period, today)
    rows = [
        ProblemCount(
            code,
            None if 0 < ticked.get(code, 0) < INSIDE_K else ticked.get(code, 0),
            named[code],
        )
        for code in {*ticked, *named}
    ]
    return sorted(rows, key=lambda row: (-(row.ticked or 0), -row.named, row.code))


def ticked_problems(
    session: Session, roots: Collection[int], period: Period, today: date
) -> Counter[str]:
    """Count what citizens ticked, of the units and all below them."""
    rows = session.execute(
        select(Tally.option, func.sum(Tally.count))
        .where(
            Tally.grain == "month",
            Tally.question.in_(ASKED),
            Tally.option.not_in(NO_PROBLEM),
            Tally.day.between(period.first, period.last),
            Tally.unit_id.in_(units_within(roots, today)),
        )
        .group_by(Tally.option)
    )
    return Counter({option: int(count) for option, count in rows})


def named_problems(
    session: Session, roots: Collection[int], period: Period, today: date
) -> Counter[str]:
    """Count what officers named in follow-ups that were opened in the period."""
    first, after = period.utc_bounds()
    rows = session.execute(
        select(Followup.problem, func.count())
        .where(
            Followup.problem != "",
            Followup.opened_at >= first,
            Followup.opened_at < after,
            Followup.unit_id.in_(units_within(roots, today)),
        )
        .group_by(Followup.problem)
    )
    return Counter({problem: int(count) for problem, count in rows})


def similar_comments(session: Session, roots: Collection[int], today: date) -> list[TextGroup]:
    """Return groups of like comments among the newest follow-ups, the largest first."""
    rows = session.execute(
        select(Response.version_id, ResponseText.texts)
        .join(Followup, Followup.response_id == Response.id)
        .join(ResponseText, ResponseText.response_id == Response.id)
        .where(Followup.unit_id.in_(units_within(roots, today)))
        .order_by(Followup.id.desc())
        .limit(MOST_TEXTS)
    ).all()
    texts = [text for row in rows for text in comments_of(session, row)]
    return group_texts(texts)


def comments_of(session: Session, row: Any) -> Iterable[str]:  # noqa: ANN401 - version id and texts
    """Return the comments of one answer."""
    questionnaire = get_version(session, row.version_id).questionnaire
    return readable_texts(questionnaire, row.texts).values()


def group_texts(texts: Sequence[str]) -> list[TextGroup]:
    """Group comments by single syllables and pairs of them; accents count, case does not."""
    texts = [text for text in texts if len(text.split()) >= SHORTEST]
    if len(texts) < 2:  # noqa: PLR2004 - one cannot be like another
        return []
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - takes a second to load
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - as above

    vectors = TfidfVectorizer(ngram_range=(1, 2), token_pattern=SYLLABLE, sublinear_tf=True)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - ALIKE
    )
    labels = clustering.fit_predict(vectors.fit_transform(texts).toarray())
    groups: dict[int, list[str]] = {}
    for label, text in zip(labels.tolist(), texts, strict=True):
        groups.setdefault(label, []).append(text)
    found = [TextGroup(min(each, key=len), len(each)) for each in groups.values() if len(each) > 1]
    return sorted(found, key=lambda group: (-group.count, group.example))[:MOST_GROUPS]


def wrong_prefills(
    session: Session, roots: Collection[int], period: Period, today: date
) -> list[ProcedureCount]:
    """Return procedures whose prefilled data citizens had to mend; fewer than five are left out."""
    wrong = [
        (Tally.question == question) & (Tally.option == option) for question, option in PREFILL
    ]
    # One answer may say it twice: the larger of both counts is what is certain.
    rows = session.execute(
        select(Tally.procedure_code, Procedure.short_name, Tally.question, func.sum(Tally.count))
        .outerjoin(Procedure, Procedure.code == Tally.procedure_code)
        .where(
            Tally.grain == "month",
            wrong[0] | wrong[1],
            Tally.day.between(period.first, period.last),
            Tally.unit_id.in_(units_within(roots, today)),
        )
        .group_by(Tally.procedure_code, Procedure.short_name, Tally.question)
    )
    found: dict[str, ProcedureCount] = {}
    for code, name, _question, count in rows:
        known = found.get(code)
        if count >= INSIDE_K and (known is None or count > known.count):
            found[code] = ProcedureCount(code, name or code, int(count))
    return sorted(found.values(), key=lambda row: (-row.count, row.code))


def wanted_online(session: Session, roots: Collection[int], today: date) -> list[TextGroup]:
    """Return services that people want online and how many named each; five texts at least."""
    rows = session.scalars(
        select(ResponseText.texts)
        .join(Attribution, Attribution.response_id == ResponseText.response_id)
        .where(
            ResponseText.texts.contains(f'"{WANTED}"'),
            Attribution.unit_id.in_(units_within(roots, today)),
        )
        .limit(10 * MOST_TEXTS)
    )
    texts = [" ".join(json.loads(row).get(WANTED, "").split()) for row in rows]
    texts = [text for text in texts if text]
    if len(texts) < INSIDE_K:
        return []
    examples = {fold(text): text for text in reversed(texts)}
    counts = Counter(map(fold, texts))
    return [TextGroup(examples[key], count) for key, count in counts.most_common(MOST_GROUPS)]
