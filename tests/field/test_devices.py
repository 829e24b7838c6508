"""Loss is told, copies stay until they are safe, clocks are not believed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app.core.calendar import local_day
from survey_app.directory.models import Setting
from survey_app.field.holding import VERIFIED_BACKUP, missing_ranges
from survey_app.field.models import HouseholdVisit
from survey_app.field.progress import broken_chain, progress
from survey_app.field.queries import get_campaign
from survey_app.responses.models import Attribution
from tests.support.register import KEYRING

YEAR = 365 * 24 * 3600 * 1000
on_sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def devices(database, work):
    with database.reading() as session:
        return progress(session, KEYRING, get_campaign(session, work.campaign)).devices


def test_missing_serials_are_told_as_ranges():
    assert missing_ranges([], 0) == []
    assert missing_ranges([], 3) == [(1, 3)]
    assert missing_ranges([1, 2, 5, 9], 10) == [(3, 4), (6, 8), (10, 10)]


@on_sqlite
def test_fifty_wiped_tablets_are_named_with_what_they_lost(database, work, new_tablet):
    lost = {}
    for number in range(50):
        tablet = new_tablet("doi.1")
        items = [tablet.interview(50 * number + each) for each in range(1, 2 + number % 4)]
        kept = items[: number % 3]
        tablet.send(kept)  # the tablet says how many it wrote; then its storage is wiped
        lost[tablet.id] = [(len(kept) + 1, len(items))] if len(kept) < len(items) else []

    found = {str(row.id): list(row.holding.missing) for row in devices(database, work)}

    assert found == lost


@on_sqlite
def test_sealed_copies_may_go_once_a_verified_backup_holds_them(database, tablet):
    items = [tablet.interview(number) for number in (1, 2, 3)]
    assert tablet.send([items[0], items[2]]).json["durable_upto"] == 0
    with database.writing() as session:
        later = datetime.now(UTC) + timedelta(minutes=1)
        session.add(Setting(name=VERIFIED_BACKUP, value=later.isoformat()))

    assert tablet.send([]).json["durable_upto"] == 1
    assert tablet.send([items[1]]).json["durable_upto"] == 3


@on_sqlite
def test_what_a_restored_server_lacks_is_asked_for_again(tablet):
    items = [tablet.interview(number) for number in (1, 2)]

    answer = tablet.send(items[:1]).json

    assert (answer["stored"], answer["highest"], answer["missing"]) == (1, 2, [[2, 2]])


@on_sqlite
@pytest.mark.parametrize("skew", [-2 * YEAR, -YEAR, -3_600_000, 3_600_000, YEAR, 2 * YEAR])
def test_wrong_clock_moves_no_answer_out_of_its_time(database, tablet, skew):
    truth = int(datetime.now(UTC).timestamp() * 1000)
    told = tablet.interview(1, finished_ms=truth + skew, offset_ms=-skew)
    untold = tablet.interview(2, finished_ms=truth + skew, offset_ms=None)
    tablet.results([told, untold])

    with database.reading() as session:
        visits = session.scalars(select(HouseholdVisit).order_by(HouseholdVisit.household_no)).all()
        days = set(session.scalars(select(Attribution.counted_on)))
    now = datetime.now(UTC)
    assert all(now - timedelta(minutes=5) < each.ended_at <= now for each in visits)
    assert [each.clock_off for each in visits] == [True, True]
    assert days == {local_day(now)}


@on_sqlite
def test_small_difference_is_no_matter(database, tablet):
    truth = int(datetime.now(UTC).timestamp() * 1000)
    tablet.results([tablet.interview(1, finished_ms=truth - 540_000, offset_ms=540_000)])

    with database.reading() as session:
        assert session.scalar(select(HouseholdVisit.clock_off)) is False


@on_sqlite
def test_record_that_names_another_before_it_is_pointed_out(database, work, tablet):
    first = tablet.interview(1)
    tablet.previous = "f" * 64
    second, third = tablet.interview(2), tablet.interview(3)
    tablet.results([third, first, second])

    (row,) = devices(database, work)

    assert row.broken_chain == (2,)
    assert broken_chain([]) == ()


@on_sqlite
def test_interviews_without_network_for_two_weeks_come_home(database, tablet):
    for start in range(1, 400, 50):
        items = [tablet.interview(number) for number in range(start, start + 50)]
        assert tablet.results(items) == ["stored"] * 50
    with database.reading() as session:
        assert len(session.scalars(select(HouseholdVisit.record_id)).all()) == 400
