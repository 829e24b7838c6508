"""A small town: units in a tree and answers about them, written as rows."""

import uuid
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert

from survey_app.cases.models import CaseRecord, ImportBatch
from survey_app.core.calendar import VIETNAM
from survey_app.core.questionnaire import canonical
from survey_app.core.tally import Circumstances, cells
from survey_app.directory.models import Procedure, Target, Unit, UnitParent
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.queries import newest_version
from survey_app.questionnaires.service import publish
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseEvent,
    TallyInbox,
)
from survey_app.results.models import Tally
from survey_app.results.service import fold
from survey_app.results.showing import settle_all
from tests.support.settings import NOW

#: In the third quarter of 2026, as the moment of all tests.
DAY = date(2026, 9, 10)
FOUNDED = date(2025, 7, 1)


class Town:
    """Writes what the other features would have written."""

    def __init__(self, database):
        self.database = database
        self.units = {}
        self.paths = {}
        with database.reading() as session:
            self.versions = {
                key: newest_version(session, key).id for key in ("online_case", "inperson_short")
            }

    def unit(self, code, parent=None, name="", valid_from=FOUNDED, valid_to=None):
        """Found a unit below another and return its id."""
        with self.database.writing() as session:
            unit = Unit(
                code=code,
                name=name or f"Xã {code}",
                name_folded=(name or f"xa {code}").lower(),
                kind="commune" if parent else "province",
                province_code="T9",
                valid_from=valid_from,
                valid_to=valid_to,
            )
            session.add(unit)
            session.flush()
            self.move(session, unit.id, parent, valid_from, valid_to)
        self.units[code] = unit.id
        return unit.id

    def move(self, session, unit_id, parent, valid_from, valid_to=None):
        """Hang a unit below another from a day on."""
        path = f"{self.paths.get(parent, '/')}{unit_id}/"
        self.paths[unit_id] = path
        session.add(
            UnitParent(
                unit_id=unit_id,
                parent_id=parent,
                valid_from=valid_from,
                valid_to=valid_to,
                path=path,
            )
        )

    def procedure(self, code, name):
        with self.database.writing() as session:
            session.add(
                Procedure(
                    code=code,
                    name=name,
                    short_name=name,
                    name_folded=name.lower(),
                    field="Hộ tịch",
                    level="commune",
                )
            )

    def answer(self, unit_id, overall="5", *, state="counted", **given):
        """Store one answer with everything that counts it and return its id."""
        (response_id,) = self.store(unit_id, [overall], given)
        if state != "counted":
            self.leave(response_id, state)
        return response_id

    def answers(self, unit_id, satisfied, dissatisfied=0, **given):
        """Store so many satisfied and so many dissatisfied answers and return their ids."""
        return self.store(unit_id, ["4"] * satisfied + ["2"] * dissatisfied, given)

    def store(self, unit_id, levels, given):
        """Store answers with these levels in one transaction."""
        written = defaultdict(list)
        for level in levels:
            answers = {"overall": level, **given.get("answers", {})}
            for table, row in answer_rows(uuid.uuid4(), unit_id, answers, self.versions, given):
                written[table].append(row)
        with self.database.writing() as session:
            for table, rows in written.items():
                session.execute(insert(table), rows)
        return [row["id"] for row in written[Response]]

    def publish_with_no_opinion(self):
        """Publish a version whose overall question may be left without an opinion."""
        document = next(each for each in shipped_documents() if each["key"] == "online_case")
        (overall,) = (each for each in document["questions"] if each.get("role") == "overall")
        overall["options"].append(
            {"value": "0", "label": {"vi": "Không có ý kiến"}, "counts_in_base": False}
        )
        with self.database.writing() as session:
            return publish(session, document, NOW)

    def fill_tally(self, session, unit_id, day, *, satisfied, n):
        """Write released counts of many answers at once."""
        where = Circumstances(
            unit_id=unit_id,
            version_id=self.versions["online_case"],
            procedure_code="1.001193",
            channel=2,
            mode="link",
            applicant_kind=1,
            submitted_by="self",
            moment="result",
            verification="case",
        )
        for option, count in (("5", satisfied), ("2", n - satisfied)):
            for cell in cells(where, day, {"overall": option}, "overall"):
                session.add(Tally(**cell._asdict(), count=count))

    def publish_all(self):
        """Show the public everything there is, as a first layer."""
        fold(self.database)
        settle_all(self.database, NOW)

    def leave(self, response_id, state="withdrawn"):
        """Take an answer out of the counts again."""
        with self.database.writing() as session:
            place = session.get(Attribution, response_id)
            session.execute(insert(ResponseEvent), events(response_id, (state,), 3))
            session.add(
                TallyInbox(
                    unit_id=place.unit_id, response_id=response_id, sign=-1, day=place.counted_on
                )
            )

    def wait(self):
        """Store an answer that waits for its case."""
        response_id = uuid.uuid4()
        rows = dict(answer_rows(response_id, 0, {"overall": "5"}, self.versions, {})[:1])
        with self.database.writing() as session:
            session.execute(insert(Response), rows[Response])
            session.execute(insert(ResponseEvent), events(response_id, ("received", "waiting")))

    def case(self, unit_id, day=DAY, *, procedure="1.001193", status=10, channel=2):
        """Register a case that was finished on a day."""
        with self.database.writing() as session:
            batch = ImportBatch(file_name="", actor="", started_at=NOW)
            session.add(batch)
            session.flush()
            session.add(
                CaseRecord(
                    case_id=uuid.uuid4().hex,
                    handling_unit_id=unit_id,
                    procedure_code=procedure,
                    channel=channel,
                    applicant_kind=1,
                    status=status,
                    finished_at=noon(day) if day else None,
                    import_id=batch.id,
                    first_seen_at=NOW,
                )
            )


