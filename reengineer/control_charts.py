"""Tell a signal in a series from its ordinary variation: XmR, p and u charts with frozen limits and named rules.

Limits come from a baseline and are frozen there: later points are judged by them and never alter them. Every rule adds
false alarms, so a chart says how many to expect where nothing has changed.

References
----------
D. J. Wheeler and D. S. Chambers, Understanding Statistical Process Control, 1992 (XmR: 2.66 and 3.268).
D. C. Montgomery, Introduction to Statistical Quality Control, chapters 6 and 7 (p and u charts).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise
from math import fsum, sqrt
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass

Kind = Literal["xmr", "p", "u"]
RuleSet = Literal["default", "western-electric", "nelson", "nhs", "limits"]
LEAST_BASELINE = 12
_D2 = 1.128
_MOVING_RANGE = 3.268
_LEAST_EXPECTED = 5.0

Scores = Sequence[float]
"""Distance of each point from the centre in standard deviations."""
Rule = Callable[[Scores, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Hold one period of a chart.

    Parameters
    ----------
    label : str
        Of the period.
    value, centre, low, high : float
    sigma : float
        Standard deviation by the chart's limits at this point; 0 where the baseline never varied.
    signals : tuple of str
        Rules that the series breaks here.
    is_baseline : bool
    """

    label: str
    value: float
    centre: float
    low: float
    high: float
    sigma: float
    signals: tuple[str, ...] = ()
    is_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """Hold a chart.

    Parameters
    ----------
    kind : {"xmr", "p", "u"}
    points : tuple of Point
    rules : str
        Name of the set of rules.
    baseline : int
        Number of points from which the limits were made; they are frozen there.
    moving_range_high : float or None
        Upper limit of the moving range, of an XmR chart.
    expected_false_alarms : float
        Points that would signal by chance over this length, if nothing changed.
    notes : tuple of str
        What to know before reading it.
    """

    kind: Kind
    points: tuple[Point, ...]
    rules: RuleSet
    baseline: int
    moving_range_high: float | None = None
    expected_false_alarms: float = 0.0
    notes: tuple[str, ...] = field(default=())

    @property
    def signals(self) -> tuple[Point, ...]:
        """Return the points with a signal."""
        return tuple(point for point in self.points if point.signals)

    def as_dict(self) -> dict[str, object]:
        """Return the chart as plain values."""
        return {
            "kind": self.kind,
            "rules": self.rules,
            "baseline": self.baseline,
            "moving_range_high": self.moving_range_high,
            "expected_false_alarms": self.expected_false_alarms,
            "notes": list(self.notes),
            "points": [
                {"label": point.label, "value": point.value, "centre": point.centre, "low": point.low,
                 "high": point.high, "signals": list(point.signals), "is_baseline": point.is_baseline}
                for point in self.points
            ],
        }  # fmt: skip


def _beyond(scores: Scores, at: int) -> bool:
    return abs(scores[at]) > 3


def _side(length: int) -> Rule:
    def broken(scores: Scores, at: int) -> bool:
        window = scores[at - length + 1 : at + 1]
        return len(window) == length and (all(each > 0 for each in window) or all(each < 0 for each in window))

    return broken


def _trend(length: int) -> Rule:
    def broken(scores: Scores, at: int) -> bool:
        window = scores[at - length + 1 : at + 1]
        if len(window) < length:
            return False
        steps = [after - before for before, after in pairwise(window)]
        return all(step > 0 for step in steps) or all(step < 0 for step in steps)

    return broken


def _some_of(hits: int, length: int, sigmas: float) -> Rule:
    def broken(scores: Scores, at: int) -> bool:
        window = scores[max(0, at - length + 1) : at + 1]
        over = [each for each in window if each > sigmas]
        under = [each for each in window if each < -sigmas]
        here = scores[at]
        return (here > sigmas and len(over) >= hits) or (here < -sigmas and len(under) >= hits)

    return broken


def _alternating(scores: Scores, at: int) -> bool:
    window = scores[at - 13 : at + 1] if at >= 13 else ()
    steps = [after - before for before, after in pairwise(window)]
    return len(steps) == 13 and all(one * two < 0 for one, two in pairwise(steps))


