"""Each expected error becomes its status, on a page or as a problem."""

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from survey_app.core.errors import (
    ConflictError,
    ForgedError,
    GoneError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    SettingsError,
    SurveyError,
    TooFastError,
    UnreadableFileError,
)

# fmt: off
STATUSES = [
    (ForgedError(),                400),
    (NotPermittedError(),          403),
    (NotFoundError("unknown_code"), 404),
    (ConflictError("already_answered"), 409),
    (GoneError("used_code"),       410),
    (RefusedError("bad_period"),   422),
    (UnreadableFileError(),        422),
    (TooFastError(),               429),
    (SettingsError(),              500),
    (SurveyError("never_heard_of"), 500),
]
# fmt: on


def busy(words):
    return OperationalError("SELECT 1", {}, sqlite3.OperationalError(words))


@pytest.fixture
def fail(ui_app):
    """Return the answer to a request whose view raises this error."""

    def answer(error, address="/x", method="GET"):
        def view():
            raise error

        ui_app.add_url_rule(address, "failing", view, methods=[method])
        ui_app.config["PROPAGATE_EXCEPTIONS"] = False
        return ui_app.test_client().open(address, method=method)

    return answer


class TestExpected:
    @pytest.mark.parametrize(("error", "status"), STATUSES, ids=str)
    def test_status(self, fail, error, status):
        assert fail(error).status_code == status

    def test_page_says_what_happened_and_what_to_do(self, fail):
        text = fail(GoneError("expired_code")).text

        assert "<h1>Phiếu này đã hết hạn</h1>" in text
        assert "gọi 1022" in text

    def test_page_speaks_english_when_asked(self, fail, ui_app):
        fail(GoneError("expired_code"))

        assert "This form has expired" in ui_app.test_client().get("/x?lang=en").text

    def test_retry_after_is_what_the_error_says(self, fail):
        assert fail(TooFastError(retry_after=7)).headers["Retry-After"] == "7"

    def test_staff_sees_a_staff_page(self, fail):
        assert "/style/staff-" in fail(NotPermittedError(), "/staff/x").text

    def test_api_gets_a_problem(self, fail):
        response = fail(NotFoundError("case_unknown"), "/api/v1/x")

        assert response.json == {
            "status": 404,
            "code": "case_unknown",
            "detail": "Không có hồ sơ mang mã này.",
        }


class TestFramework:
    def test_unknown_address(self, client):
        response = client.get("/nothing/here")

        assert response.status_code == 404
        assert "Không tìm thấy trang này" in response.text

    def test_method_is_refused_with_the_allowed_ones(self, client):
        response = client.delete("/")

        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]

    def test_missing_token_is_a_page_that_can_be_sent_again(self, fail):
        response = fail(ForgedError(), method="POST")

        assert response.status_code == 400
        assert "Xin gửi lại một lần nữa" in response.text

    def test_too_large_a_body_cannot_even_tell_its_language(self, client):
        response = client.post("/", data={"code": "x" * 200_000})

        assert response.status_code == 413
        assert "Nội dung gửi quá lớn" in response.text

    def test_api_code_is_stable(self, client):
        assert client.get("/api/v1/nothing").json["code"] == "not_found"

    def test_fault_of_ours_is_a_page(self, fail):
        response = fail(ZeroDivisionError())

        assert response.status_code == 500
        assert "Hệ thống gặp trục trặc" in response.text


class TestDatabase:
    @pytest.mark.parametrize(
        "error",
        [
            busy("database is locked"),
            PoolTimeoutError("QueuePool limit reached"),
            OperationalError("SELECT 1", {}, ConnectionError("server closed the connection")),
        ],
        ids=["locked", "no connection free", "server away"],
    )
    def test_what_passes_asks_to_come_back(self, fail, error):
        response = fail(error)

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0

    @pytest.mark.parametrize(
        "error", [busy("no such table: x"), DBAPIError("SELECT 1", {}, ValueError("x"))]
    )
    def test_faults_are_not_hidden_as_busy(self, fail, error):
        assert fail(error).status_code == 500
