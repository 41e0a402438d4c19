"""Do open-time arithmetic in integer ticks (microseconds since the start of the run).

Ordinary Python, compiled unchanged by Cython where a compiler is present (types stand in ``_ticks.pxd``). Every
result is exact, so both forms agree to the tick.

A calendar is a sorted list of half-open intervals ``[opens, closes)``. Those from the tick ``fold`` on repeat for ever
with the given ``period``; with period 0 nothing is open after the last one. `Calendars` holds many of them in flat
arrays, so that the functions here take no Python object but it; `OpenTime` is one of them.
"""

from array import array
from collections.abc import Iterable, Sequence

NEVER = 1 << 62
"""A tick that no run reaches; ticks stop at 2**61."""

CLOSED_FOR_EVER = 4611686018427387904
"""`NEVER` as a number: in C a module constant is read, and a shift of a literal would be 32 bits wide."""

Laid = tuple[Sequence[int], Sequence[int], int, int]
"""Opens, closes, fold and period of one calendar."""


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


def _never_closes(fold: int, period: int, total: int, repeated: int) -> bool:
    """Say whether a calendar is open at every tick from 0 on."""
    return total - repeated == fold and period > 0 and repeated == period


class Calendars:
    """Hold calendars one behind the other; `first` says where the intervals of each begin.

    Parameters
    ----------
    laid : iterable of (opens, closes, fold, period)
        As in `OpenTime`.
    """

    def __init__(self, laid: Iterable[Laid]) -> None:
        opens, closes, before, first = array("q"), array("q"), array("q"), array("q", [0])
        folds, periods, totals, folded, repeated = (array("q") for _ in range(5))
        for own_opens, own_closes, fold, period in laid:
            total, fold_place, before_fold = 0, len(opens) + len(own_opens), 0
            for place, (start, end) in enumerate(zip(own_opens, own_closes, strict=True), start=len(opens)):
                before.append(total)
                if start >= fold and place < fold_place:
                    fold_place, before_fold = place, total
                total += end - start
            opens.extend(own_opens)
            closes.extend(own_closes)
            first.append(len(opens))
            folds.append(fold)
            periods.append(period)
            totals.append(total)
            folded.append(fold_place)
            repeated.append(total - before_fold if period > 0 and fold_place < len(opens) else 0)
        self.is_always = array("q", map(_never_closes, folds, periods, totals, repeated))
        self.opens, self.closes, self.before, self.first = opens, closes, before, first
        self.fold, self.period, self.total, self.folded, self.period_open = folds, periods, totals, folded, repeated

    def laid(self, number: int) -> tuple[list[int], list[int], int, int]:
        """Return opens, closes, fold and period of one calendar."""
        places = range(self.first[number], self.first[number + 1])
        opens, closes = [self.opens[place] for place in places], [self.closes[place] for place in places]
        return opens, closes, self.fold[number], self.period[number]


def open_before(table: Calendars, number: int, tick: int) -> int:
    """Return the open ticks of a calendar in [0, tick)."""
    if table.is_always[number]:
        return tick
    extra = 0
    if table.period[number] > 0 and tick >= table.fold[number] + table.period[number]:
        cycles = (tick - table.fold[number]) // table.period[number]
        tick -= cycles * table.period[number]
        extra = cycles * table.period_open[number]
    index = last_at_or_before(table.opens, table.first[number], table.first[number + 1], tick)
    if index < table.first[number]:
        return extra
    end = table.closes[index]
    if tick < end:
        end = tick
    return extra + table.before[index] + end - table.opens[index]


def open_between(table: Calendars, number: int, start: int, end: int) -> int:
    """Return the open ticks of a calendar in [start, end)."""
    return open_before(table, number, end) - open_before(table, number, start)


def _shift(table: Calendars, number: int, tick: int) -> int:
    """Return how many ticks lie between a tick and the same moment of the period that is laid out."""
    if table.period[number] > 0 and tick >= table.fold[number] + table.period[number]:
        return (tick - table.fold[number]) // table.period[number] * table.period[number]
    return 0


def is_open(table: Calendars, number: int, tick: int) -> bool:
    """Say whether a calendar is open at a tick; at its closing tick it is not."""
    tick -= _shift(table, number, tick)
    index = last_at_or_before(table.opens, table.first[number], table.first[number + 1], tick)
    return index >= table.first[number] and tick < table.closes[index]


