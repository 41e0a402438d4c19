"""Let people take work: queues by component, who may do what, who is taken, and who has to wait for whom."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reengineer.calendars import NEVER
from reengineer.simulation._draws import CHOICE_OF_MEMBER
from reengineer.simulation._tables import (
    CHEAPEST,
    DUE_DATE,
    FASTEST,
    FIFO,
    FIRST,
    FITS,
    LEAST_BUSY,
    LIFO,
    LONGEST_IDLE,
    RANDOM,
    SHORTEST,
)
from reengineer.simulation._trouble import nobody_may
from reengineer.simulation.reference import _batches as batches
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._model import Alternative, Need, Step, evaluate
from reengineer.simulation.reference._records import QUEUED, WORKING, Item
from reengineer.simulation.reference._run import CONTENTION, PRIORITISATION, UNAVAILABILITY, Run

Rank = tuple[Any, ...]


@dataclass(slots=True, eq=False)
class Component:
    """Be the groups that steps share, directly or through others, with one queue.

    Parameters
    ----------
    number : int
    members : tuple of int
    groups : frozenset of int
    is_simple : bool
        One group, one need of one member a step, one priority, first come first served, and nothing else that decides:
        then nobody is overtaken, and waiting is charged when it ends.
    discipline, ageing : int
    calendar : int
        Where it is simple: open while anybody is on duty.
    """

    number: int
    members: tuple[int, ...]
    groups: frozenset[int]
    is_simple: bool
    discipline: int
    ageing: int
    calendar: int
    queue: list[tuple[Rank, int, Item]] = field(default_factory=list)
    reserved: dict[int, Item] = field(default_factory=dict)
    wake: int = -1


class People:
    """Run the queues of all components.

    Parameters
    ----------
    run : Run
    literal : bool
        Take no component for a simple one.
    """

    def __init__(self, run: Run, *, literal: bool = False) -> None:
        self.run = run
        self.members = work.Members(run)
        program = run.program
        self.by_group: list[tuple[int, ...]] = [
            tuple(range(*program.member_first[group : group + 2].tolist())) for group in range(program.group_count)
        ]
        self.choice: list[int] = program.requests.choice.tolist()
        self.prefers_same_kind: list[int] = program.requests.prefers_same_kind.tolist()
        self.components = list(_components(run, self.by_group, literal=literal))
        self.of_group: list[int] = program.component.tolist()
        self.dirty = self.members.dirty
        self.tracked = {element for step in run.steps for element in (*step.barred, step.owner, step.preferred)}

    def component_of(self, step: Step) -> Component:
        """Return the component of a step that needs people."""
        return self.components[self.of_group[step.alternatives[0].needs[0].group]]

    # Queues

    def join_queue(self, item: Item) -> None:
        """Put an item in its queue, at its rank."""
        component = self.component_of(item.step)
        if not item.rank:
            item.rank = self._rank(component, item)
            self._check_somebody_may(item)
        item.since = self.run.now
        item.cause = -1
        insort(component.queue, (item.rank, id(item), item))
        self.dirty.add(component.number)

    def leave_queue(self, item: Item) -> None:
        """Take an item out of its queue, its wait charged up to now."""
        component = self.component_of(item.step)
        self._charge(component, item)
        component.queue.remove((item.rank, id(item), item))
        self.dirty.add(component.number)

    def _rank(self, component: Component, item: Item) -> Rank:
        step, lead = item.step, item.rows[0] if item.rows else item
        priority = int(evaluate(step.priority_of, lead.known)) if step.priority_of else step.priority
        item.overtaken = 0
        keys = {FIFO: item.ready, LIFO: -item.ready, SHORTEST: step.expected}
        if component.discipline == DUE_DATE:
            due = self.run.rounded(evaluate(step.due, lead.known), step) + lead.case.arrived if step.due else NEVER
            keys[DUE_DATE] = due
        key = keys[component.discipline]
        if component.ageing:
            return (item.ready + priority * component.ageing, 0, item.ready, *lead.key)
        return (priority, key, item.ready, *lead.key)

    def priority_of(self, item: Item) -> int:
        """Return the priority of an item."""
        step, lead = item.step, item.rows[0] if item.rows else item
        return int(evaluate(step.priority_of, lead.known)) if step.priority_of else step.priority

    # Who may

    def admissible(self, item: Item, need: Need) -> Iterator[int]:
        """Give the members who may meet a need of an item: of the group, with the skill, not barred by who did what."""
        case, step = item.case, item.step
        barred = {member for element in step.barred for member in case.barred.get(element, ())}
        only = case.doers.get(step.owner) if step.owner >= 0 else None
        if only is None and item.hold_until > self.run.now:
            only = case.doers.get(step.preferred)
        for member in self.by_group[need.group]:
            if need.skill >= 0 and not self.members.skills[member][need.skill]:
                continue
            if member in barred or (only is not None and member not in only):
                continue
            yield member

    def _check_somebody_may(self, item: Item) -> None:
        """Stop the run where nobody could ever begin an item, because of who did other steps of its case."""
        step = item.step
        if not step.barred and step.owner < 0:
            return
        for alternative in step.alternatives:
            if all(len(list(self.admissible(item, need))) >= need.quantity for need in alternative.needs):
                return
        others = [self.run.steps[element].id for element in (*step.barred, *((step.owner,) if step.owner >= 0 else ()))]
        raise nobody_may(item.case.number, step.id, ", ".join(others))

    def _is_free(self, component: Component, member: int, item: Item) -> bool:
        """Say whether a member is on duty with room, and not kept for another item."""
        if component.reserved.get(member, item) is not item:
            return False
        return self.members.has_room(member) and self.members.calendars[member].is_open(self.run.now)

    def _staff(self, component: Component, item: Item, extra: frozenset[int] = frozenset()) -> "Found | None":
        """Return the first alternative that can begin now and who would do it; `extra` members count as free too."""
        for alternative in item.step.alternatives:
            who: list[int] = []
            for number, need in enumerate(alternative.needs):
                free = [
                    member
                    for member in self.admissible(item, need)
                    if member in extra or self._is_free(component, member, item)
                ]
                if len(free) < need.quantity:
                    break
                who += self._chosen(item, need, number, free)
            else:
                found = Found(alternative, tuple(who))
                if item.step.at_close != FITS or work.fits(self.run, item, self.members, found.who, alternative):
                    return found
        return None

    def _chosen(self, item: Item, need: Need, number: int, free: list[int]) -> list[int]:
        """Return who of the free members is taken."""
        if len(free) == need.quantity and self.choice[need.group] != RANDOM:
            return free
        members, step = self.members, item.step
        owners = item.case.doers.get(step.preferred, ()) if step.preferred >= 0 else ()
        prefers = bool(self.prefers_same_kind[need.group])

        def first_keys(member: int) -> tuple[int, int, int]:
            changes = int(prefers and step.setup >= 0 and members.kind[member] != step.work_kind)
            return (int(member not in owners), len(members.in_hand[member]), changes)

        if self.choice[need.group] != RANDOM:
            by_rule = self._rule(self.choice[need.group])
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
            LEAST_BUSY: lambda member: members.busy[member],
            FASTEST: lambda member: members.factor[member],
            CHEAPEST: lambda member: members.rate[member],
        }
        return rules[rule]

    # Phase C

    def dispatch(self) -> None:
        """Start what can start, in every component in which something changed."""
        while self.dirty:
            numbers = sorted(self.dirty)
            self.dirty.clear()
            for number in numbers:
                component = self.components[number]
                if not component.queue:
                    continue
                if component.is_simple:
                    self._dispatch_simple(component)
                else:
                    self._walk(component)
                    self._look_for_causes(component)
                    self._wake_at_change(component)

    def _dispatch_simple(self, component: Component) -> None:
        members, now = self.members, self.run.now
        queue = component.queue
        while queue:
            free = [member for member in component.members if not members.in_hand[member]]
            member = next((each for each in free if members.calendars[each].is_open(now)), -1)
            if member < 0:
                if free:
                    self._wake(component, min(members.calendars[each].next_open(now) for each in free))
                return
            item = queue.pop(0)[2]
            self._charge(component, item)
            self._begin(item, Found(item.step.alternatives[0], (member,)))

    def _walk(self, component: Component) -> None:
        """Go through the queue by rank; start what can start, and let others pass what cannot.

        After a pre-emption the walk begins anew.
        """
        while True:
            component.reserved.clear()
            passed: list[Item] = []
            for rank, number, item in list(component.queue):
                found = self._staff(component, item)
                if found is not None:
                    component.queue.remove((rank, number, item))
                    self._charge(component, item)
                    self._begin(item, found)
                    self._count_overtaking(component, passed, found.who)
                elif self._preempt(component, item):
                    break
                elif item.step.takes_several:
                    passed.append(item)
                    self._reserve(component, item)
            else:
                return

    def _count_overtaking(self, component: Component, passed: Iterable[Item], who: tuple[int, ...]) -> None:
        """Count the start of a later item for each earlier one that needs one of the groups it took from."""
        groups = {self.members.group[member] for member in who}
        for item in passed:
            if groups & item.step.groups:
                item.overtaken += 1
                self._reserve(component, item)

    def _reserve(self, component: Component, item: Item) -> None:
        """Keep free members for an item that was overtaken too often, as long as enough are on duty."""
        if item.overtaken < self.run.program.overtakes or item in component.reserved.values():
            return
        for alternative in item.step.alternatives:
            if not self._enough_on_duty(item, alternative):
                continue
            for need in alternative.needs:
                free = [each for each in self.admissible(item, need) if self._is_free(component, each, item)]
                component.reserved.update(dict.fromkeys(free[: need.quantity], item))
            return

    def _enough_on_duty(self, item: Item, alternative: Alternative) -> bool:
        now, calendars = self.run.now, self.members.calendars
        return all(
            sum(calendars[member].is_open(now) for member in self.admissible(item, need)) >= need.quantity
            for need in alternative.needs
        )

    def _preempt(self, component: Component, item: Item) -> bool:
        """Take the member of a worse task for an item that may; say whether that was done."""
        if not item.step.preempts:
            return False
        own = self.priority_of(item)
        worse = [
            (-self.priority_of(other), -other.last_allocated, [-part for part in other.key], other)
            for member in component.members
            for other in self.members.in_hand[member]
            if self._is_victim(other) and self.priority_of(other) > own
        ]
        for *_, victim in sorted(worse, key=lambda each: each[:3]):
            member = victim.members[0]
            on_duty = self.members.calendars[member].is_open(self.run.now)
            found = self._staff(component, item, frozenset(victim.members)) if on_duty else None
            if found is None or member not in found.who:
                continue
            work.stop(self.run, self.members, victim)
            victim.stage = QUEUED
            self.join_queue(victim)
            component.queue.remove((item.rank, id(item), item))
            self._charge(component, item)
            self._begin(item, found)
            return True
        return False

    def _is_victim(self, other: Item) -> bool:
        stretch = other.stretch
        return (
            other.step.interruptible
            and other.stage == WORKING
            and len(other.members) == 1
            and not other.rows
            and stretch is not None
            and self.run.now >= stretch.work_begins
        )

    def _begin(self, item: Item, found: "Found") -> None:
        if item.step.number in self.tracked:
            for row in item.rows or (item,):
                row.case.doers[item.step.number] = found.who
                row.case.barred.setdefault(item.step.number, set()).update(found.who)
        work.begin(self.run, self.members, item, found.who, found.alternative)
        if item.rows:
            batches.started(self.run, self.members, item)

    # Causes

    def charge(self, item: Item) -> None:
        """Charge the wait of an item in its queue up to now; one that is just ready has not waited."""
        if item.rank:
            self._charge(self.component_of(item.step), item)

    def _charge(self, component: Component, item: Item) -> None:
        """Charge the wait of an item in its queue up to now."""
        now = self.run.now
        if item.since == now:
            return
        if component.is_simple:
            on_duty = self.run.calendars[component.calendar].open_between(item.since, now)
            item.waits[CONTENTION] += on_duty
            item.waits[UNAVAILABILITY] += now - item.since - on_duty
        else:
            item.waits[item.cause] += now - item.since
        item.since = now

    def _look_for_causes(self, component: Component) -> None:
        """Cut the wait of each item that still waits where its cause changes."""
        for _, _, item in component.queue:
            cause = self._cause(component, item)
            if cause != item.cause:
                if item.cause >= 0:
                    self._charge(component, item)
                item.since = self.run.now
                item.cause = cause

    def _cause(self, component: Component, item: Item) -> int:
        """Return why an item waits from now on."""
        possible = [each for each in item.step.alternatives if self._enough_on_duty(item, each)]
        if not possible:
            return UNAVAILABILITY
        overtakers = self._overtakers(component, item)
        short = False
        for alternative in possible:
            lacks = [need for need in alternative.needs if self._free_for(item, need, frozenset()) < need.quantity]
            short = short or bool(lacks)
            if lacks and all(self._free_for(item, need, overtakers) >= need.quantity for need in alternative.needs):
                return PRIORITISATION
        if short or (component.reserved and any(self._is_kept(component, item, each) for each in possible)):
            return CONTENTION
        return UNAVAILABILITY

    def _overtakers(self, component: Component, item: Item) -> frozenset[Item]:
        lead = item.rows[0] if item.rows else item
        own = (item.ready, *lead.key)
        return frozenset(
            other
            for member in component.members
            for other in self.members.in_hand[member]
            if (other.ready, *(other.rows[0] if other.rows else other).key) > own
            and other.allocated_phase >= item.first_phase
        )

    def _free_for(self, item: Item, need: Need, gone: frozenset[Item]) -> int:
        """Return how many could meet a need now, if some items were not there."""
        members, now = self.members, self.run.now
        return sum(
            members.calendars[member].is_open(now)
            and sum(other not in gone for other in members.in_hand[member]) < members.capacity[member]
            for member in self.admissible(item, need)
        )

    def _is_kept(self, component: Component, item: Item, alternative: Alternative) -> bool:
        return any(
            component.reserved.get(member, item) is not item
            for need in alternative.needs
            for member in self.admissible(item, need)
        )

    # Shifts

    def _wake_at_change(self, component: Component) -> None:
        """Look again when a shift of anybody here changes, as long as somebody waits."""
        if component.queue:
            self._wake(component, min(self.members.calendars[m].next_change(self.run.now) for m in component.members))

    def _wake(self, component: Component, tick: int) -> None:
        if tick >= NEVER or self.run.now < component.wake <= tick:
            return
        component.wake = tick
        event = self.run.env.timeout(tick - self.run.now, component.number)
        event.callbacks.append(lambda _event: self.dirty.add(component.number))


@dataclass(frozen=True, slots=True)
class Found:
    """Be a way to staff an item, and who would do it."""

    alternative: Alternative
    who: tuple[int, ...]


def _components(run: Run, by_group: list[tuple[int, ...]], *, literal: bool) -> Iterator[Component]:
    program = run.program
    numbers: list[int] = program.component.tolist()
    for number in range(max(numbers, default=-1) + 1):
        groups = frozenset(group for group, own in enumerate(numbers) if own == number)
        yield Component(
            number=number,
            members=tuple(member for group in sorted(groups) for member in by_group[group]),
            groups=groups,
            is_simple=not literal and is_simple(run, groups, number),
            discipline=int(program.queues.discipline[number]),
            ageing=int(program.queues.ageing[number]),
            calendar=int(program.group_calendar[min(groups)]),
        )


def is_simple(run: Run, groups: frozenset[int], number: int) -> bool:
    """Say whether nothing but the order of being ready decides who is served in a component."""
    program = run.program
    steps = [step for step in run.steps if step.groups & groups]
    group = min(groups)
    return (
        len(groups) == 1
        and int(program.queues.discipline[number]) == FIFO
        and int(program.queues.ageing[number]) == 0
        and int(program.requests.capacity[group]) == 1
        and int(program.requests.choice[group]) == FIRST
        and not int(program.requests.prefers_same_kind[group])
        and len({step.priority for step in steps}) < 2
        and all(_is_plain(step) for step in steps)
    )


def _is_plain(step: Step) -> bool:
    return (
        len(step.alternatives) == 1
        and len(step.alternatives[0].needs) == 1
        and step.alternatives[0].needs[0].quantity == 1
        and step.alternatives[0].needs[0].skill < 0
        and not step.priority_of
        and not step.preempts
        and not step.barred
        and step.owner < 0
        and step.preferred < 0
        and not step.is_batched
        and step.at_close != FITS
    )
