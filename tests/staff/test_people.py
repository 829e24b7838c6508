"""An administrator invites people and gives roles, only for the own units, never to themselves."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from survey_app.accounts.models import Account, AccountInvitation, RoleGrant
from survey_app.audit.models import AuditEvent
from survey_app.core.calendar import local_day
from survey_app.directory.queries import get_unit
from survey_app.extensions import utc_now
from tests.results.staff import sign_in
from tests.support.door import fill_in, knock, token_of
from tests.support.staff_forms import send

ACCOUNTS, OWN, SIBLING, PROVINCE = "/staff/accounts", "10972", "11761", "31"
NEW = "bốn con trâu gặm cỏ"
sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def admin(client, database):
    """An administrator of the commune."""
    sign_in(client, database, "quantri", "admin", unit_id(database, OWN))
    return client


def unit_id(database, code):
    with database.reading() as session:
        return get_unit(session, code).id


def today():
    return local_day(utc_now())


def invite(client, database, login="binh", role="desk", code=OWN, **more):
    sent = {"login": login, "name": "Trần Bình", "role": role, "valid_from": str(today())}
    return fill_in(client, f"{ACCOUNTS}/new", **sent, unit=unit_id(database, code), **more)


def link_of(page):
    return re.search(r'id="link">[^<]*?(/staff/welcome/[^<]+)<', page.text)[1]


def number_of(database, login):
    with database.reading() as session:
        return session.scalar(select(Account.id).where(Account.login == login))


def person(database, login, *codes, role="desk"):
    """Make an account with a role on each unit; return its number."""
    with database.writing() as session:
        account = Account(login=login, password_hash="x", created_at=utc_now())
        session.add(account)
        session.flush()
        for code in codes:
            grant = {"role": role, "unit_id": get_unit(session, code).id, "valid_from": today()}
            session.add(RoleGrant(account_id=account.id, **grant))
        return account.id


def actions(database):
    with database.reading() as session:
        found = session.execute(
            select(AuditEvent.action, AuditEvent.subject).order_by(AuditEvent.seq)
        )
        return [tuple(row) for row in found]


def test_somebody_is_invited_and_comes_in(app, admin, database):
    page = invite(admin, database)
    link = link_of(page)
    token = link.rpartition("/")[2]
    guest = app.test_client()
    for _again in range(2):
        assert guest.get(link).status_code == 200
    assert fill_in(guest, link, new="ngắn", again="ngắn").status_code == 422

    assert fill_in(guest, link, new=NEW, again=NEW).location == "/staff/home"
    assert guest.get("/staff/home").status_code == 200
    assert app.test_client().get(link).status_code == 410
    assert knock(app.test_client(), "binh", NEW).status_code == 303
    assert link not in admin.get(f"{ACCOUNTS}/{number_of(database, 'binh')}").text
    told = [("accounts.invite", "binh"), ("accounts.grant", "binh"), ("accounts.welcome", "")]
    assert actions(database)[:3] == told
    with database.reading() as session:
        for row in session.execute(select(AuditEvent.subject, AuditEvent.details)):
            assert token not in "".join(row)


def test_a_link_ends_after_three_days_and_with_the_next_one(app, admin, database):
    first = link_of(invite(admin, database))
    page = admin.get(f"{ACCOUNTS}/{number_of(database, 'binh')}").text
    second = link_of(send(admin, page, "/link"))
    assert [app.test_client().get(each).status_code for each in (first, second)] == [410, 200]
    with database.writing() as session:
        session.execute(update(AccountInvitation).values(expires_at=utc_now()))

    assert app.test_client().get(second).status_code == 410
    assert knock(app.test_client(), "binh", "").status_code == 422


@sqlite
def test_an_invited_analyst_is_led_to_the_second_factor(app, admin, database):
    link = link_of(invite(admin, database, role="analyst"))
    guest = app.test_client()
    fill_in(guest, link, new=NEW, again=NEW)

    assert guest.get("/staff/home").location.startswith("/staff/account/second-factor")


@sqlite
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": "quantri"}, "Đã có tài khoản"),
        ({"login": "Ô"}, "chữ không dấu"),
        ({"role": "province"}, "cấp tỉnh"),
        ({"valid_to": "2020-01-01"}, "Ngày cuối"),
    ],
)
def test_a_wrong_invitation_is_told_at_its_field(admin, database, changes, words):
    told = invite(admin, database, **changes)

    assert told.status_code == 422
    assert words in told.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Account.id))) == 1


def test_a_foreign_unit_or_role_in_a_body_is_not_there_and_recorded(admin, database):
    assert invite(admin, database, code=SIBLING).status_code == 404
    assert invite(admin, database, role="god").status_code == 422
    assert actions(database)[-1] == ("access.refused", "/staff/accounts/new")
    assert number_of(database, "binh") is None


def test_only_people_of_the_own_units_are_seen(admin, database):
    for login, *codes in (("o.day", OWN), ("xa.khac", SIBLING), ("cap.tren", PROVINCE)):
        person(database, login, *codes)
    page = admin.get(ACCOUNTS).text

    assert "o.day" in page
    assert "xa.khac" not in page
    assert "cap.tren" not in page
    assert admin.get(f"{ACCOUNTS}?q=zzz").status_code == 200


def test_roles_are_given_and_ended_for_days(admin, database):
    number = person(database, "o.day", OWN)
    address = f"{ACCOUNTS}/{number}"
    later = {"role": "leader", "unit": unit_id(database, OWN), "valid_from": "2099-01-01"}
    send(admin, admin.get(address).text, "/grants", **later)
    page = admin.get(address)
    assert "sắp tới" in page.text
    with database.reading() as session:
        held = session.scalar(select(RoleGrant.id).where(RoleGrant.role == "desk"))
    send(admin, page.text, f"/grants/{held}/end", last_day="")

    assert "đã hết" in admin.get(address).text
    done = [action for action, _subject in actions(database)]
    assert done == ["accounts.grant", "accounts.end_grant"]


@sqlite
def test_nobody_changes_their_own_rights(admin, database):
    own = number_of(database, "quantri")
    token = token_of(admin.get(ACCOUNTS + "/new"))
    with database.reading() as session:
        grant = session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == own))
    given = {"role": "analyst", "unit": unit_id(database, OWN), "valid_from": str(today())}
    for deed in ("grants", f"grants/{grant}/end", "close", "link"):
        sent = {"csrf_token": token, **given}
        assert admin.post(f"{ACCOUNTS}/{own}/{deed}", data=sent).status_code == 422


@sqlite
def test_who_works_elsewhere_too_is_not_taken_over(admin, database):
    number = person(database, "hai.noi", OWN, SIBLING)
    address, token = f"{ACCOUNTS}/{number}", token_of(admin.get(ACCOUNTS + "/new"))

    assert "11761" not in admin.get(address).text.partition("<form")[0]
    for deed in ("link", "close"):
        assert admin.post(f"{address}/{deed}", data={"csrf_token": token}).status_code == 422


@sqlite
def test_closing_an_account_signs_it_out_and_opening_lets_it_in_again(app, admin, database):
    worker = app.test_client()
    sign_in(worker, database, "o.day", "desk", unit_id(database, OWN))
    address = f"{ACCOUNTS}/{number_of(database, 'o.day')}"
    send(admin, admin.get(address).text, "/close")

    assert worker.get("/staff/home").status_code == 303
    assert knock(app.test_client(), "o.day").status_code == 422
    send(admin, admin.get(address).text, "/reopen")
    assert knock(app.test_client(), "o.day").status_code == 303


def test_an_administrator_is_always_left(admin, database):
    number = person(database, "pho", OWN, role="admin")
    address, token = f"{ACCOUNTS}/{number}", token_of(admin.get(ACCOUNTS + "/new"))
    with database.writing() as session:
        own = RoleGrant.account_id != number
        until = today() + timedelta(days=5)
        session.execute(update(RoleGrant).where(own).values(valid_to=until))
        grant = session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == number))

    def end(last_day):
        sent = {"csrf_token": token, "last_day": str(last_day)}
        return admin.post(f"{address}/grants/{grant}/end", data=sent).status_code

    assert end(until + timedelta(days=1)) == 422
    assert end(until - timedelta(days=1)) == 303
