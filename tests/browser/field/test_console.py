"""A supervisor's pages: planning, assigning, progress, paper; open to all, wide and on a phone."""

from datetime import UTC, datetime

import pytest

from survey_app.directory.queries import get_unit
from survey_app.field.households import ListedHousehold, replace_households
from tests.accounts.places import enter
from tests.support.register import KEYRING, UNIT
from tests.support.tablet import Field, Tablet
from tests.support.walk import Walk

OUTCOMES = ("completed", "completed", "completed", "absent", "refused", "moved")


@pytest.fixture
def campaign(operator, live_database):
    """A campaign under way: two tablets, households met twice, missing records, a wrong clock."""
    hamlets = (("Thôn Đông", 14), ("Thôn Đoài", 30), ("Tổ dân phố số 3", 25))
    work = Field(live_database, datetime.now(UTC), hamlets=hamlets)
    first, second = (Tablet(operator.app.test_client(), work.code(f"dtv.{n}")) for n in (1, 2))
    items = [
        first.interview(number, place=number % 3, outcome=OUTCOMES[number % 6], finished_ms=1)
        for number in range(1, 40)
    ]
    first.results([item for item in items if item["serial"] not in {7, 8, 21}])
    second.results([second.interview(number) for number in range(3, 7)])
    rows = [ListedHousehold(work.hamlet_ids[0], n, f"Ngõ {n}") for n in range(1, 15)]
    with live_database.writing() as session:
        replace_households(session, KEYRING, work.campaign, rows)
    return f"/staff/campaigns/{work.campaign}"


@pytest.fixture
def walk(page, live_server, live_database):
    """Going through the console as an analyst of the commune."""
    with live_database.writing() as session:
        token = enter(session, KEYRING, "analyst", get_unit(session, UNIT).id)
    page.context.add_cookies([{"name": "staff", "value": token, "url": live_server.url}])
    return Walk(page)


def test_supervisor_goes_through_all_pages_of_field_work(walk, campaign):
    page = walk.page
    for name, address in (
        ("campaigns", "/staff/campaigns/"),
        ("new-campaign", "/staff/campaigns/new"),
        ("sample-size", "/staff/campaigns/sample?households=8400"),
        ("campaign", campaign),
        ("paper", f"{campaign}/paper"),
        ("telephone", f"{campaign}/phone"),
    ):
        page.goto(address)
        walk.look(name)
    walk.press("Lưu, sang hộ tiếp theo")
    page.get_by_role("alert").wait_for()
    walk.look("telephone-again")
    page.goto(campaign)
    page.get_by_label("Tài khoản", exact=False).fill("dtv.1")
    page.get_by_label("Thôn, tổ", exact=False).select_option(index=0)
    walk.press("Hiện mã QR")
    walk.look("enrol")

    assert walk.faults == []
