"""Every page of the console names its permission, and the bar shows what the visitor may open."""

import pytest

from survey_app.accounts.models import ROLES
from survey_app.accounts.policy import PERMISSIONS
from tests.results.staff import sign_in

#: Pages before anybody is known, and those that only lead there.
OPEN = {
    "accounts.home",
    "accounts.sign_in",
    "accounts.sign_out",
    "provider.arrive",
    "provider.begin",
    "welcome.invited",
}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_every_staff_page_names_a_permission(app):
    nameless = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff")
        and rule.endpoint not in OPEN
        and getattr(app.view_functions[rule.endpoint], "permission", "") not in PERMISSIONS
    }

    assert not nameless


@pytest.mark.parametrize("name", PERMISSIONS)
def test_roles_of_a_permission_are_known(name):
    assert PERMISSIONS[name] <= set(ROLES)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_bar_shows_what_the_visitor_may_open(client, database):
    sign_in(client, database, "an", "analyst", 1)
    assert "Tổng quan" in client.get("/staff/units").text


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_bar_hides_what_the_visitor_may_not_open(client, database):
    sign_in(client, database, "binh", "desk", 1)
    page = client.get("/staff/units")

    assert page.status_code == 403
    assert "/staff/units" not in page.text
