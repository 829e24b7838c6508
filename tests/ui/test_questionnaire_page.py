"""The citizen's page, for every kind of question and every questionnaire that ships."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from flask import render_template
from flask_babel import force_locale

from survey_app.questionnaires.page import (
    OptionView,
    QuestionnaireView,
    QuestionView,
    question_views,
)
from survey_app.ui.compression import gzip
from survey_app.ui.scripts import script, script_address
from survey_app.ui.styles import style
from tests.support.html import VOID, judge

FACES = tuple(OptionView(str(level), f"Mức {level}", face=level) for level in (5, 4, 3, 2, 1))
OTHER = OptionView("other", "Lý do khác", text_name="reasons_other_text", text_value="mưa <to>")

OVERALL = QuestionView(
    "overall", "choice", "Ông/Bà hài lòng thế nào?", required=True, options=FACES
)
REASONS = QuestionView(
    "reasons",
    "choices",
    "Vì sao?",
    options=(OptionView("late", "Chậm"), OTHER),
    conditional="style",
)
COMMENT = QuestionView("comment", "text", "Góp ý", value="\nhai dòng", max_length=500)
TROUBLE = QuestionView("trouble", "text", "Trục trặc gì?", max_length=200)
ADULTS = QuestionView("adults", "number", "Mấy người?", minimum=1, maximum=20)
PHONE = QuestionView(
    "contact_phone", "text", "Số điện thoại", input_mode="tel", consent_label="Tôi đồng ý."
)
PROCEDURE = QuestionView(
    "procedure",
    "select",
    "Thủ tục nào?",
    options=(
        OptionView("1.1", "Khai sinh", group="Hộ tịch"),
        OptionView("1.2", "Kết hôn", group="Hộ tịch", checked=True),
        OptionView("2.1", "Sao y", group="Chứng thực"),
    ),
)
EVERY_KIND = (
    QuestionView("part", "heading", "Phần một"),
    QuestionView("hello", "info", "Xin chào."),
    OVERALL,
    REASONS,
    ADULTS,
    TROUBLE,
    COMMENT,
    PROCEDURE,
    PHONE,
)
VIEW = QuestionnaireView(
    language="vi",
    title="Góp ý về hồ sơ",
    unit_name="UBND xã Đường An",
    case_line="Đăng ký khai sinh",
    notice="Toàn văn.",
    questions=EVERY_KIND,
    hidden={"token": "abc", "other": '"'},
    stylesheet="/style/q.css",
)


@pytest.fixture
def draw(ui_app):
    """Render a view and take the page apart; it is judged first."""

    def render(view):
        with ui_app.test_request_context("/R/X"), force_locale(view.language):
            text = render_template("responses/questionnaire.html", page=view)
        judge(text)
        return Drawn(text)

    return render


class Drawn:
    """A page as text and as a tree."""

    def __init__(self, text):
        self.text = text
        text = re.sub(r"<!doctype html>", "", text)
        text = re.sub(rf"<({'|'.join(VOID)})\b([^>]*[^>/])>", r"<\1\2/>", text)
        text = re.sub(
            r" (checked|autofocus|defer|formnovalidate|selected)(?=[ />])", r' \1=""', text
        )
        self.root = ET.fromstring(text)  # noqa: S314 - made by us

    def find(self, id_):
        return self.root.find(f".//*[@id='{id_}']")

    def named(self, name):
        return self.root.findall(f".//*[@name='{name}']")


class TestForm:
    def test_first_form_holds_every_control(self, draw):
        page = draw(VIEW)
        form = page.root.find(".//form")
        controls = {"input", "button", "select", "textarea"}

        assert form.get("method") == "post"
        assert form.get("action") is None
        assert [tag for tag in page.root.iter() if tag.tag in controls] == [
            tag for tag in form.iter() if tag.tag in controls
        ]

    def test_hidden_inputs_are_as_given(self, draw):
        hidden = draw(VIEW).root.findall(".//input[@type='hidden']")

        assert {field.get("name"): field.get("value") for field in hidden} == VIEW.hidden

    def test_sending_names_no_button_and_declining_does(self, draw):
        plain, decline = draw(VIEW).root.findall(".//main//button")

        assert plain.get("name") is None
        assert (decline.get("name"), decline.get("value")) == ("decline", "yes")

    def test_nothing_is_chosen_or_required_by_the_browser(self, draw):
        text = draw(VIEW).text

        assert " checked" not in text
        assert not re.search(r"\srequired[\s>]", text)

    def test_enter_key_shows_the_page_again(self, draw):
        first = draw(VIEW).root.find(".//button")

        assert (first.get("name"), first.get("value")) == ("lang", "vi")

    def test_language_button_keeps_the_language_in_the_address(self, draw):
        button = draw(VIEW).root.find(".//header//button")

        assert (button.get("name"), button.get("value")) == ("lang", "en")
        assert (button.get("formaction"), button.text) == ("?lang=en", "English")

    def test_one_script_of_ours_that_waits_and_one_style_sheet(self, draw):
        page = draw(VIEW)
        (script,) = page.root.iter("script")

        assert (script.get("src"), script.get("defer")) == (script_address("citizen"), "")
        assert [link.get("href") for link in page.root.findall(".//link[@rel='stylesheet']")] == [
            "/style/q.css"
        ]


class TestQuestions:
    def test_every_question_has_its_wrapper(self, draw):
        page = draw(VIEW)

        assert all(page.find(f"q-{question.id}") is not None for question in EVERY_KIND)

    def test_options_are_named_by_question_and_value(self, draw):
        page = draw(VIEW)

        assert [page.find(f"overall-{value}").get("value") for value in "54321"] == list("54321")
        assert {box.get("type") for box in page.named("overall")} == {"radio"}
        assert {box.get("type") for box in page.named("reasons")} == {"checkbox"}

    def test_faces_are_drawn_once_and_used(self, draw):
        page = draw(VIEW)

        assert page.text.count("<symbol") == 6
        assert [page.text.count(f'<use href="#f{level}" />') for level in "54321"] == [1] * 5

    def test_long_list_is_a_plain_select_with_groups(self, draw):
        select = draw(VIEW).find("procedure")

        assert [group.get("label") for group in select.iter("optgroup")] == [
            "Hộ tịch",
            "Chứng thực",
        ]
        assert [each.get("value") for each in select.iter("option")] == ["", "1.1", "1.2", "2.1"]
        assert select.find(".//option[@selected]").get("value") == "1.2"

    def test_other_opens_a_text(self, draw):
        field = draw(VIEW).find("reasons_other_text")

        assert (field.get("name"), field.get("value")) == ("reasons_other_text", "mưa <to>")

    @pytest.mark.parametrize("id_", ["comment", "trouble", "adults", "contact_phone"])
    def test_texts_have_the_placeholder_that_conditions_look_at(self, draw, id_):
        field = draw(VIEW).find(id_)

        assert (field.get("name"), field.get("placeholder")) == (id_, " ")

    def test_long_text_keeps_its_first_line_break(self, draw):
        assert ">\n\nhai dòng</textarea>" in draw(VIEW).text

    def test_consent_is_a_separate_box_never_ticked_in_advance(self, draw):
        box = draw(VIEW).find("contact_consent")

        assert (box.get("name"), box.get("value")) == ("contact_consent", "yes")
        assert box.get("checked") is None
        assert draw(VIEW).find("contact_phone").get("type") == "tel"

    def test_consent_that_was_given_stays(self, draw):
        view = replace(VIEW, questions=(replace(PHONE, consent_given=True, value="0912345678"),))
        page = draw(view)

        assert page.find("contact_consent").get("checked") == ""
        assert page.find("contact_phone").get("value") == "0912345678"

    def test_conditional_question_tells_old_browsers_to_skip(self, draw):
        assert draw(VIEW).text.count("Xin bỏ qua câu này") == 1

    def test_text_is_escaped(self, draw):
        view = replace(VIEW, title="<b>&", questions=(replace(COMMENT, value="</textarea><i>"),))

        assert "<i>" not in draw(view).text


class TestErrors:
    WRONG = replace(
        VIEW,
        questions=(
            replace(OVERALL, error="Xin chọn một mức."),
            replace(PHONE, error="Xin đánh dấu."),
        ),
    )

    def test_summary_links_to_each_place_and_takes_the_focus(self, draw):
        summary = draw(self.WRONG).root.find(".//*[@role='alert']")

        assert [link.get("href") for link in summary.iter("a")] == [
            "#q-overall",
            "#q-contact_phone",
        ]
        assert summary.get("autofocus") == ""

    def test_question_names_its_error(self, draw):
        page = draw(self.WRONG)

        assert page.find("q-overall").get("aria-describedby") == "overall-error"
        assert page.find("overall-error").text == "Xin chọn một mức."

    def test_title_says_it_first(self, draw):
        assert draw(self.WRONG).root.find(".//title").text.startswith("Xin xem lại:")

    def test_page_without_errors_has_no_alert(self, draw):
        assert draw(VIEW).root.find(".//*[@role='alert']") is None


class TestWhatShips:
    @pytest.mark.parametrize("language", ["vi", "en"])
    @pytest.mark.parametrize(
        ("letter", "moment"),
        [("A", "result"), ("B", "submitted"), ("B", "result"), ("C", "result")],
    )
    def test_questionnaire_is_well_made_and_light(
        self, draw, questionnaires, letter, moment, language
    ):
        asked = question_views(questionnaires[letter], moment, language)
        page = draw(replace(VIEW, language=language, questions=asked))

        assert page.root.get("lang") == language
        assert len(gzip(script("citizen").encode())) < 6_000
        assert len(gzip(page.text.encode())) + len(gzip(style("citizen").encode())) < 8_000

    def test_page_does_not_depend_on_the_request(self, ui_app):
        texts = []
        for address in ("/R/X", "/R/Y?lang=en"):
            with ui_app.test_request_context(address), force_locale("vi"):
                texts.append(render_template("responses/questionnaire.html", page=VIEW))

        assert texts[0] == texts[1]
