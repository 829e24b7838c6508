"""A questionnaire under a key of its own, and documents uploaded as JSON."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from survey_app.core.errors import NotFoundError
from survey_app.directory.queries import get_unit
from survey_app.questionnaires.queries import version_in_force
from tests.questionnaires.writing import Author
from tests.support.register import SIBLING, UNIT, add_case

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
KEY = "fire_safety"
TITLE = {"title-vi": "Phiếu phòng cháy", "title-en": "Fire safety"}
#: Place that is named to what is put into the document.
MISSHAPEN = {
    "questions": {"questions": "none"},
    "moments.0.name": {"moments": [{"name": "later", "questions": [], "valid_days": 3}]},
} | {
    f"questions.0.{name}": {"questions": [{"id": "a", "type": "text", "text": {}, name: value}]}
    for name, value in {
        "type": "riddle",
        "text": "A",
        "pattern": "(a+)+$",
        "show_if": {},
        "x": 1,
    }.items()
}


@pytest.fixture
def author(app, database):
    return Author(app, database)


@pytest.fixture
def begun(author):
    """An author with the draft of a questionnaire of their own."""
    location = new(author).location
    author.draft = int(location.rpartition("/")[2])
    return author


def new(author, status=303, key=KEY):
    return author.post("/new", status, key=key, source="online_case", unit=author.unit, **TITLE)


def upload(author, content, status=303):
    return author.do("upload", status, file=(BytesIO(content), "form.json"))


class TestOwnKey:
    def test_begins_as_a_copy_and_can_be_published(self, begun, database, runner):
        assert begun.document()["key"] == KEY
        assert begun.document()["title"]["vi"] == "Phiếu phòng cháy"
        begun.publish()

        case_id = add_case(database, now=datetime.now(UTC))
        issued = runner.invoke(args=["invitations", "issue", case_id, "--questionnaire", KEY])
        link = issued.stdout.split()[-1]
        page = begun.client.get(link[link.index("/R/") :]).text
        assert "Phiếu phòng cháy" in page

    def test_is_in_force_for_its_unit_alone(self, begun, database):
        begun.publish()

        with database.reading() as session:
            today = datetime.now(UTC).date()
            version_in_force(session, KEY, get_unit(session, UNIT).id, today)
            with pytest.raises(NotFoundError):
                version_in_force(session, KEY, get_unit(session, SIBLING).id, today)

    def test_keeps_the_core_it_was_copied_from(self, begun):
        begun.change("overall", **{"text-vi": "Ông/Bà có vui không?"})

        assert "Chỉ cấp tỉnh" in begun.publish(403).text

    def test_begins_anew_under_its_key(self, begun):
        begun.do("remove", question="comment")
        begun.do("reset")

        assert begun.document()["key"] == KEY
        assert "comment" in {entry["id"] for entry in begun.document()["questions"]}

    def test_a_key_that_is_taken_or_is_none_is_refused(self, begun):
        for key in ("online_case", KEY):
            assert "đã có phiếu" in new(begun, 422, key).text.lower()
        for key in ("", "Phiếu 1", "1a", "a-b"):
            assert 'aria-invalid="true"' in new(begun, 422, key).text


class TestDeleting:
    def test_asks_first_then_frees_the_key(self, begun):
        begun.do("delete")
        assert begun.document()["key"] == KEY

        begun.do("delete", sure="yes")

        begun.get(f"/drafts/{begun.draft}", 404)
        assert new(begun).status_code == 303

    def test_leaves_what_was_published(self, begun):
        version = begun.publish()

        begun.do("delete", sure="yes")

        assert "Phiếu phòng cháy" in begun.get(f"/versions/{version}").text

    def test_is_not_done_to_what_was_changed_meanwhile(self, begun):
        seen = begun.edition()
        begun.do("remove", question="comment")

        begun.do("delete", sure="yes", edition=seen)

        begun.get(f"/drafts/{begun.draft}")


class TestJson:
    def test_download_change_upload_publish(self, begun):
        document = begun.document()
        document["questions"][-2]["text"]["vi"] = "Còn gì nữa không?"

        upload(begun, json.dumps(document).encode())

        assert begun.document() == document
        assert begun.publish()

    def test_leaves_key_and_notice_alone(self, begun):
        document = begun.document()
        changed = {**document, "key": "overall", "consent": {"id": "x", "notice": {}}}

        upload(begun, json.dumps(changed).encode())

        assert begun.document() == document

    def test_what_is_no_document_is_told_by_place(self, begun):
        before = begun.document()

        for place, change in MISSHAPEN.items():
            page = upload(begun, json.dumps(before | change).encode(), 422).text
            assert f"<td>{place}</td>" in page

        assert begun.document() == before

    def test_what_is_not_even_json_is_refused(self, begun):
        for content in (b"{", b'{"title": NaN}', b"{" * 100_000, b"{\xff"):
            assert "không đúng cấu trúc" in upload(begun, content, 422).text

    def test_broken_rules_wait_for_the_author(self, begun):
        document = begun.document()
        document["questions"][1]["text"]["vi"] = "<b>Vì sao?</b>"
        document["questions"].append(document["questions"][-1])

        upload(begun, json.dumps(document).encode())

        assert "không được chứa HTML" in begun.get(f"/drafts/{begun.draft}").text
        begun.publish(422)
