"""Replications are kept as bytes, and results travel between processes."""

import pickle
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from reengineer.measures import Measure
from reengineer.simulation import Replication, RunSettings, SimulationResult, from_bytes, simulate, to_bytes
from reengineer.simulation._replication import week_edges
from reengineer.simulation._sketch import Sketch

WEEK = 604_800_000_000


@pytest.fixture(scope="module")
def result(sketch: Callable[..., Sketch]) -> SimulationResult:
    steps = {"A": {"role": "clerk", "duration": "exponential(20 min)"}}
    made = sketch("S A E", steps=steps, resources={"clerk": {"members": 1}})
    return simulate(made.annotated(), RunSettings(length="2 weeks", replications=2))


@pytest.fixture
def kept(result: SimulationResult) -> Replication:
    return result.replications[1]


def same(left: Replication, right: Replication) -> bool:
    tables = all(
        np.array_equal(getattr(left, name), getattr(right, name))
        for name in ("cases", "steps", "busy", "duty", "overtime")
    )
    return tables and (left.number, left.horizon, left.last_tick) == (right.number, right.horizon, right.last_tick)


def test_bytes_give_the_replication_back_without_its_log(kept: Replication) -> None:
    found = from_bytes(to_bytes(kept, "key"), "key")
    assert found is not None
    assert same(found, kept)
    assert kept.log is not None
    assert found.log is None


numbers = st.integers(-(2**63) + 1, 2**63 - 2) | st.integers(-1, 300)


@given(
    tables=st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(2, 5), st.integers(0, 3)).flatmap(
        lambda sizes: st.tuples(
            arrays(np.int64, (sizes[0], 13), elements=numbers),
            arrays(np.int64, (sizes[1], sizes[2], 14), elements=numbers),
            *[arrays(np.int64, (sizes[3], sizes[2]), elements=numbers)] * 3,
        )
    )
)
def test_bytes_give_back_whatever_numbers_there_are(tables: tuple[NDArray[np.int64], ...]) -> None:
    cases, steps, busy, duty, overtime = tables
    run = Replication(
        number=3, cases=cases, steps=steps, busy=busy, duty=duty, overtime=overtime, horizon=7, last_tick=9, limit=1
    )
    found = from_bytes(to_bytes(run, "key"), "key")
    assert found is not None
    assert same(found, run)
    assert found.limit == 1


def test_a_file_that_says_it_holds_more_than_it_can_is_not_taken(kept: Replication) -> None:
    with np.load(BytesIO(to_bytes(kept, "key"))) as held:
        entries = dict(held)
    entries["scalars"][4] = 10**12
    entries["strands"][0] = 0
    stream = BytesIO()
    np.savez(stream, **entries)
    assert from_bytes(stream.getvalue(), "key") is None


def test_the_same_numbers_give_the_same_bytes(kept: Replication) -> None:
    assert to_bytes(kept, "key") == to_bytes(kept, "key")


def test_bytes_of_other_inputs_are_not_taken(kept: Replication) -> None:
    assert from_bytes(to_bytes(kept, "key"), "other") is None


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_bytes_that_were_cut_off_are_not_taken(kept: Replication, share: float) -> None:
    whole = to_bytes(kept, "key")
    assert from_bytes(whole[: int(len(whole) * share)], "key") is None


def test_bytes_that_were_changed_are_not_taken(kept: Replication) -> None:
    whole = bytearray(to_bytes(kept, "key"))
    wrong = 0
    for place in range(40, len(whole), max(len(whole) // 200, 1)):
        spoilt = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        found = from_bytes(spoilt, "key")
        wrong += found is not None and not same(found, kept)
    assert wrong == 0


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"\x93NUMPY"])
def test_other_bytes_are_not_taken(data: bytes) -> None:
    assert from_bytes(data, "key") is None


def test_bytes_with_objects_are_not_taken() -> None:
    stream = BytesIO()
    np.savez_compressed(stream, key=np.array([{}], dtype=object))
    assert from_bytes(stream.getvalue(), "key") is None


def test_a_result_survives_pickling(result: SimulationResult) -> None:
    copy = pickle.loads(pickle.dumps(result))  # noqa: S301 - our own bytes
    measure = Measure(name="cycle_time")
    assert copy.values(measure).tolist() == result.values(measure).tolist()
    assert len(copy.log) == len(result.log)


def test_weeks_end_with_the_arrivals_and_a_last_one_holds_the_rest() -> None:
    assert week_edges(2 * WEEK, 3 * WEEK).tolist() == [0, WEEK, 2 * WEEK, 3 * WEEK + 1]
    assert week_edges(WEEK + 5, WEEK).tolist() == [0, WEEK, WEEK + 5, WEEK + 6]
