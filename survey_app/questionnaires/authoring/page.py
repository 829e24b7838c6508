"""What the authors' templates need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.core.advice import Advice, advise
from survey_app.core.differences import Alteration, changes, differences, flat
from survey_app.core.faults import Fault, faults
from survey_app.core.questionnaire import parse
from survey_app.directory.queries import list_units_by_id
from survey_app.questionnaires.authoring.queries import (
    DraftCard,
    PublishedCard,
    get_published,
    list_drafts,
    list_published,
    permitted_units,
)
from survey_app.questionnaires.authoring.service import core_changed, version_before
from survey_app.questionnaires.queries import find_id_in_force

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey_app.core.faults import Document, Entry
    from survey_app.directory.queries import UnitCard
    from survey_app.questionnaires.authoring.queries import Reach


@dataclass(frozen=True, slots=True)
class InForce:
    """Which version one unit's links use."""

    unit: UnitCard
    version: PublishedCard
    draft: DraftCard | None


@dataclass(frozen=True, slots=True)
class Group:
    """One questionnaire with everything an author may see of it."""

    key: str
    letter: str
    title: dict[str, str]
    versions: tuple[PublishedCard, ...]
    drafts: tuple[DraftCard, ...]
    in_force: tuple[InForce, ...]


def overview(session: Session, reach: Reach) -> list[Group]:
    """Return all questionnaires."""
    versions, drafts = list_published(session, reach), list_drafts(session, reach)
    units = list_units_by_id(session, reach.roots)
    known: list[PublishedCard | DraftCard] = [*versions, *drafts]
    keys = dict.fromkeys(each.key for each in known)
    return [
        group(
            session,
            reach,
            tuple(version for version in versions if version.key == key),
            tuple(draft for draft in drafts if draft.key == key),
            units,
        )
        for key in keys
    ]


def group(
    session: Session,
    reach: Reach,
    versions: tuple[PublishedCard, ...],
    drafts: tuple[DraftCard, ...],
    units: list[UnitCard],
) -> Group:
    """Return one questionnaire."""
    newest: PublishedCard | DraftCard = versions[0] if versions else drafts[0]
    by_id = {version.id: version for version in versions}
    found = {unit: find_id_in_force(session, newest.key, unit.id, reach.on) for unit in units}
    in_force = tuple(
        InForce(
            unit,
            by_id[version_id],
            next((draft for draft in drafts if draft.unit_id == unit.id), None),
        )
        for unit, version_id in found.items()
        if version_id in by_id
    )
    return Group(newest.key, newest.letter, newest.document["title"], versions, drafts, in_force)


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One published version."""

    card: PublishedCard
    document: Document
    advice: tuple[Advice, ...]


def version_page(session: Session, version_id: int, reach: Reach) -> VersionPage:
    """Return a published version with advice for the next."""
    card = get_published(session, version_id, reach)
    document = card.document
    return VersionPage(card, document, tuple(advise(parse(document))))


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft with what is wrong with it."""

    card: DraftCard
    document: Document
    faults: tuple[Fault, ...]
    advice: tuple[Advice, ...]
    #: Where it departs from the core, and the visitor may not publish that.
    core: tuple[str, ...]
    #: How many places differ from the version in use.
    changed: int

    @property
    def heading(self) -> dict[str, dict[str, str]]:
        """The title as its form takes it."""
        return {"title": self.document["title"]}

    @property
    def last(self) -> str:
        """The id of the last question."""
        return next((entry["id"] for entry in reversed(self.document["questions"])), "")


def draft_page(session: Session, card: DraftCard, core: Reach) -> DraftPage:
    """Return a draft; ``core`` is where the visitor may change the core."""
    document = card.document
    broken = tuple(faults(document))
    return DraftPage(
        card,
        document,
        broken,
        () if broken else tuple(advise(parse(document))),
        forbidden(session, card, core),
        len(differences(version_before(session, card, core.on).document, document)),
    )


def forbidden(session: Session, card: DraftCard, core: Reach) -> tuple[str, ...]:
    """Return what of the core is changed, unless the visitor may change it."""
    if permitted_units(session, core, [card.unit_id]):
        return ()
    return tuple(core_changed(session, card, core.on))


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What a draft changes."""

    card: DraftCard
    before: PublishedCard
    differences: tuple[Alteration, ...]
    faults: tuple[Fault, ...]
    core: tuple[str, ...]

    @property
    def may_publish(self) -> bool:
        """Whether nothing stands against it."""
        return bool(self.differences) and not self.faults and not self.core


def differences_page(session: Session, card: DraftCard, core: Reach) -> DifferencesPage:
    """Return a draft beside the version in use."""
    before, document = version_before(session, card, core.on), card.document
    return DifferencesPage(
        card,
        before,
        tuple(differences(before.document, document)),
        tuple(faults(document)),
        forbidden(session, card, core),
    )


def question_differences(theirs: Entry, mine: Entry) -> list[Alteration]:
    """Return where two people wrote different things into one question."""
    return [*changes(theirs["id"], flat(theirs), flat(mine))]
