"""Compare every option with every other, to tell which are dominated beyond simulation error."""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison._verdicts import verdict
from reengineer.statistics import Interval, mean_estimate, paired_differences

if TYPE_CHECKING:
    from reengineer.comparison._records import Comparison, Verdict
    from reengineer.criteria import Criterion

OPPOSITE: "dict[Verdict, Verdict]" = {"better": "worse", "worse": "better"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dominance:
    """Say that an option is dominated by another, and on which criteria the other is shown to be better."""

    option: str
    by: str
    better_on: tuple[str, ...]


def dominated(comparison: "Comparison", options: Sequence[str]) -> tuple[Dominance, ...]:
    """Return which options are dominated: another is shown better on a criterion, and on every other no worse.

    No worse means better, or no difference that matters; what is not shown protects an option from being called
    dominated. The intervals of all pairs on all criteria hold together with 95 %.

    Parameters
    ----------
    comparison : Comparison
        With its series of values.
    options : sequence of str
    """
    family = max(1, len(comparison.criteria) * len(options) * (len(options) - 1) // 2)
    found = []
    for first, second in combinations(options, 2):
        shown = [_shown(comparison, first, second, criterion, family) for criterion in comparison.criteria]
        found += _dominances(comparison, (first, second), shown)
        found += _dominances(comparison, (second, first), [OPPOSITE.get(each, each) for each in shown])
    return tuple(found)


def _dominances(comparison: "Comparison", pair: tuple[str, str], shown: "Sequence[Verdict]") -> list[Dominance]:
    """Return whether the first of a pair dominates the second, given what it is shown to be beside it."""
    if "better" not in shown or any(each in ("worse", "not_shown") for each in shown):
        return []
    better = (each.id for each, verdict_of in zip(comparison.criteria, shown, strict=True) if verdict_of == "better")
    return [Dominance(option=pair[1], by=pair[0], better_on=tuple(better))]


def _shown(comparison: "Comparison", first: str, second: str, criterion: "Criterion", family: int) -> "Verdict":
    """Return what the first option is shown to be beside the second."""
    series = comparison.series
    estimate = mean_estimate(paired_differences(series[first, criterion.id], series[second, criterion.id]))
    interval = estimate.interval(1 - (1 - comparison.level) / family)
    if estimate.sd == 0 and estimate.mean is not None and (estimate.n > 1 or estimate.mean == 0):
        interval = Interval(low=estimate.mean, high=estimate.mean, level=comparison.level)
    return verdict(interval, criterion, estimate.mean)
