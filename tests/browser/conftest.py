"""A desk, cases and links on the live server, made by the operator's commands."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from survey_app import create_app
from tests.support.browser import PHONE

UNIT = "10972"
PASSWORD = "mot-mat-khau-dai-2026"
LOGIN = "phong.vhxh"
TROUBLE = ("error", "warning")
#: Chromium notes every page with a status of 400 or more like this; the page itself is fine.
STATUS_NOTE = "Failed to load resource: the server responded with a status of 4"


@dataclass(frozen=True)
class Operator:
    """Who runs the commands of the live server, from this process to save starting another."""

    server: object
    app: object
    folder: object

    def flask(self, *arguments):
        done = self.app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == 0, done.stderr
        return done.stdout.splitlines()

    def add_case(self, number, *, channel, done=True):
        """Import one case and return its ID."""
        now = datetime.now(UTC)
        case_id = f"H24.10-{now - timedelta(days=3):%y%m%d}-{number:04}"
        case = {
            "case_id": case_id,
            "procedure_code": "1.001193",
            "handling_unit": UNIT,
            "channel": channel,
            "submitted_at": (now - timedelta(days=3)).isoformat(),
            "finished_at": (now - timedelta(hours=1)).isoformat() if done else None,
            "status": 10 if done else 4,
        }
        path = self.folder / "case.jsonl"
        path.write_text(json.dumps(case) + "\n")
        assert json.loads(self.flask("cases", "import", str(path))[-1])["added"] == 1
        return case_id

    def link(self, case_id):
        """Return the address of a case's link."""
        return self.flask("invitations", "issue", case_id)[-1].removeprefix(self.server.url)


@pytest.fixture(scope="session")
def operator(live_server, tmp_path_factory):
    app = create_app(live_server.settings)
    yield Operator(live_server, app, tmp_path_factory.mktemp("operator"))
    app.extensions["survey_database"].dispose()


@pytest.fixture(scope="session")
def desk(operator):
    """The code of a desk."""
    return operator.flask("directory", "add-desk", UNIT, "Quầy số 1")[-1]


@pytest.fixture(scope="session")
def case_numbers():
    return iter(range(1, 10_000))


@pytest.fixture
def online_link(operator, case_numbers):
    """An unanswered link after an online case, questionnaire B."""
    return operator.link(operator.add_case(next(case_numbers), channel=2))


@pytest.fixture
def account(operator):
    """Login and password of somebody who may see the unit."""
    found = (LOGIN, PASSWORD)
    if not getattr(operator.app, "account_made", False):
        options = ("--role", "leader", "--unit", UNIT, "--password", PASSWORD)
        operator.flask("accounts", "create", LOGIN, *options)
        operator.app.account_made = True
    return found


@pytest.fixture
def phone(browser, live_server):
    """A small phone without JavaScript; fails at the end if the browser complained."""
    context = browser.new_context(
        base_url=live_server.url, locale="vi-VN", viewport=PHONE, java_script_enabled=False
    )
    page, complaints = context.new_page(), []
    page.on("console", lambda each: complaints.append(each) if is_trouble(each) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda each: complaints.append(each.url) if is_refused(each) else None)
    yield page
    context.close()
    assert [getattr(each, "text", each) for each in complaints] == []


def is_refused(request):
    """Tell a request that failed from one that was left behind by going to another page."""
    return request.failure != "net::ERR_ABORTED"


def is_trouble(message):
    return message.type in TROUBLE and not message.text.startswith(STATUS_NOTE)