def next_open(table: Calendars, number: int, tick: int) -> int:
    """Return the first open tick at or after `tick`; `NEVER` where there is none."""
    if table.is_always[number]:
        return tick
    shift = _shift(table, number, tick)
    tick -= shift
    index = last_at_or_before(table.opens, table.first[number], table.first[number + 1], tick)
    if index >= table.first[number] and tick < table.closes[index]:
        return shift + tick
    if index + 1 < table.first[number + 1]:
        return shift + table.opens[index + 1]
    if table.period_open[number] == 0:
        return CLOSED_FOR_EVER
    return shift + table.opens[table.folded[number]] + table.period[number]


def next_change(table: Calendars, number: int, tick: int) -> int:
    """Return the first tick after `tick` at which a calendar opens or closes; `NEVER` where there is none."""
    while is_open(table, number, tick):
        shift = _shift(table, number, tick)
        index = last_at_or_before(table.opens, table.first[number], table.first[number + 1], tick - shift)
        is_always = table.period_open[number] == table.period[number] and table.period[number] > 0
        if is_always and index >= table.folded[number]:
            return CLOSED_FOR_EVER
        tick = shift + table.closes[index]
        if not is_open(table, number, tick):
            return tick
    return next_open(table, number, tick)


def tick_at(table: Calendars, number: int, position: int) -> int:
    """Return the first open tick with `position` open ticks before it; `NEVER` where there is none.

    A position exactly at a closing time falls at the next opening.
    """
    if table.is_always[number]:
        return position
    shift = 0
    if position >= table.total[number]:
        if table.period_open[number] == 0:
            return CLOSED_FOR_EVER
        cycles = (position - table.total[number]) // table.period_open[number] + 1
        position -= cycles * table.period_open[number]
        shift = cycles * table.period[number]
    index = last_at_or_before(table.before, table.first[number], table.first[number + 1], position)
    return shift + table.opens[index] + position - table.before[index]


def advance(table: Calendars, number: int, tick: int, work: int) -> int:
    """Return the earliest tick by which `work` open ticks have passed since `tick`; `NEVER` where they never do.

    Work may end exactly at a closing time. Work of 0 ends at `tick` itself.
    """
    if work == 0:
        return tick
    if table.is_always[number]:
        return tick + work
    start = tick_at(table, number, open_before(table, number, tick) + work - 1)
    return start if start == CLOSED_FOR_EVER else start + 1


class OpenTime:
    """Answer how much open time lies between two ticks, and where a given amount of it ends: one calendar.

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
        self.table = Calendars([(tuple(opens), tuple(closes), fold, period)])

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the intervals; typed views of them do not pickle."""
        return (OpenTime, self.table.laid(0))

    @property
    def count(self) -> int:
        """Return the number of intervals, one period of the repeating part included."""
        return self.table.first[1]

    def intervals(self) -> list[tuple[int, int]]:
        """Return the intervals, one period of the repeating part included."""
        opens, closes, _, _ = self.table.laid(0)
        return list(zip(opens, closes, strict=True))

    def repeats(self) -> tuple[int, int]:
        """Return (fold, period)."""
        return (self.table.fold[0], self.table.period[0])

    def laid(self) -> tuple[list[int], list[int], int, int]:
        """Return opens, closes, fold and period."""
        return self.table.laid(0)

    def open_before(self, tick: int) -> int:
        """Return the open ticks in [0, tick)."""
        return open_before(self.table, 0, tick)

    def open_between(self, start: int, end: int) -> int:
        """Return the open ticks in [start, end)."""
        return open_between(self.table, 0, start, end)

    def is_open(self, tick: int) -> bool:
        """Say whether the tick lies in an interval; at its closing tick it does not."""
        return is_open(self.table, 0, tick)

    def next_open(self, tick: int) -> int:
        """Return the first open tick at or after `tick`; `NEVER` where there is none."""
        return next_open(self.table, 0, tick)

    def next_change(self, tick: int) -> int:
        """Return the first tick after `tick` at which the calendar opens or closes; `NEVER` where there is none."""
        return next_change(self.table, 0, tick)

    def tick_at(self, position: int) -> int:
        """Return the first open tick with `position` open ticks before it; see the function of the same name."""
        return tick_at(self.table, 0, position)

    def advance(self, tick: int, work: int) -> int:
        """Return the earliest tick by which `work` open ticks have passed since `tick`; see the function."""
        return advance(self.table, 0, tick, work)


ALWAYS_OPEN = OpenTime((0,), (NEVER,), 0, 0)
"""The calendar that never closes."""
