"""What a fitted model would have been with other cases is kept in a file, and taken up where nobody changed the fit."""

import json
from typing import Any

import pytest

from reengineer.annotations import Annotations, Refits
from reengineer.errors import AnnotationError


def notes(mean: int, share: float, gap: int = 10, *, ranges: bool = False) -> Annotations:
    spread = f" ({mean - 2} min to {mean + 2} min)" if ranges else ""
    data: dict[str, Any] = {
        "cases": {"case": {"start": "s", "arrivals": f"exponential({gap} min)"}},
        "steps": {"a": {"role": "clerk", "duration": f"exponential({mean} min{spread})"}, "b": {"duration": "5 min"}},
        "flows": {"x": {"x_a": share, "x_b": "rest"}},
        "events": {"w": {"delay": f"{mean} h"}},
    }
    return Annotations.model_validate(data)


@pytest.fixture
def refits() -> Refits:
    return Refits.of(notes(12, 0.4, ranges=True), [notes(11, 0.3, ranges=True), notes(13, 0.5, 9)])


def test_a_refit_takes_the_place_of_the_fit(refits: Refits) -> None:
    fitted = notes(12, 0.4, ranges=True)
    assert refits.applied(fitted, 1) == notes(13, 0.5, 9)
    assert refits.applied(fitted, 3) == refits.applied(fitted, 1)


def test_a_refit_has_no_ranges_of_its_own(refits: Refits) -> None:
    assert refits.applied(notes(12, 0.4, ranges=True), 0) == notes(11, 0.3)


def test_a_number_that_was_changed_since_stays(refits: Refits) -> None:
    changed = notes(20, 0.4)
    found = refits.applied(changed, 0)
    assert found.steps["a"].duration == changed.steps["a"].duration
    assert found.flows == notes(11, 0.3).flows


def test_only_what_varies_is_kept(refits: Refits) -> None:
    assert set(refits.fitted.durations) == {"a"}


def test_a_file_of_refits_is_read_as_it_was_written(refits: Refits) -> None:
    text = refits.to_json()
    read = Refits.parse(text.encode(), name="refits.json")
    assert read == refits
    assert read.to_json() == text


def spoiled(**change: Any) -> bytes:
    data = json.loads(Refits.of(notes(12, 0.4), [notes(11, 0.3)]).to_json())
    return json.dumps({**data, **change}).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"no json", "Invalid JSON"),
        (b"[" * 100_000, "recursion limit|nested"),
        (spoiled(schema="reengineer/refits/9"), "schema"),
        (spoiled(more=1), "more"),
        (spoiled(refits=[]), "at least 1"),
        (spoiled(refits=[{}] * 1001), "at most 1000"),
        (spoiled(refits=[{"durations": {"z": "5 min"}}]), "'z'"),
        (spoiled(refits=[{"shares": {"x": {"x_a": 0.4, "x_z": "rest"}}}]), "'x'"),
        (spoiled(refits=[{"durations": {"a": "-5 min"}}]), "durations.a"),
        (spoiled(refits=[{"arrivals": {"case": {"file": "/etc/passwd"}}}]), "names a file"),
        (spoiled(refits=[{"durations": {"a": "empirical(secret.csv:x)"}}]), "names a file"),
    ],
)
def test_a_spoiled_file_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(AnnotationError, match=told) as caught:
        Refits.parse(data, name="refits.json")
    (problem,) = caught.value.problems
    assert problem.code == "RE629"
    assert problem.source is not None
    assert problem.source.file == "refits.json"
