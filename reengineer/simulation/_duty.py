"""Count the time in which several members are on duty together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reengineer.calendars import ALWAYS_OPEN, NEVER, OpenTime


class Duty:
    """Be the open time that several calendars have in common.

    Parameters
    ----------
    calendars : iterable of OpenTime
        Different ones; none means always.
    """

    __slots__ = ("calendars",)

    def __init__(self, calendars: Iterable[OpenTime]) -> None:
        self.calendars = tuple(calendars)

    def next_open(self, tick: int) -> int:
        """Return the first tick, from `tick` on, at which all are open."""
        while True:
            later = max(calendar.next_open(tick) for calendar in self.calendars)
            if later == tick or later >= NEVER:
                return later
            tick = later

    def next_change(self, tick: int) -> int:
        """Return the first tick after `tick` at which one of them opens or closes; from an open one, it closes."""
        return min(calendar.next_change(tick) for calendar in self.calendars)

    def advance(self, tick: int, work: int) -> int:
        """Return the earliest tick by which so many common open ticks have passed; work may end at a closing time."""
        if work == 0:
            return tick
        while True:
            tick = self.next_open(tick)
            if tick >= NEVER:
                return NEVER
            closes = self.next_change(tick)
            if tick + work <= closes:
                return tick + work
            work -= closes - tick
            tick = closes

    def open_between(self, start: int, end: int) -> int:
        """Return the common open ticks in [start, end)."""
        return sum(closes - opens for opens, closes in open_pieces(self, start, end))


def common(calendars: Iterable[OpenTime]) -> OpenTime | Duty:
    """Return the time in which all of some calendars are open."""
    distinct = list(dict.fromkeys(calendars))
    if not distinct:
        return ALWAYS_OPEN
    return distinct[0] if len(distinct) == 1 else Duty(distinct)


def open_pieces(duty: OpenTime | Duty, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the pieces of [start, end) in which all are on duty, in order."""
    while (start := duty.next_open(start)) < end:
        closes = min(duty.next_change(start), end)
        yield start, closes
        start = closes


def ever_together(needs: Sequence[tuple[int, Mapping[OpenTime, int]]]) -> bool:
    """Say whether enough for every need are on duty at some tick: if ever, then as somebody comes.

    Parameters
    ----------
    needs : sequence of (int, mapping of OpenTime to int)
        How many, and how many of those who may keep each calendar.
    """
    kept = list(dict.fromkeys(calendar for _, each in needs for calendar in each))
    last = max((sum(each.repeats()) or each.intervals()[-1][0] for each in kept), default=0)
    return any(
        all(sum(many for each, many in own.items() if each.is_open(tick)) >= quantity for quantity, own in needs)
        for calendar in kept
        for tick in _openings(calendar, last)
    )


def _openings(calendar: OpenTime, last: int) -> Iterator[int]:
    """Give the ticks at which a calendar opens, until all calendars have shown what they repeat."""
    tick = calendar.next_open(0)
    while tick <= last:
        yield tick
        tick = calendar.next_open(calendar.next_change(tick))
