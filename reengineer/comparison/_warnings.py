"""Say what of a run gives its numbers less ground than they seem to have."""

from collections.abc import Iterator

from reengineer.comparison._records import Comparison
from reengineer.errors import Problem
from reengineer.measures import SECONDS

HALF = 0.5
"""Share of the run from which on a warm-up is told."""


def run_warnings(comparison: Comparison) -> tuple[Problem, ...]:
    """Return what readers of a comparison are to be warned of, as warnings.

    RE605: the warm-up reaches half of the run. RE606: there is one replication, so that nothing has an interval.
    RE560: refits of the model were left out.
    """
    return tuple(_found(comparison))


def _found(comparison: Comparison) -> Iterator[Problem]:
    first = next((outcome.result for outcome in comparison.outcomes if outcome.result is not None), None)
    if first is not None and first.horizon_s > 0 and comparison.warm_up_s >= HALF * first.horizon_s:
        warm_up, length = (f"{seconds / SECONDS['week']:,.3g}" for seconds in (comparison.warm_up_s, first.horizon_s))
        yield Problem(
            "RE605",
            f"the warm-up takes {warm_up} of {length} weeks: the process may not have come to its usual state",
            "Lengthen the run, and look whether the numbers stay as they are.",
            severity="warning",
        )
    yield from comparison.refits_left_out
    if comparison.n_replications == 1:
        yield Problem(
            "RE606",
            "there is one replication only: no number has an interval, and no difference can be shown",
            "Run ten replications or more; two are the least.",
            severity="warning",
        )
