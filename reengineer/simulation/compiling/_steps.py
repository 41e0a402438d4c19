"""Compile what is known of a step: who does it, how long it takes, how it waits, repeats and gathers."""

import math
from datetime import time
from typing import Literal

from reengineer._records import dataclass
from reengineer.annotations import AttributeNotes, BatchRule, CallBackNotes, EscalationNotes, Release, StepNotes
from reengineer.bpmn import MultiInstanceLoopCharacteristics, StandardLoopCharacteristics
from reengineer.calendars import WeeklyCalendar
from reengineer.expressions import ExpressionError
from reengineer.processmap import Node
from reengineer.quantities import Distribution, Duration, Estimate
from reengineer.simulation._tables import (
    COMPLETED_COUNT,
    CONSTANT,
    FINISH,
    FITS,
    LESS_EQUAL,
    PARALLEL_INSTANCES,
    PAUSE,
    SEQUENTIAL,
    STANDARD_AFTER,
    STANDARD_BEFORE,
)
from reengineer.simulation.compiling._context import MICRO, TICKS_A_SECOND, Context
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._layout import Layout
from reengineer.simulation.compiling._people import People
from reengineer.simulation.compiling._rows import AlternativeRow, Row

LEAST_RELEASE_S = 60
"""Releases are laid out one by one for years ahead, so they may not come thicker than this."""
MOST_ALTERNATIVES = 16
RING_S, ATTEMPTS = 30, 3
"""Of a call back where nothing is said: seconds of an attempt that nobody answers, and attempts at most."""
MOST_ATTEMPTS = 63
"""So many have draws of their own."""
AT_CLOSE = {"pause": PAUSE, "finish": FINISH, "fits": FITS}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def ticks(duration: Duration) -> int:
    """Return a fixed duration in ticks."""
    return round(duration.seconds.value * TICKS_A_SECOND)


