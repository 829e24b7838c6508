"""A questionnaire goes through LibreOffice and comes back with every id, label and condition."""

import shutil
import subprocess

import pytest

from survey_app.core.questionnaire import canonical
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.xlsform.reading import read_workbook
from survey_app.questionnaires.xlsform.writing import workbook

pytestmark = pytest.mark.office


def stored_by_libreoffice(content, folder):
    """Return the workbook as LibreOffice opens and stores it."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: make office installs it"
    (folder / "form.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "stored"]
    subprocess.run(
        [program, profile, "--headless", *target, folder / "form.xlsx"],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (folder / "stored" / "form.xlsx").read_bytes()


@pytest.mark.parametrize("document", shipped_documents()[1:2], ids=lambda each: each["key"])
def test_nothing_is_lost(document, tmp_path):
    stored = stored_by_libreoffice(workbook(document, "1"), tmp_path)

    assert canonical(read_workbook(stored, document).document) == canonical(document)
