"""Role by address by place, read from the map of addresses: who gets in, and who gets nothing.

A role without the permission gets 403 everywhere. With it, what belongs to the own unit is there,
and what belongs to a sibling, the parent or another province is not: 404, as if it did not exist.
Whatever was refused stands in the record.
"""

import re
import uuid

from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter

from survey_app.accounts.models import ROLES
from survey_app.accounts.policy import PERMISSIONS
from survey_app.audit.models import AuditEvent
from tests.accounts.places import PLACES, enter, furnish
from tests.accounts.test_policy import OPEN

#: What names nothing of a unit.
PLAIN = {
    "kind": "a4",
    "language": "vi",
    "moment": "result",
    "name": "overall",
    "device_id": uuid.UUID(int=1),
    "record_id": uuid.UUID(int=1),
}
#: Endpoints that may say 404 to whoever may: they need more than the object of the place.
NEEDS_MORE = {
    "campaigns.back_check",
    "campaigns.device",
    "campaigns.judge",
    "cases.undo",
    "feedback.contact",
    "questionnaires.create",
    "questionnaires.move",
    "questionnaires.remove",
    "results.funnel",
    "results.levels",
}
#: A unit uses, and so may read, what was published above it.
HANDED_DOWN = "version_id"

#: Their objects have an owner: nobody else's are there, whatever the unit.
PERSONAL = {"upload_id", "job_id"}


def wanted(dialect, permitted, number):
    """Return which roles ask for the page of a number: all of them, or two of them in turn.

    On PostgreSQL, which is slower here, one that holds the permission asks everywhere and one that
    does not is refused once: who holds it is decided before a database is asked.
    """
    if dialect == "sqlite":
        return {role: len(PLACES) for role in ROLES}
    inside = [role for role in ROLES if role in permitted]
    outside = [role for role in ROLES if role not in permitted]
    chosen = {inside[number % len(inside)]: len(PLACES)}
    return chosen | ({outside[number % len(outside)]: 1} if outside else {})


def cells(app, furniture, dialect):
    """Yield role, method, address, endpoint and place of every page that can be asked for."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for number, rule in enumerate(rules):
            if not rule.rule.startswith("/staff") or rule.endpoint in OPEN:
                continue
            permitted = PERMISSIONS[app.view_functions[rule.endpoint].permission]
            for role, most in wanted(dialect, permitted, number).items():
                for method, address, place in addresses(adapter, rule, furniture, most):
                    yield role, method, address, rule, place


def addresses(adapter, rule, furniture, most):
    """Yield method, address and place; the own place last: a page may change what it is about."""
    chosen = {name: one_of(each) for name, each in rule._converters.items()}
    plain = PLAIN | {name: word for name, word in chosen.items() if word}
    scoped = rule.arguments - plain.keys()
    for place in list(reversed(PLACES))[-most:] if scoped else ["own"]:
        values = {name: (plain | furniture[place])[name] for name in rule.arguments}
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, adapter.build(rule.endpoint, values, method=method), place


def one_of(converter):
    """Return one of the words that an address offers; None where it is free."""
    return min(converter.items) if isinstance(converter, AnyConverter) else None


def fits(app, rule, role, place, status):
    """Tell whether a status is the right one."""
    permission = app.view_functions[rule.endpoint].permission
    if role not in PERMISSIONS[permission]:
        return status == 403
    if place == "parent" and HANDED_DOWN in rule.arguments:
        return status == 200
    if place != "own" or rule.arguments & PERSONAL:
        return status == 404
    return status < 500 and status != 403 and (status != 404 or rule.endpoint in NEEDS_MORE)


def test_everybody_gets_what_is_theirs_and_nothing_else(app, database, dialect, capsys):
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # forms still ask for a token, and say 422
    # Judging and drawing two thousand pages of errors would cost more than asking for them.
    app.test_client_class = FlaskClient
    app.jinja_loader = ChoiceLoader(
        [DictLoader({"ui/staff_error.html": "{{ code }}"}), app.jinja_loader]
    )
    client, wrong, count, refused = app.test_client(), [], 0, 0
    with database.writing() as session:
        furniture = furnish(session)
        keyring = app.extensions["survey_keyring"]
        own = furniture["own"]["unit_id"]
        tokens = {role: enter(session, keyring, role, own) for role in ROLES}
    for role, method, address, rule, place in asked_in_turn(app, furniture, dialect):
        client.set_cookie("staff", tokens[role], path="/staff")
        status = client.open(address, method=method).status_code
        count += 1
        refused += status in {403, 404}
        if not fits(app, rule, role, place, status):
            wrong.append((role, method, re.sub(r"[0-9a-f-]{36}", "…", address), place, status))
    with capsys.disabled():
        print(  # noqa: T201 - whoever runs it wants to know how much it covers
            f"\npermission matrix on {dialect}: {count} cells, {refused} of them refused"
        )

    assert "\n".join(map(str, wrong)) == ""
    assert recorded(database) == refused


def asked_in_turn(app, furniture, dialect):
    """Return all cells role by role, so that nobody finds what another one has changed."""
    return sorted(cells(app, furniture, dialect), key=lambda cell: ROLES.index(cell[0]))


def recorded(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).where(AuditEvent.action == "access.refused"))
