"""An author at the pages of a draft."""

import html
import json
import re

from sqlalchemy import update

from survey_app.directory.queries import get_unit
from survey_app.questionnaires.models import QuestionnaireDraft
from tests.results.staff import sign_in
from tests.support.register import PROVINCE, UNIT

BASE = "/staff/questionnaires"


def unit_id(database, code=UNIT):

    with database.reading() as session:
        return get_unit(session, code).id


class Author:
    """Somebody who writes a questionnaire for a unit."""

    def __init__(self, app, database, role="analyst", unit=UNIT, login="author"):
        self.client = app.test_client()
        self.database = database
        self.unit = unit_id(database, unit)
        sign_in(self.client, database, login, role, self.unit)
        self.draft = 0
        self.token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/new").text)[1]

    def get(self, path="", status=200):
        answer = self.client.get(f"{BASE}{path}")
        assert answer.status_code == status, answer.text
        return answer

    def post(self, path, status=303, **data):
        answer = self.client.post(f"{BASE}{path}", data={"csrf_token": self.token} | data)
        assert answer.status_code == status, answer.text
        return answer

    def begin(self, key="online_case"):
        """Open the unit's draft."""
        location = self.post("/drafts", key=key, unit=self.unit).location
        self.draft = int(location.rpartition("/")[2])
        return self

    def edition(self):
        with self.database.reading() as session:
            return session.get(QuestionnaireDraft, self.draft).edition

    def do(self, deed, status=303, **data):
        """Do something to the draft as it is now."""
        data.setdefault("edition", self.edition())
        return self.post(f"/drafts/{self.draft}/{deed}", status, **data)

    def fields(self, question):
        """Return what a question's form would send as it stands."""
        return sent_by(self.get(f"/drafts/{self.draft}/questions/{question}").text)

    def change(self, question, status=303, **changes):
        """Fill in a question's form."""
        fields = self.fields(question) | {k.replace("__", "-"): v for k, v in changes.items()}
        return self.post(f"/drafts/{self.draft}/questions/{question}", status, **fields)

    def add(self, vi, en="More", kind="single", after=""):
        """Add a question and return its id."""
        location = self.do("questions", vi=vi, en=en, kind=kind, after=after).location
        return location.rpartition("/")[2]

    def document(self):
        """Return the draft's document."""
        return json.loads(self.get(f"/drafts/{self.draft}/form.json").data)

    def publish(self, status=303):
        """Publish the draft and return the version's id."""
        answer = self.do("publish", status)
        return int(answer.location.rpartition("/")[2]) if status == 303 else answer

    def set_text(self, text):
        """Put another document under the pages' feet, as a slip of an older release would."""
        with self.database.writing() as session:
            session.execute(update(QuestionnaireDraft).values(document=text))


def province(app, database):
    return Author(app, database, "province", PROVINCE, "province")


def sent_by(page):
    """Return what a browser would send for the form of a question."""
    form = page[page.index('<form method="post" class="stack">') :]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if known.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in known:
            value = html.unescape(known.get("value", ""))
            fields.setdefault(known["name"], []).append(value)
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL
    ):
        fields[name] = [html.unescape(text)]
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        first = re.search(r'value="([^"]*)"', options)
        fields[name] = [(chosen or first)[1]]
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}
