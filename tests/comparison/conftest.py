"""Give comparisons results with known values, without simulating anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from reengineer.criteria import Criterion
from reengineer.errors import Problem, UsageError
from reengineer.measures import Measure


@dataclass(frozen=True)
class FakeSettings:
    length: float | None = 1000.0
    cases: int | None = None


@dataclass(frozen=True)
class FakeResult:
    """Answer with stated values, by name of the measure."""

    data: Mapping[str, Sequence[float]]
    seed: int = 1
    engine: str = "reference"
    version: str = "0.1.0"
    horizon_s: float = 1000.0
    warm_up_s: float = 0.0
    settings: FakeSettings = field(default_factory=FakeSettings)

    @property
    def replications(self) -> tuple[int, ...]:
        return tuple(range(len(next(iter(self.data.values())))))

    def values(self, measure: Measure) -> Any:
        if measure.name not in self.data:
            raise UsageError([Problem("RE522", f"nothing to measure as {measure.name}")])
        # A longer warm-up leaves shorter cycle times, so that a test can see it counted.
        return np.asarray(self.data[measure.name]) - self.warm_up_s / 1000

    def waits(self) -> Any:
        raise AssertionError("a comparison reads no waits")

    def with_warm_up(self, seconds: float) -> "FakeResult":
        return replace(self, warm_up_s=seconds)

    def first(self, count: int) -> "FakeResult":
        return replace(self, data={name: values[:count] for name, values in self.data.items()})


@pytest.fixture
def result() -> Callable[..., FakeResult]:
    """Return a maker of results: ``result(cycle_time=[..])``."""

    def make(**values: Sequence[float]) -> FakeResult:
        return FakeResult(data=values)

    return make


@pytest.fixture
def criterion() -> Callable[..., Criterion]:
    """Return a maker of criteria on mean cycle time in days, lower being better."""

    def make(**changes: Any) -> Criterion:
        usual = {"id": "cycle", "measure": "cycle_time", "unit": "day", "better": "lower", "smallest_change": 0.1}
        return Criterion(**{**usual, **changes})

    return make
