"""A tablet in Python: it seals, numbers, chains and signs as `survey_app/field/client` does."""

import base64
import hashlib
import json
import os
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from survey_app.accounts.models import Account
from survey_app.core.codes import hkdf_sha256
from survey_app.directory.queries import get_unit
from survey_app.field.envelope import INFO, point_of, signed_text
from survey_app.field.queries import list_hamlets
from survey_app.field.service import (
    CampaignPlan,
    add_interviewer,
    assign,
    issue_enrolment,
    start_campaign,
)
from survey_app.questionnaires.queries import newest_version
from tests.support.register import KEYRING, UNIT

BATCHES = "/api/v1/field/batches"
PACKAGE = "/api/v1/field/package"
#: A short way through questionnaire C: nobody used a public service last year.
SHORT = {"adults": "3", "smartphones": "2", "vneid_level2": "1", "one_person_able": "alone"}
SHORT |= {"used_12m": "0", "internet": "fibre"}
#: A way with a private block and words.
LONG = SHORT | {"used_12m": "1_2", "last_channel": "1", "feedback": "Nên có thêm ghế ngồi"}
PRIVATE = {"overall": "4", "punctuality": "on_time", "answered_by": "self"}


def packed(raw):
    return base64.b64encode(raw).decode()


def seal(public_key, text, bound_to):
    """Seal as the tablet does: ephemeral ECDH, HKDF, AES-GCM."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    point, nonce = point_of(ephemeral.public_key()), os.urandom(12)
    key = hkdf_sha256(ephemeral.exchange(ec.ECDH(), theirs), salt=point, info=INFO, length=32)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return {"ephemeral": packed(point), "nonce": packed(nonce), "sealed": packed(sealed)}


def item_hash(item):
    names = ("id", "serial", "previous", "campaign", "version", "ephemeral", "nonce", "sealed")
    return hashlib.sha256("\n".join(str(item[name]) for name in names).encode()).hexdigest()


@dataclass
class Field:
    """A campaign with one interviewer, as the console makes them."""

    database: object
    now: object
    unit: str = UNIT
    hamlets: tuple = (("Thôn Đông", 120), ("Thôn Đoài", 80))
    questionnaire: str = "household_door_to_door"
    campaign: uuid.UUID = None
    hamlet_ids: list = field(default_factory=list)
    key: bytes = b""
    version: str = ""

    def __post_init__(self):
        with self.database.writing() as session:
            version = newest_version(session, self.questionnaire)
            plan = CampaignPlan(
                name="Đi từng ngõ, gõ từng nhà",
                unit_id=get_unit(session, self.unit).id,
                version_id=version.id,
                first_day=date(2026, 1, 1),
                last_day=date(2027, 12, 31),
                hamlets=self.hamlets,
            )
            self.campaign = start_campaign(session, KEYRING, plan, self.now)
            self.hamlet_ids = [each.id for each in list_hamlets(session, [self.campaign])]
        self.version = version.sha256

    def code(self, login="cong.dong.01"):
        """Assign an interviewer everywhere and return a fresh enrolment code."""
        with self.database.writing() as session:
            account_id = session.scalar(select(Account.id).where(Account.login == login))
            if account_id is None:
                unit_id = get_unit(session, self.unit).id
                account_id = add_interviewer(session, login, unit_id, self.now - timedelta(days=1))
            for hamlet_id in self.hamlet_ids:
                assign(session, hamlet_id, account_id)
            return issue_enrolment(session, KEYRING, account_id, self.now)


class Tablet:
    """An enrolled device with its queue."""

    def __init__(self, client, code):
        self.client = client
        self.private = ec.generate_private_key(ec.SECP256R1())
        body = {"code": code, "name": "Máy thử", "public_key": packed(self.point)}
        answer = client.post("/api/v1/field/devices", json=body)
        assert answer.status_code == 201, answer.text
        self.id, self.serial, self.previous = answer.json["device"], 0, "0" * 64
        self.package = self.call(PACKAGE, {"highest": 0}).json

    @property
    def device_id(self):
        return uuid.UUID(self.id)

    @property
    def point(self):
        return point_of(self.private.public_key())

    def headers(self, path, body, moment="1"):
        der = self.private.sign(signed_text("POST", path, moment, body), ec.ECDSA(SHA256()))
        r, s = decode_dss_signature(der)
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return {
            "Authorization": f"Device {self.id}:{moment}:{packed(raw)}",
            "Content-Type": "application/json",
        }

    def call(self, path, document):
        body = json.dumps(document).encode()
        return self.client.post(path, data=body, headers=self.headers(path, body))

    def send(self, items, highest=None):
        """Upload items and return the whole answer."""
        document = {"highest": self.serial if highest is None else highest, "items": items}
        return self.call(BATCHES, document)

    def results(self, items):
        answer = self.send(items)
        assert answer.status_code == 200, answer.text
        return [each["result"] for each in answer.json["results"]]

    def interview(self, household=1, *, place=0, finished_ms=1_790_000_000_000, **changes):
        """Finish one interview and return it sealed."""
        campaign = self.package["campaigns"][0]
        given = {
            "questionnaire": campaign["questionnaire"],
            "hamlet": campaign["hamlets"][place]["id"],
            "household": household,
            "outcome": "completed",
            "answers": SHORT,
            "finished_ms": finished_ms,
            "offset_ms": 0,
            "seconds": 240,
        }
        return self.sealed(given | changes)

    def sealed(self, payload, private=None, **changes):
        campaign = self.package["campaigns"][0]
        key = base64.b64decode(campaign["key"])
        self.serial += 1
        item = {"id": str(uuid.uuid4()), "serial": self.serial, "previous": self.previous}
        item |= {"campaign": campaign["id"], "version": 1} | changes
        if private is not None:
            answers = json.dumps(private)
            payload = payload | {"private": seal(key, answers, f"{item['id']}\nprivate")}
        names = ("id", "serial", "previous", "campaign", "version")
        bound_to = "\n".join(str(item[name]) for name in names)
        item |= seal(key, json.dumps(payload), bound_to)
        self.previous = item_hash(item)
        return item
