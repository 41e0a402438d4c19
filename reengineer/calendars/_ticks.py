"""Do open-time arithmetic in integer ticks (microseconds since the start of the run).

Ordinary Python, compiled unchanged by Cython where a compiler is present (types stand in ``_ticks.pxd``). Every
result is exact, so both forms agree to the tick.

A calendar is a sorted list of half-open intervals ``[opens, closes)``. Those from the tick ``fold`` on repeat for ever
with the given ``period``; with period 0 nothing is open after the last one.
"""

from array import array
from collections.abc import Iterable

NEVER = 1 << 62
"""A tick that no run reaches; ticks stop at 2**61."""


def last_at_or_before(values: "array[int]", first: int, last: int, value: int) -> int:
    """Return the largest index in [first, last) whose value is at most `value`, or first - 1."""
    low = first
    high = last
    while low < high:
        middle = (low + high) >> 1
        if values[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low - 1


class OpenTime:
    """Answer how much open time lies between two ticks, and where a given amount of it ends.

    Parameters
    ----------
    opens, closes : sequence of int
        Starts and ends of the intervals in ticks; sorted, not touching, 0 or more.
    fold : int
        Tick from which the intervals repeat.
    period : int
        Ticks after which they repeat; 0 means that nothing is open after the last interval.
    """

    def __init__(self, opens: Iterable[int], closes: Iterable[int], fold: int, period: int) -> None:
        self.opens = array("q", opens)
        self.closes = array("q", closes)
        self.count = len(self.opens)
        self.fold = fold
        self.period = period
        self.before = array("q", [0] * self.count)
        total = 0
        for index in range(self.count):
            self.before[index] = total
            total += self.closes[index] - self.opens[index]
        self.total = total
        self.folded = self.count
        for index in range(self.count - 1, -1, -1):
            if self.opens[index] >= fold:
                self.folded = index
        self.period_open = 0
        if period > 0 and self.folded < self.count:
            self.period_open = total - self.before[self.folded]

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the intervals; typed views of them do not pickle."""
        return (OpenTime, (array("q", self.opens), array("q", self.closes), self.fold, self.period))

    def intervals(self) -> list[tuple[int, int]]:
        """Return the intervals, one period of the repeating part included."""
        return [(self.opens[index], self.closes[index]) for index in range(self.count)]

    def repeats(self) -> tuple[int, int]:
        """Return (fold, period)."""
        return (self.fold, self.period)

    def open_before(self, tick: int) -> int:
        """Return the open ticks in [0, tick)."""
        extra = 0
        if self.period > 0 and tick >= self.fold + self.period:
            cycles = (tick - self.fold) // self.period
            tick -= cycles * self.period
            extra = cycles * self.period_open
        index = last_at_or_before(self.opens, 0, self.count, tick)
        if index < 0:
            return extra
        end = self.closes[index]
        if tick < end:
            end = tick
        return extra + self.before[index] + end - self.opens[index]

    def open_between(self, start: int, end: int) -> int:
        """Return the open ticks in [start, end)."""
        return self.open_before(end) - self.open_before(start)

    def is_open(self, tick: int) -> bool:
        """Say whether the tick lies in an interval; at its closing tick it does not."""
        if self.period > 0 and tick >= self.fold + self.period:
            tick -= (tick - self.fold) // self.period * self.period
        index = last_at_or_before(self.opens, 0, self.count, tick)
        return index >= 0 and tick < self.closes[index]

    def next_open(self, tick: int) -> int:
        """Return the first open tick at or after `tick`; `NEVER` where there is none."""
        shift = 0
        if self.period > 0 and tick >= self.fold + self.period:
            shift = (tick - self.fold) // self.period * self.period
            tick -= shift
        index = last_at_or_before(self.opens, 0, self.count, tick)
        if index >= 0 and tick < self.closes[index]:
            return shift + tick
        if index + 1 < self.count:
            return shift + self.opens[index + 1]
        if self.period_open == 0:
            return NEVER
        return shift + self.opens[self.folded] + self.period

    def next_change(self, tick: int) -> int:
        """Return the first tick after `tick` at which the calendar opens or closes; `NEVER` where there is none."""
        if not self.is_open(tick):
            return self.next_open(tick)
        shift = 0
        if self.period > 0 and tick >= self.fold + self.period:
            shift = (tick - self.fold) // self.period * self.period
            tick -= shift
        index = last_at_or_before(self.opens, 0, self.count, tick)
        close = shift + self.closes[index]
        if self.period_open == self.period and self.period > 0 and index >= self.folded:
            return NEVER
        if self.is_open(close):
            return self.next_change(close)
        return close

    def tick_at(self, position: int) -> int:
        """Return the first open tick with `position` open ticks before it; `NEVER` where there is none.

        A position exactly at a closing time falls at the next opening.
        """
        shift = 0
        if position >= self.total:
            if self.period_open == 0:
                return NEVER
            cycles = (position - self.total) // self.period_open + 1
            position -= cycles * self.period_open
            shift = cycles * self.period
        index = last_at_or_before(self.before, 0, self.count, position)
        return shift + self.opens[index] + position - self.before[index]

    def advance(self, tick: int, work: int) -> int:
        """Return the earliest tick by which `work` open ticks have passed since `tick`; `NEVER` where they never do.

        Work may end exactly at a closing time. Work of 0 ends at `tick` itself.
        """
        if work == 0:
            return tick
        position = self.open_before(tick) + work
        start = self.tick_at(position - 1)
        if start == NEVER:
            return NEVER
        return start + 1


ALWAYS_OPEN = OpenTime((0,), (NEVER,), 0, 0)
"""The calendar that never closes."""
