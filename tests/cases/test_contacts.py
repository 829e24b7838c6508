"""Telephone numbers and addresses: taken on request, sealed, never shown."""

import pytest
from sqlalchemy import select

from survey_app.cases.contacts import PURPOSE
from survey_app.cases.models import CaseChange, Contact
from survey_app.core.codes import Keyring
from survey_app.sealing import unseal
from tests.cases.conftest import case_row
from tests.support.settings import LINK_KEY

OTHER_KEY = "another-link-key-0123456789-abcdefghij"


@pytest.fixture
def take_with_contact(take, write_csv):
    def take_with_contact(**changes):
        [result] = take(write_csv([case_row(**changes)]), with_contacts=True)
        return result

    return take_with_contact


@pytest.fixture
def kept(database):
    def kept():
        with database.reading() as session:
            rows = session.scalars(select(Contact)).all()
        return {row.kind: unseal(Keyring(LINK_KEY), PURPOSE, row.sealed) for row in rows}

    return kept


@pytest.mark.parametrize(
    "spelled", ["0912 345 678", "+84912345678", "84.912.345.678", "(091) 234-5678"]
)
def test_a_phone_is_kept_in_one_spelling(take_with_contact, kept, spelled):
    assert take_with_contact(SoDienThoai=spelled).outcome == "added"
    assert kept() == {"phone": "0912345678"}


def test_nothing_readable_is_stored(take_with_contact, database):
    take_with_contact(SoDienThoai="0912345678", Email="an@example.vn")

    with database.reading() as session:
        sealed = b"".join(session.scalars(select(Contact.sealed)))
        assert session.scalar(select(CaseChange.id)) is None
    assert b"0912345678" not in sealed
    assert b"an@" not in sealed


def test_the_same_contact_again_changes_nothing(take_with_contact):
    take_with_contact(SoDienThoai="0912345678", Email="an@example.vn")

    assert take_with_contact(SoDienThoai="+84 912345678", Email="").outcome == "unchanged"


def test_another_contact_takes_its_place(take_with_contact, kept):
    take_with_contact(SoDienThoai="0912345678")

    assert take_with_contact(SoDienThoai="0987654321", Email="an@example.vn").outcome == "updated"
    assert kept() == {"phone": "0987654321", "email": "an@example.vn"}


@pytest.mark.parametrize(
    "written", [{"SoDienThoai": "12"}, {"Email": "an@"}, {"Email": "an@b.v\0"}]
)
def test_what_is_no_contact_is_flagged_and_not_kept(take_with_contact, kept, written):
    result = take_with_contact(**written)

    assert (result.outcome, result.flags) == ("added", "contact_unreadable")
    assert kept() == {}


def test_one_sealed_under_another_key_is_replaced(take_with_contact, kept, database):
    take_with_contact(SoDienThoai="0912345678")
    with database.writing() as session:
        session.scalar(select(Contact)).sealed = b"0" * 40

    assert take_with_contact(SoDienThoai="0912345678").outcome == "updated"
    assert kept() == {"phone": "0912345678"}
