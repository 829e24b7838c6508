"""The other citizen pages, the home page and the staff frame."""

from types import SimpleNamespace

import pytest
from flask import g, render_template
from werkzeug.datastructures import MultiDict

from tests.support.html import judge

DESK = SimpleNamespace(code="7K3M", name="Quầy số 2", unit=SimpleNamespace(name="UBND xã Đường An"))
PROCEDURES = [SimpleNamespace(code="1.001193", short_name="Đăng ký khai sinh")]
STATES = ["counted", "waiting", "withdrawn", "superseded", "quarantined", "refused"]


@pytest.fixture
def draw(ui_app):
    """Render a template and judge the page."""

    def render(name, address="/", **words):
        with ui_app.test_request_context(address):
            text = render_template(name, **words)
        judge(text)
        return text

    return render


class TestHome:
    @pytest.mark.parametrize(
        ("typed", "address"),
        [
            ("7k3m-q9xt 2bwf", "/R/7K3MQ9XT2BWF"),
            ("OIL7K3MQ9XT2", "/R/0117K3MQ9XT2"),
            ("7k3m", "/D/7K3M"),
            (" 7-K3M ", "/D/7K3M"),
        ],
    )
    def test_code_leads_to_its_page(self, client, typed, address):
        response = client.post("/", data={"code": typed})

        assert (response.status_code, response.location) == (303, address)

    def test_receipt_code_leads_to_the_receipt(self, client):
        response = client.post("/", data={"code": "7K3M-Q9XT-2BWF", "open": "receipt"})

        assert response.location == "/P/7K3MQ9XT2BWF"

    def test_language_goes_along(self, client):
        response = client.post("/?lang=en", data={"code": "7K3M"})

        assert response.location == "/D/7K3M?lang=en"

    @pytest.mark.parametrize("typed", ["", "  ", "//a.vn", "7K3M\r\nX: y", "đ", "7" * 40])
    def test_what_is_no_code_stays_with_a_message(self, client, typed):
        response = client.post("/", data={"code": typed})

        assert response.status_code == 422
        assert "Xin nhập mã" in response.text

    def test_short_code_is_no_receipt(self, client):
        assert client.post("/", data={"code": "7K3M", "open": "receipt"}).status_code == 422

    def test_says_in_either_language_what_this_is(self, client):
        assert "Ông/Bà được phục vụ thế nào?" in client.get("/").text
        assert "How were you served?" in client.get("/?lang=en").text

    def test_says_that_data_are_samples_only_when_they_are(self, client):
        assert "DỮ LIỆU MẪU" in client.get("/?sample=1").text
        assert "DỮ LIỆU MẪU" not in client.get("/").text


class TestReceipt:
    @pytest.mark.parametrize("state", STATES)
    def test_says_the_state_and_the_code(self, draw, state):
        text = draw(
            "responses/receipt.html",
            receipt="7K3M-Q9XT-2BWF",
            code="7K3MQ9XT2BWF",
            state=state,
            may_withdraw=False,
            may_answer_again=False,
        )

        assert f'<main data-state="{state}">' in text
        assert "7K3M-Q9XT-2BWF" in text
        assert "<form" not in text

    def test_offers_what_may_be_done(self, draw):
        text = draw(
            "responses/receipt.html",
            receipt="7K3M-Q9XT-2BWF",
            code="7K3MQ9XT2BWF",
            state="counted",
            may_withdraw=True,
            may_answer_again=True,
        )

        assert '<form method="post" action="/P/7K3MQ9XT2BWF/withdraw">' in text
        assert '<form method="post" action="/P/7K3MQ9XT2BWF/again">' in text


class TestDesk:
    def draw_desk(self, draw, **words):
        given = {"sent": MultiDict(), "error": "", "hidden": {"token": "abc"}, **words}
        return draw("responses/desk.html", desk=DESK, procedures=PROCEDURES, **given)

    def test_asks_for_the_case_or_the_procedure(self, draw):
        text = self.draw_desk(draw)

        assert 'name="case_id"' in text
        assert '<option value="1.001193">Đăng ký khai sinh</option>' in text
        assert '<input type="hidden" name="token" value="abc">' in text

    def test_keeps_what_was_typed_beside_the_error(self, draw):
        sent = MultiDict({"case_id": 'H25"', "procedure_code": "1.001193"})
        text = self.draw_desk(draw, sent=sent, error="Xin chép lại mã.")

        assert 'value="H25&#34;"' in text
        assert '<option value="1.001193" selected>' in text
        assert text.count("Xin chép lại mã.") == 2


def test_declining_is_respected(draw):
    assert "Không sao" in draw("responses/thanks.html")


class TestStaffFrame:
    def test_stranger_sees_neither_parts_nor_sign_out(self, client):
        text = client.get("/staff/nothing").text

        assert "<nav" not in text
        assert "/staff/sign-out" not in text

    def test_officer_signs_out_by_post_with_a_token(self, ui_app):
        with ui_app.test_request_context("/staff/x"):
            g.staff = SimpleNamespace(login="an.nguyen")
            words = {"title": "T", "sentence": "S", "status": 403, "code": "c"}
            text = render_template("ui/staff_error.html", **words)

        judge(text)
        assert 'method="post" action="/staff/sign-out"' in text
        assert 'name="csrf_token"' in text
        assert "an.nguyen" in text
