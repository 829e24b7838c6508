"""Four places to stand on, each with one of everything that an address of the console can name."""

import uuid
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select

from survey_app.accounts.models import Account, RoleGrant, StaffSession
from survey_app.cases.models import CaseUpload
from survey_app.directory.models import Desk, Target, Unit
from survey_app.feedback.models import Followup, Improvement
from survey_app.field.models import Campaign
from survey_app.jobs.models import Job
from survey_app.questionnaires.models import QuestionnaireDraft, QuestionnaireVersion
from survey_app.reports.models import Report, ReportRevision
from survey_app.responses.models import Response

#: The unit of the grant, and three that are none of its business.
PLACES = {"own": "10972", "sibling": "11761", "parent": "31", "other province": "01"}
TOKEN = "a-token-of-{}"


def furnish(session):
    """Return for each place the values that addresses may hold."""
    stranger = add(session, Account, login="stranger", password_hash="x", created_at=soon())
    return {
        place: put(session, session.scalar(select(Unit.id).where(Unit.code == code)), stranger)
        for place, code in PLACES.items()
    }


def put(session, unit_id, stranger):
    """Give a unit one of everything; uploads and jobs belong to a stranger everywhere."""
    now, day = soon(), date(2026, 9, 1)
    query = select(QuestionnaireVersion).order_by(QuestionnaireVersion.id)
    version = session.scalars(query).first()
    report = add(session, Report, unit_id=unit_id, period="2026-Q2")
    freeze(session, report, now)
    desk = {"code": f"D{unit_id:05}", "name": "Quầy", "active": True, "created_at": now}
    improved = {"problem": "waiting", "text_vi": "Thêm ghế", "since": day, "created_at": now}
    upload = {"account_id": stranger, "file_name": "x.csv", "created_at": now}
    person = add(session, Account, login=f"of.{unit_id}", password_hash="x", created_at=now)
    held = {"account_id": person, "role": "desk", "unit_id": unit_id, "valid_from": day}
    job = {"kind": "reports.file", "parameters": "{}", "account_id": stranger, "created_at": now}
    aim = {"criterion": "c4", "direction": "at_least", "value": 97, "source": "x"}
    return {
        "unit_id": unit_id,
        "code": code_of(session, unit_id),
        "target_id": add(session, Target, year=2026, unit_code=code_of(session, unit_id), **aim),
        "account_id": person,
        "grant_id": add(session, RoleGrant, **held),
        "desk_id": add(session, Desk, unit_id=unit_id, **desk),
        "followup_id": follow_up(session, unit_id, version),
        "improvement_id": add(session, Improvement, unit_id=unit_id, **improved),
        "report_id": report,
        "draft_id": draft(session, unit_id, version),
        "campaign_id": campaign(session, unit_id, version),
        "version_id": publish(session, unit_id, version),
        "upload_id": add(session, CaseUpload, unit_id=unit_id, **upload),
        "job_id": add(session, Job, **job),
    }


def code_of(session, unit_id):
    return session.scalar(select(Unit.code).where(Unit.id == unit_id))


def follow_up(session, unit_id, version):
    """Return the number of a follow-up, with the answer it comes from."""
    number = uuid.uuid4()
    words = {"moment": "result", "mode": "link", "language": "vi", "duration_bucket": "lt60"}
    hashes = {"payload_sha256": b"x", "receipt_mac": number.bytes, "client_id": number.hex}
    answers = {"answers": "{}", "overall": 5, "consent_version": "1", "version_id": version.id}
    add(session, Response, id=number, **words, **hashes, **answers)
    values = {"opted_in": True, "opened_at": soon(), "due_on": date(2026, 9, 1)}
    return add(session, Followup, response_id=number, unit_id=unit_id, **values)


def draft(session, unit_id, version):
    """Return the number of a draft of a questionnaire."""
    source = {"version_id": version.id, "document": version.document}
    values = {"unit_id": unit_id, "edited_by": "x", "edited_at": soon(), **source}
    questionnaire = version.questionnaire_id
    return add(session, QuestionnaireDraft, questionnaire_id=questionnaire, **values)


def publish(session, unit_id, version):
    """Return the number of a version of the unit's own."""
    values = {"questionnaire_id": version.questionnaire_id, "published_at": soon()}
    document = {"document": version.document, "sha256": version.sha256, "number": unit_id + 1}
    return add(session, QuestionnaireVersion, unit_id=unit_id, **values, **document)


def campaign(session, unit_id, version):
    """Return the number of a campaign."""
    day = date(2026, 9, 1)
    values = {"unit_id": unit_id, "version_id": version.id, "name": "Đợt", "created_at": soon()}
    plan = {"first_day": day, "last_day": day, "sample_size": 10}
    keys = {"public_key": b"x", "sealed_key": b"x"}
    return add(session, Campaign, id=uuid.uuid4(), **values, **plan, **keys)


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
            factors=2,
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
