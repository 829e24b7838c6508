"""All tables of the application in one place, for migrations."""

from __future__ import annotations

from survey_app.accounts import models as accounts
from survey_app.audit import models as audit
from survey_app.cases import models as cases
from survey_app.database import Base
from survey_app.directory import models as directory
from survey_app.feedback import models as feedback
from survey_app.field import models as field
from survey_app.invitations import models as invitations
from survey_app.jobs import models as jobs
from survey_app.questionnaires import models as questionnaires
from survey_app.reports import models as reports
from survey_app.responses import models as responses
from survey_app.results import models as results

FEATURES = (
    audit,
    accounts,
    directory,
    cases,
    questionnaires,
    invitations,
    responses,
    results,
    feedback,
    reports,
    jobs,
    field,
)
metadata = Base.metadata