def _hugging(scores: Scores, at: int) -> bool:
    window = scores[at - 14 : at + 1] if at >= 14 else ()
    return len(window) == 15 and all(abs(each) < 1 for each in window)


def _mixture(scores: Scores, at: int) -> bool:
    window = scores[at - 7 : at + 1] if at >= 7 else ()
    both = any(each > 1 for each in window) and any(each < -1 for each in window)
    return len(window) == 8 and both and all(abs(each) > 1 for each in window)


_BEYOND = ("one point beyond the limits", _beyond)
RULES: Mapping[RuleSet, tuple[tuple[str, Rule], ...]] = MappingProxyType(
    {
        "limits": (_BEYOND,),
        "default": (
            _BEYOND,
            ("8 in a row on one side", _side(8)),
            ("6 in a row rising or falling", _trend(6)),
            ("2 of 3 beyond 2 sigma on one side", _some_of(2, 3, 2.0)),
        ),
        "western-electric": (
            _BEYOND,
            ("2 of 3 beyond 2 sigma on one side", _some_of(2, 3, 2.0)),
            ("4 of 5 beyond 1 sigma on one side", _some_of(4, 5, 1.0)),
            ("8 in a row on one side", _side(8)),
        ),
        "nelson": (
            _BEYOND,
            ("9 in a row on one side", _side(9)),
            ("6 in a row rising or falling", _trend(6)),
            ("14 in a row alternating", _alternating),
            ("2 of 3 beyond 2 sigma on one side", _some_of(2, 3, 2.0)),
            ("4 of 5 beyond 1 sigma on one side", _some_of(4, 5, 1.0)),
            ("15 in a row within 1 sigma", _hugging),
            ("8 in a row outside 1 sigma on both sides", _mixture),
        ),
        "nhs": (
            _BEYOND,
            ("7 in a row on one side", _side(7)),
            ("7 in a row rising or falling", _trend(7)),
            ("2 of 3 beyond 2 sigma on one side", _some_of(2, 3, 2.0)),
        ),
    }
)
"""Named sets of rules, each a name and what decides whether the series breaks it at a point."""

MEAN_RUN_LENGTH: Mapping[RuleSet, float] = MappingProxyType(
    {"limits": 370.4, "default": 96.0, "western-electric": 92.0, "nelson": 72.0, "nhs": 81.0}
)
"""Points until the first signal, on average, where nothing changes and points are independent and normal.

The first follows from the normal distribution; the others were found by playing each set of rules on random series.
"""


def xmr_chart(
    values: Sequence[float],
    labels: Sequence[str] = (),
    *,
    baseline: int | None = None,
    rules: RuleSet = "default",
) -> ControlChart:
    """Return the chart of one value a period: centre and 2.66 mean moving ranges to either side.

    Parameters
    ----------
    values : sequence of float
        Finite, in the order of time; at least two.
    labels : sequence of str
        Of the periods; numbers from 1 where left out.
    baseline : int, optional
        Periods from which the limits are made; all where left out.
    rules : str
        Name of a set of rules.
    """
    n = _baseline(len(values), baseline)
    first = values[:n]
    ranges = [abs(after - before) for before, after in pairwise(first)]
    centre, mean_range = fsum(first) / n, fsum(ranges) / len(ranges)
    sigma = mean_range / _D2
    made = _points(values, labels, [(centre, sigma)] * len(values), n, rules)
    notes = [*_length_note(n), *_correlation_note(first)]
    return _chart("xmr", made, rules, n, tuple(notes), moving_range_high=_MOVING_RANGE * mean_range)


def p_chart(
    hits: Sequence[float],
    sizes: Sequence[float],
    labels: Sequence[str] = (),
    *,
    baseline: int | None = None,
    rules: RuleSet = "default",
) -> ControlChart:
    """Return the chart of shares, the limits following the size of each sample.

    Parameters
    ----------
    hits, sizes : sequence of float
        Items that count, and items looked at; sizes above 0.
    labels, baseline, rules
        As in `xmr_chart`.

    Notes
    -----
    Where fewer than five items a period are expected to count, the chart says that it cannot be relied on.
    """
    n = _baseline(len(hits), baseline)
    centre = fsum(hits[:n]) / fsum(sizes[:n])
    spreads = [(centre, sqrt(centre * (1 - centre) / size)) for size in sizes]
    shares = [hit / size for hit, size in zip(hits, sizes, strict=True)]
    made = tuple(_within(point, 1.0) for point in _points(shares, labels, spreads, n, rules))
    notes = [*_length_note(n), *_few_note(min(sizes) * centre)]
    return _chart("p", made, rules, n, tuple(notes))


