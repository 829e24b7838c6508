"""One question per screen: what was answered so far travels in one sealed hidden input."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from survey_app import sealing
from survey_app.core.errors import ForgedError
from survey_app.core.questionnaire import shown
from survey_app.questionnaires.forms import read

if TYPE_CHECKING:
    from survey_app.core.codes import Keyring
    from survey_app.core.questionnaire import Answer, Question, Questionnaire
    from survey_app.questionnaires.forms import Filled
    from survey_app.questionnaires.page import Sent

#: Purpose of the key that seals the state.
SEAL = "steps"
STATE = "state"
#: The newest state the page's script knows of, after the browser's own "back".
LATER = "later"
LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Progress:
    """What was answered so far, and how far somebody came."""

    #: Controls by name, as a browser sends them.
    pairs: tuple[tuple[str, str], ...] = ()
    #: Number of the furthest question that was passed.
    reached: int = 0
    #: How many screens were sent; of two states the one with more is newer.
    screens: int = 0

    @property
    def sent(self) -> Sent:
        """The answers as one page would have sent them."""
        return MultiDict(self.pairs)


def seal(keyring: Keyring, address: str, progress: Progress) -> str:
    """Return the hidden input: readable for nobody but us, good at one address only."""
    told = [address, progress.pairs, progress.reached, progress.screens]
    sealed = sealing.seal(keyring, SEAL, json.dumps(told, ensure_ascii=False))
    return urlsafe_b64encode(sealed).decode()


def unseal(keyring: Keyring, address: str, text: str) -> Progress:
    """Return what the hidden input says, or raise ForgedError."""
    try:
        if len(text) > LONGEST:
            raise ForgedError
        told = json.loads(sealing.unseal(keyring, SEAL, urlsafe_b64decode(text.encode())))
    except (Base64Error, UnicodeError, ValueError, sealing.SealBrokenError):
        raise ForgedError from None
    of_address, pairs, reached, screens = told
    if of_address != address:
        raise ForgedError
    return Progress(tuple((name, value) for name, value in pairs), reached, screens)


def newest(keyring: Keyring, address: str, sent: Sent) -> Progress:
    """Return the newer one of the page's state and of the one its script remembers."""
    progress = unseal(keyring, address, sent.get(STATE, ""))
    try:
        later = unseal(keyring, address, sent.get(LATER, ""))
    except ForgedError:
        return progress
    return later if later.screens > progress.screens else progress


def controls(question: Question) -> set[str]:
    """Return the names of everything a question's card sends."""
    names = {question.id, question.requires_consent}
    return (names | {question.text_name(option) for option in question.options}) - {""}


def answered(progress: Progress, question: Question, sent: Sent) -> Progress:
    """Return the progress with what one screen sent; its earlier answer goes."""
    names = controls(question)
    kept = [pair for pair in progress.pairs if pair[0] not in names]
    given = [(name, value) for name, value in sent.items(multi=True) if name in names and value]
    return Progress((*kept, *given), progress.reached, progress.screens + 1)


def from_page(questionnaire: Questionnaire, moment: str, sent: Sent) -> Progress:
    """Return the progress with all that the one page sent."""
    names = {name for question in questionnaire.asked(moment) for name in controls(question)}
    given = [(name, value) for name, value in sent.items(multi=True) if name in names and value]
    return Progress(tuple(given), screens=1)


def typed(questionnaire: Questionnaire, filled: Filled) -> dict[str, Answer]:
    """Return all answers by question id, wherever they are filed."""
    contact = next((each.id for each in questionnaire.questions if each.role == "contact"), "")
    return {**filled.closed, **filled.texts} | ({contact: filled.contact} if filled.contact else {})


@dataclass(frozen=True, slots=True)
class Path:
    """The questions of a moment that concern somebody after what was answered so far."""

    asked: tuple[Question, ...]
    shown: tuple[Question, ...]
    filled: Filled

    @property
    def end(self) -> int:
        """The number of the last screen, where the form is sent."""
        return len(self.asked) + 1

    def question(self, number: int) -> Question | None:
        """Return the question of a screen; None for the last one."""
        return self.asked[number - 1] if 1 <= number < self.end else None

    def numbers(self) -> list[int]:
        """Return the numbers of the screens that are shown, the last one included."""
        visible = {question.id for question in self.shown}
        found = [n for n, question in enumerate(self.asked, 1) if question.id in visible]
        return [*found, self.end]

    def after(self, number: int) -> int:
        """Return the next screen."""
        return next(each for each in self.numbers() if each > min(number, self.end - 1))

    def before(self, number: int) -> int:
        """Return the screen before; the first one stays."""
        earlier = [each for each in self.numbers() if each < number]
        return earlier[-1] if earlier else self.numbers()[0]

    def first_wrong(self) -> int:
        """Return the first screen with an error."""
        return next(
            (n for n, each in enumerate(self.asked, 1) if each.id in self.filled.errors), self.end
        )


def path(questionnaire: Questionnaire, moment: str, progress: Progress) -> Path:
    """Return the way through the form after what was answered so far."""
    asked = questionnaire.asked(moment)
    filled = read(questionnaire, moment, progress.sent)
    return Path(asked, tuple(shown(asked, typed(questionnaire, filled))), filled)
