"""Headers, compression and style sheets: what every answer carries."""

import gzip

import pytest
from flask import Response

from survey_app.ui.compression import SMALLEST, accepts_gzip
from survey_app.ui.headers import HEADERS
from survey_app.ui.styles import squeeze, style, style_address

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


class TestHeaders:
    @pytest.mark.parametrize(("address", "more"), [("/", "; script-src 'self'"), ("/nothing", "")])
    def test_every_answer_has_all(self, client, address, more):
        headers = client.get(address).headers

        expected = dict(HEADERS)
        expected["Content-Security-Policy"] += more
        assert {name: headers[name] for name, _ in HEADERS} == expected
        assert headers["Strict-Transport-Security"]

    def test_policy_lets_nothing_foreign_in(self):
        policy = dict(HEADERS)["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    def test_what_a_view_sets_stays(self, client):
        assert "immutable" in client.get(style_address("citizen")).headers["Cache-Control"]


class TestCompression:
    def test_page_leaves_compressed(self, client):
        plain, packed = client.get("/"), client.get("/", headers=GZIP)

        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in packed.headers["Vary"]

    @pytest.mark.parametrize(
        "response",
        [
            Response("x" * (SMALLEST - 1), mimetype="text/plain"),
            Response("x" * SMALLEST, mimetype="image/png"),
            Response((part for part in ["x" * SMALLEST]), mimetype="text/csv"),
            Response("x" * SMALLEST, mimetype="text/csv", headers={"Content-Encoding": "br"}),
        ],
        ids=["small", "picture", "streamed", "encoded already"],
    )
    def test_other_answers_leave_as_they_are(self, ui_app, response):
        ui_app.add_url_rule("/x", "x", lambda: response)

        assert (
            ui_app.test_client().get("/x", headers=GZIP).headers.get("Content-Encoding") != "gzip"
        )

    @pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.5", "*", "gzip;q=1.000"])
    def test_accepted(self, accepted):
        assert accepts_gzip(accepted)

    @pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0, br", "*;q=0"])
    def test_not_accepted(self, accepted):
        assert not accepts_gzip(accepted)


class TestStyles:
    @pytest.mark.parametrize("name", ["citizen", "staff"])
    def test_address_changes_with_the_content_and_lasts(self, client, name):
        response = client.get(style_address(name))

        assert response.mimetype == "text/css"
        assert response.text == style(name)

    def test_old_address_gives_todays_content_for_now(self, client):
        response = client.get("/style/citizen-0000000000.css")

        assert response.text == style("citizen")
        assert response.headers["Cache-Control"] == "no-cache"

    def test_unknown_sheet_is_not_found(self, client):
        assert client.get("/style/other-0000000000.css").status_code == 404

    @pytest.mark.parametrize("name", ["citizen", "staff"])
    def test_nothing_is_loaded_from_elsewhere(self, name):
        assert "url(" not in style(name)
        assert "@import" not in style(name)

    def test_squeezing_keeps_the_rules(self):
        text = "/* why */\na > b,\n c {\n  margin: calc(1px + 2px);\n}\n"

        assert squeeze(text) == "a>b,c{margin: calc(1px + 2px)}"

    @pytest.mark.parametrize("name", ["citizen", "staff"])
    def test_braces_are_balanced(self, name):
        assert style(name).count("{") == style(name).count("}")
