"""What became of finished cases: counted at each release, shown beside the rates."""

import time
import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from survey_app.cases.models import CaseRecord
from survey_app.core.calendar import VIETNAM, Period
from survey_app.invitations.models import Invitation
from survey_app.results.cohorts import count_cases, own_coverage, refresh
from survey_app.results.figures import figures
from survey_app.results.queries import snapshot
from survey_app.results.service import release
from tests.results.town import DAY, at_release, noon

Q3 = Period.parse("2026-Q3")
RELEASED_AT = at_release(DAY)


@pytest.fixture
def commune(town):
    return town.unit("90001", town.unit("90"))


def invite(database, town, count, state="open"):
    """Issue links for so many of the cases that have none."""
    with database.writing() as session:
        taken = select(Invitation.case_record_id)
        cases = session.scalars(select(CaseRecord.id).where(CaseRecord.id.not_in(taken)))
        for case_id in list(cases)[:count]:
            session.execute(
                insert(Invitation).values(
                    id=uuid.uuid4(),
                    case_record_id=case_id,
                    unit_id=town.units["90001"],
                    version_id=town.versions["online_case"],
                    moment="result",
                    mode="link",
                    nonce=b"",
                    key_id="",
                    code_mac=case_id.to_bytes(8, "big"),
                    issued_at=RELEASED_AT,
                    expires_at=RELEASED_AT,
                    state=state,
                )
            )


def coverage(database, unit, *, live=False):
    with snapshot(database) as session:
        return own_coverage(session, Q3, [unit], live=live).get(unit)


def cautions(database, unit, *, live=False):
    with snapshot(database) as session:
        (found,) = figures(session, Q3, unit, live=live)
        return found.online.cautions, found.all.cautions


def test_cases_are_followed_from_the_end_to_the_answer(database, town, commune):
    for channel in (2, 2, 2, 1):
        town.case(commune, channel=channel)
    town.case(commune, date(2026, 10, 1))
    town.case(commune, None, status=4)
    invite(database, town, 1, "used")
    invite(database, town, 1)
    refresh(database, RELEASED_AT + timedelta(days=30))

    found = coverage(database, commune)

    assert (found.all.closed, found.all.invited, found.all.answered) == (4, 2, 1)
    assert found.online.closed == 3
    assert coverage(database, commune, live=True) == found


def test_few_invitations_are_a_caution(database, town, commune):
    for _ in range(10):
        town.case(commune)
    town.answers(commune, 40)
    invite(database, town, 6)
    release(database, RELEASED_AT)
    assert "low_coverage" in cautions(database, commune)[0]
    assert "low_coverage" in cautions(database, commune, live=True)[1]

    invite(database, town, 1)
    release(database, RELEASED_AT)

    assert "low_coverage" not in cautions(database, commune)[0]
    assert "low_coverage" not in cautions(database, commune, live=True)[1]


def test_without_a_register_nothing_is_said_about_coverage(database, town, commune):
    town.answers(commune, 40)
    release(database, RELEASED_AT)

    assert cautions(database, commune) == ([], ["reference_target"])


def test_a_later_change_of_an_old_month_is_seen(database, town, commune):
    town.case(commune, date(2026, 1, 15))
    refresh(database, RELEASED_AT)
    with database.writing() as session:
        session.execute(update(CaseRecord).values(first_seen_at=noon(date(2026, 1, 16))))
    refresh(database, RELEASED_AT)
    first = Period.parse("2026-Q1")

    with snapshot(database) as session:
        found = own_coverage(session, first, [commune], live=False)

    assert found[commune].all.closed == 1


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def server_zone(request, monkeypatch):
    """The clock of the machine stands in another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_quarter_edges_are_right_to_the_microsecond(database, town, commune, server_zone):
    start = datetime(2026, 7, 1, tzinfo=VIETNAM)
    after = datetime(2026, 10, 1, tzinfo=VIETNAM)
    moments = [start - timedelta(microseconds=1), start, after - timedelta(microseconds=1), after]
    for moment in moments:
        town.case(commune)
        with database.writing() as session:
            newest = select(CaseRecord.id).order_by(CaseRecord.id.desc()).limit(1)
            case_id = session.scalar(newest)
            values = {"finished_at": moment}
            session.execute(update(CaseRecord).where(CaseRecord.id == case_id).values(**values))

    with database.reading() as session:
        found = [
            sum(counts.closed for counts in count_cases(session, period).values())
            for period in (Q3.previous(), Q3, Period.parse("2026-Q4"))
        ]

    assert found == [1, 2, 1]
