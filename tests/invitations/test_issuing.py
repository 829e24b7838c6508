"""One link per case and moment, given again as long as it is valid."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from survey_app.core.errors import ConflictError, NotFoundError
from survey_app.invitations.models import Invitation
from tests.support.register import (
    DESK,
    IN_WORK,
    KEYRING,
    ONLINE,
    POST,
    add_case,
    add_rows,
    case_row,
    link_of,
)


@pytest.fixture
def now():
    """The real moment: pages ask the clock."""
    return datetime.now(UTC)


def invitations(database):
    with database.reading() as session:
        return session.scalars(select(Invitation).order_by(Invitation.issued_at)).all()


class TestIssuing:
    def test_gives_the_same_link_again(self, database, now):
        case_id = add_case(database, now=now)

        assert link_of(database, case_id, now) == link_of(database, case_id, now)
        assert len(invitations(database)) == 1

    def test_stores_nothing_readable(self, database, now):
        code = link_of(database, add_case(database, now=now), now)

        (row,) = invitations(database)
        assert code.encode() not in row.code_mac + row.nonce
        assert KEYRING.code(row.nonce) == code

    @pytest.mark.parametrize(
        ("status", "moment", "days"), [(IN_WORK, "submitted", 7), (10, "result", 14)]
    )
    def test_follows_the_state_of_the_case(self, database, now, status, moment, days):
        link_of(database, add_case(database, now=now, status=status), now)

        (row,) = invitations(database)
        assert (row.moment, row.expires_at - row.issued_at) == (moment, timedelta(days=days))

    @pytest.mark.parametrize(
        ("channel", "key"),
        [(DESK, "inperson_short"), (ONLINE, "online_case"), (POST, "inperson_short")],
    )
    def test_follows_the_channel_of_the_case(self, database, now, channel, key, client):
        code = link_of(database, add_case(database, now=now, channel=channel), now)

        asks_online = "trên mạng" in client.get(f"/R/{code}").text
        assert asks_online == (key == "online_case")

    def test_of_a_result_needs_a_finished_case(self, database, now):
        case_id = add_case(database, now=now, status=IN_WORK)

        with pytest.raises(ConflictError, match="moment_unavailable"):
            link_of(database, case_id, now, moment="result")

    def test_of_a_moment_the_questionnaire_lacks_is_refused(self, database, now):
        case_id = add_case(database, now=now, status=IN_WORK, channel=DESK)

        with pytest.raises(ConflictError, match="moment_unavailable"):
            link_of(database, case_id, now)

    def test_of_an_unknown_questionnaire_is_refused(self, database, now):
        case_id = add_case(database, now=now)

        with pytest.raises(NotFoundError, match="unknown_questionnaire"):
            link_of(database, case_id, now, questionnaire="riddles")

    def test_anew_closes_the_old_link(self, client, database, now):
        case_id = add_case(database, now=now)
        old = link_of(database, case_id, now)

        new = link_of(database, case_id, now, renew=True)

        assert new != old
        assert client.get(f"/R/{old}").status_code == 410

    def test_after_expiry_makes_another(self, database, now):
        case_id = add_case(database, now=now)
        old = link_of(database, case_id, now)

        assert link_of(database, case_id, now + timedelta(days=15)) != old

    @pytest.mark.parametrize("renew", [False, True])
    def test_gives_an_answered_link_as_it_is(self, database, now, renew):
        case_id = add_case(database, now=now)
        code = link_of(database, case_id, now)
        with database.writing() as session:
            session.execute(update(Invitation).values(state="used"))

        assert link_of(database, case_id, now, renew=renew) == code

    def test_gives_a_closed_link_for_a_case_answered_otherwise(self, client, database, now):
        case_id = add_case(database, now=now, status=IN_WORK)
        add_rows(database, [case_row(now=now)], now)
        link_of(database, case_id, now)
        with database.writing() as session:
            session.execute(update(Invitation).values(state="used"))

        early = link_of(database, case_id, now, moment="submitted")

        assert client.get(f"/R/{early}").status_code == 410
