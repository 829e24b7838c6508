"""The pages of reports and of background work: open to all, on phones too, within the policy."""

import re
from datetime import UTC, datetime

import pytest

from survey_app.accounts.models import RoleGrant
from survey_app.accounts.service import create_account
from survey_app.core.calendar import Period, local_day
from survey_app.directory.queries import get_unit
from tests.browser.conftest import PASSWORD, UNIT
from tests.browser.test_console import Walk, sign_in
from tests.support.second_factor import give_second_factor

LOGIN = "bao.cao.duongan"


@pytest.fixture
def officer(operator):
    """Login and telephone of somebody who writes, decides on and directs the commune's reports."""
    database, now = operator.app.extensions["survey_database"], datetime.now(UTC)
    with database.writing() as session:
        unit_id = get_unit(session, UNIT).id
        account_id = create_account(session, LOGIN, PASSWORD, ("analyst", unit_id), now)
        grant = {"account_id": account_id, "unit_id": unit_id, "valid_from": local_day(now)}
        session.add(RoleGrant(role="province", **grant))
    return LOGIN, give_second_factor(database, LOGIN)


def test_every_page_of_reports_and_jobs(page, officer):
    walk = Walk(page)
    sign_in(walk, *officer)
    page.goto("/staff/reports/")
    walk.look("reports")
    month = Period.month_of(local_day(datetime.now(UTC)))
    page.locator("#period").fill(str(month))
    page.get_by_label("Tôi đồng ý chốt số liệu", exact=False).check()
    walk.press("Chốt kỳ này")
    walk.look("closed")
    page.get_by_role("link", name=re.compile("Đường An")).first.click()
    walk.look("report")
    page.get_by_role("button", name="Lập file").first.click()
    walk.look("jobs")
    for name in ("deadlines", f"routes/?unit={UNIT}"):
        page.goto(f"/staff/reports/{name}")
        walk.look(name.partition("/")[0])

    assert not walk.faults
