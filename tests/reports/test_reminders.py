"""Whoever writes reports is reminded of what is due: on the first page, and once by mail."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from config import Settings
from survey_app.accounts.models import Account, RoleGrant
from survey_app.core.errors import SettingsError
from survey_app.reports.leads import set_lead
from survey_app.reports.reminders import remind, reminders
from tests.support.server import free_port
from tests.support.settings import NOW

#: Ten o'clock in Vietnam, five days before communes report.
DUE = datetime(2026, 11, 4, 3, tzinfo=UTC)
BASE = "https://hailong.example"


class Letters:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture(scope="module")
def running():
    letters = Letters()
    server = Controller(letters, hostname="127.0.0.1", port=free_port())
    server.start()
    yield letters, f"smtp://127.0.0.1:{server.port}/bao-cao@hailong.example"
    server.stop()


@pytest.fixture
def letters(running):
    running[0].received.clear()
    return running[0]


@pytest.fixture
def smtp_url(running):
    return running[1]


@pytest.fixture
def person(database, communes):
    """Return the function that gives somebody a role at the first commune."""

    def person(login, role="analyst", unit_id=communes[0], active=True):
        with database.writing() as session:
            account = Account(login=login, password_hash="", created_at=NOW, active=active)
            session.add(account)
            session.flush()
            grant = {"role": role, "unit_id": unit_id, "valid_from": date(2026, 1, 1)}
            session.add(RoleGrant(account_id=account.id, **grant))

    return person


def test_what_is_due_soon_at_a_unit_and_who_prepares_it(database, communes):
    with database.writing() as session:
        set_lead(session, communes[0], "R45", "Phòng VH-XH", "")
    with database.reading() as session:
        found = reminders(session, communes[:2], date(2026, 11, 4))

    assert [(each.due.deadline.code, each.unit_name, each.lead) for each in found] == [
        ("R45", "Xã 90001", "Phòng VH-XH"),
        ("R45", "Xã 90002", "Trung tâm Phục vụ hành chính công"),
    ]


def test_each_person_gets_one_mail_for_each_deadline(database, person, letters, smtp_url):
    person("an@xa.example")
    person("binh@xa.example", "leader")

    sent = [remind(database, smtp_url, BASE, DUE) for _ in range(2)]

    assert sent == [2, 0]
    assert [to for to, _mail in letters.received] == [["an@xa.example"], ["binh@xa.example"]]
    _to, mail = letters.received[0]
    assert mail["Subject"] == "Nhắc việc: 1 báo cáo sắp đến hạn"
    assert mail["From"] == "bao-cao@hailong.example"
    words = mail.get_content()
    assert "09/11/2026: Báo cáo của xã, phường" in words
    assert f"{BASE}/staff/reports/deadlines" in words


def test_the_next_deadline_is_another_mail(database, person, letters, smtp_url):
    person("an@xa.example")
    remind(database, smtp_url, BASE, DUE)

    assert remind(database, smtp_url, BASE, datetime(2026, 11, 20, 3, tzinfo=UTC)) == 1
    assert "30/11/2026" in letters.received[-1][1].get_content()


def test_who_has_no_address_or_writes_no_reports_gets_none(database, person, letters, smtp_url):
    person("khong.dia.chi")
    person("quay@xa.example", "desk")
    person("da.nghi@xa.example", active=False)

    assert remind(database, smtp_url, BASE, DUE) == 0
    assert not letters.received


def test_nothing_is_noted_while_the_server_is_away(database, person, letters, smtp_url):
    person("an@xa.example")

    assert remind(database, f"smtp://127.0.0.1:{free_port()}/a@b.example", BASE, DUE) == 0
    assert remind(database, smtp_url, BASE, DUE) == 1


def test_without_a_server_nothing_is_sent(database, person):
    person("an@xa.example")

    assert remind(database, None, BASE, DUE) == 0


@pytest.mark.parametrize(
    "text", ["http://host/a@b.example", "smtp:///a@b.example", "smtp://host", "smtp://host/nobody"]
)
def test_a_bad_address_of_a_server_stops_the_start(text, tmp_path):
    with pytest.raises(SettingsError, match="bad_smtp_url"):
        Settings.from_env({"SMTP_URL": text}, tmp_path)
