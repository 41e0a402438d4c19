"""Say where the time that an option saves comes from: work, queues, closed hours, and the rest, adding up exactly."""

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from reengineer._records import dataclass
from reengineer.comparison._records import Comparison
from reengineer.measures import CAUSES
from reengineer.statistics import mean_estimate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_COLUMNS = ("work", *CAUSES)
PARTS: Mapping[str, tuple[str, ...]] = {
    "work": ("work",),
    "queue": ("contention", "prioritisation"),
    "closed hours": ("unavailability",),
    "batching": ("batching",),
    "set-up": ("setup",),
    "doing things again": (),
    "outside": ("external",),
    "other delays": ("extraneous",),
    "parallel branches": ("synchronisation",),
    "side by side": (),
}
"""The parts of a cycle time in the order in which they are told, and the columns that each sums."""
_NOTHING = 1e-9
AGAIN, BESIDE = "doing things again", "side by side"


@runtime_checkable
class HoldsParts(Protocol):
    """Be a result that knows what its cycle times are made of."""

    def cycle_parts(self) -> "npt.NDArray[np.float64]":
        """Return cycle time, work, waits by cause and the rest, in elapsed seconds a case, a row a replication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """Hold how one part of the mean cycle time changes.

    Parameters
    ----------
    name : str
        A key of `PARTS`.
    change_s : float
        Seconds a case, option less as-is.
    low_s, high_s : float or None
        Its 95 % interval over the pairs, on its own; None where there are fewer than two.
    """

    name: str
    change_s: float
    low_s: float | None
    high_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """Hold the way from the mean cycle time as it is to that of an option, in elapsed time.

    Parameters
    ----------
    option : str
    as_is_s, option_s : float
        Seconds a completed case.
    parts : tuple of PartChange
        In the order of `PARTS`; they add up to the difference. Parts that neither side has are left out.
    knows_again : bool
        Whether what was done again is a part of its own; else it is inside the others.
    n_pairs : int
    """

    option: str
    as_is_s: float
    option_s: float
    parts: tuple[PartChange, ...]
    knows_again: bool
    n_pairs: int


def waterfall(
    comparison: Comparison, option: str, again: "Mapping[str, npt.NDArray[np.float64]] | None" = None
) -> Waterfall | None:
    """Return where the change of the mean cycle time comes from; None where the results do not know.

    Parameters
    ----------
    comparison : Comparison
    option : str
    again : mapping of option id to array, shape (replications, 9), optional
        Seconds a case of work and waits by cause in visits after the first; parted off where both sides have it for
        every replication.
    """
    pair: list[npt.NDArray[np.float64]] = []
    for name in (comparison.baseline, option):
        result: object = comparison.outcome(name).result
        if not isinstance(result, HoldsParts):
            return None
        pair.append(result.cycle_parts())
    before, after = pair
    n = min(len(before), len(after))
    repeats = [(again or {}).get(name) for name in (comparison.baseline, option)]
    known = [each for each in repeats if each is not None and len(each) >= n]
    sides = [_side(table[:n], known[place][:n] if len(known) == 2 else None) for place, table in enumerate(pair)]
    if not n or not all(isfinite(value) for table in pair for value in table[:n, 0]):
        return None
    parts = tuple(
        _change(name, sides[1][name] - sides[0][name])
        for name in PARTS
        if any(abs(side[name]).max() > _NOTHING for side in sides)
    )
    return Waterfall(
        option=option,
        as_is_s=float(before[:n, 0].mean()),
        option_s=float(after[:n, 0].mean()),
        parts=parts,
        knows_again=len(known) == 2,
        n_pairs=n,
    )


def _side(
    table: "npt.NDArray[np.float64]", again: "npt.NDArray[np.float64] | None"
) -> "dict[str, npt.NDArray[np.float64]]":
    """Return the parts of one side, a value a replication."""
    times = table[:, 1:-1] - (0.0 if again is None else again)
    found = {name: sum((times[:, _COLUMNS.index(each)] for each in PARTS[name]), table[:, 0] * 0.0) for name in PARTS}
    if again is not None:
        found[AGAIN] = again.sum(axis=1)
    found[BESIDE] = table[:, -1]
    return found


def _change(name: str, changes: "npt.NDArray[np.float64]") -> PartChange:
    estimate = mean_estimate(changes.tolist())
    interval = estimate.interval()
    return PartChange(name=name, change_s=float(changes.mean()), low_s=interval.low, high_s=interval.high)
