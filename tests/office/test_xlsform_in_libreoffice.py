"""A questionnaire goes through LibreOffice and comes back with every id, label and condition."""

import shutil
import subprocess

import pytest

from survey_app.core.questionnaire import canonical
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.xlsform.reading import read_workbook
from survey_app.questionnaires.xlsform.writing import workbook

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


@pytest.mark.parametrize("document", shipped_documents()[1:2], ids=lambda each: each["key"])
def test_only_what_was_changed_is_different(document, tmp_path):
    old = next(each for each in document["questions"] if each["id"] == "ease")["text"]["vi"]
    new = "Cán bộ tiếp Ông/Bà thế nào?"
    stored = changed_in_libreoffice(workbook(document, "1"), tmp_path, old, new)

    expected = canonical(document).replace(old, new)
    assert canonical(read_workbook(stored, document).document) == expected
