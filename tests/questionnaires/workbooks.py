"""XLSForm workbooks, made for what their names say."""

import zipfile
from io import BytesIO

import xlsxwriter

VI, EN = "label::Tiếng Việt (vi)", "label::English (en)"
SURVEY = ["type", "name", VI, EN, "required", "relevant", "constraint", "appearance"]
CHOICES = ["list_name", "name", VI, EN]
OVERALL = ["select_one sat5", "overall", "Hài lòng thế nào?", "How satisfied?", "yes"]
LEVELS = [["sat5", str(n), f"Mức {n}", f"Level {n}"] for n in (5, 4, 3, 2, 1)]
YES_NO = [["yes_no", "yes", "Có", "Yes"], ["yes_no", "no", "Không", "No"]]


def book(survey, choices=LEVELS, *, columns=SURVEY, sheets=(), settings=None):
    """Return a workbook with these rows below the usual headings."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as made:
        for name, rows in (
            ("survey", [columns, *survey]),
            ("choices", [CHOICES, *choices]),
            ("settings", settings or [["form_title", "form_id"], ["Phiếu thử", "inperson_short"]]),
            *sheets,
        ):
            sheet = made.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(place, column, cell)
    return file.getvalue()


def row(kind, name, vi="Câu hỏi", en="Question", *, relevant="", constraint=""):
    return [kind, name, vi, en, "", relevant, constraint]


def text(name="comment", **cells):
    return row("text", name, **cells)


def choice(name="waited", **cells):
    return row("select_one yes_no", name, **cells)


def simple(*rows):
    return book([OVERALL, *rows], [*LEVELS, *YES_NO])


def with_part(content, name, data):
    """Return a workbook with another part in it."""
    file = BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def formula_in_a_label():
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        survey = made.add_worksheet("survey")
        survey.write_row(0, 0, SURVEY)
        survey.write_row(1, 0, ["text", "comment"])
        survey.write_formula(1, 2, '="Góp " & "ý"', None, "Góp ý")
    return file.getvalue()


def cycle():
    first = choice("first", relevant="${second} = 'yes'")
    return simple(first, choice("second", relevant="${first} = 'yes'"))


#: Name to workbook, the code of the refusal, and the cell that is named.
BAD = {
    "macros": (lambda: with_part(simple(), "xl/vbaProject.bin", b"x"), "macros", ""),
    "broken_zip": (lambda: simple()[:2000], "damaged", ""),
    "zip_bomb": (
        lambda: with_part(simple(), "xl/worksheets/more.xml", bytes(120 * 2**20)),
        "too_large",
        "",
    ),
    "no_workbook": (lambda: b"type,name,label\n", "no_workbook", ""),
    "old_excel": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "old_excel", ""),
    "no_survey_sheet": (lambda: with_survey_called("questions"), "no_survey", ""),
    "external_choices": (
        lambda: book([OVERALL], sheets=[("external_choices", [["list_name"]])]),
        "forbidden_sheet",
        "",
    ),
    "formula_in_a_label": (formula_in_a_label, "formula", "C2"),
    "ten_thousand_rows": (
        lambda: book([text(f"q{n}") for n in range(10_000)]),
        "too_many_rows",
        "1001",
    ),
    "html_in_a_label": (lambda: simple(text(vi="<b>Góp ý</b>")), "markup", "C3"),
    "script_in_a_choice": (
        lambda: book([OVERALL], [*LEVELS[1:], ["sat5", "9", "<script>", "x"]]),
        "markup",
        "C6",
    ),
    "label_of_5000_characters": (lambda: simple(text(vi="á" * 5000)), "long_text", "C3"),
    "answer_inside_a_label": (lambda: simple(text(en="Why ${overall}?")), "placeholder", "D3"),
    "condition_cycle": (cycle, "condition_cycle", "F3"),
    "condition_about_a_later_question": (
        lambda: simple(text(relevant="${waited} = 'yes'"), choice()),
        "condition_looks_ahead",
        "F3",
    ),
    "condition_about_no_question": (
        lambda: simple(text(relevant="${nothing} = 'yes'")),
        "unknown_question",
        "F3",
    ),
    "two_questions_of_one_id": (lambda: simple(text(), text()), "duplicate_id", "B3"),
    "id_of_a_hidden_input": (lambda: simple(text("token")), "bad_id", "B3"),
    "id_with_a_blank": (lambda: simple(text("my comment")), "bad_id", "B3"),
    "function_we_do_not_have": (
        lambda: simple(text(relevant="pulldata('a', 'b', 'c', ${overall}) = 1")),
        "unknown_function",
        "F3",
    ),
    "today_in_a_condition": (
        lambda: simple(text(relevant="today() > 3")),
        "unknown_function",
        "F3",
    ),
    "and_mixed_with_or": (
        lambda: simple(
            choice(), text(relevant="${waited} = 'yes' and ${overall} < 3 or ${overall} > 4")
        ),
        "mixed",
        "F4",
    ),
    "half_a_condition": (lambda: simple(text(relevant="${overall} <")), "not_understood", "F3"),
    "condition_on_no_answer": (
        lambda: simple(text(relevant="${overall} = ''")),
        "unanswered",
        "F3",
    ),
    "repeat": (lambda: simple(row("begin_repeat", "members")), "unknown_type", "A3"),
    "image": (lambda: simple(row("image", "photo")), "unknown_type", "A3"),
    "place_on_the_map": (lambda: simple(row("geopoint", "house")), "unknown_type", "A3"),
    "calculation": (
        lambda: book([["text", "a", "A", "A", "1 + 1"]], columns=[*SURVEY[:4], "calculation"]),
        "without_use",
        "E2",
    ),
    "preset_answer": (
        lambda: book([["text", "a", "A", "A", "5"]], columns=[*SURVEY[:4], "default"]),
        "without_use",
        "E2",
    ),
    "picture_column": (
        lambda: book([["text", "a", "A", "A", "a.png"]], columns=[*SURVEY[:4], "media::image"]),
        "unknown_column",
        "E1",
    ),
    "third_language": (
        lambda: book([["text", "a", "A", "A", "A"]], columns=[*SURVEY[:4], "label::Français (fr)"]),
        "unknown_column",
        "E1",
    ),
    "list_that_is_not_there": (
        lambda: simple(row("select_one colours", "colour")),
        "unknown_list",
        "A3",
    ),
    "value_with_a_blank": (
        lambda: book([OVERALL], [*LEVELS, ["sat5", "not at all", "Không", "No"]]),
        "bad_value",
        "B7",
    ),
    "pattern_of_ones_own": (
        lambda: simple(text(constraint="regex(., '(a+)+$')")),
        "pattern",
        "G3",
    ),
    "limit_of_another_kind": (
        lambda: simple(text(constraint=". <= 5")),
        "limit_of_other_kind",
        "G3",
    ),
    "group_in_a_group": (
        lambda: simple(row("begin_group", "a"), row("begin_group", "b")),
        "nested_group",
        "A4",
    ),
    "unclear_required": (
        lambda: simple(["text", "a", "A", "A", "sometimes"]),
        "unclear",
        "E3",
    ),
}


def with_survey_called(name):
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        made.add_worksheet(name).write_row(0, 0, SURVEY)
    return file.getvalue()
