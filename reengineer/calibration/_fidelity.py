"""Say how faithful a fitted model is: what it predicts against cases that it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.calibration._distances import DISTANCES, distances
from reengineer.calibration._given import after, arriving_at, cases_before, simulated
from reengineer.calibration._items import Items
from reengineer.errors import Problem
from reengineer.simulation import RunSettings
from reengineer.statistics import mean_estimate

Ints = NDArray[np.int64]
REPLICATIONS = 5
SHARE = 0.2
"""Share of the cases, the last ones, that are held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """Hold one distance between what was predicted and what was held back.

    Parameters
    ----------
    name : str
        One of `DISTANCES`; hours, but for ``n_gram``.
    mean : float
        Over replications.
    low, high : float
        Its 95 % interval.
    floor : float
        The same distance of the last cases before those held back, replayed as they were.
    """

    name: str
    mean: float
    low: float
    high: float
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """Say how faithful a model is.

    Parameters
    ----------
    distances : tuple of Distance
        With predicted arrivals.
    given : mapping of str to float
        The same distances with cases that arrive when those held back did.
    cycle_h, observed_h : float
        Mean cycle time, predicted and held back, in hours.
    cycle_low, cycle_high : float
        The 95 % interval of the prediction.
    load : mapping of str to float
        Offered load of each group.
    cases : int
        Cases held back.
    replications : int
    """

    distances: tuple[Distance, ...]
    given: Mapping[str, float]
    cycle_h: float
    cycle_low: float
    cycle_high: float
    observed_h: float
    load: Mapping[str, float]
    cases: int
    replications: int

    @property
    def error(self) -> float:
        """Return how far the predicted mean cycle time is from the one held back, as a share of it."""
        return abs(self.cycle_h - self.observed_h) / self.observed_h if self.observed_h else 0.0

    def reproduces(self, within: float) -> bool:
        """Say whether the model reproduces the baseline within a share of the mean cycle time."""
        return self.error <= within

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "cases": self.cases,
            "replications": self.replications,
            "cycle_time_h": {
                "predicted": round(self.cycle_h, 4),
                "ci_low": round(self.cycle_low, 4),
                "ci_high": round(self.cycle_high, 4),
                "held_back": round(self.observed_h, 4),
                "error": round(self.error, 4),
            },
            "distances": [
                {
                    "name": each.name,
                    "unit": "share" if each.name == "n_gram" else "h",
                    "mean": round(each.mean, 4),
                    "ci_low": round(each.low, 4),
                    "ci_high": round(each.high, 4),
                    "replaying_the_last_cases": round(each.floor, 4),
                    "arrivals_given": round(self.given[each.name], 4) if self.given else None,
                }
                for each in self.distances
            ],
            "load": {group: round(value, 4) for group, value in self.load.items()},
        }


def split(items: Items, share: float = SHARE) -> tuple[Items, Items]:
    """Return the first cases by arrival, and the last ones that are held back."""
    places = np.arange(items.cases)
    at = max(int(items.cases * (1 - share)), 1)
    return items.chosen(places < at), items.chosen(places >= at)


def assess(
    model: AnnotatedMap, train: Items, held: Items, *, replications: int = REPLICATIONS, seed: int = 1
) -> Fidelity:
    """Simulate as many cases as were held back, with predicted arrivals, and measure how far they are from them.

    The window begins a mean gap before the first case held back. Where cases were in hand then, those of `train` arrive
    as they did before it; else the process is empty.

    Parameters
    ----------
    model : AnnotatedMap
        Fitted to `train`.
    train, held : Items
    replications, seed : int
    """
    run = RunSettings(cases=held.cases, replications=replications, seed=seed)
    runs, load = simulated(starting_at(model, int(held.arrivals.min())), run, held.timezone)
    before = cases_before(train, held)
    runs = after(model, before, runs, seed)
    floor = distances(_last(train, held.cases, int(held.arrivals.min())), held)
    found = [distances(each, held) for each in runs]
    cycles = [float((each.departures - each.arrivals).mean()) / 3.6e9 for each in runs]
    cycle = _interval(cycles)
    return Fidelity(
        distances=tuple(_distance(name, [each[name] for each in found], floor[name]) for name in DISTANCES),
        given=_with_arrivals_given(model, before, held, replications, seed),
        cycle_h=cycle[0],
        cycle_low=cycle[1],
        cycle_high=cycle[2],
        observed_h=float((held.departures - held.arrivals).mean()) / 3.6e9,
        load=load,
        cases=held.cases,
        replications=replications,
    )


def _with_arrivals_given(
    model: AnnotatedMap, before: Ints, held: Items, replications: int, seed: int
) -> dict[str, float]:
    """Return the distances where cases arrive when those held back did."""
    found = [distances(each, held) for each in arriving_at(model, before, [held] * replications, seed)]
    return {name: float(np.mean([each[name] for each in found])) for name in DISTANCES}


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    estimate = mean_estimate(list(values))
    half = estimate.interval().half_width or 0.0
    mean = float(np.mean(values))
    return mean, mean - half, mean + half


def _distance(name: str, values: Sequence[float], floor: float) -> Distance:
    mean, low, high = _interval(values)
    return Distance(name=name, mean=mean, low=max(low, 0.0), high=high, floor=floor)


def starting_at(model: AnnotatedMap, first: int) -> AnnotatedMap:
    """Return a model whose clock starts a mean gap, in the hours of arrivals, before an instant.

    Parameters
    ----------
    model : AnnotatedMap
        With one kind of case.
    first : int
        In microseconds since 1970 UTC: when the first case is to be expected.
    """
    notes = model.notes
    name, case = next(iter(notes.cases.items()))
    zone = ZoneInfo(notes.clock.timezone)
    until = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=first)
    rate = model.arrival_rate_per_open_s()[name]
    calendar = model.calendar(case.arrivals.calendar if case.arrivals else None)
    start = until - timedelta(days=21)
    laid = calendar.open_time(start, 60 * 86_400.0)
    ticks = (until - start) // timedelta(microseconds=1)
    position = laid.open_before(ticks) - round(1e6 / rate)
    began = start + timedelta(microseconds=laid.tick_at(max(position, 0)))
    clock = notes.clock.model_copy(update={"start": began.astimezone(zone).replace(tzinfo=None)})
    return model.with_notes(notes.model_copy(update={"clock": clock}))


def _last(train: Items, count: int, first: int) -> Items:
    """Return the last cases of a log, moved so that their first arrival is that of the cases held back."""
    places = np.arange(train.cases)
    chosen = train.chosen(places >= train.cases - count)
    by: NDArray[np.int64] = np.int64(first - int(chosen.arrivals.min()))  # type: ignore[assignment]
    return replace(chosen, start=chosen.start + by, end=chosen.end + by)


def gate(fidelity: Fidelity, within: float) -> Problem | None:
    """Return why decisions should not rest on a model; None where it reproduces what was held back well enough."""
    if fidelity.reproduces(within):
        return None
    message = (
        f"the model predicts a mean cycle time of {fidelity.cycle_h:.1f} h where {fidelity.observed_h:.1f} h were "
        f"seen, {fidelity.error:.0%} off; at most {within:.0%} was asked for"
    )
    remedy = "Look at delays, hours and arrivals before comparing options with it."
    return Problem("RE460", message, remedy, severity="warning")
