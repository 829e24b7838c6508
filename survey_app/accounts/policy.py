"""The policy table: what each role may do on its units. Every staff route names one of these."""

from __future__ import annotations

from typing import Final

_EVERYBODY = "interviewer desk analyst followup leader province ministry security admin"
ROLES: Final = tuple(_EVERYBODY.split())

#: Roles that see or change much: a password alone does not open the console to them.
SECOND_FACTOR: Final = frozenset({"analyst", "province", "security", "admin"})

#: Permission to the roles that have it; a role that is not named has nothing.
PERMISSIONS: Final = {
    name: frozenset(roles.split())
    for name, roles in {
        # One's own account
        "account.own": _EVERYBODY,
        # Figures, never single answers
        "results.view": "analyst followup leader province ministry admin",
        "reports.view": "analyst leader province ministry admin",
        "reports.write": "analyst province",
        "reports.decide": "leader province ministry",
        "routes.edit": "province admin",
        "exports.make": "analyst province",
        "microdata.make": "province",
        "criteria.import": "analyst province",
        # Questionnaires
        "questionnaires.view": "analyst province",
        "questionnaires.edit": "analyst province",
        "questionnaires.publish": "analyst province",
        "questionnaires.publish_core": "province",
        # Cases and links
        "cases.view": "desk analyst",
        "cases.import": "analyst",
        "desk.show": "desk analyst",
        "calls.take": "desk analyst",
        "desks.edit": "desk analyst",
        "posters.make": "desk analyst",
        # Comments and what follows from them
        "feedback.view": "followup leader",
        "feedback.answer": "followup",
        "improvements.publish": "leader",
        # Field work
        "field.collect": "interviewer analyst",
        "field.supervise": "analyst",
        "campaigns.edit": "analyst",
        # Running the house
        "directory.view": "analyst province admin",
        "directory.edit": "admin",
        "targets.edit": "province ministry",
        "accounts.edit": "admin",
        "audit.view": "security",
    }.items()
}
