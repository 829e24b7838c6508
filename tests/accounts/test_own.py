"""Everybody looks after their own account; whoever may no longer come in is out at once."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from survey_app.accounts.access import COOKIE, actor, current_staff
from survey_app.accounts.models import RoleGrant
from survey_app.accounts.passwords import check_password, is_common
from survey_app.accounts.queries import find_secret
from survey_app.accounts.service import create_account
from survey_app.core.calendar import local_day
from survey_app.core.errors import RefusedError
from survey_app.extensions import utc_now
from tests.results.staff import PASSWORD, sign_in, statements
from tests.support.door import knock, token_of
from tests.support.settings import NOW

NEW = "bốn con trâu gặm cỏ"
ACCOUNT = "/staff/account"

sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def send(client, address, **sent):
    token = token_of(client.get(ACCOUNT))
    return client.post(
        ACCOUNT + address, data={"csrf_token": token, "leaving-csrf_token": token, **sent}
    )


def enter(app, login, password=PASSWORD):
    """Sign an account in once more, in a browser of its own."""
    client = app.test_client()
    return client, knock(client, login, password).status_code


@sqlite
def test_changing_the_password_signs_other_browsers_out(app, client, database):
    sign_in(client, database, "an", "leader", 1)
    other, _status = enter(app, "an")
    told = send(client, "/password", old=PASSWORD, new=NEW, again=NEW)

    assert told.status_code == 303
    assert client.get("/staff/home").status_code == 200
    assert other.get("/staff/home").status_code == 303
    assert enter(app, "an")[1] == 422
    assert enter(app, "an", NEW)[1] == 303


@sqlite
def test_another_password_is_refused_at_its_field(client, database):
    sign_in(client, database, "an", "analyst", 1)
    for old, new, again in (
        ("not mine at all", NEW, NEW),
        (PASSWORD, NEW, NEW + "x"),
        (PASSWORD, "quá ngắn", "quá ngắn"),
        (PASSWORD, "MatKhau@2026", "MatKhau@2026"),
    ):
        told = send(client, "/password", old=old, new=new, again=again)

        assert told.status_code == 422
        assert 'class="error"' in told.text


@sqlite
def test_signing_out_everywhere(app, client, database):
    sign_in(client, database, "an", "leader", 1)
    other, _status = enter(app, "an")
    assert client.get(ACCOUNT).text.count('scope="row"') == 2
    send(client, "/sign-out")

    assert [each.get("/staff/home").status_code for each in (client, other)] == [303, 303]


@sqlite
def test_the_visitor_is_known_before_anything_is_written(app, client, database):
    sign_in(client, database, "an", "leader", 1)
    cookie = client.get_cookie(COOKIE, path="/staff")
    served = app.extensions["survey_database"]
    with app.test_request_context("/staff/home", headers={"Cookie": f"{COOKIE}={cookie.value}"}):
        app.preprocess_request()
        with served.writing(), statements(served) as found:
            assert (actor(), current_staff().login) == ("an", "an")

    assert found == []


@sqlite
def test_an_expired_grant_is_dead_in_a_live_session(client, database):
    sign_in(client, database, "an", "analyst", 1)
    assert client.get("/staff/units").status_code == 200
    yesterday = local_day(utc_now()) - timedelta(days=1)
    with database.writing() as session:
        session.execute(update(RoleGrant).values(valid_from=yesterday, valid_to=yesterday))

    assert client.get("/staff/units").status_code == 403


@sqlite
def test_a_disabled_account_is_out_at_once(client, database, runner):
    sign_in(client, database, "an", "analyst", 1)

    assert runner.invoke(args=["accounts", "disable", "AN"]).exit_code == 0
    assert client.get("/staff/home").status_code == 303


@sqlite
def test_the_last_admin_stays(database, runner):
    with database.writing() as session:
        create_account(session, "quantri", PASSWORD, ("admin", 1), NOW)
    refused = runner.invoke(args=["accounts", "disable", "quantri"])
    unknown = runner.invoke(args=["accounts", "disable", "ai.do"])

    assert (refused.exit_code, unknown.exit_code) == (2, 2)
    with database.writing() as session:
        assert find_secret(session, "quantri")
        create_account(session, "quantri.2", PASSWORD, ("admin", 1), NOW)
    assert runner.invoke(args=["accounts", "disable", "quantri"]).exit_code == 0


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "Password1234!",
        "mật khẩu 123456",
        "matkhau@2026",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "qwertyuiop123",
        "haiphong2026!",
        "nguyen.van.an1",
    ],
)
def test_what_everybody_tries_first_is_common(password):
    assert is_common(password, "nguyen.van.an")


@pytest.mark.parametrize("password", [PASSWORD, NEW, "K7f-vQ2m_Xp9tRb1", "correct horse battery"])
def test_what_one_thinks_up_is_not(password):
    check_password(password, "an")


def test_a_short_password_is_refused():
    with pytest.raises(RefusedError, match="short_password"):
        check_password("ngắn thôi", "an")
