"""Say which guess matters: how the deciding difference moves when one assumption goes to either end of its range."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass

if TYPE_CHECKING:
    from reengineer.annotations import InputRange
    from reengineer.criteria import Criterion

End = Literal["low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaking:
    """Say from which value of an assumption on another option is ahead.

    Parameters
    ----------
    option : str
        Id of the option that takes the lead; the as-is among them.
    value : float
        In the unit of the assumption; between the values tried it is found on a straight line.
    end : {"low", "high"}
        Towards which end of the range the other is ahead.
    """

    option: str
    value: float
    end: End


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """Hold one bar of a tornado.

    Parameters
    ----------
    assumption : InputRange
        The number, its range and unit.
    at_low, at_high : float or None
        Difference of the option from the as-is at the ends of the range, all else as stated; None where a queue would
        grow without end there.
    overtaken : tuple of Overtaking
        Where within the range another option is ahead; empty where the choice holds all along it.
    """

    assumption: "InputRange"
    at_low: float | None
    at_high: float | None
    overtaken: tuple[Overtaking, ...] = ()

    @property
    def width(self) -> float:
        """Return how far the difference moves between the ends; without end where one cannot be told."""
        if self.at_low is None or self.at_high is None:
            return float("inf")
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Hold the tornado of one option on one criterion, the widest bar first.

    Parameters
    ----------
    option, criterion : str
    difference : float
        With all assumptions as stated, from the replications that were used here.
    replications : int
        Of each end of each range.
    swings : tuple of Swing
    """

    option: str
    criterion: str
    difference: float
    replications: int
    swings: tuple[Swing, ...]

    @property
    def holds(self) -> bool:
        """Return whether the option stays ahead at every end of every range, one at a time."""
        return not any(swing.overtaken or None in (swing.at_low, swing.at_high) for swing in self.swings)


Means = Mapping[str, float]
"""Mean of the deciding measure, by option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Hold the means at both ends of one assumption; None where a queue would grow without end."""

    assumption: "InputRange"
    low: Means | None
    high: Means | None


def tornado(
    stated: Means,
    trials: Sequence[Trial],
    criterion: "Criterion",
    *,
    option: str,
    baseline: str = "as-is",
    replications: int = 0,
) -> Sensitivity:
    """Put trials in the order of what they move, and find where another option takes the lead.

    Parameters
    ----------
    stated : mapping of option id to float
        Means with every assumption as stated, of all options that may win.
    trials : sequence of Trial
    criterion : Criterion
        Says which direction is better.
    option : str
        The one that leads, or is asked about.
    baseline : str
    replications : int
        That each mean rests on.
    """
    swings = [
        Swing(
            assumption=trial.assumption,
            at_low=_difference(trial.low, option, baseline),
            at_high=_difference(trial.high, option, baseline),
            overtaken=_overtaken(stated, trial, criterion, option),
        )
        for trial in trials
    ]
    return Sensitivity(
        option=option,
        criterion=criterion.id,
        difference=stated[option] - stated[baseline],
        replications=replications,
        swings=tuple(sorted(swings, key=lambda swing: -swing.width)),
    )


def _difference(means: Means | None, option: str, baseline: str) -> float | None:
    return None if means is None else means[option] - means[baseline]


def _overtaken(stated: Means, trial: Trial, criterion: "Criterion", option: str) -> tuple[Overtaking, ...]:
    """Return for each end at which another option leads the one that does, and where it takes the lead."""
    found = []
    ends: tuple[tuple[End, float, Means | None], ...] = (
        ("low", trial.assumption.low, trial.low),
        ("high", trial.assumption.high, trial.high),
    )
    for end, value, means in ends:
        if means is None or value == trial.assumption.value:
            continue
        leader = _first_to_pass(stated, means, criterion, option)
        if leader is not None:
            name, part = leader
            crossing = trial.assumption.value + part * (value - trial.assumption.value)
            found.append(Overtaking(option=name, value=crossing, end=end))
    return tuple(found)


def _first_to_pass(stated: Means, means: Means, criterion: "Criterion", option: str) -> tuple[str, float] | None:
    """Return the option that is passed by first on the way to an end, and after what part of the way."""
    sign = 1 if criterion.better == "higher" else -1
    passed = []
    for other in means:
        before = sign * (stated[option] - stated[other])
        after = sign * (means[option] - means[other])
        if other != option and after < 0:
            # One that was ahead already, as stated, is ahead from the value stated on.
            passed.append((before / (before - after) if before > 0 else 0.0, other))
    return (min(passed)[1], min(passed)[0]) if passed else None
