"""Writing a questionnaire on screen."""

import json

import pytest

from tests.questionnaires.writing import Author, province, sent_by
from tests.support.register import SIBLING

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def author(app, database):
    return Author(app, database).begin()


class TestThinPath:
    def test_a_unit_writes_and_publishes_its_own_version(self, author):
        name = author.add("Ông/Bà biết trang này từ đâu?", "How did you hear of this page?")
        author.change(name, **{"options-0-label-vi": "Từ cán bộ"})

        version = author.publish()

        page = author.get(f"/versions/{version}").text
        assert "Từ cán bộ" in page
        assert (
            json.loads(author.get(f"/versions/{version}/form.json").data)["questions"][-1]["id"]
            == name
        )

    def test_opening_and_storing_a_question_changes_nothing(self, author):
        before = author.get(f"/drafts/{author.draft}/form.json").data

        for entry in json.loads(before)["questions"]:
            author.change(entry["id"])

        assert author.get(f"/drafts/{author.draft}/form.json").data == before


class TestTwoEditors:
    def test_the_second_is_told_and_loses_nothing(self, app, database, author):
        other = Author(app, database, login="second")
        other.draft = author.draft
        mine = other.fields("reupload")
        author.change("reupload", **{"text-en": "First"})

        mine["text-en"] = "Second"
        page = other.post(f"/drafts/{author.draft}/questions/reupload", 409, **mine).text

        assert "author đã sửa bản thảo này" in page
        assert "First" in page
        assert ">Second" in page.replace("\r\n", "").replace("\n", "")

    def test_the_second_may_store_after_having_seen(self, app, database, author):
        mine = author.fields("reupload")
        author.change("duration", **{"text-en": "First"})

        page = author.post(f"/drafts/{author.draft}/questions/reupload", 409, **mine).text
        author.post(f"/drafts/{author.draft}/questions/reupload", 303, **sent_by(page))

        assert b"First" in author.get(f"/drafts/{author.draft}/form.json").data

    def test_nobody_publishes_what_was_changed_meanwhile(self, author):
        seen = author.edition()
        author.change("reupload", **{"text-en": "First"})

        refused = author.do("publish", 409, edition=seen)

        assert "chưa ban hành" in refused.text
        assert author.publish()

    def test_publishing_while_another_edits_tells_the_other(self, author):
        author.change("reupload", **{"text-en": "First"})
        mine = author.fields("duration")
        author.publish()

        author.post(f"/drafts/{author.draft}/questions/duration", 409, **mine)

    def test_a_small_change_of_an_old_edition_is_not_made(self, author):
        seen = author.edition()
        author.do("remove", question="reupload")

        author.do("remove", question="comment", edition=seen)

        page = author.get(f"/drafts/{author.draft}").text
        assert "thao tác chưa được thực hiện" in page
        assert "/questions/comment" in page


def document(author):
    return json.loads(author.get(f"/drafts/{author.draft}/form.json").data)


def entry_of(author, name):
    return next(entry for entry in document(author)["questions"] if entry["id"] == name)


def page_of(author):
    return author.get(f"/drafts/{author.draft}").text


class TestChanges:
    def test_order(self, author):
        author.do("move", question="reupload:up")

        order = [entry["id"] for entry in document(author)["questions"]]
        assert order.index("reupload") + 1 == order.index("prefill")

    def test_condition_with_several_values(self, author):
        author.change(
            "comment", **{"terms-0-q": "reupload", "terms-0-op": "in", "terms-0-value": "yes, no"}
        )

        condition = next(e for e in document(author)["questions"] if e["id"] == "comment")[
            "show_if"
        ]
        assert condition == {"all": [{"q": "reupload", "op": "in", "value": ["yes", "no"]}]}

    def test_an_answer_without_value_is_taken_out(self, author):
        author.change(
            "reupload",
            **{"options-0-value": "", "options-0-label-vi": "", "options-0-label-en": ""},
        )

        entry = next(e for e in document(author)["questions"] if e["id"] == "reupload")
        assert [option["value"] for option in entry["options"]] == ["no", "unknown"]

    def test_moments_choose_their_questions(self, author):
        name = author.add("Câu mới")
        author.change(name, moments="submitted")

        moments = {each["name"]: each["questions"] for each in document(author)["moments"]}
        assert moments["submitted"][-1] == name

    def test_html_is_refused_at_the_field(self, author):
        page = author.change("comment", 422, **{"text-vi": "<b>Góp ý</b>"}).text

        assert "không được chứa HTML" in page
        assert "&lt;b&gt;Góp ý" in page

    def test_begin_anew(self, author):
        author.do("remove", question="comment")

        author.do("reset")

        assert "Không có gì khác" in page_of(author)

    def test_title(self, author):
        author.do("title", **{"title-vi": "Phiếu của xã", "title-en": "Ours"})

        assert document(author)["title"] == {"vi": "Phiếu của xã", "en": "Ours"}


