"""Staff sign in with a fresh session; strangers and wrong passwords stay outside."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from survey_app.accounts.models import StaffSession
from survey_app.accounts.service import ABSOLUTE, IDLE, create_account
from survey_app.core.errors import ConflictError, RefusedError
from survey_app.directory.queries import get_unit
from tests.support.door import PASSWORD, knock, token_of
from tests.support.register import UNIT

LOGIN = "phong.vhxh"
#: Longer than a test takes, shorter than any limit.
MOMENT = timedelta(minutes=1)


@pytest.fixture
def account(database):
    with database.writing() as session:
        unit_id = get_unit(session, UNIT).id
        return create_account(session, LOGIN, PASSWORD, ("leader", unit_id), datetime.now(UTC))


def sign_in(client, login=LOGIN, password=PASSWORD, **more):
    return knock(client, login, password, **more)


@pytest.mark.usefixtures("account")
class TestSignIn:
    def test_opens_the_console(self, client):
        response = sign_in(client)

        assert response.status_code == 303
        assert client.get("/staff/units", follow_redirects=True).status_code == 200

    def test_sets_a_cookie_that_scripts_cannot_read(self, client):
        cookie = sign_in(client).headers["Set-Cookie"]

        assert "HttpOnly" in cookie or any(
            "staff=" in each and "HttpOnly" in each
            for each in sign_in(client).headers.getlist("Set-Cookie")
        )

    @pytest.mark.parametrize(("login", "password"), [(LOGIN, "sai"), ("ai.do", PASSWORD)])
    def test_says_the_same_for_every_failure(self, client, login, password):
        response = sign_in(client, login, password)

        assert response.status_code == 422
        assert "Tài khoản hoặc mật khẩu" in response.text

    def test_of_what_cannot_be_a_login_is_refused(self, client):
        assert sign_in(client, "a\x00b").status_code == 422

    def test_takes_a_password_from_any_keyboard(self, client):
        decomposed = "mo\u0323\u0302t m\u00e2\u0323t kh\u00e2\u0309u \u0111u\u0309 d\u00e0i"

        assert sign_in(client, password=decomposed).status_code == 303

    def test_without_csrf_token_is_refused(self, client):
        response = client.post("/staff/sign-in", data={"login": LOGIN, "password": PASSWORD})

        assert response.status_code in {400, 422}
        assert client.get("/staff/units").status_code == 303

    def test_leads_only_to_pages_of_the_console(self, client):
        assert sign_in(client, next="https://example.org/").location.startswith("/staff")

    def test_slows_down_guessing(self, client):
        answers = [sign_in(client, password=f"guess {number}") for number in range(12)]

        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.usefixtures("account")
class TestSession:
    def test_ends_with_signing_out(self, client):
        sign_in(client)
        token = token_of(client.get("/staff/units", follow_redirects=True))
        old = client.get_cookie("staff", path="/staff").value

        client.post("/staff/sign-out", data={"csrf_token": token})
        client.set_cookie("staff", old, path="/staff")

        assert client.get("/staff/units").status_code == 303

    @pytest.mark.parametrize(
        ("column", "age", "status"),
        [
            ("last_seen_at", IDLE - MOMENT, 200),
            ("last_seen_at", IDLE + MOMENT, 303),
            ("created_at", ABSOLUTE - MOMENT, 200),
            ("created_at", ABSOLUTE + MOMENT, 303),
        ],
    )
    def test_ends_when_old_or_idle(self, client, database, column, age, status):
        sign_in(client)
        with database.writing() as session:
            moved = {column: datetime.now(UTC) - age}
            session.execute(update(StaffSession).values(moved))

        assert client.get("/staff/units").status_code == status


class TestAccounts:
    def test_need_a_long_password(self, database, now):
        with database.writing() as session, pytest.raises(RefusedError, match="short_password"):
            create_account(session, "x", "quá ngắn", ("admin", 1), now)

    @pytest.mark.usefixtures("account")
    def test_have_different_logins(self, database, now):
        with database.writing() as session, pytest.raises(ConflictError, match="login_taken"):
            create_account(session, LOGIN.upper(), PASSWORD, ("admin", 1), now)
