"""Say where a fitted model has so much to do that sizes of effects are not to be relied on."""

from collections.abc import Mapping

from reengineer.errors import Problem

_BEARABLE = 0.95
NEARLY_FULL = 0.85
"""Load from which on what a log leaves open changes waits a great deal."""


def nearly_full(load: Mapping[str, float]) -> tuple[Problem, ...]:
    """Return a warning for each group whose load is 85 % or more, another where it is more than the group can do.

    Parameters
    ----------
    load : mapping of group to float
        The work offered to it, as a share of the work that it can do.
    """
    return tuple(
        _over_full(group, value) if value >= 1 else _nearly(group, value)
        for group, value in sorted(load.items())
        if value >= NEARLY_FULL
    )


def _nearly(group: str, value: float) -> Problem:
    message = f"the group {group} has a load of {value:.0%}: the sign of an effect holds there, its size is uncertain"
    remedy = "Read intervals that count uncertain inputs, those of fit --refits; a longer log narrows them."
    return Problem("RE544", message, remedy, severity="warning")


def _over_full(group: str, value: float) -> Problem:
    message = (
        f"the group {group} has a load of {value:.0%}: its work piled up in the log, or hours or durations are wrong; "
        "simulate refuses such a model"
    )
    remedy = (
        f"If it did pile up, state in annotations.yaml what will be: gaps between cases {value / _BEARABLE:.2f} times "
        "as long, more members or longer hours."
    )
    return Problem("RE569", message, remedy, severity="warning")