def u_chart(
    counts: Sequence[float],
    exposures: Sequence[float],
    labels: Sequence[str] = (),
    *,
    baseline: int | None = None,
    rules: RuleSet = "default",
) -> ControlChart:
    """Return the chart of counts for each unit of exposure, such as complaints per 1,000 cases.

    Parameters
    ----------
    counts, exposures : sequence of float
        Exposures above 0.
    labels, baseline, rules
        As in `xmr_chart`.
    """
    n = _baseline(len(counts), baseline)
    centre = fsum(counts[:n]) / fsum(exposures[:n])
    spreads = [(centre, sqrt(centre / exposure)) for exposure in exposures]
    rates = [count / exposure for count, exposure in zip(counts, exposures, strict=True)]
    made = tuple(_within(point, float("inf")) for point in _points(rates, labels, spreads, n, rules))
    notes = [*_length_note(n), *_few_note(min(exposures) * centre)]
    return _chart("u", made, rules, n, tuple(notes))


def _baseline(length: int, baseline: int | None) -> int:
    n = length if baseline is None else min(baseline, length)
    if n < 2:
        raise ValueError("a chart needs two periods or more")
    return n


def _points(
    values: Sequence[float],
    labels: Sequence[str],
    spreads: Sequence[tuple[float, float]],
    n: int,
    rules: RuleSet,
) -> tuple[Point, ...]:
    scores = [
        (value - centre) / sigma if sigma else 0.0 if value == centre else 9.0 * (1 if value > centre else -1)
        for value, (centre, sigma) in zip(values, spreads, strict=True)
    ]
    return tuple(
        Point(
            label=labels[at] if labels else str(at + 1),
            value=value,
            centre=centre,
            low=centre - 3 * sigma,
            high=centre + 3 * sigma,
            sigma=sigma,
            signals=tuple(name for name, rule in RULES[rules] if rule(scores, at)),
            is_baseline=at < n,
        )
        for at, (value, (centre, sigma)) in enumerate(zip(values, spreads, strict=True))
    )


def _within(point: Point, most: float) -> Point:
    """Return a point whose limits lie where values can be: from 0 to the most."""
    return replace(point, low=max(0.0, point.low), high=min(most, point.high))


def _chart(
    kind: Kind,
    points: tuple[Point, ...],
    rules: RuleSet,
    n: int,
    notes: tuple[str, ...],
    *,
    moving_range_high: float | None = None,
) -> ControlChart:
    return ControlChart(
        kind=kind,
        points=points,
        rules=rules,
        baseline=n,
        moving_range_high=moving_range_high,
        expected_false_alarms=len(points) / MEAN_RUN_LENGTH[rules],
        notes=notes,
    )


def _length_note(n: int) -> list[str]:
    if n >= LEAST_BASELINE:
        return []
    return [f"the limits rest on {n} periods; fewer than {LEAST_BASELINE} make them uncertain"]


def _few_note(expected: float) -> list[str]:
    if expected >= _LEAST_EXPECTED:
        return []
    return [f"in the smallest period only {expected:.1f} are expected to count; take longer periods"]


def _correlation_note(values: Sequence[float]) -> list[str]:
    """Warn where neighbouring periods are alike: the limits are then too narrow."""
    r = lag_one(values)
    if abs(r) <= 0.4:
        return []
    return [f"neighbouring periods are alike (correlation {r:.2f}), so chance alone gives more signals than stated"]


def lag_one(values: Sequence[float]) -> float:
    """Return the correlation of each value with the next; 0 where they never vary."""
    mean = fsum(values) / len(values)
    total = fsum((value - mean) ** 2 for value in values)
    if total == 0:
        return 0.0
    return fsum((one - mean) * (two - mean) for one, two in pairwise(values)) / total
