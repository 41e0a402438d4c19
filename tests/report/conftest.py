"""Give report tests a comparison with known values, and what else a page shows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from reengineer.comparison import Comparison, OptionNotes, compare
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.measures import CAUSES, Measure

STEPS = {"log": "Log complaint", "filewait": "Wait for file", "decide": "Decide"}


@dataclass(frozen=True)
class FakeSettings:
    length: float | None = 26 * 604_800.0
    cases: int | None = None


@dataclass(frozen=True)
class FakeResult:
    """Answer with stated values by name of the measure, and with stated waits."""

    data: Mapping[str, Sequence[float]]
    hours: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    seed: int = 1
    engine: str = "reference"
    version: str = "0.1.0"
    horizon_s: float = 26 * 604_800.0
    warm_up_s: float = 2 * 604_800.0
    settings: FakeSettings = field(default_factory=FakeSettings)

    @property
    def replications(self) -> tuple[int, ...]:
        return tuple(range(len(next(iter(self.data.values())))))

    def values(self, measure: Measure) -> Any:
        return np.asarray(self.data[measure.name])

    def waits(self) -> Any:
        import pandas as pd

        rows = [
            {"element": key, "name": STEPS.get(key, key), "group": "", **dict.fromkeys(CAUSES, 0.0), **hours}
            for key, hours in self.hours.items()
        ]
        return pd.DataFrame(rows, columns=["element", "name", "group", *CAUSES])

    def with_warm_up(self, seconds: float) -> "FakeResult":
        return replace(self, warm_up_s=seconds)

    def first(self, count: int) -> "FakeResult":
        return replace(self, data={name: values[:count] for name, values in self.data.items()})


@dataclass(frozen=True)
class Breach:
    rule: str
    problem: Problem


CYCLE = [5.0, 5.4, 4.8, 5.1, 5.3, 4.9]
CRITERIA = (
    Criterion(
        id="cycle", measure="cycle_time", clock="working", unit="day", better="lower", target=4.2, minimum=5.5,
        weight=0.6, smallest_change=0.1,
    ),
    Criterion(id="cost", measure="activity_cost", unit="GBP", better="lower", smallest_change=1, weight=0.3),
    Criterion(
        id="manager", measure="utilisation", scope="group", scope_id="manager", better="lower", smallest_change=0.02
    ),
)  # fmt: skip
WAITS = {"log": {"contention": 1.5}, "filewait": {"external": 30.0, "unavailability": 4.0}, "decide": {"batching": 6.0}}


def make_result(
    cycle: float = 0.0, cost: float = 0.0, manager: float = 0.0, *, spread: float = 0.02, n: int = 6, waits: Any = None
) -> FakeResult:
    wobble = [spread * (-1) ** place if cycle or cost or manager else 0.0 for place in range(n)]
    return FakeResult(
        data={
            "cycle_time": [value + cycle + noise for value, noise in zip(CYCLE, wobble, strict=False)],
            "activity_cost": [50 + 2 * value + cost + noise for value, noise in zip(CYCLE, wobble, strict=False)],
            "utilisation": [0.8 + manager + noise / 50 for noise in wobble],
        },
        hours=WAITS if waits is None else waits,
    )


@pytest.fixture(scope="session")
def result() -> Callable[..., FakeResult]:
    """Return a maker of results, by how they differ from the as-is."""
    return make_result


@pytest.fixture(scope="session")
def criteria() -> tuple[Criterion, ...]:
    """Return mean cycle time, cost and the manager's utilisation, cycle time weighing most."""
    return CRITERIA


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Return an as-is with a better, a noisy, an identical, a forbidden and an unstable option."""
    quick = {"log": {"contention": 1.0}, "decide": {"batching": 6.0}, "fast": {"contention": 2.0}}
    results = {
        "as-is": make_result(),
        "fast": make_result(cycle=-1.2, cost=3, manager=-0.05, waits=quick),
        "noisy": make_result(cycle=-0.14, cost=0.2, spread=0.6),
        "same": make_result(),
        "nopay": make_result(cycle=-0.5, cost=-4),
    }
    notes = {
        "as-is": OptionNotes(title="As it is"),
        "fast": OptionNotes(title="Fast track", costs=(("one_off", "12000 GBP"), ("per_year", "500 GBP"))),
        "noisy": OptionNotes(title="Quality check on a sample"),
        "nopay": OptionNotes(title="No second person"),
        "pool": OptionNotes(title="Pooling", status="unstable", findings=(Problem("RE501", "handler is overloaded"),)),
    }
    breach = Breach("C-4EYES", Problem("B203", "one person pays and approves", "Keep a second person."))
    return compare(results, CRITERIA, forbidden={"nopay": (breach,)}, notes=notes)


@pytest.fixture(scope="session")
def sentence() -> Callable[[str], str]:
    """Return what takes tags and needless spaces out of a page."""

    def read(page: str) -> str:
        return " ".join(re.sub(r"<[^>]*>", " ", page).split())

    return read
