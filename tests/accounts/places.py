"""Four places to stand on, each with one of everything that an address of the console can name."""

import uuid
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select

from survey_app.accounts.models import Account, RoleGrant, StaffSession
from survey_app.cases.models import CaseUpload
from survey_app.directory.models import Desk, Unit
from survey_app.feedback.models import Followup, Improvement
from survey_app.field.models import Campaign
from survey_app.jobs.models import Job
from survey_app.questionnaires.models import QuestionnaireDraft, QuestionnaireVersion
from survey_app.reports.models import Report, ReportRevision
from survey_app.responses.models import Response

#: The unit of the grant, and three that are none of its business.
PLACES = {"own": "10972", "sibling": "11761", "parent": "31", "other province": "01"}
TOKEN = "a token of {}"


def furnish(session):
    """Return for each place the values that addresses may hold."""
    stranger = add(session, Account, login="stranger", password_hash="x", created_at=soon())
    return {
        place: put(session, session.scalar(select(Unit.id).where(Unit.code == code)), stranger)
        for place, code in PLACES.items()
    }


def put(session, unit_id, stranger):
    """Give a unit one of everything; uploads and jobs belong to a stranger everywhere."""
    now, today = soon(), date(2026, 9, 1)
    version = session.scalars(
        select(QuestionnaireVersion).order_by(QuestionnaireVersion.id)
    ).first()
    response_id = uuid.uuid4()
    add(
        session,
        Response,
        id=response_id,
        version_id=version.id,
        moment="result",
        mode="link",
        client_id=response_id.hex,
        payload_sha256=b"x",
        receipt_mac=response_id.bytes,
        answers="{}",
        overall=5,
        language="vi",
        consent_version="1",
        duration_bucket="lt60",
    )
    campaign = add(
        session,
        Campaign,
        id=uuid.uuid4(),
        unit_id=unit_id,
        version_id=version.id,
        name="Đợt",
        first_day=today,
        last_day=today,
        sample_size=10,
        public_key=b"x",
        sealed_key=b"x",
        created_at=now,
    )
    desk = {"code": f"D{unit_id:05}", "name": "Quầy", "active": True, "created_at": now}
    followup = {"response_id": response_id, "opted_in": True, "opened_at": now, "due_on": today}
    improved = {"problem": "waiting", "text_vi": "Thêm ghế", "since": today, "created_at": now}
    report = add(session, Report, unit_id=unit_id, period="2026-Q2")
    freeze(session, report, now)
    return {
        "unit_id": unit_id,
        "desk_id": add(session, Desk, unit_id=unit_id, **desk),
        "followup_id": add(session, Followup, unit_id=unit_id, **followup),
        "improvement_id": add(session, Improvement, unit_id=unit_id, **improved),
        "report_id": report,
        "draft_id": add(
            session,
            QuestionnaireDraft,
            questionnaire_id=version.questionnaire_id,
            unit_id=unit_id,
            version_id=version.id,
            document=version.document,
            edited_by="x",
            edited_at=now,
        ),
        "campaign_id": campaign,
        "version_id": add(
            session,
            QuestionnaireVersion,
            questionnaire_id=version.questionnaire_id,
            number=unit_id + 1,
            document=version.document,
            sha256=version.sha256,
            published_at=now,
            unit_id=unit_id,
        ),
        "upload_id": add(
            session,
            CaseUpload,
            account_id=stranger,
            unit_id=unit_id,
            file_name="x.csv",
            created_at=now,
        ),
        "job_id": add(
            session,
            Job,
            kind="reports.file",
            parameters="{}",
            account_id=stranger,
            created_at=now,
        ),
    }


def freeze(session, report_id, now):
    """Give a report a draft revision."""
    add(
        session,
        ReportRevision,
        report_id=report_id,
        number=1,
        draft=True,
        content='{"metrics":[],"period":"2026-Q2","unit":{}}',
        sha256="x",
        closed_at=now,
        closed_by="x",
        code_version="x",
    )


def enter(session, keyring, role, unit_id):
    """Sign somebody with a role in, and return the token; no password is hashed for it."""
    now = datetime.now(UTC)
    account = add(session, Account, login=f"the.{role}", password_hash="x", created_at=now)
    grant = {"role": role, "unit_id": unit_id, "valid_from": date(2026, 1, 1)}
    add(session, RoleGrant, account_id=account, **grant)
    token, later = TOKEN.format(role), now + timedelta(minutes=1)
    session.execute(
        insert(StaffSession).values(
            token_mac=keyring.session_mac(token),
            account_id=account,
            created_at=later,
            last_seen_at=later,
        )
    )
    return token


def add(session, model, **values):
    """Add a row and return its number."""
    row = model(**values)
    session.add(row)
    session.flush()
    return row.id


def soon():
    return datetime(2026, 9, 1, tzinfo=UTC)
