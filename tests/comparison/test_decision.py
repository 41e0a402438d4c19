"""All criteria together: minimums, dominance within error, scores, weights, and what would change the choice."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from reengineer.comparison import Comparison, Decision, affected, compare, decide, weight_flip
from reengineer.criteria import Criterion

WOBBLE = [0.01, -0.01, 0.02, -0.02]


@pytest.fixture
def two() -> list[Criterion]:
    """Return time and money: 10 is the least that will do, 0 what is hoped for; time weighs three times as much."""
    ends = {"target": 0, "minimum": 10, "better": "lower", "smallest_change": 0.5}
    return [
        Criterion(id="time", measure="cycle_time", weight=3, **ends),
        Criterion(id="money", measure="activity_cost", weight=1, **ends),
    ]


@pytest.fixture
def compared(result: Any, two: list[Criterion]) -> Callable[..., Comparison]:
    """Return a comparison of options by their mean time and money."""

    def make(criteria: Sequence[Criterion] = (), **means: tuple[float, float]) -> Comparison:
        results = {
            name.replace("_", "-"): result(
                cycle_time=[time + wobble for wobble in WOBBLE], activity_cost=[money - wobble for wobble in WOBBLE]
            )
            for name, (time, money) in means.items()
        }
        return compare(results, criteria or two)

    return make


def decided(compared: Any, **means: tuple[float, float]) -> Decision:
    return decide(compared(**means))


def test_score_is_the_weighted_sum_of_what_each_criterion_is_worth(compared: Any) -> None:
    found = decided(compared, as_is=(8, 4), b=(2, 6)).weighed("b")
    assert found is not None
    assert found.worth == pytest.approx({"time": 0.8, "money": 0.4})
    assert found.score == pytest.approx(0.75 * 0.8 + 0.25 * 0.4)


def test_worth_is_clipped_only_where_that_is_asked(compared: Any) -> None:
    comparison = compared(as_is=(8, 4), b=(12, -5))
    clipped, whole = decide(comparison).weighed("b"), decide(comparison, clip=False).weighed("b")
    assert clipped is not None
    assert whole is not None
    assert dict(clipped.worth) == pytest.approx({"time": 0, "money": 1})
    assert dict(whole.worth) == pytest.approx({"time": -0.2, "money": 1.5})


def test_an_option_better_on_one_and_worse_on_none_dominates(compared: Any) -> None:
    found = decided(compared, as_is=(8, 4), b=(5, 4), c=(4, 6))
    assert [found.weighed(name).dominated_by for name in ("as-is", "b", "c")] == [("b",), (), ()]  # type: ignore[union-attr]


def test_a_difference_within_error_protects_from_dominance(result: Any, two: list[Criterion]) -> None:
    noisy = result(cycle_time=[3.0, 9.0, 2.0, 8.0], activity_cost=[4.0] * 4)
    as_is = result(cycle_time=[8.0] * 4, activity_cost=[4.0] * 4)
    found = decide(compare({"as-is": as_is, "b": noisy}, two)).weighed("as-is")
    assert found is not None
    assert found.dominated_by == ()


def test_an_option_that_misses_a_minimum_cannot_win(compared: Any) -> None:
    found = decided(compared, as_is=(8, 4), b=(0, 11))
    assert found.winner == "as-is"
    weighed = found.weighed("b")
    assert weighed is not None
    assert (weighed.minimum, weighed.wins) == ("not_met", None)


def test_share_of_weightings_won_agrees_with_geometry(compared: Any) -> None:
    # The first leads where 0.6 w > 0.2 (1 - w): from a weight of a quarter on, so in three quarters of all weightings.
    found = decided(compared, as_is=(8, 4), b=(2, 6))
    assert found.weighed("b").wins == pytest.approx(0.75, abs=0.01)  # type: ignore[union-attr]
    assert found.weighed("as-is").wins == pytest.approx(0.25, abs=0.01)  # type: ignore[union-attr]


def test_smallest_change_of_weights_is_that_of_hand_calculation(compared: Any) -> None:
    # From 0.75 on time the lead is 0.75 * 0.6 - 0.25 * 0.2 = 0.4; each unit moved to money costs 0.8 of it.
    found = decided(compared, as_is=(8, 4), b=(2, 6))
    assert found.winner == "b"
    assert found.flip is not None
    assert (found.flip.option, found.flip.moved) == ("as-is", pytest.approx(0.5))
    assert found.flip.weights == pytest.approx({"time": 0.25, "money": 0.75})


def test_no_weights_change_the_choice_of_an_option_that_is_ahead_everywhere(compared: Any) -> None:
    assert decided(compared, as_is=(8, 6), b=(2, 4)).flip is None


def test_weight_is_moved_from_where_it_tells_most() -> None:
    worth = {"a": {"x": 1.0, "y": 0.6, "z": 0.0}, "b": {"x": 0.0, "y": 0.5, "z": 1.0}}
    found = weight_flip(worth, {"x": 0.5, "y": 0.3, "z": 0.2}, "a")
    assert found is not None
    # Lead 0.5 + 0.03 - 0.2 = 0.33; from x to z each unit takes 2 off.
    assert found.moved == pytest.approx(0.165)
    assert found.weights == pytest.approx({"x": 0.335, "y": 0.3, "z": 0.365})


def test_a_criterion_without_ends_is_named_and_not_scored(compared: Any, two: list[Criterion]) -> None:
    bare = [two[0], Criterion(id="money", measure="activity_cost", better="lower", weight=1)]
    found = decide(compared(bare, as_is=(8, 4), b=(2, 6)))
    assert found.unscored == (("money", "no target and no minimum"),)
    assert found.weights == {"time": 1}


def test_nothing_is_scored_where_no_criterion_can_be(compared: Any, two: list[Criterion]) -> None:
    bare = [Criterion(id="time", measure="cycle_time", better="lower")]
    found = decide(compared(bare, as_is=(8, 4), b=(2, 6)))
    assert (found.winner, found.flip, found.options[1].score, found.options[1].wins) == (None, None, None, None)


def test_a_forbidden_option_is_not_weighed(result: Any, two: list[Criterion]) -> None:
    values = {"cycle_time": [1.0, 2.0], "activity_cost": [1.0, 2.0]}
    comparison = compare({"as-is": result(**values), "x": result(**values)}, two, forbidden={"x": (object(),)})  # type: ignore[dict-item]
    assert [item.option for item in decide(comparison).options] == ["as-is"]


def test_results_without_classes_tell_of_nobody(compared: Any) -> None:
    assert affected(compared(as_is=(8, 4), b=(2, 6))) == ()
