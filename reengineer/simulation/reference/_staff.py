"""Find who may do an item of work, who could begin it now, and who of them is taken."""

from collections import Counter
from collections.abc import Callable, Iterator

from reengineer._records import dataclass
from reengineer.simulation._draws import CHOICE_OF_MEMBER
from reengineer.simulation._duty import ever_together
from reengineer.simulation._tables import CHEAPEST, FASTEST, FIRST, FITS, LEAST_BUSY, LONGEST_IDLE, RANDOM
from reengineer.simulation._trouble import nobody_may
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._components import Component
from reengineer.simulation.reference._model import Alternative, Need
from reengineer.simulation.reference._records import Item
from reengineer.simulation.reference._run import Run


@dataclass(frozen=True, slots=True)
class Found:
    """Be a way to staff an item, and who would do it."""

    alternative: Alternative
    who: tuple[int, ...]


class Staff:
    """Look members up.

    Parameters
    ----------
    run : Run
    members : Members
    """

    def __init__(self, run: Run, members: work.Members) -> None:
        self.run = run
        self.members = members
        program = run.program
        self.by_group: list[tuple[int, ...]] = [
            tuple(range(*program.member_first[group : group + 2].tolist())) for group in range(program.group_count)
        ]
        self._choice: list[int] = program.requests.choice.tolist()
        self._prefers_same_kind: list[int] = program.requests.prefers_same_kind.tolist()

    def admissible(self, item: Item, need: Need, *, ever: bool = False) -> Iterator[int]:
        """Give the members who may meet a need of an item: by group, by skill, and by who did what.

        Parameters
        ----------
        ever : bool
            Leave out that it is held for somebody for a while.
        """
        barred, kept_to = self._by_others(item, ever=ever)
        for member in self.by_group[need.group]:
            if need.skill >= 0 and not self.members.skills[member][need.skill]:
                continue
            if member in barred or not all(self._may_join(item, need, member, only) for only in kept_to):
                continue
            yield member

    def _by_others(self, item: Item, *, ever: bool) -> tuple[set[int], list[tuple[int, ...]]]:
        """Return who is barred from an item, and whom it is kept to: of a batch, by what was done of each in it."""
        step = item.step
        cases = {row.case.number: row.case for row in item.rows or (item,)}.values()
        barred = {member for case in cases for element in step.barred for member in case.barred.get(element, ())}
        kept_to = [case.doers[step.owner] for case in cases if step.owner in case.doers]
        lead = item.rows[0] if item.rows else item
        if not ever and item.hold_until > self.run.now and step.preferred in lead.case.doers:
            kept_to.append(lead.case.doers[step.preferred])
        return barred, kept_to

    def _may_join(self, item: Item, need: Need, member: int, only: tuple[int, ...]) -> bool:
        """Say whether a member may meet a need of what is kept to some; a need of others, beside theirs, is free."""
        groups = {self.members.group[each] for each in only}
        beside = next(each.needs for each in item.ways if any(one is need for one in each.needs))
        return member in only or (need.group not in groups and any(one.group in groups for one in beside))

    def check_somebody_may(self, item: Item) -> None:
        """Stop the run where nobody could ever begin an item, because of who did other steps of its case."""
        step = item.step
        if not step.barred and step.owner < 0:
            return
        if any(self._could_ever(item, alternative) for alternative in item.ways):
            return
        others = [self.run.steps[element].id for element in (*step.barred, *((step.owner,) if step.owner >= 0 else ()))]
        raise nobody_may(item.case.number, step.id, ", ".join(others))

    def _could_ever(self, item: Item, alternative: Alternative) -> bool:
        """Say whether enough who may do an item are on duty together at any time."""
        hours = []
        for need in alternative.needs:
            members = list(self.admissible(item, need, ever=True))
            if len(members) < need.quantity:
                return False
            hours.append((need.quantity, Counter(self.members.calendars[member] for member in members)))
        return not item.step.takes_several or ever_together(hours)

    def is_free(self, component: Component, member: int, item: Item) -> bool:
        """Say whether a member is on duty with room, and not kept for another item."""
        if component.reserved.get(member, item) is not item:
            return False
        return self.members.has_room(member) and self.members.calendars[member].is_open(self.run.now)

    def find(self, component: Component, item: Item, extra: frozenset[int] = frozenset()) -> Found | None:
        """Return the first alternative that can begin now and who would do it; `extra` members count as free too."""
        for alternative in item.ways:
            found = self._find_by(component, item, alternative, extra)
            if found is not None and item.step.at_close == FITS:
                found = self._find_in_time(component, item, found, extra)
            if found is not None:
                return found
        return None

    def _find_by(
        self,
        component: Component,
        item: Item,
        alternative: Alternative,
        extra: frozenset[int],
        passed: frozenset[int] = frozenset(),
    ) -> Found | None:
        """Return who would do an item in an alternative now; those who are passed over do not count."""
        who: list[int] = []
        for number, need in enumerate(alternative.needs):
            free = [
                member
                for member in self.admissible(item, need)
                if member not in passed and (member in extra or self.is_free(component, member, item))
            ]
            if len(free) < need.quantity:
                return None
            who += self._chosen(item, need, number, free)
        return Found(alternative, tuple(who))

    def _find_in_time(self, component: Component, item: Item, first: Found, extra: frozenset[int]) -> Found | None:
        """Pass over those who go before the work would end; what is too long for those chosen first may pause."""
        found: Found | None = first
        passed: frozenset[int] = frozenset()
        while found is not None:
            ends = self.run.now + work.takes(self.run, item, self.members, found.who, first.alternative)
            early = [member for member in found.who if self.members.calendars[member].next_change(self.run.now) < ends]
            if not early:
                return found
            passed |= frozenset(early)
            found = self._find_by(component, item, first.alternative, extra, passed)
        return first if work.is_too_long(self.run, item, self.members, first.who, first.alternative) else None

    def _chosen(self, item: Item, need: Need, number: int, free: list[int]) -> list[int]:
        """Return who of the free members is taken."""
        if len(free) == need.quantity and self._choice[need.group] != RANDOM:
            return free
        members, step = self.members, item.step
        owners = item.case.doers.get(step.preferred, ()) if step.preferred >= 0 else ()
        prefers = bool(self._prefers_same_kind[need.group])

        def first_keys(member: int) -> tuple[int, int, int]:
            changes = int(prefers and step.setup >= 0 and members.kind[member] != step.work_kind)
            return (int(member not in owners), len(members.in_hand[member]), changes)

        if self._choice[need.group] != RANDOM:
            by_rule = self._rule(self._choice[need.group])
            return sorted(free, key=lambda member: (*first_keys(member), by_rule(member), member))[: need.quantity]
        ordered = sorted(free, key=lambda member: (*first_keys(member), member))
        best = [member for member in ordered if first_keys(member) == first_keys(ordered[0])]
        lead = item.rows[0] if item.rows else item
        start = int(self.run.uniform_of(lead, CHOICE_OF_MEMBER, number) * len(best))
        return (best[start:] + best[:start] + ordered[len(best) :])[: need.quantity]

    def _rule(self, rule: int) -> Callable[[int], float]:
        members = self.members
        rules: dict[int, Callable[[int], float]] = {
            FIRST: lambda _member: 0,
            LONGEST_IDLE: lambda member: members.released[member],
            LEAST_BUSY: lambda member: work.busy_so_far(members, member, self.run.now),
            FASTEST: lambda member: members.factor[member],
            CHEAPEST: lambda member: members.rate[member],
        }
        return rules[rule]

    def is_on_duty(self, item: Item, alternative: Alternative) -> bool:
        """Say whether enough who may do an item are on duty, busy or not, for every need of an alternative."""
        now, calendars = self.run.now, self.members.calendars
        return all(
            sum(calendars[member].is_open(now) for member in self.admissible(item, need)) >= need.quantity
            for need in alternative.needs
        )

    def count_free(self, item: Item, need: Need, gone: frozenset[Item]) -> int:
        """Return how many could meet a need now, if some items were not there."""
        members, now = self.members, self.run.now
        return sum(
            members.calendars[member].is_open(now)
            and sum(other not in gone for other in members.in_hand[member]) < members.capacity[member]
            for member in self.admissible(item, need)
        )
