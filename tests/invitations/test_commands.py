"""What the terminal gives: the link, and its QR image as people scan it."""

from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image

from tests.support.register import add_case


@pytest.fixture
def case_id(database):
    return add_case(database, now=datetime.now(UTC))


class TestIssue:
    def test_prints_the_link_as_the_last_line(self, runner, case_id):
        printed = runner.invoke(args=["invitations", "issue", case_id]).stdout

        assert printed.splitlines()[-1].startswith("http://127.0.0.1:8000/R/")

    def test_writes_an_image_that_reads_as_the_link(self, runner, case_id, tmp_path):
        image = tmp_path / "qr.png"

        printed = runner.invoke(args=["invitations", "issue", case_id, "--qr", str(image)]).stdout

        (found,) = zxingcpp.read_barcodes(Image.open(image))
        assert found.text == printed.strip().upper()

    def test_writes_svg_by_its_name(self, runner, case_id, tmp_path):
        image = tmp_path / "qr.svg"

        runner.invoke(args=["invitations", "issue", case_id, "--qr", str(image)])

        assert image.read_text().startswith("<svg")

    @pytest.mark.parametrize("wrong", [["H24.10-260101-9999"], ["--moment", "result", "nothing"]])
    def test_of_an_unknown_case_exits_2(self, runner, wrong):
        assert runner.invoke(args=["invitations", "issue", *wrong]).exit_code == 2
