"""Let people take work: queues by component, who may do what, who is taken, and who has to wait for whom."""

from bisect import insort
from collections.abc import Iterable

from reengineer.calendars import NEVER
from reengineer.simulation._tables import DUE_DATE, FIFO, LIFO, SHORTEST
from reengineer.simulation.reference import _batches as batches
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._causes import cause_of
from reengineer.simulation.reference._components import Component, Rank, find_components
from reengineer.simulation.reference._model import Step, evaluate, groups_of
from reengineer.simulation.reference._records import QUEUED, WORKING, Item
from reengineer.simulation.reference._run import CONTENTION, UNAVAILABILITY, Run
from reengineer.simulation.reference._staff import Found, Staff


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
        self.staff = Staff(run, self.members)
        self.components = list(find_components(run, self.staff.by_group, literal=literal))
        self.of_group: list[int] = run.program.component.tolist()
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
            item.overtaken = 0
            self.staff.check_somebody_may(item)
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
        priority = self.priority_of(item)
        keys = {FIFO: item.ready, LIFO: -item.ready, SHORTEST: step.expected}
        if component.discipline == DUE_DATE:
            due = self.run.rounded(evaluate(step.due, lead.known), step) + self.run.came(lead) if step.due else NEVER
            keys[DUE_DATE] = due
        key = keys[component.discipline]
        if component.ageing:
            return (item.ready + priority * component.ageing, 0, item.ready, *lead.key)
        return (priority, key, item.ready, *lead.key)

    def priority_of(self, item: Item) -> int:
        """Return the priority of an item."""
        step, lead = item.step, item.rows[0] if item.rows else item
        if lead.escalated and step.raises_priority:
            return step.escalated_priority
        return int(evaluate(step.priority_of, lead.known)) if step.priority_of else step.priority

    def escalate(self, item: Item) -> None:
        """Give an item that waits the place in its queue that it has once it is escalated."""
        component = self.component_of(item.step)
        component.queue.remove((item.rank, id(item), item))
        item.rank = self._rank(component, item)
        insort(component.queue, (item.rank, id(item), item))
        self.dirty.add(component.number)

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
                found = self.staff.find(component, item)
                if found is not None:
                    component.queue.remove((rank, number, item))
                    self._charge(component, item)
                    self._begin(item, found)
                    self._count_overtaking(component, passed, found.who)
                elif self._preempt(component, item, passed):
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
            if groups & groups_of(item.ways):
                item.overtaken += 1
                self._reserve(component, item)

    def _reserve(self, component: Component, item: Item) -> None:
        """Keep free members for an item that was overtaken too often, as long as enough are on duty."""
        if item.overtaken < self.run.program.overtakes or item in component.reserved.values():
            return
        for alternative in item.ways:
            if not self.staff.is_on_duty(item, alternative):
                continue
            for need in alternative.needs:
                free = [each for each in self.staff.admissible(item, need) if self.staff.is_free(component, each, item)]
                component.reserved.update(dict.fromkeys(free[: need.quantity], item))
            return

    def _preempt(self, component: Component, item: Item, passed: Iterable[Item]) -> bool:
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
            found = self.staff.find(component, item, frozenset(victim.members)) if on_duty else None
            if found is None or member not in found.who:
                continue
            work.stop(self.run, self.members, victim)
            victim.stage = QUEUED
            self.join_queue(victim)
            component.queue.remove((item.rank, id(item), item))
            self._charge(component, item)
            self._begin(item, found)
            self._count_overtaking(component, passed, found.who)
            return True
        return False

    def _is_victim(self, other: Item) -> bool:
        stretch = other.stretch
        return (
            other.step.interruptible
            and other.stage == WORKING
            and len(other.members) == 1
            and not other.rows
            and not other.is_ringing
            and stretch is not None
            and self.run.now >= stretch.work_begins
        )

    def _begin(self, item: Item, found: Found) -> None:
        if item.step.number in self.tracked:
            for row in item.rows or (item,):
                row.case.doers[item.step.number] = found.who
                row.case.barred.setdefault(item.step.number, set()).update(found.who)
        work.begin(self.run, self.members, item, found.who, found.alternative)
        if item.rows:
            batches.started(self.run, self.members, item)

    # Waiting

    def charge(self, item: Item) -> None:
        """Charge the wait of an item in its queue up to now; one that is just ready has not waited."""
        if item.rank:
            self._charge(self.component_of(item.step), item)

    def _charge(self, component: Component, item: Item) -> None:
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
            cause = cause_of(self.staff, component, item)
            if cause == UNAVAILABILITY:
                self.staff.check_somebody_may(item)
            if cause != item.cause:
                if item.cause >= 0:
                    self._charge(component, item)
                item.since = self.run.now
                item.cause = cause

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
