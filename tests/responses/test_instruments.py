"""All questionnaires that ship, and every kind of question, rendered, judged and stored."""

import json

import pytest
from sqlalchemy import select

from survey_app.responses.models import Response, ResponseContact, ResponseText
from tests.support.answers import FULL, TEXTS
from tests.support.citizen import answer, open_page, state_of
from tests.support.stepper import Walker


def closed(key):
    """Return the closed answers as they are stored."""
    numbers = {"adults", "smartphones", "vneid_level2"}
    return {
        name: int(given) if name in numbers else given
        for name, given in FULL[key].items()
        if name not in TEXTS and not name.endswith("_text")
    }


def texts(key):
    """Return the words as they are stored."""
    return {
        name: given
        for name, given in FULL[key].items()
        if name.endswith("_text") or (name in TEXTS and not name.startswith("contact_"))
    }


def on_one_page(client, link, language, answers):
    """Answer all questions at once and return the reply."""
    address = f"{link}?lang={language}"
    return client.post(address, data=open_page(client, address) | answers)


def step_by_step(client, link, language, answers):
    """Answer screen by screen and return the last reply; every answer is asked for once."""
    reply, seen = Walker(client, link, language).walk(answers)
    assert sorted(seen) == sorted(answers)
    return reply


@pytest.mark.parametrize("presentation", [on_one_page, step_by_step])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", FULL)
def test_is_shown_and_stored_whole(client, database, open_link, key, language, presentation):
    reply = presentation(client, open_link(key), language, FULL[key])

    assert state_of(client, reply.location) == "counted"
    with database.reading() as session:
        stored = session.execute(select(Response.answers, Response.language)).one()
        words = session.scalar(select(ResponseText.texts))
    assert json.loads(stored.answers) == closed(key)
    assert json.loads(words or "{}") == texts(key)
    assert stored.language == language


def test_words_and_contact_stand_apart(client, database, open_link):
    answer(client, open_link("inperson_short"), **FULL["inperson_short"])

    with database.reading() as session:
        texts = json.loads(session.scalar(select(ResponseText.texts)))
        answers = session.scalar(select(Response.answers))
        assert session.scalar(select(ResponseContact.consent_version)) == "consent_v1"
    assert texts == {"reasons_other_text": "Mất điện", "comment": "Xin báo trước"}
    assert "0912" not in answers


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("sipas_like_long", {"procedure": "9.999999"}),
        ("sipas_like_long", {"procedure": ""}),
        ("sipas_like_long", {"expectations": ["faster", "cost", "info", "skills"]}),
        ("household_door_to_door", {"last_field": "Thiên văn"}),
        ("household_door_to_door", {"adults": "21"}),
        ("household_door_to_door", {"adults": "-1"}),
        ("household_door_to_door", {"adults": "hai"}),
        ("household_door_to_door", {"smartphones": "4"}),
        ("household_door_to_door", {"support_needed": ["none", "sign"]}),
        ("inperson_short", {"contact_consent": ""}),
        ("inperson_short", {"contact_phone": "12345"}),
    ],
    ids=str,
)
def test_what_does_not_fit_comes_back_at_its_field(client, count_stored, open_link, key, change):
    response = answer(client, open_link(key), **FULL[key] | change)

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert count_stored() == 0


def test_list_comes_from_the_directory_in_groups(client, open_link):
    page = client.get(open_link("sipas_like_long")).text

    assert '<optgroup label="Hộ tịch">' in page
    assert '<option value="1.001193">' in page


def test_chosen_line_of_a_list_stays_when_the_page_comes_back(client, open_link):
    response = answer(client, open_link("sipas_like_long"), procedure="1.001193")

    assert '<option value="1.001193" selected>' in response.text
