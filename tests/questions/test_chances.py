"""Chances follow from shares, and are bounded where shares are not known."""

import pytest

from reengineer.questions._chances import Bounds, Exit, escaping, reaching


def one(*targets: str, shares: tuple[float, ...] | None = None) -> Exit:
    return Exit(mode="one", targets=targets, shares=shares)


def every(*targets: str) -> Exit:
    return Exit(mode="all", targets=targets)


END = every()


def test_a_branch_is_reached_with_its_share() -> None:
    exits = {
        "start": every("gate"),
        "gate": one("a", "b", shares=(0.3, 0.7)),
        "a": every("end"),
        "b": every("end"),
        "end": END,
    }
    assert reaching(exits, "start", ("a",)).value == pytest.approx(0.3)
    assert reaching(exits, "start", ("end",)).value == pytest.approx(1)


def test_a_loop_raises_the_chance_by_the_geometric_sum() -> None:
    exits = {
        "start": every("gate"),
        "gate": one("a", "rest", shares=(0.2, 0.8)),
        "rest": one("gate", "end", shares=(0.5, 0.5)),
        "a": every("end"),
        "end": END,
    }
    # By hand: the chance is 0.2, and of the other 0.8 one half tries again.
    assert reaching(exits, "start", ("a",)).value == pytest.approx(0.2 / 0.6)


def test_what_all_branches_come_to_needs_no_shares() -> None:
    exits = {"start": every("gate"), "gate": one("a", "b"), "a": every("c"), "b": every("c"), "c": END}
    assert reaching(exits, "start", ("c",)).value == 1
    assert reaching(exits, "start", ("a",)).value is None


def test_bounds_decide_a_level_where_they_lie_on_one_side() -> None:
    assert Bounds(low=0.6, high=0.9).is_at_least(0.5) is True
    assert Bounds(low=0.1, high=0.4).is_at_least(0.5) is False
    assert Bounds(low=0.1, high=0.9).is_at_least(0.5) is None


def test_every_branch_of_a_parallel_split_is_passed() -> None:
    exits = {"start": every("a", "b"), "a": every("join"), "b": every("join"), "join": END}
    assert reaching(exits, "start", ("a",)).value == 1
    assert reaching(exits, "start", ("b",)).value == 1


def test_an_inclusive_split_gives_bounds_only() -> None:
    exits = {"start": Exit(mode="some", targets=("a", "b")), "a": every("end"), "b": every("end"), "end": END}
    bounds = reaching(exits, "start", ("a",))
    assert (bounds.low, bounds.high) == (0.0, 1.0)


def test_the_way_past_a_control_has_the_share_of_the_branch_without_it() -> None:
    exits = {
        "start": every("gate"),
        "gate": one("check", "skip", shares=(0.9, 0.1)),
        "check": every("end"),
        "skip": every("end"),
        "end": END,
    }
    assert escaping(exits, "start", ("end",), ("check",)).value == pytest.approx(0.1)
    assert escaping(exits, "start", ("end",), ("gate",)).value == 0


def test_a_control_in_one_parallel_branch_is_on_every_path() -> None:
    exits = {
        "start": every("check", "work"),
        "check": every("join"),
        "work": every("join"),
        "join": every("end"),
        "end": END,
    }
    assert escaping(exits, "start", ("end",), ("check",)).value == 0


def test_a_parallel_branch_that_ends_elsewhere_does_not_hide_a_gap() -> None:
    exits = {"start": every("note", "work"), "note": every("filed"), "filed": END, "work": every("end"), "end": END}
    assert escaping(exits, "start", ("end",), ("check",)).value == 1


def test_a_gap_of_unknown_share_is_bounded() -> None:
    exits = {"start": one("check", "skip"), "check": every("end"), "skip": every("end"), "end": END}
    bounds = escaping(exits, "start", ("end",), ("check",))
    assert (bounds.low, bounds.high, bounds.value) == (0.0, 1.0, None)


def test_a_loop_that_is_seldom_left_takes_no_longer() -> None:
    """Sweeps alone take thousands there: each goes once more round."""
    many = tuple(f"T{number}" for number in range(200))
    exits = {
        "S": Exit(mode="one", targets=("G",)),
        "G": Exit(mode="one", targets=many, shares=(1 / 200,) * 200),
        **{name: Exit(mode="one", targets=("X",)) for name in many},
        "X": Exit(mode="one", targets=("G", "E"), shares=(0.999, 0.001)),
        "E": Exit(mode="one", targets=()),
    }
    passed = 1 / 200 / (1 - 0.999 * 199 / 200)  # a geometric series: no such branch, and round again
    assert reaching(exits, "S", ["T7"]).value == pytest.approx(passed, abs=1e-9)
    assert reaching(exits, "S", ["E"]).value == pytest.approx(1, abs=1e-9)
