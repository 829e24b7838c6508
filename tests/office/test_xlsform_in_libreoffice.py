"""A questionnaire goes through LibreOffice and comes back with every id, label and condition."""

import shutil
import subprocess
from io import BytesIO

import pytest

from survey_app.core.questionnaire import canonical
from tests.questionnaires.writing import Author

pytestmark = pytest.mark.office


def converted(folder, file, kind):
    """Return the path of a workbook as LibreOffice opens and stores it in another format."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: make office installs it"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = ["--convert-to", kind, "--outdir", folder / "stored"]
    subprocess.run(
        [program, profile, "--headless", *target, file],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / "stored" / f"form.{kind.partition(':')[0]}"


def changed_in_libreoffice(content, folder, old, new):
    """Return the workbook after LibreOffice opened it, a cell was changed, and it stored it."""
    (folder / "form.xlsx").write_bytes(content)
    opened = converted(folder, folder / "form.xlsx", "fods")
    sheet = opened.read_text("utf-8")
    assert sheet.count(old) == 1
    opened.write_text(sheet.replace(old, new), "utf-8")
    return converted(folder, opened, "xlsx:Calc MS Excel 2007 XML").read_bytes()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_download_change_in_libreoffice_upload_publish(app, database, tmp_path):
    author = Author(app, database).begin("online_case")
    before = author.document()
    old = next(each for each in before["questions"] if each["id"] == "ease")["text"]["vi"]
    new = "Cán bộ tiếp Ông/Bà thế nào?"

    downloaded = author.get(f"/drafts/{author.draft}/form.xlsx").data
    stored = changed_in_libreoffice(downloaded, tmp_path, old, new)
    author.do("upload", file=(BytesIO(stored), "form.xlsx"))
    version = author.publish()

    published = author.get(f"/versions/{version}/form.json").text
    assert published == canonical(before).replace(old, new)