def fee(notes: StepNotes) -> int:
    """Return the micro-units that each execution costs besides people."""
    return 0 if notes.cost is None else round(notes.cost.amount.value * MICRO)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompiler:
    """Fill in the rows of activities.

    Parameters
    ----------
    context : Context
    layout : Layout
    people : People
    demand : WeeklyCalendar
    expressions : ExpressionTable
    """

    context: Context
    layout: Layout
    people: People
    demand: WeeklyCalendar
    expressions: ExpressionTable

    def worked(self, row: Row, node: Node, notes: StepNotes) -> None:
        """Compile a step that people, systems or nobody work on."""
        row.own.fixed_cost = fee(notes)
        row.own.duration = self._drawn(node, notes.duration)
        row.own.priority = notes.priority or 0
        row.event.failure = notes.fails or 0.0
        row.work.transfer = self._drawn(node, notes.transfer)
        row.work.setup = self._drawn(node, notes.setup)
        row.work.at_close = AT_CLOSE[notes.at_close or "pause"]
        row.work.work_kind = self.context.code(-1, notes.work_kind or f"step {node.id}")
        if notes.learning is not None:
            row.work.learning = math.log2(notes.learning.rate)
            row.work.learning_floor = notes.learning.floor
            row.work.learns_together = int(notes.learning.by == "step" or not notes.requests)
        row.work.updates = tuple(self._update(node, name, value) for name, value in notes.updates.items())
        self._requests(row, node, notes)
        self._queue(row, node, notes)
        self._batch(row, node, notes)
        self.repeated(row, node, notes)
        if notes.release is not None:
            group = notes.requests[0].group if notes.requests else None
            row.own.release = self.release(node, notes.release, notes.calendar, group)

    def _drawn(self, node: Node, distribution: Distribution | None) -> int:
        return -1 if distribution is None else self.context.distribution(distribution, node.source)

    def _update(self, node: Node, name: str, value: AttributeNotes) -> tuple[int, int, int]:
        distribution = attribute_distribution(value, self.expressions)
        return self.expressions.attributes[name], self.context.distribution(distribution, node.source), -1

    # Who

    def _requests(self, row: Row, node: Node, notes: StepNotes) -> None:
        numbers = list(dict.fromkeys(need.alternative for need in notes.requests))
        if len(numbers) > MOST_ALTERNATIVES:
            self.context.refuse(
                "RE505",
                f"it has {len(numbers)} alternatives; the most is {MOST_ALTERNATIVES}",
                "Leave some of them out.",
                node.source,
            )
        found = [self._alternative(node, notes, number) for number in numbers]
        if notes.escalation is not None:
            found.append(self._escalation(row, node, notes, notes.escalation))
        row.request.alternatives = tuple(each for each in found if each is not None)
        row.request.barred = tuple(
            self.layout.numbers[other] for other in notes.not_same_person if other in self.layout.numbers
        )
        row.request.owner = self.layout.numbers.get(notes.same_person or "", -1)
        row.request.preferred = self.layout.numbers.get(notes.prefer_same_person or "", -1)
        row.request.hold = ticks(notes.hold) if notes.hold is not None else 0

    def _alternative(self, node: Node, notes: StepNotes, number: int) -> AlternativeRow | None:
        """Return one way to staff a step; None, and a problem, where somebody it needs is not there."""
        needs = [need for need in notes.requests if need.alternative == number]
        for need in needs:
            there = len(self.people.with_skill(need.group, need.skill))
            if there < need.quantity:
                skilled = f" with the skill {need.skill}" if need.skill else ""
                self.context.refuse(
                    "RE509",
                    f"it needs {need.quantity} of {need.group}{skilled}, and {there or 'nobody'} is in that group"
                    if there or need.quantity > 1 or need.skill
                    else f"it needs {need.group}, and nobody is in that group",
                    "State its members under resources.",
                    node.source,
                )
                return None
        if len({need.group for need in needs}) < len(needs):
            self.context.refuse(
                "RE501",
                "an alternative that names one group twice is not simulated",
                "State one need with a quantity, or a group of its own for each skill.",
                node.source,
            )
        own = next((need.duration for need in needs if need.duration is not None), None)
        return AlternativeRow(
            needs=tuple(
                (self.people.number_of(need.group), need.quantity, self.people.skill_number(need.skill))
                for need in needs
            ),
            duration=self._drawn(node, own),
        )

    def _escalation(self, row: Row, node: Node, notes: StepNotes, escalation: EscalationNotes) -> AlternativeRow | None:
        """Compile what becomes of work that waits too long; return the alternative that it has from then on."""
        row.queue.escalates_after = ticks(escalation.after)
        if escalation.priority is not None:
            row.queue.raises_priority, row.queue.escalated_priority = 1, escalation.priority
        if escalation.group is None or escalation.group in notes.groups:
            return None
        row.queue.escalates_group = 1
        helper = notes.model_copy(update={"role": escalation.group, "needs": ()})
        return self._alternative(node, helper, 0)

    # How it waits

    def _queue(self, row: Row, node: Node, notes: StepNotes) -> None:
        row.queue.preempts, row.queue.interruptible = int(bool(notes.preempts)), int(bool(notes.interruptible))
        if row.own.duration >= 0 and notes.duration is not None:
            row.queue.expected = round(notes.duration.mean * TICKS_A_SECOND)
        row.queue.limit = -1 if notes.limit is None else notes.limit
        row.queue.balk = notes.balk
        row.queue.on_abandoned = self._target(node, notes.abandoned_to)
        row.queue.on_balked = self._target(node, notes.balked_to)
        if notes.priority is None and "priority" in self.expressions.attributes:
            row.queue.priority_of = self.expressions.read("case.priority")
        if notes.due is not None:
            row.queue.due = self.expressions.add(((CONSTANT, notes.due.seconds.value),))
        if notes.patience is not None:
            row.queue.patience = self._drawn(node, notes.patience)
            if notes.patience.working or notes.calendar:
                along = self.context.named_calendar(notes.calendar) if notes.calendar else self.demand
                row.queue.patience_calendar = self.context.calendar(along, node.source)
        if notes.call_back is not None and row.request.alternatives:
            self.call_back(row, node, notes, notes.call_back)
        if notes.retrial is not None:
            row.queue.retrial_share = notes.retrial.share
            row.queue.retrial_delay = self._drawn(node, notes.retrial.after)

    def call_back(self, row: Row, node: Node, notes: StepNotes, offer: CallBackNotes) -> None:
        """Compile the offer to call back; an expected wait is turned into how many wait then."""
        row.queue.callback_from = offer.waiting or 0
        if offer.threshold is not None:
            row.queue.callback_from = self._waiting_at(notes, offer.threshold.seconds.value)
        row.queue.callback_share, row.queue.callback_reach = offer.acceptance, offer.reach
        row.queue.callback_ring = RING_S * TICKS_A_SECOND if offer.ring is None else ticks(offer.ring)
        if offer.retry is not None:
            row.queue.callback_retry = self._drawn(node, Distribution.fixed(offer.retry.seconds))
            row.queue.callback_attempts = offer.attempts or _attempts(offer)

    def _waiting_at(self, notes: StepNotes, wait_s: float) -> int:
        """Return how many wait where the next has to expect a wait: each of those before it, and who is served."""
        lasts = 0.0 if notes.duration is None else notes.duration.mean
        if lasts <= 0:
            return 0
        servers = 0
        for number in dict.fromkeys(need.alternative for need in notes.requests):
            needs = [need for need in notes.requests if need.alternative == number]
            servers += min(len(self.people.with_skill(need.group, need.skill)) // need.quantity for need in needs)
        return max(math.ceil(wait_s * servers / lasts - 1e-9) - 1, 0)

    def _target(self, node: Node, reference: str | None) -> int:
        """Return the element to which those go who leave; an element that no flow reaches must be reached by it."""
        if reference is None:
            return -1
        found = self.context.map.find(reference)
        if found is None or found.id not in self.layout.numbers:
            self.context.refuse(
                "RE519",
                f'those who leave its queue go to "{reference}", and no case comes there',
                "Name an element of the same process that flows lead to.",
                node.source,
            )
            return -1
        return self.layout.numbers[found.id]

    # How it gathers

    def _batch(self, row: Row, node: Node, notes: StepNotes) -> None:
        batch = notes.batch
        if batch is None:
            return
        row.batch.is_batched, row.batch.most = 1, batch.max or 0
        row.batch.is_sequential = int(batch.style == "sequential")
        row.batch.flush = int(bool(batch.flush))
        row.batch.rules = tuple(self._rule(node, rule) for rule in batch.rules)
        row.batch.factors = tuple(sorted((int(size), factor) for size, factor in batch.factor.items()))
        if batch.group_by is not None:
            row.batch.group_by = self._attribute(node, batch.group_by)

    def _attribute(self, node: Node, name: str) -> int:
        plain = name.removeprefix("case.")
        if plain not in self.expressions.attributes:
            self.context.refuse(
                "RE519",
                f'its batches are gathered by "{name}", which is no attribute of cases',
                "State it under cases: {..: {attributes: {..}}}.",
                node.source,
            )
        return self.expressions.attributes.get(plain, -1)

    def _rule(self, node: Node, rule: BatchRule) -> tuple[int, int, int]:
        waited = ticks(rule.waited) if rule.waited is not None else -1
        window = -1
        if rule.window is not None or rule.weekdays:
            window = self.context.calendar(_window(rule, self.context.notes.clock.timezone), node.source)
        return rule.size or 1, waited, window

    def release(self, node: Node, release: Release, calendar: str | None, group: str | None) -> int:
        """Return the calendar of the instants of a release."""
        of_group = self.context.notes.resources[group].calendar if group else None
        name = release.calendar or calendar or of_group
        along = self.context.annotated.calendar(name) if name else self.demand
        if release.every is not None and release.every.seconds.value < LEAST_RELEASE_S:
            self.context.refuse(
                "RE517",
                f"its release comes every {release.every}; the least is a minute",
                "Leave the release out, or write a longer period such as every: 15 min.",
                node.source,
            )
            return -1
        number = self.context.calendars.release(along, release)
        if not self.context.calendars.laid_out[number].count:
            self.context.refuse(
                "RE510",
                "its release never comes: none of its times lies on an open day",
                "Check the times and the calendar.",
                node.source,
            )
        return number

    # How it repeats

    def repeated(self, row: Row, node: Node, notes: StepNotes) -> None:
        """Compile a loop or multi-instance marker, or what the notes say of one."""
        marker = getattr(node.element, "loop", None)
        if isinstance(marker, MultiInstanceLoopCharacteristics) or notes.instances is not None:
            self._instances(row, node, notes, marker)
        elif isinstance(marker, StandardLoopCharacteristics) or notes.loop is not None:
            self._loop(row, node, notes, marker)

    def _instances(self, row: Row, node: Node, notes: StepNotes, marker: object) -> None:
        stated = marker if isinstance(marker, MultiInstanceLoopCharacteristics) else MultiInstanceLoopCharacteristics()
        is_sequential = stated.is_sequential if notes.sequential is None else notes.sequential
        row.repetition.kind = SEQUENTIAL if is_sequential else PARALLEL_INSTANCES
        if notes.instances is not None:
            row.repetition.cardinality = self._drawn(node, notes.instances)
        else:
            row.repetition.cardinality_of = self._read(stated.cardinality)
            if row.repetition.cardinality_of < 0:
                self._refuse_repetition(node, "how many instances it has is not known", "instances: 3")
        if notes.stop_after is not None:
            done = ((CONSTANT, float(notes.stop_after)), (COMPLETED_COUNT, 0.0), (LESS_EQUAL, 0.0))
            row.repetition.completion = self.expressions.add(done)
        else:
            row.repetition.completion = self._read(stated.completion_condition)

    def _loop(self, row: Row, node: Node, notes: StepNotes, marker: object) -> None:
        stated = marker if isinstance(marker, StandardLoopCharacteristics) else StandardLoopCharacteristics()
        before = stated.test_before if notes.loop is None or notes.loop.before is None else notes.loop.before
        row.repetition.kind = STANDARD_BEFORE if before else STANDARD_AFTER
        if notes.loop is not None:
            row.repetition.most = notes.loop.times or 0
            row.repetition.share = -1.0 if notes.loop.again is None else notes.loop.again
            row.repetition.condition = self._read(notes.loop.condition)
            missed = notes.loop.condition is not None and row.repetition.condition < 0
        else:
            maximum = stated.maximum or ""
            row.repetition.most = int(maximum) if maximum.isdigit() else 0
            row.repetition.condition = self._read(stated.condition)
            missed = row.repetition.most == 0 and row.repetition.condition < 0
        if missed:
            self._refuse_repetition(node, "when its loop ends is not known", "loop: {again: 20 %}")

    def _read(self, text: str | None) -> int:
        """Return an expression; -1 where there is none, or none that can be read."""
        try:
            return self.expressions.read(text) if text and text.strip() else -1
        except ExpressionError:
            return -1

    def _refuse_repetition(self, node: Node, what: str, remedy: str) -> None:
        self.context.refuse("RE592", what, f"State it under steps: {{{node.id}: {{{remedy}}}}}.", node.source)


def _attempts(offer: CallBackNotes) -> int:
    """Return how many attempts to call back are made: as many as fit into the promised time, where one is given."""
    if offer.max_delay is None or offer.retry is None or offer.retry.seconds.value <= 0:
        return ATTEMPTS
    return min(1 + int(offer.max_delay.seconds.value / offer.retry.seconds.value + 1e-9), MOST_ATTEMPTS)


def _window(rule: BatchRule, timezone: str) -> WeeklyCalendar:
    """Return the calendar that is open while a rule may let a batch go."""
    days = [DAYS.index(day) for day in rule.weekdays] or range(7)
    start, end = 0, 1440
    if rule.window is not None:
        first, _, last = rule.window.partition("-")
        start, end = (0 if text.strip() == "24:00" else _minutes(text) for text in (first, last))
        end = end or 1440
    weekly = tuple((day * 1440 + start, day * 1440 + end) for day in days)
    return WeeklyCalendar(name="window of a batch", weekly=weekly, timezone=timezone)


def _minutes(text: str) -> int:
    found = time.fromisoformat(text.strip())
    return found.hour * 60 + found.minute


def attribute_distribution(notes: AttributeNotes, expressions: ExpressionTable) -> Distribution:
    """Return how an attribute of a case varies, words by their numbers."""
    if notes.number is not None:
        return notes.number
    if notes.share is not None:
        return _discrete({0.0: 1 - notes.share.value, 1.0: notes.share.value})
    words: dict[str, Estimate | Literal["rest"]] = dict(notes.words or {})
    stated = {word: share.value for word, share in words.items() if isinstance(share, Estimate)}
    rest = max(1 - sum(stated.values()), 0.0)
    return _discrete({expressions.word(word): stated.get(word, rest) for word in words})


def _discrete(shares: dict[float, float]) -> Distribution:
    return Distribution(family="discrete", unit="1", points=tuple(shares.items()))