class TestPublishingIsRefused:
    def test_without_a_translation(self, author):
        author.add("Chỉ có tiếng Việt", en="")

        assert "Thiếu bản dịch" in page_of(author)
        assert "chưa ban hành được" in author.publish(422).text

    def test_without_exactly_one_overall(self, app, database):
        author = province(app, database).begin()
        author.change("overall", role="")

        assert "hiện có 0 câu" in page_of(author)
        author.publish(422)

    def test_with_two_overall(self, app, database):
        author = province(app, database).begin()
        author.change("ease", role="overall")

        assert "hiện có 2 câu" in page_of(author)
        author.publish(422)

    def test_when_conditions_wait_for_each_other(self, author):
        written = document(author)
        first, second = written["questions"][3], written["questions"][4]
        first["show_if"] = {"all": [{"q": second["id"], "op": "eq", "value": "yes"}]}
        second["show_if"] = {"all": [{"q": first["id"], "op": "answered", "value": True}]}
        author.set_text(json.dumps(written))

        assert page_of(author).count("chờ lẫn nhau") == 2
        author.publish(422)

    def test_with_the_same_id_twice(self, author):
        written = document(author)
        written["questions"].append(written["questions"][-1])
        author.set_text(json.dumps(written))

        author.publish(422)

    def test_when_nothing_differs(self, author):
        assert "nên không ban hành" in author.publish(409).text


class TestTheCore:
    @pytest.mark.parametrize(
        ("question", "change"),
        [
            ("overall", {"text-vi": "Ông/Bà có vui không?"}),
            ("overall", {"options-1-satisfied": ""}),
            ("submitted_by", {"options-3-label-vi": "Cán bộ giúp một chút"}),
        ],
    )
    def test_a_commune_may_not_change_it(self, author, question, change):
        fields = {k: v for k, v in (author.fields(question) | change).items() if v != ""}
        author.post(f"/drafts/{author.draft}/questions/{question}", **fields)

        assert "Chỉ cấp tỉnh được ban hành" in page_of(author)
        author.publish(403)

    def test_a_commune_may_not_put_a_question_before_it(self, author):
        name = author.add("Câu của xã", after="overall")
        author.do("move", question=f"{name}:up")

        author.publish(403)

    def test_a_commune_may_add_behind_it(self, author):
        author.add("Câu của xã", after="overall")

        assert author.publish()

    def test_the_province_may_change_it(self, app, database):
        author = province(app, database).begin()
        author.change("overall", **{"text-vi": "Ông/Bà có vui không?"})

        assert author.publish()

    def test_what_the_province_locked_stays(self, app, database):
        above = province(app, database).begin()
        above.change("reupload", locked="y")
        above.publish()
        author = Author(app, database).begin()
        author.do("remove", question="reupload")

        assert "Chỉ cấp tỉnh" in author.publish(403).text


class TestWhoMayWrite:
    def test_no_draft_of_another_unit(self, app, database, author):
        stranger = Author(app, database, unit=SIBLING, login="stranger")

        stranger.get(f"/drafts/{author.draft}", 404)
        stranger.post("/drafts", 404, key="online_case", unit=author.unit)
        stranger.post(f"/drafts/{author.draft}/publish", 404, edition="1")

    def test_no_version_of_another_unit(self, app, database, author):
        author.do("remove", question="reupload")
        version = author.publish()
        stranger = Author(app, database, unit=SIBLING, login="stranger")

        stranger.get(f"/versions/{version}", 404)
        stranger.get(f"/versions/{version}/form.xlsx", 404)

    def test_the_level_above_sees_it(self, app, database, author):
        author.do("remove", question="reupload")
        version = author.publish()

        province(app, database).get(f"/versions/{version}")
