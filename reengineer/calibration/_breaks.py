"""Find breaks within the day, and openings and closings between full hours, in what people leave behind in a log."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from reengineer._special import special
from reengineer.calibration._hours import DAY, MICRO_A_MINUTE, SEEN, WEEK, Hours, local_minutes
from reengineer.calibration._items import Items

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FINE = 15
"""Minutes of a granule of breaks."""

AROUND = 5
"""Granules before and behind one that say how much is to be expected in it."""

CHANCE = 1e-4
"""Probability of so little by chance, above which a granule is not taken for a break."""

USUAL = 0.25
"""Quantile of the time that work of a label takes, up to which nobody is taken to have paused in it."""

MOST_GRANULES = 48
"""Granules of work that says something, so that work of many days is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Hold in which granules, of which days, each person was seen at work.

    Parameters
    ----------
    member, place, day : array of int
        Person, granule of the day, and days since 1970, local.
    """

    member: Ints = field(repr=False)
    place: Ints = field(repr=False)
    day: Ints = field(repr=False)

    def of(self, members: tuple[int, ...]) -> "Trace":
        """Return what some people left behind."""
        own = np.isin(self.member, members)
        return Trace(member=self.member[own], place=self.place[own], day=self.day[own])


def trace_of(items: Items) -> Trace:
    """Return where people were seen at work: at starts and ends, and throughout work that took no longer than usual.

    A start on the edge of two granules tells of the later one, an end there of the earlier.
    """
    size = FINE * MICRO_A_MINUTE
    named = np.flatnonzero(items.member >= 0)
    begun = local_minutes(items.start[named], items.timezone) // size
    ended = np.maximum(-(-local_minutes(items.end[named], items.timezone) // size) - 1, begun)
    inside = np.where(_as_usual(items)[named], ended - begun, 0)
    inside = np.where(inside <= MOST_GRANULES, inside, 0)
    through = np.repeat(begun, inside) + np.arange(inside.sum()) - np.repeat(np.cumsum(inside) - inside, inside)
    member = items.member[named]
    found = np.unique(
        np.stack(
            [np.concatenate([member, member, np.repeat(member, inside)]), np.concatenate([begun, ended, through])]
        ),
        axis=1,
    )
    day, place = np.divmod(found[1], DAY // FINE)
    return Trace(member=found[0], place=place, day=day)


def _as_usual(items: Items) -> Flags:
    """Say which activities took no longer than a quarter of their label do: those have no break in them."""
    took = items.end - items.start
    found = np.zeros(len(took), dtype=bool)
    for label in range(len(items.labels)):
        rows = np.flatnonzero(items.label == label)
        if len(rows):
            found[rows] = took[rows] <= np.quantile(took[rows], USUAL)
    return found


def with_breaks(hours: Hours, trace: Trace) -> Hours:
    """Return hours without those granules in which far less was seen than around them, on all days together.

    Parameters
    ----------
    hours : Hours
        Of whole hours.
    trace : Trace
        Of those whose hours they are.
    """
    if hours.always or hours.granule < FINE or not len(trace.day):
        return hours
    open_ = np.repeat(hours.open, hours.granule // FINE).reshape(7, DAY // FINE)
    weekday = (trace.day + 3) % 7
    inside = open_[weekday, trace.place]
    dates = np.unique(np.stack([trace.place[inside], trace.day[inside]]), axis=1)
    seen = np.bincount(dates[0], minlength=DAY // FINE).astype(float)
    by_day = np.bincount(((dates[1] + 3) % 7) * (DAY // FINE) + dates[0], minlength=WEEK // FINE).reshape(open_.shape)
    any_day: Flags = np.max(open_, axis=0)
    low = _far_below(seen, any_day)
    # A weekday that is seen there as often as others are elsewhere has no break then.
    usual = np.maximum(by_day.max(axis=1, keepdims=True), 1)
    found = open_ & ~(low & (by_day < SEEN * usual))
    if (found == open_).all() or not found.any():
        return hours
    return replace(hours, open=found.ravel(), granule=FINE)


def _far_below(seen: Floats, open_: Flags) -> Flags:
    """Say of which granules of the day less was seen than around them, by more than chance.

    What lies beyond such a granule is looked at again without it.
    """
    left = open_.copy()
    while True:
        low = np.zeros(len(seen), dtype=bool)
        for place in np.flatnonzero(left).tolist():
            before, behind = (slice(max(place - AROUND, 0), place), slice(place + 1, place + 1 + AROUND))
            sides = [seen[side][left[side]] for side in (before, behind)]
            expected = min((float(side.mean()) for side in sides if len(side)), default=0.0)
            if seen[place] < SEEN * expected:
                low[place] = special().chdtrc(2 * (seen[place] + 1), 2 * expected) < CHANCE
        if not low.any():
            return open_ & ~left
        left &= ~low
