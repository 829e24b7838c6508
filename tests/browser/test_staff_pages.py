"""Every page of the console, read from the map of addresses: axe, a small phone, the policy."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from werkzeug.routing import AnyConverter

from survey_app.accounts.access import COOKIE
from survey_app.accounts.models import ROLES, Account, RoleGrant
from survey_app.accounts.service import start_session
from survey_app.cases.models import CaseUpload
from survey_app.core.calendar import local_day
from survey_app.directory.queries import get_unit
from tests.accounts.places import put
from tests.accounts.test_matrix import NEEDS_MORE, PLAIN
from tests.browser.test_accessibility import AXE, OPTIONS

#: Endpoints whose object may not be there.
MAY_MISS = {*NEEDS_MORE, "welcome.invited", "provider.begin", "provider.arrive"}
#: Not the unit of the other tests of this server.
UNIT = "11689"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
#: An invitation that nobody sent: its page says so.
INVITED = {"token": "x"}
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def everybody(operator):
    """Token of somebody with every role on a unit, and what addresses may name there."""
    now = datetime.now(UTC)
    with operator.app.extensions["survey_database"].writing() as session:
        unit_id = get_unit(session, UNIT).id
        account = Account(login="moi.vai.tro", password_hash="x", created_at=now)
        session.add(account)
        session.flush()
        grant = {"account_id": account.id, "unit_id": unit_id, "valid_from": local_day(now)}
        session.add_all(RoleGrant(role=role, **grant) for role in ROLES)
        furniture = put(session, unit_id, account.id)
        taken = {"job_id": furniture["job_id"]}
        session.execute(update(CaseUpload).where(CaseUpload.account_id == account.id).values(taken))
        keyring = operator.app.extensions["survey_keyring"]
        return start_session(session, keyring, account.id, now, factors=2), furniture


def pages(app, furniture, token):
    """Return the address of every page of the console that is a page, not a file."""
    client = app.test_client()
    client.set_cookie(COOKIE, token, path="/staff")
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith("/staff") and "GET" in rule.methods:
                address = adapter.build(rule.endpoint, values_of(rule, furniture), method="GET")
                answer = client.get(address)
                if answer.mimetype == "text/html" and not answer.location:
                    assert answer.status_code == 200 or rule.endpoint in MAY_MISS, address
                    found.append(address)
    return sorted(found)


def values_of(rule, furniture):
    """Return what the address of a rule holds."""
    chosen = {
        name: min(each.items)
        for name, each in rule._converters.items()
        if isinstance(each, AnyConverter)
    }
    return {name: (INVITED | PLAIN | furniture | chosen)[name] for name in rule.arguments}


def test_every_staff_page_is_open_to_all(operator, live_server, browser, everybody):
    token, furniture = everybody
    context = browser.new_context(base_url=live_server.url, locale="vi-VN", viewport=WIDE)
    context.add_cookies([{"name": COOKIE, "value": token, "url": f"{live_server.url}/staff"}])
    page, faults = context.new_page(), []
    page.on("console", lambda each: faults.append(each.text) if "Security" in each.text else None)
    addresses = pages(operator.app, furniture, token)
    for address in addresses:
        page.set_viewport_size(WIDE)
        page.goto(address)
        found = AXE.run(page, options=OPTIONS).response["violations"]
        faults += [f"{address}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in found]
        page.set_viewport_size(PHONE)
        if not page.evaluate(FITS):
            faults.append(f"{address} scrolls sideways on a phone")
    context.close()

    assert "\n".join(faults) == ""
    assert len(addresses) > 40
