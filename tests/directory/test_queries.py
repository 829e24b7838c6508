"""What others ask the directory."""

import pytest

from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.directory import queries
from survey_app.directory.service import add_desk
from tests.directory.conftest import day

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
TODAY = day("2026-09-15")


@pytest.fixture
def session(database):
    with database.reading() as session:
        yield session


class TestUnits:
    def test_find_unit(self, session):
        unit = queries.find_unit(session, "10972")

        assert (unit.name, unit.kind, unit.province_code) == ("Xã Đường An", "commune", "31")
        assert queries.get_unit_by_id(session, unit.id) == unit
        assert queries.find_unit(session, "10972", day("2025-06-30")) is None
        assert queries.find_unit(session, "10972", day("2025-07-01")) == unit

    @pytest.mark.parametrize("code", ["99999", "", "10972 ", "xã"])
    def test_an_unknown_code(self, session, code):
        assert queries.find_unit(session, code) is None
        with pytest.raises(NotFoundError, match="unknown_unit"):
            queries.get_unit(session, code)
        with pytest.raises(NotFoundError, match="unknown_unit"):
            queries.get_unit_by_id(session, 10**9)

    def test_the_subtree_of_hai_phong(self, session):
        root, inside, outside = (
            queries.get_unit(session, code).id for code in ("31", "10972", "00004")
        )
        ids = queries.subtree_ids(session, root, TODAY)

        assert len(ids) == 115
        assert {root, inside} <= set(ids)
        assert outside not in ids
        assert queries.subtree_ids(session, inside, TODAY) == [inside]
        assert queries.is_within(session, inside, root, TODAY)
        assert queries.is_within(session, root, root, TODAY)
        assert not queries.is_within(session, root, inside, TODAY)

    def test_a_path_does_not_contain_a_longer_number(self, session):
        """Unit 1 is not above the children of unit 11, 12 and so on."""
        hanoi = queries.get_unit(session, "01")
        inside = set(queries.subtree_ids(session, hanoi.id, TODAY))

        codes = {
            unit.province_code for unit in queries.list_units(session, TODAY) if unit.id in inside
        }
        assert codes == {"01"}

    def test_all_units_of_a_day(self, session):
        assert len(queries.list_units(session, TODAY)) == 3355
        assert queries.list_units(session, day("2025-06-30")) == []

    def test_children_in_vietnamese_order(self, session):
        root = queries.get_unit(session, "31")
        names = [unit.name for unit in queries.list_children(session, root.id, TODAY)]

        assert len(names) == 114
        assert names[0] == "Đặc khu Bạch Long Vĩ"
        assert names[-1].startswith("Xã ")
        assert names.index("Xã An Khánh") < names.index("Xã Đại Sơn") < names.index("Xã Đường An")

    def test_ancestors(self, session):
        commune = queries.get_unit(session, "10972")

        assert [unit.code for unit in queries.list_ancestors(session, commune.id, TODAY)] == ["31"]


class TestDesks:
    @pytest.mark.parametrize("code", ["0O1L", "7K3M"])
    def test_a_typed_code(self, database, now, monkeypatch, code):
        letters = iter(code.replace("O", "0").replace("L", "1"))
        monkeypatch.setattr("secrets.choice", lambda _: next(letters))
        with database.writing() as session:
            made = add_desk(session, "10972", "  Quầy số 1  ", now)
        with database.reading() as session:
            for typed in (code, code.lower(), f" {code[:2]}-{code[2:]} "):
                desk = queries.find_desk(session, typed)
                assert (desk.code, desk.name, desk.unit.code) == (made, "Quầy số 1", "10972")

    def test_a_code_that_is_taken_is_thrown_again(self, database, now, monkeypatch):
        letters = iter("AAAAAAAABBBB")
        monkeypatch.setattr("secrets.choice", lambda _: next(letters))
        with database.writing() as session:
            codes = [add_desk(session, "10972", name, now) for name in ("Một", "Hai")]

        assert codes == ["AAAA", "BBBB"]
        with database.reading() as session:
            unit = queries.get_unit(session, "10972")
            assert [desk.name for desk in queries.list_desks(session, unit.id)] == ["Một", "Hai"]

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201, "Quầy\0"])
    def test_a_bad_name(self, database, now, name):
        with database.writing() as session, pytest.raises(RefusedError, match="bad_desk_name"):
            add_desk(session, "10972", name, now)

    def test_the_command_prints_the_code_last(self, run):
        status, out, _ = run("add-desk", "10972", "Quầy số 1")

        code = out.splitlines()[-1]
        assert (status, len(code)) == (0, 4)
        assert run("list-desks", "10972")[1] == f"{code}\tactive\tQuầy số 1\n"

    @pytest.mark.parametrize("command", [["add-desk", "99999", "Quầy"], ["list-desks", "99999"]])
    def test_the_command_refuses_an_unknown_unit(self, run, command):
        status, out, err = run(*command)

        assert (status, out) == (2, "")
        assert "99999" in err


def test_procedures_of_every_day_come_first(session):
    cards = queries.list_common_procedures(session)

    assert "2.000815" in [card.code for card in cards[:22]]
    assert len(cards) > 200
    assert all(card.short_name for card in cards)
