"""The rows of sample invitations and answers, as the submit transaction would have left them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from survey_app import sealing
from survey_app.core.calendar import local_day
from survey_app.demo.answers import fill_in
from survey_app.demo.world import JUDGED_TWICE, WITHDRAWING
from survey_app.invitations.models import RESULT, SUBMITTED, Invitation
from survey_app.responses import rows
from survey_app.responses.life import SEAL
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseEvent,
    ResponseText,
    TallyInbox,
)

if TYPE_CHECKING:
    from random import Random

    from survey_app.core.codes import Keyring
    from survey_app.demo.cases import SampleCase
    from survey_app.questionnaires.queries import VersionCard

ONLINE = 2
LINK, DESK = "link", "desk"
#: Minutes after the result within which people answer.
LATEST_ANSWER = 5 * 24 * 60
SHORTEST, LONGEST = 25, 240
NONCE_LENGTH = 16
VALID = timedelta(days=14)


class RowWriter:
    """Collects the rows of many answers, table by table in the order of their references."""

    def __init__(
        self,
        keyring: Keyring,
        random: Random,
        versions: dict[int, VersionCard],
        desks: dict[str, int],
        now: datetime,
    ) -> None:
        self.keyring = keyring
        self.random = random
        self.versions = versions
        self.desks = desks
        self.now = now
        self.rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)

    def write(self, case: SampleCase, record_id: int, unit_id: int) -> None:
        """Invite to judge one case, and answer for the share of people who do."""
        answering = self.random.random() < case.commune.answering
        answered_at = case.finished_at + timedelta(minutes=self.random.randrange(20, LATEST_ANSWER))
        answering = answering and answered_at < self.now
        mode = self.mode_of(case)
        link = self.invite(case, record_id, unit_id, (RESULT, mode, answering))
        if not answering:
            return
        early = case.channel == ONLINE and self.random.random() < JUDGED_TWICE
        if early:
            first = self.invite(case, record_id, unit_id, (SUBMITTED, LINK, True))
            at = case.submitted_at + timedelta(minutes=10)
            self.answer(
                case, unit_id, (SUBMITTED, LINK, first), at, left=(answered_at, "superseded")
            )
        gone = self.random.random() < WITHDRAWING
        left = (min(answered_at + timedelta(hours=5), self.now), "withdrawn") if gone else None
        self.answer(case, unit_id, (RESULT, mode, link), answered_at, left=left)

    def mode_of(self, case: SampleCase) -> str:
        """Return how a case is answered: at the desk's poster, or by its own link."""
        at_desk = case.channel != ONLINE and self.random.random() < 0.6
        return DESK if at_desk and case.commune.code in self.desks else LINK

    def invite(
        self, case: SampleCase, record_id: int, unit_id: int, way: tuple[str, str, bool]
    ) -> uuid.UUID:
        """Add an invitation of (moment, mode, used) and return its id."""
        moment, mode, used = way
        nonce = self.random.randbytes(NONCE_LENGTH)
        issued_at = case.submitted_at if moment == SUBMITTED else case.finished_at
        invitation_id = uuid.UUID(bytes=self.random.randbytes(16), version=4)
        self.rows[Invitation].append(
            {
                "id": invitation_id,
                "case_record_id": record_id,
                "desk_id": self.desks[case.commune.code] if mode == DESK else None,
                "unit_id": unit_id,
                "procedure_code": case.procedure_code,
                "version_id": self.versions[case.channel].id,
                "moment": moment,
                "mode": mode,
                "nonce": nonce,
                "key_id": self.keyring.key_id,
                "code_mac": self.keyring.code_mac(self.keyring.code(nonce)),
                "issued_at": issued_at,
                "expires_at": issued_at + VALID,
                "state": "used" if used else "open",
            }
        )
        return invitation_id

    def answer(
        self,
        case: SampleCase,
        unit_id: int,
        way: tuple[str, str, uuid.UUID],
        at: datetime,
        *,
        left: tuple[datetime, str] | None,
    ) -> None:
        """Add an answer given through (moment, mode, invitation), and how it left the counts."""
        moment, mode, invitation_id = way
        response_id = uuid.UUID(bytes=self.random.randbytes(16), version=4)
        submission = self.submission(case, moment, mode)
        salt = self.random.randbytes(rows.SALT_BYTES) if submission.texts else None
        self.rows[Response].append(rows.response_row(self.keyring, submission, response_id, salt))
        if salt and not (left and left[1] == "withdrawn"):
            self.rows[ResponseText].append(rows.text_row(submission, response_id, salt))
        self.count(case, unit_id, submission, response_id, at)
        self.rows[AnsweredCase].append(
            {
                "case_key": self.keyring.case_key(case.case_id),
                "moment": moment,
                "response_id": response_id,
                "sealed_invitation": sealing.seal(self.keyring, SEAL, invitation_id.hex),
            }
        )
        if left:
            left_at, state = left
            self.rows[ResponseEvent] += rows.event_rows(response_id, (state,), left_at, first=3)
            self.rows[TallyInbox].append(rows.inbox_row(response_id, unit_id, local_day(at), -1))

    def submission(self, case: SampleCase, moment: str, mode: str) -> rows.Submission:
        """Return what somebody sent."""
        version = self.versions[case.channel]
        closed, texts = fill_in(self.random, version.questionnaire, moment, case.commune.satisfied)
        return rows.Submission(
            questionnaire=version.questionnaire,
            version_id=version.id,
            moment=moment,
            mode=mode,
            language="vi",
            client_id=self.random.randbytes(NONCE_LENGTH).hex(),
            seconds=self.random.uniform(SHORTEST, LONGEST),
            desk_id=self.desks[case.commune.code] if mode == DESK else None,
            closed=closed,
            texts=texts,
        )

    def count(
        self,
        case: SampleCase,
        unit_id: int,
        submission: rows.Submission,
        response_id: uuid.UUID,
        at: datetime,
    ) -> None:
        """Attribute an answer and count it."""
        place = rows.Place(
            unit_id,
            case.procedure_code,
            case.channel,
            case.applicant_kind,
            rows.CASE,
            local_day(at),
        )
        submitted_by = rows.integrity_answer(submission, "submitted_by")
        self.rows[ResponseEvent] += rows.event_rows(response_id, ("received", "counted"), at)
        self.rows[Attribution].append(rows.attribution_row(response_id, place, submitted_by))
        self.rows[TallyInbox].append(rows.inbox_row(response_id, unit_id, place.counted_on, +1))