def targets():
    return [
        Target(criterion="c4", year=year, direction="at_least", value=value, source="1565")
        for year, value in ((2025, 90), (2026, 95))
    ]


def answer_rows(response_id, unit_id, answers, versions, given):
    """Return the rows of one counted answer with their tables."""
    day = given.get("day", DAY)
    response = {
        "id": response_id,
        "version_id": given.get("version") or versions[given.get("questionnaire", "online_case")],
        "desk_id": None,
        "moment": given.get("moment", "result"),
        "mode": given.get("mode", "link"),
        "answered_by": "",
        "client_id": response_id.hex,
        "payload_sha256": b"",
        "receipt_mac": response_id.bytes,
        "answers": canonical(answers),
        "overall": int(answers["overall"]),
        "language": "vi",
        "consent_version": "consent_v1",
        "duration_bucket": "lt60",
    }
    attribution = {
        "response_id": response_id,
        "unit_id": unit_id,
        "procedure_code": given.get("procedure", "1.001193"),
        "channel": given.get("channel", 2),
        "submitted_by": given.get("submitted_by", "self"),
        "applicant_kind": 1,
        "verification": given.get("verification", "case"),
        "counted_on": day,
    }
    rows = [(Response, response), (Attribution, attribution)]
    rows += [(ResponseEvent, row) for row in events(response_id, ("received", "counted"))]
    rows.append(
        (TallyInbox, {"unit_id": unit_id, "response_id": response_id, "sign": 1, "day": day})
    )
    if "case" in given:
        tie = {"response_id": response_id, "moment": response["moment"], "sealed_invitation": b""}
        rows.append((AnsweredCase, {**tie, "case_key": given["case"]}))
    return rows


def events(response_id, states, first=1):
    """Return rows of consecutive states."""
    return [
        {"response_id": response_id, "seq": seq, "state": state, "at": NOW, "actor": "citizen"}
        for seq, state in enumerate(states, first)
    ]


def noon(day):
    return datetime.combine(day, time(12), VIETNAM)


def at_release(day):
    """Return a moment right after 18:00 of a day."""
    return datetime.combine(day, time(18), VIETNAM) + timedelta(minutes=1)
