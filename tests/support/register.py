"""Cases and links for tests, made through the services that operators use."""

from datetime import timedelta

from survey_app.cases.queries import find_case
from survey_app.cases.service import register_payload
from survey_app.core.codes import Keyring
from survey_app.invitations.service import Wish, issue
from survey_app.responses.matching import match
from tests.support.settings import LINK_KEY

KEYRING = Keyring(LINK_KEY)
UNIT = "10972"
SIBLING = "11761"
PROVINCE = "31"
DONE, IN_WORK = 10, 4
DESK, ONLINE, POST = 1, 2, 3


def case_row(number=1, *, now, channel=ONLINE, status=DONE, unit=UNIT, **changes):
    """Return one case as the API takes it; finished an hour ago unless told otherwise."""
    finished = (now - timedelta(hours=1)).isoformat() if status == DONE else None
    day = (now - timedelta(days=3)).strftime("%y%m%d")
    given = {
        "case_id": f"H24.10-{day}-{number:04}",
        "procedure_code": "1.001193",
        "handling_unit": unit,
        "receiving_unit": unit,
        "channel": channel,
        "applicant_kind": 1,
        "submitted_at": (now - timedelta(days=3)).isoformat(),
        "received_at": (now - timedelta(days=3)).isoformat(),
        "finished_at": finished,
        "status": status,
    }
    return given | changes


def add_case(database, *, now, **wishes):
    """Register one case and return its ID."""
    row = case_row(now=now, **wishes)
    add_rows(database, [row], now)
    return row["case_id"]


def add_rows(database, rows, now):
    """Register rows as an API call does, matching what waits for them."""
    return register_payload(
        database,
        rows,
        scope_id=None,
        actor="test",
        now=now,
        match=lambda session, ids, at: match(session, KEYRING, ids, at),
        keyring=KEYRING,
    )


def link_of(database, case_id, now, **wish):
    """Issue the link of a case and return its code."""
    with database.writing() as session:
        case = find_case(session, case_id)
        return issue(session, KEYRING, case, Wish(**wish), now).code
