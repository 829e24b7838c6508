import pytest

from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.targets import Target, TargetInForce
from survey_app.results.judging import Judged, proven


def judged(satisfied, n, target=90, **said):
    goal = TargetInForce(
        Target("c4", 2026, "at_least", target),
        carried=said.get("carried", False),
        reference=said.get("reference", False),
    )
    return Judged(LevelCounts(Counts(n, satisfied)), goal)


@pytest.mark.parametrize(
    ("satisfied", "n", "administrative", "evidence"),
    [
        (899, 1000, "not_met", "insufficient"),
        (900, 1000, "met", "insufficient"),
        (919, 1000, "met", "met"),
        (880, 1000, "not_met", "not_met"),
        (35, 35, "met", "insufficient"),
        (36, 36, "met", "met"),
        (0, 0, "no_data", "no_data"),
    ],
)
def test_two_verdicts_stand_side_by_side(satisfied, n, administrative, evidence):
    block = judged(satisfied, n)

    assert (block.administrative, block.evidence) == (administrative, evidence)


@pytest.mark.parametrize(
    ("n", "said", "codes"),
    [
        (0, {}, []),
        (1, {}, ["small_n"]),
        (29, {}, ["small_n"]),
        (30, {}, []),
        (30, {"carried": True, "reference": True}, ["reference_target", "target_carried"]),
        (29, {"carried": True}, ["small_n", "target_carried"]),
    ],
)
def test_cautions_are_sorted_codes(n, said, codes):
    assert judged(n, n, **said).cautions == codes


def test_what_is_withheld_says_nothing_but_its_target():
    block = judged(5, 7).withhold()

    assert block.counts == Counts()
    assert block.rate is None
    assert block.interval is None
    assert block.target == 90
    assert block.administrative == block.evidence == "no_data"
    assert block.cautions == ["suppressed"]


def test_without_a_target_there_is_no_verdict():
    block = Judged(LevelCounts(Counts(10, 9)), None)

    assert (block.administrative, block.evidence) == ("no_data", "no_data")
    assert block.rate == 0.9


class TestProven:
    """Targets of 0 and 100 % may be set by mistake; nothing breaks."""

    @pytest.mark.parametrize(
        ("counts", "target", "verdict"),
        [
            (Counts(50, 50), 100, "insufficient"),
            (Counts(50, 49), 100, "not_met"),
            (Counts(50, 0), 0, "met"),
            (Counts(0, 0), 100, "no_data"),
            (Counts(0, 0), 0, "no_data"),
        ],
    )
    def test_extreme_targets(self, counts, target, verdict):
        assert proven(counts, target) == verdict
