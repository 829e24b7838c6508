"""What everybody may see: released, suppressed, the same whichever way it is asked for."""

from datetime import date

import pytest

from survey_app.core.calendar import Period
from survey_app.results.document import exact_document, published_document
from survey_app.results.queries import snapshot
from survey_app.results.service import release
from tests.results.town import DAY, at_release

Q3 = Period.parse("2026-Q3")
RELEASED_AT = at_release(DAY)


def published(database, unit=None, period=Q3):
    with snapshot(database) as session:
        return published_document(session, period, unit)


def exact(database, unit=None, period=Q3):
    with snapshot(database) as session:
        return exact_document(session, period, unit)


@pytest.fixture
def province(town):
    return town.unit("90", name="Thành phố Thử")


class TestDocument:
    def test_the_document_of_the_contract(self, database, town, province):
        unit = town.unit("90001", province, name="Xã Một")
        town.answers(unit, 29, 1)

        assert exact(database, unit) == {
            "period": "2026-Q3",
            "units": [
                {
                    "unit": "90001",
                    "name": "Xã Một",
                    "online": {
                        "n": 30,
                        "satisfied": 29,
                        "rate": 29 / 30,
                        "interval": pytest.approx([0.83329609, 0.99409141]),
                        "target": 95,
                        "administrative_verdict": "met",
                        "evidence_verdict": "insufficient",
                        "cautions": [],
                    },
                    "online_self": exact(database, unit)["units"][0]["online"],
                    "all": {
                        **exact(database, unit)["units"][0]["online"],
                        "cautions": ["reference_target"],
                    },
                }
            ],
        }

    def test_nothing_is_made_up_without_answers(self, database, town, province):
        (unit,) = exact(database, province)["units"]

        assert unit["online"] == {
            "n": 0,
            "satisfied": 0,
            "rate": None,
            "interval": [None, None],
            "target": 95,
            "administrative_verdict": "no_data",
            "evidence_verdict": "no_data",
            "cautions": [],
        }

    def test_keys_stand_in_the_order_of_the_contract(self, database, province):
        (unit,) = exact(database, province)["units"]

        assert list(unit) == ["unit", "name", "online", "online_self", "all"]
        assert list(unit["all"])[:4] == ["n", "satisfied", "rate", "interval"]


class TestRelease:
    def test_before_the_first_release(self, database, town, province):
        town.answers(province, 20)

        document = published(database, province)

        assert document["as_of"] is None
        assert document["units"][0]["all"]["n"] == 0

    def test_after_a_release(self, database, town, province):
        town.answers(province, 20)
        release(database, RELEASED_AT)
        town.answers(province, 3)

        document = published(database, province)

        assert document["as_of"] == "2026-09-10T18:01:00+07:00"
        assert document["units"][0]["all"]["n"] == 20
        assert published(database)["as_of"] == document["as_of"]


class TestSuppression:
    def test_nine_answers_are_withheld_ten_are_not(self, database, town, province):
        few, enough = town.unit("90001"), town.unit("90002")
        town.answers(few, 9)
        town.answers(enough, 10)
        town.publish_all()

        (withheld,) = published(database, few)["units"]
        (shown,) = published(database, enough)["units"]

        assert withheld["all"] == {
            "n": None,
            "satisfied": None,
            "rate": None,
            "interval": [None, None],
            "target": 95,
            "administrative_verdict": "no_data",
            "evidence_verdict": "no_data",
            "cautions": ["reference_target", "suppressed"],
        }
        assert shown["all"]["n"] == 10

    def test_a_few_answers_from_the_desk_withhold_all_not_online(self, database, town, province):
        town.answers(province, 40)
        town.answers(province, 2, channel=1)
        town.publish_all()

        (unit,) = published(database, province)["units"]

        assert unit["online"]["n"] == 40
        assert unit["all"]["n"] is None

    def test_a_few_cases_submitted_by_officers_withhold_the_rest(self, database, town, province):
        town.answers(province, 40)
        town.answers(province, 2, submitted_by="staff")
        town.publish_all()

        (unit,) = published(database, province)["units"]

        assert unit["online"]["n"] == unit["all"]["n"] == 42
        assert unit["online_self"]["n"] is None

    def test_the_smallest_sibling_goes_too_also_when_asked_alone(self, database, town, province):
        sizes = {"90001": 4, "90002": 15, "90003": 30}
        for code, size in sizes.items():
            town.answers(town.unit(code, province), size)
        town.publish_all()

        together = {each["unit"]: each["all"]["n"] for each in published(database)["units"]}
        alone = {
            code: published(database, town.units[code])["units"][0]["all"]["n"] for code in sizes
        }

        assert together == alone == {"90001": None, "90002": None, "90003": 30}
        assert published(database, province)["units"][0]["all"]["n"] == 49

    def test_a_small_month_is_not_the_rest_of_its_quarter(self, database, town, province):
        for month, size in ((7, 20), (8, 4), (9, 30)):
            town.answers(province, size, day=date(2026, month, 5))
        town.publish_all()

        shown = {
            period: published(database, province, Period.parse(period))["units"][0]["all"]["n"]
            for period in ("2026-07", "2026-08", "2026-09", "2026-Q3", "2026-07-01..2026-08-31")
        }

        assert shown == dict.fromkeys(shown) | {"2026-Q3": 54}

    def test_days_are_never_published(self, database, town, province):
        town.answers(province, 50)
        town.publish_all()

        (unit,) = published(database, province, Period.parse("2026-09-01..2026-09-10"))["units"]

        assert unit["all"]["n"] is None

    def test_whole_months_are_published_as_they_are_counted(self, database, town, province):
        for month in range(1, 11):
            town.answers(province, 10, 1, day=date(2026, month, 5))
        town.publish_all()
        period = Period.parse("2026-01-01..2026-10-31")

        assert (
            published(database, province, period)["units"]
            == exact(database, province, period)["units"]
        )
