"""Say where a fitted model has so much to do that sizes of effects are not to be relied on."""

from collections.abc import Mapping

from reengineer.errors import Problem

NEARLY_FULL = 0.85
"""Load from which on what a log leaves open changes waits a great deal."""


def nearly_full(load: Mapping[str, float]) -> tuple[Problem, ...]:
    """Return a warning for each group whose load is 85 % or more.

    Parameters
    ----------
    load : mapping of group to float
        The work offered to it, as a share of the work that it can do.
    """
    return tuple(
        Problem(
            "RE544",
            f"the group {group} has a load of {value:.0%}: the sign of an effect holds there, its size is uncertain",
            "Read intervals that count uncertain inputs, those of fit --refits; a longer log narrows them.",
            severity="warning",
        )
        for group, value in sorted(load.items())
        if value >= NEARLY_FULL
    )
