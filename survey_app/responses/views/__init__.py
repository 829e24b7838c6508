"""The citizen's addresses: the questionnaire, the desk, the receipt."""

from survey_app.responses.views import desk, kiosk, phone, questionnaire, receipt, steps
from survey_app.responses.views.pages import bp

__all__ = ["bp", "desk", "kiosk", "phone", "questionnaire", "receipt", "steps"]
