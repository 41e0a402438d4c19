"""Time the comparison of ten options, thirty replications and twenty measures, and say where it stands."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from reengineer.comparison import affected, compare, decide
from reengineer.criteria import Criterion
from reengineer.measures import Measure

MEASURES = ("cycle_time", "waiting_time", "processing_time", "activity_cost", "handoffs")


@dataclass(frozen=True)
class Settings:
    length: float | None = 1.0
    cases: int | None = None


@dataclass(frozen=True)
class Known:
    """Answer with stated values, by name of the measure."""

    data: Mapping[str, Sequence[float]]
    settings: Settings = field(default_factory=Settings)
    seed: int = 1
    engine: str = "compiled"
    version: str = "0"
    horizon_s: float = 1.0
    warm_up_s: float = 0.0

    @property
    def replications(self) -> range:
        return range(30)

    def values(self, measure: Measure) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.asarray(self.data[measure.name])

    def with_warm_up(self, seconds: float) -> "Known":
        return replace(self, warm_up_s=seconds)

    def first(self, _count: int) -> "Known":
        return self


def main() -> None:
    noise = np.random.default_rng(1)
    results = {
        name: Known({measure: 10 + noise.normal(size=30) for measure in MEASURES})
        for name in ("as-is", *(f"option {number}" for number in range(1, 11)))
    }
    criteria = [
        Criterion(id=f"{name}-{number}", measure=name, better="lower", target=8, minimum=12, weight=1)
        for name in MEASURES
        for number in range(4)
    ]
    compare(results, criteria[:1])
    start = time.perf_counter()
    comparison = compare(results, criteria)
    decision = decide(comparison)
    affected(comparison)
    seconds = time.perf_counter() - start
    print(f"{len(comparison.differences)} differences, {len(decision.options)} options weighed: {seconds:.2f} s")


if __name__ == "__main__":
    main()
