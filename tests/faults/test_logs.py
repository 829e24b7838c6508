"""Logs tell what broke, and nothing that stands in an address or a statement."""

import logging

import pytest
from sqlalchemy import text

SECRET = "4K7QM2XRT9VB"

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(
        logging.Formatter("%(name)s %(message)s").format(each) for each in caplog.records
    )


def fails(app, database):
    def break_off(code):
        raise ZeroDivisionError

    def ask_nonsense(code):
        with database.reading() as session:
            session.execute(text("SELECT :code FROM nowhere"), {"code": code})

    app.add_url_rule("/broken/<string:code>", view_func=break_off)
    app.add_url_rule("/nonsense/<string:code>", view_func=ask_nonsense)


@pytest.mark.parametrize("address", ["/broken", "/nonsense"])
def test_fault_is_logged_without_the_address_and_without_values(app, database, logged, address):
    fails(app, database)

    response = app.test_client().get(f"{address}/{SECRET}")

    assert response.status_code == 500
    assert "Traceback" in logged()
    assert SECRET not in logged()


@pytest.mark.parametrize("letter", "RDP")
def test_refusal_is_logged_without_the_code(client, logged, letter):
    assert client.get(f"/{letter}/{SECRET}").status_code == 404

    assert SECRET not in logged()
