"""Candidates that share random numbers are compared as they should be."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reengineer.search._race import beaten, estimate, ranks, spread, thinned, undominated

Rows = "np.ndarray[Any, np.dtype[np.float64]]"
TABLES = arrays(float, st.tuples(st.integers(1, 8), st.integers(1, 3)), elements=st.integers(0, 6).map(float))


def test_an_estimate_adds_the_paired_difference_to_what_the_as_is_gives() -> None:
    as_is = np.array([[10.0], [12.0], [20.0], [30.0]])
    # Two replications in which the as-is gave 11, and 18 over all of them: the difference is -3.
    assert estimate(np.array([[7.0], [9.0]]), as_is).tolist() == [15.0]


def test_a_rival_that_is_better_in_every_replication_beats() -> None:
    values = np.array([[10.0, 5.0], [12.0, 6.0], [11.0, 7.0]])
    rivals = np.stack([values - gain for gain in np.array([[1.0, 0.0], [1.0, 1.0], [-1.0, 1.0], [0.0, 0.0]])])
    assert beaten(values, rivals, [True] * 4, np.zeros(2)).tolist() == [True, True, False, False]


def test_who_takes_more_changes_must_be_better_by_what_matters() -> None:
    values = np.array([[10.0], [12.0], [11.0]])
    room = np.array([1.0])
    assert not beaten(values, (values - 0.5)[None], [False], room).any()
    assert beaten(values, (values - 0.5)[None], [True], room).all()
    assert beaten(values, (values - 1.0)[None], [False], room).all()


def test_a_difference_that_chance_explains_beats_nobody() -> None:
    # Differences of 1, 3 and 5: mean 3, standard error 1.155; the 99 % interval reaches 9.92 standard errors.
    values = np.array([[10.0], [10.0], [10.0]])
    rival = (values - [[1.0], [3.0], [5.0]])[None]
    assert not beaten(values, rival, [True], np.zeros(1)).any()
    # 2.8, 3.0 and 3.2 have a standard error of 0.115: 3 is 26 of them.
    assert beaten(values, (values - [[2.8], [3.0], [3.2]])[None], [True], np.zeros(1)).all()


def test_a_loss_that_chance_may_hide_protects() -> None:
    values = np.array([[10.0, 5.0], [12.0, 6.0], [11.0, 7.0]])
    rival = values - np.array([[3.0, 0.2], [3.0, -0.1], [3.0, 0.0]])
    assert not beaten(values, rival[None], [True], np.zeros(2)).any()


def dominates(rows: Any, efforts: Sequence[int], room: Any, a: int, b: int) -> bool:
    """Say whether row a dominates row b, as the definition has it."""
    if any(x > y for x, y in zip(rows[a], rows[b], strict=True)) or rows[a].tolist() == rows[b].tolist():
        return False
    noticed = any(y - x >= most for x, y, most in zip(rows[a], rows[b], room, strict=True))
    return efforts[a] <= efforts[b] or noticed


@st.composite
def candidates(draw: st.DrawFn) -> tuple[Any, list[int], Any]:
    rows = draw(TABLES)
    efforts = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    return rows, efforts, np.full(rows.shape[1], draw(st.sampled_from([0.0, 1.0, 2.0])))


@settings(max_examples=40)
@given(candidates())
def test_layers_follow_from_the_definition(drawn: tuple[Any, list[int], Any]) -> None:
    rows, efforts, room = drawn
    layers = ranks(rows, efforts, room, 100)
    for place in range(len(rows)):
        better = [layers[k] for k in range(len(rows)) if dominates(rows, efforts, room, k, place)]
        assert layers[place] == (max(better) + 1 if better else 0)
    assert undominated(rows, efforts, room).tolist() == (layers == 0).tolist()


@settings(max_examples=40)
@given(candidates(), st.data())
def test_dominance_is_transitive(drawn: tuple[Any, list[int], Any], data: st.DataObject) -> None:
    rows, efforts, room = drawn
    a, b, c = (data.draw(st.integers(0, len(rows) - 1)) for _ in range(3))
    if dominates(rows, efforts, room, a, b) and dominates(rows, efforts, room, b, c):
        assert dominates(rows, efforts, room, a, c)


@settings(max_examples=30)
@given(TABLES, st.data())
def test_what_is_thinned_out_is_covered_by_something_as_simple(rows: Any, data: st.DataObject) -> None:
    effort = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    room = np.full(rows.shape[1], data.draw(st.sampled_from([0.0, 1.0, 2.0])))
    kept = thinned(rows, effort, room)
    assert kept
    for place in set(range(len(rows))) - set(kept):
        assert any(effort[k] <= effort[place] and (rows[k] <= rows[place] + room).all() for k in kept)
    for place in kept:
        simpler = [k for k in kept if k != place and effort[k] < effort[place]]
        assert not any((rows[k] <= rows[place] + room).all() for k in simpler)


@settings(max_examples=30)
@given(TABLES, st.integers(1, 12))
def test_a_spread_holds_the_best_on_each_criterion(rows: Any, count: int) -> None:
    found = spread(rows, count)
    assert len(found) == len(set(found)) == min(count, len(rows))
    if count >= rows.shape[1]:
        assert (rows[found].min(axis=0) == rows.min(axis=0)).all()


def test_candidates_far_apart_show_the_front() -> None:
    rows = np.array([[0.0, 10.0], [0.1, 9.9], [5.0, 5.0], [9.9, 0.1], [10.0, 0.0]])
    assert spread(rows, 3) == [0, 2, 4]


@pytest.mark.parametrize("rows", [np.zeros((0, 3))])
def test_nothing_has_no_front(rows: Any) -> None:
    assert undominated(rows, [], np.zeros(3)).tolist() == []
    assert ranks(rows, [], np.zeros(3), 2).tolist() == []
