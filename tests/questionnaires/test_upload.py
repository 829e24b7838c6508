"""Uploading and downloading workbooks on the page of a draft, and looking at it on a phone."""

import re
from io import BytesIO

import pytest

from survey_app.questionnaires.xlsform.writing import workbook
from tests.questionnaires.workbooks import simple, text
from tests.questionnaires.writing import Author

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def author(app, database):
    return Author(app, database).begin()


def upload(author, content, status=303):
    return author.do("upload", status, file=(BytesIO(content), "form.xlsx"))


def test_download_change_upload_publish(author):
    document = author.document()
    document["questions"][-2]["text"]["en"] = "Anything else?"
    document["questions"].pop(4)

    upload(author, workbook(document, "1"))

    assert author.document() == {
        **document,
        "moments": [
            {**moment, "questions": [name for name in moment["questions"] if name != "reupload"]}
            for moment in document["moments"]
        ],
    }
    assert author.publish()


def test_the_download_uploaded_again_changes_nothing(author):
    upload(author, author.get(f"/drafts/{author.draft}/form.xlsx").data)

    assert "Không có gì khác" in author.get(f"/drafts/{author.draft}").text


def test_a_refusal_names_sheet_and_cell_and_keeps_the_draft(author):
    before = author.document()

    page = upload(author, simple(text(vi="<b>Góp ý</b>")), 422).text

    assert re.search(r"<td>survey</td>\s*<td>C3</td>\s*<td>Nội dung không được chứa HTML", page)
    assert author.document() == before


def test_an_upload_on_an_older_edition_is_not_taken(author):
    content, seen = author.get(f"/drafts/{author.draft}/form.xlsx").data, author.edition()
    author.do("remove", question="reupload")

    author.do("upload", edition=seen, file=(BytesIO(content), "form.xlsx"))

    assert "reupload" not in {entry["id"] for entry in author.document()["questions"]}


def test_no_file_is_no_workbook(author):
    assert "không phải tệp XLSX" in author.do("upload", 422).text


def test_the_phone_shows_the_draft_in_both_languages(author):
    author.change("comment", **{"text-vi": "Lời của xã", "text-en": "Words of ours"})
    frames = author.get(f"/drafts/{author.draft}/preview")

    addresses = re.findall(r'<iframe[^>]*src="([^"]+)"', frames.text)

    pages = [author.client.get(address) for address in addresses]
    assert [word in page.text for word, page in zip(WORDS, pages, strict=True)] == [True, True]
    assert "frame-src 'self'" in frames.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in pages[0].headers["Content-Security-Policy"]
    sheet = re.search(r'rel="stylesheet" href="([^"]+phone.css[^"]*)"', pages[0].text)[1]
    assert "#q-reasons" in author.client.get(sheet.replace("&amp;", "&")).text


def test_the_phone_shows_the_draft_question_by_question(author):
    frames = author.get(f"/drafts/{author.draft}/preview?screen=2").text

    address = re.search(r'<iframe[^>]*src="([^"]+)"', frames)[1].replace("&amp;", "&")

    page = author.client.get(address).text
    assert 'name="reasons"' in page
    assert 'name="overall"' not in page


WORDS = ("Lời của xã", "Words of ours")
