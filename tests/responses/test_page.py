"""The page behind a link: opened as often as one likes, in any spelling, in two languages."""

import pytest


class TestPage:
    def test_opens_without_being_used_up(self, client, code):
        assert client.get(f"/R/{code}").status_code == 200
        assert client.get(f"/R/{code}").status_code == 200

    @pytest.mark.parametrize("spelling", ["/r/{lower}", "/R/{lower}", "/r/{code}", "/R/{spaced}"])
    def test_answers_to_every_spelling(self, client, code, spelling):
        spaced = f"{code[:4]} {code[4:8]}-{code[8:]}"

        response = client.get(spelling.format(code=code, lower=code.lower(), spaced=spaced))

        assert response.status_code == 200

    def test_has_nothing_ticked(self, client, code):
        assert " checked" not in client.get(f"/R/{code}").text

    def test_speaks_vietnamese_whatever_the_browser_prefers(self, client, code):
        page = client.get(f"/R/{code}", headers={"Accept-Language": "en"}).text

        assert '<html lang="vi"' in page
        assert "Ông/Bà hài lòng thế nào" in page

    def test_speaks_english_when_asked(self, client, code):
        assert "How satisfied are you" in client.get(f"/R/{code}?lang=en").text

    def test_names_unit_and_procedure(self, client, code):
        page = client.get(f"/R/{code}").text

        assert "UBND xã Đường An" in page
        assert "hồ sơ ngày" in page

    @pytest.mark.parametrize(
        "unknown", ["000000000000", "nonsense", "UUUUUUUUUUUU", "%00", "x" * 500]
    )
    def test_of_an_unknown_code_is_404(self, client, unknown):
        assert client.get(f"/R/{unknown}").status_code == 404

    def test_keeps_the_address_to_itself(self, client, code):
        response = client.get(f"/R/{code}")

        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers
