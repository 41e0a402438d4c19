"""The parts of a change of cycle time add up exactly, and are told in one order."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.comparison import Comparison, compare, decide, shown_option, waterfall
from reengineer.comparison._records import OptionOutcome
from reengineer.comparison._waterfall import PARTS
from reengineer.criteria import Criterion


@dataclass(frozen=True)
class Parted:
    """Answer with stated parts of cycle times."""

    table: Any

    def cycle_parts(self) -> Any:
        return self.table


def row(*parts: float) -> list[float]:
    """Return the parts of one replication: work, the eight causes, and the rest, with their sum in front."""
    return [sum(parts), *parts]


def beside(one: Any, two: Any) -> Comparison:
    sides = (("as-is", one), ("x", two))
    made: Any = [
        OptionOutcome(id=name, title=name, status="ran", result=Parted(np.array(table))) for name, table in sides
    ]
    return Comparison(outcomes=tuple(made), differences=(), criteria=(), n_replications=2, warm_up_s=0.0)


BEFORE = [row(10, 5, 1, 20, 4, 6, 2, 30, 3, -6), row(12, 7, 1, 22, 4, 6, 2, 28, 3, -6)]
AFTER = [row(9, 2, 0, 20, 0, 6, 2, 10, 3, -6), row(9, 2, 0, 24, 0, 6, 2, 12, 3, -6)]


def test_parts_are_those_of_the_causes_in_their_order() -> None:
    found = waterfall(beside(BEFORE, AFTER), "x")
    assert found is not None
    assert {each.name: each.change_s for each in found.parts} == pytest.approx(
        {
            "work": -2, "queue": -5, "closed hours": 1, "batching": -4, "set-up": 0, "outside": -18, "other delays": 0,
            "parallel branches": 0, "side by side": 0,
        }
    )  # fmt: skip
    assert [each.name for each in found.parts] == [name for name in PARTS if name != "doing things again"]
    assert (found.as_is_s, found.option_s, found.n_pairs) == (77, 49, 2)


def test_what_is_done_again_is_taken_out_of_the_other_parts() -> None:
    again = {"as-is": np.array([[1.0] + [0.5] * 8] * 2), "x": np.zeros((2, 9))}
    found = waterfall(beside(BEFORE, AFTER), "x", again)
    assert found is not None
    changes = {each.name: each.change_s for each in found.parts}
    assert found.knows_again
    assert (changes["doing things again"], changes["work"], changes["queue"]) == pytest.approx((-5, -1, -4))
    assert sum(changes.values()) == pytest.approx(found.option_s - found.as_is_s)


def test_repeats_seen_in_some_replications_only_are_not_parted_off() -> None:
    again = {"as-is": np.zeros((1, 9)), "x": np.zeros((2, 9))}
    found = waterfall(beside(BEFORE, AFTER), "x", again)
    assert found is not None
    assert not found.knows_again


NUMBERS = st.lists(st.floats(0, 1e6), min_size=10, max_size=10)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_parts_add_up_whatever_they_are(pairs: list[tuple[list[float], list[float]]]) -> None:
    found = waterfall(beside([row(*one) for one, _ in pairs], [row(*two) for _, two in pairs]), "x")
    assert found is not None
    total = sum(each.change_s for each in found.parts)
    assert found.as_is_s + total == pytest.approx(found.option_s, rel=1e-9, abs=1e-3)


def test_one_pair_has_no_interval() -> None:
    found = waterfall(beside(BEFORE[:1], AFTER[:1]), "x")
    assert found is not None
    assert all(each.low_s is None and each.high_s is None for each in found.parts)


def test_runs_without_a_completed_case_have_no_parts() -> None:
    nothing = [[float("nan")] * 11]
    assert waterfall(beside(nothing, AFTER[:1]), "x") is None


def test_results_that_do_not_know_their_parts_have_none() -> None:
    plain = beside(BEFORE, AFTER)
    outcomes = (plain.outcomes[0], replace(plain.outcomes[1], result=None))
    assert waterfall(replace(plain, outcomes=outcomes), "x") is None


AIM = Criterion(id="cycle", measure="cycle_time", better="lower", smallest_change=0.1)


def compared(result: Any, **by: float) -> Comparison:
    """Return a comparison of options by how much they change the cycle time."""
    as_is = [5.0, 5.4, 4.8, 5.1, 5.3, 4.9]
    noise = [0.02 * (-1) ** place for place in range(6)]
    options = {
        name: result(cycle_time=[value + change + more for value, more in zip(as_is, noise, strict=True)])
        for name, change in by.items()
    }
    return compare({"as-is": result(cycle_time=as_is), **options}, [AIM])


@pytest.mark.parametrize(
    ("by", "shown"), [({}, None), ({"slow": 0.5, "quick": -1.0, "some": -0.5}, "quick"), ({"slow": 0.5}, "slow")]
)
def test_pictures_show_the_option_to_recommend_or_the_largest_gain(result: Any, by: Any, shown: str | None) -> None:
    found = compared(result, **by)
    assert shown_option(found, decide(found)) == shown
