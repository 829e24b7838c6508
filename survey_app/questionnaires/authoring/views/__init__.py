"""The authors' pages; importing this package registers all their addresses."""

from survey_app.questionnaires.authoring.views import changes, files, lists, preview, question
from survey_app.questionnaires.authoring.views.base import bp

__all__ = ["bp", "changes", "files", "lists", "preview", "question"]
