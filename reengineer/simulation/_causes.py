"""Charge waiting in queues word for word as the page on semantics says, to check the quick form that engines use.

The wait of an item is cut at every tick at which a member of its group is taken, let go, comes or leaves. Each piece
has the cause that held after the last phase C of its first tick. An engine that does so looks at everybody again and
again; it is for tests.
"""

from dataclasses import dataclass
from itertools import pairwise

from reengineer.calendars import NEVER, OpenTime
from reengineer.errors import InternalError, Problem
from reengineer.measures import CAUSES
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import Item
from reengineer.simulation._program import Program
from reengineer.simulation._reference import ReferenceEngine

CONTENTION, PRIORITISATION, UNAVAILABILITY = (
    CAUSES.index(cause) for cause in ("contention", "prioritisation", "unavailability")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Say that a member works on an item.

    Parameters
    ----------
    item : Item
    phase : int
        The phase C, counted from the start of the run, in which the member was taken.
    """

    item: Item
    phase: int


class LiteralEngine(ReferenceEngine):
    """Run like the reference engine, and find the cause of each piece of each wait by looking at every member."""

    def __init__(self, program: Program, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        super().__init__(program, seed, replication, hooks)
        self._phase = 0
        self._since: dict[Item, int] = {}
        self._holding: dict[int, Holding] = {}
        self._held: dict[int, dict[int, Holding]] = {}
        """Who held whom after the last phase C of each tick that had one."""

    def _queue(self, item: Item) -> None:
        self._since[item] = self._phase + 1
        super()._queue(item)

    def _start_work(self) -> None:
        self._phase += 1
        super()._start_work()
        self._held[self._now] = dict(self._holding)

    def _begin(self, item: Item, factor: float, calendar: OpenTime | None) -> None:
        if item.member >= 0:
            self._holding[item.member] = Holding(item=item, phase=self._phase)
        super()._begin(item, factor, calendar)

    def _finish(self, item: Item) -> None:
        self._holding.pop(item.member, None)
        super()._finish(item)

    def _charge_queueing(self, item: Item, group: int) -> None:
        cuts = [*self._cuts(item, group), self._now]
        for start, end in pairwise(cuts):
            item.waits[self._cause(item, group, start)] += end - start

    def _members(self, group: int) -> range:
        first, last = self.program.member_first[group : group + 2].tolist()
        return range(first, last)

    def _cuts(self, item: Item, group: int) -> list[int]:
        """Return the ticks from ready on, before now, at which something about the group may have changed."""
        found = {tick for tick in self._held if item.ready <= tick < self._now} | {item.ready}
        for member in self._members(group):
            tick = self._member_calendar[member].next_change(item.ready)
            while tick < min(self._now, NEVER):
                found.add(tick)
                tick = self._member_calendar[member].next_change(tick)
        return sorted(found)

    def _cause(self, item: Item, group: int, tick: int) -> int:
        """Return the cause that held after phase C of a tick."""
        held = self._held[max(each for each in self._held if each <= tick)]
        on_shift = [member for member in self._members(group) if self._member_calendar[member].is_open(tick)]
        if not on_shift:
            return UNAVAILABILITY
        if any(member not in held for member in on_shift):
            message = f"case {item.case} waited at tick {tick} while somebody who could do its work was free"
            raise InternalError([Problem("RE591", message, "This is a fault of the engine; please report it.")])
        if any(self._overtook(held[member], item) for member in on_shift):
            return PRIORITISATION
        return CONTENTION

    def _overtook(self, holding: Holding, item: Item) -> bool:
        """Say whether a later item was taken in a phase C in which this one could have been."""
        other = holding.item
        return (other.ready, *other.order) > (item.ready, *item.order) and holding.phase >= self._since[item]
