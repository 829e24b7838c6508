import io
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from survey_app.core.errors import RefusedError
from survey_app.invitations.qr import BORDER, matrix, png, svg

#: The longest address that settings allow, with a link.
LONGEST = f"https://{'a' * 38}/R/7K3MQ9XT2BWF"
SHORT = "http://127.0.0.1:8000/D/7K3M"


def read(image):
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return found


class TestMatrix:
    def test_longest_link_fits_29_modules(self):
        assert len(matrix(LONGEST)) == 29

    def test_short_link_takes_fewer(self):
        assert len(matrix(SHORT)) == 25

    @pytest.mark.parametrize("link", [f"{LONGEST}A", "https://điểm.vn/R/7K3M", "https://a.vn/_"])
    def test_what_does_not_fit_is_refused(self, link):
        with pytest.raises(RefusedError) as refused:
            matrix(link)

        assert refused.value.code == "qr_too_large"


class TestPng:
    def test_is_read_as_the_upper_case_link_at_level_m(self):
        found = read(Image.open(io.BytesIO(png(LONGEST))))

        assert found.text == LONGEST.upper()
        assert found.ec_level == "M"

    def test_keeps_the_quiet_zone(self):
        image = Image.open(io.BytesIO(png(SHORT, scale=1)))

        assert image.size == (25 + 2 * BORDER, 25 + 2 * BORDER)
        assert all(image.getpixel((x, y)) for x in range(image.width) for y in range(BORDER))


class TestSvg:
    def test_draws_every_dark_module_once(self):
        modules = matrix(SHORT)
        root = ET.fromstring(svg(SHORT))  # noqa: S314 - made by us
        drawn = root.findall("{*}path")[1].get("d")
        widths = [int(part.split("h")[1].split("v")[0]) for part in drawn.split("M")[1:]]

        assert sum(widths) == sum(map(sum, modules))

    def test_is_small_and_names_itself(self):
        text = svg(LONGEST, "Góp ý <tại quầy>")

        assert len(text) < 5000
        assert "<title>Góp ý &lt;tại quầy&gt;</title>" in text
        assert "style=" not in text
