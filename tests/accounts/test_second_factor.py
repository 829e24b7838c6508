"""The second factor: enrolled at the door, asked for beside the password, recovered once each."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from survey_app.accounts.models import Account, RecoveryCode, SecondFactor
from survey_app.accounts.policy import ROLES, SECOND_FACTOR
from survey_app.accounts.second_factor import step_of_code
from survey_app.accounts.service import create_account
from survey_app.audit.models import AuditEvent
from survey_app.extensions import utc_now
from tests.support.door import PASSWORD, fill_in, knock, password_hash, show_code
from tests.support.second_factor import SECRET, give_second_factor, scan
from tests.support.settings import NOW

ENROLMENT, CODE, HOME = "/staff/account/second-factor", "/staff/sign-in/code", "/staff/home"
NEW = "bốn con trâu gặm cỏ"
sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def an(database):
    """An analyst who has not signed in yet."""
    return make(database, "an", "analyst")


def make(database, login, role, **more):
    with database.writing() as session:
        number = create_account(session, login, PASSWORD, (role, 1), NOW, **more)
        values = {"password_hash": password_hash()}
        session.execute(update(Account).where(Account.id == number).values(values))
    return number


def is_inside(client):
    return client.get(HOME).status_code == 200


def actions(database):
    with database.reading() as session:
        return session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()


def enrol(client):
    """Scan what the page shows and send the first code; return the page with recovery codes."""
    telephone = scan(client.get(ENROLMENT).text)
    return telephone, fill_in(client, ENROLMENT, code=telephone.code())


def recovery_codes(page):
    return re.findall(r'<li class="code">([^<]+)<', page.text)


def test_the_first_sign_in_leads_to_enrolment_and_nowhere_else(client, database, an):
    knock(client, "an")
    for address in ("/staff/home", "/staff/units", "/staff/account", CODE, "/staff/audit"):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith(ENROLMENT)

    _telephone, page = enrol(client)
    assert page.status_code == 200
    assert len(recovery_codes(page)) == 10
    assert is_inside(client)
    assert "accounts.second_factor" in actions(database)


def test_then_the_code_is_asked_for_and_taken_once(app, client, database, an):
    telephone = give_second_factor(database, "an")
    knock(client, "an", next="/staff/reports/")
    assert not is_inside(client)
    assert client.get(ENROLMENT).location.startswith(CODE)
    code = telephone.code()
    assert show_code(client, "000 000").status_code == 422

    let_in = show_code(client, f"{code[:3]} {code[3:]}", next="/staff/reports/")
    assert (let_in.status_code, let_in.location) == (303, "/staff/reports/")
    assert is_inside(client)
    other = app.test_client()
    knock(other, "an")
    assert show_code(other, code).status_code == 422
    assert show_code(other, telephone.code()).status_code == 303
    told = [each for each in actions(database) if each.startswith("accounts.code")]
    assert told == [
        "accounts.code_failed",
        "accounts.code",
        "accounts.code_failed",
        "accounts.code",
    ]


@sqlite
def test_the_session_of_the_password_is_worthless_after_the_code(client, database, an):
    telephone = give_second_factor(database, "an")
    knock(client, "an")
    old = client.get_cookie("staff", path="/staff").value
    show_code(client, telephone.code())
    client.set_cookie("staff", old, path="/staff")

    assert client.get(HOME).location.startswith("/staff/sign-in?")


def test_a_recovery_code_opens_once(app, database, an):
    first = app.test_client()
    knock(first, "an")
    codes = recovery_codes(enrol(first)[1])
    for code, status in ((codes[0], 303), (codes[0], 422), (codes[1].lower(), 303), ("x", 422)):
        client = app.test_client()
        knock(client, "an")
        assert show_code(client, code).status_code == status
    assert "Còn 8 mã dự phòng" in first.get("/staff/account").text
    with database.reading() as session:
        stored = session.scalars(select(RecoveryCode.code_mac)).all()
        sealed = session.scalar(select(SecondFactor.sealed_secret))
    assert not any(code.replace("-", "").encode() in b"".join(stored) for code in codes)
    assert len(sealed) > len(SECRET)


@sqlite
@pytest.mark.parametrize("role", ROLES)
def test_roles_that_see_much_need_it(client, database, role):
    make(database, "an", role)
    knock(client, "an")

    leads_there = (client.get("/staff/account").location or "").startswith(ENROLMENT)
    assert leads_there == (role in SECOND_FACTOR)


@sqlite
def test_others_may_have_it_with_their_password(app, client, database):
    make(database, "lan", "desk")
    knock(client, "lan")
    telephone = scan(client.get(ENROLMENT).text)
    for sent in (
        {"code": telephone.code()},
        {"code": telephone.code(), "password": "sai"},
        {"code": "123", "password": PASSWORD},
    ):
        assert fill_in(client, ENROLMENT, **sent).status_code == 422
    telephone.shown = 0
    assert fill_in(client, ENROLMENT, code=telephone.code(), password=PASSWORD).status_code == 200

    other = app.test_client()
    knock(other, "lan")
    assert other.get(HOME).location.startswith(CODE)


@sqlite
def test_enrolling_signs_browsers_with_the_password_alone_out_of_the_console(app, database):
    make(database, "lan", "desk")
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        knock(client, "lan")
    telephone = scan(here.get(ENROLMENT).text)
    fill_in(here, ENROLMENT, code=telephone.code(), password=PASSWORD)

    assert is_inside(here)
    assert there.get(HOME).location.startswith(CODE)


@sqlite
def test_a_lost_telephone_is_forgotten_by_the_operator(client, database, runner, an):
    telephone = give_second_factor(database, "an")
    knock(client, "an")
    show_code(client, telephone.code())
    done = runner.invoke(args=["accounts", "reset-second-factor", "AN"])

    assert done.exit_code == 0
    assert not is_inside(client)
    knock(client, "an")
    assert client.get(HOME).location.startswith(ENROLMENT)
    assert "accounts.reset_second_factor" in actions(database)
    assert runner.invoke(args=["accounts", "reset-second-factor", "ai.do"]).exit_code == 2


@sqlite
def test_a_temporary_password_opens_only_its_own_change(client, database, runner, an):
    give_second_factor(database, "an")
    runner.invoke(args=["accounts", "reset-second-factor", "an"])
    given = runner.invoke(args=["accounts", "reset-password", "an"]).stdout.strip()
    change = "/staff/account/new-password"
    assert knock(client, "an").status_code == 422
    knock(client, "an", given)
    assert client.get(HOME).location.startswith(change)
    for new, again in ((given, given), ("ngắn", "ngắn"), (NEW, NEW + "x")):
        assert fill_in(client, change, new=new, again=again).status_code == 422

    assert fill_in(client, change, new=NEW, again=NEW).status_code == 303
    assert client.get(HOME).location.startswith(ENROLMENT)
    assert knock(client, "an", NEW).status_code == 303


@sqlite
def test_guessing_codes_is_slowed_for_the_account_and_shuts_nobody_out(app, database, an):
    client = app.test_client()
    knock(client, "an")
    codes = recovery_codes(enrol(client)[1])
    for number in range(3):
        guesser = app.test_client()
        place = {"REMOTE_ADDR": f"10.0.0.{number}"}
        guesser.environ_base.update(place)
        knock(guesser, "an")
        answers = [show_code(guesser, f"{guess:06}").status_code for guess in range(4)]
    assert answers[-1] == 429

    owner = app.test_client()
    knock(owner, "an")
    assert show_code(owner, codes[0]).status_code == 303


@sqlite
def test_an_account_of_the_samples_needs_no_code(client, database):
    make(database, "mau", "analyst", sample=True)
    knock(client, "mau")

    assert is_inside(client)


@pytest.mark.parametrize(("seconds", "taken"), [(-61, 0), (-30, 1), (0, 1), (30, 1), (61, 0)])
def test_clocks_may_differ_by_half_a_minute(seconds, taken):
    now = utc_now().replace(second=15)
    shown = pyotp.TOTP(SECRET).at(now + timedelta(seconds=seconds))

    assert (step_of_code(SECRET, shown, now) is not None) == bool(taken)
    assert step_of_code(SECRET, "१२३४५६", now) is None
