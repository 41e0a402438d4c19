"""Hold what a program says beyond the plain part: scopes, events, repetition, queues, people, batches, expressions.

The tables are those of `_tables`, flat; nothing here changes while a run goes. ``-1`` stands for none.
"""

from array import array
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reengineer.simulation._program import (
    CATCH,
    EVENT_BASED,
    INCLUSIVE,
    PARALLEL,
    SUBPROCESS,
    TASK,
)
from reengineer.simulation._tables import (
    CANCEL,
    ERROR,
    FIFO,
    FIRST,
    FITS,
    NO_LOOP,
    NO_TRIGGER,
    PAUSE,
    TERMINATE,
)
from reengineer.simulation.loop._arrays import doubles, ints, point_all
from reengineer.simulation.loop._kernel import RulesTable

if TYPE_CHECKING:
    from reengineer.simulation._program import Program


PROGRAMS = 64
"""Programs whose tables are kept for their next replication."""


class Rules(RulesTable):
    """Hold the tables of a program that only some models fill.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: "Program") -> None:
        self._take_scopes(program)
        self._take_events(program)
        self._take_repetition(program)
        self._take_routes(program)
        self._take_work(program)
        self._take_queues(program)
        self._take_requests(program)
        self._take_members(program)
        self._take_batches(program)
        self._take_demand(program)
        self._find_simple(program)
        self._find_plain(program)
        point_all(self)

    def _take_scopes(self, program: "Program") -> None:
        scopes = program.scopes
        self.body, self.inside, self.body_word = ints(scopes.body), ints(scopes.inside), ints(scopes.body_word)
        self.entry_first, self.entry_element = ints(scopes.entry_first), ints(scopes.entry_element)
        self.handler_first, self.handler_start = ints(scopes.handler_first), ints(scopes.handler_start)
        self.boundary_first, self.boundary_element = ints(scopes.boundary_first), ints(scopes.boundary_element)
        self.interrupting = ints(scopes.interrupting)
        # The event sub-process to which a start event belongs.
        holders = {body: element for element, body in enumerate(scopes.inside.tolist()) if body >= 0}
        self.handler_of = array("q", [holders.get(body, -1) for body in scopes.body.tolist()])

    def _take_events(self, program: "Program") -> None:
        events = program.events
        self.trigger, self.code = ints(events.trigger), ints(events.code)
        self.receiver_first, self.receiver_element = ints(events.receiver_first), ints(events.receiver_element)
        self.message_delay, self.timer_tick = ints(events.message_delay), ints(events.timer_tick)
        self.timer_times, self.from_started = ints(events.timer_times), ints(events.from_started)
        self.event_condition, self.broadcast = ints(events.condition), ints(events.broadcast)
        self.handler, self.failure = ints(events.handler), doubles(events.failure)
        self.whole, self.parts, self.needs_all = ints(events.whole), ints(events.parts), ints(events.needs_all)
        throws = (events.trigger != NO_TRIGGER) | (events.parts > 0) | (np.diff(events.receiver_first) > 0)
        self.throws = ints(throws.astype(np.int64))

    def _take_repetition(self, program: "Program") -> None:
        repetition = program.repetition
        self.loop, self.loop_most = ints(repetition.kind), ints(repetition.most)
        self.cardinality, self.cardinality_of = ints(repetition.cardinality), ints(repetition.cardinality_of)
        self.loop_condition, self.loop_share = ints(repetition.condition), doubles(repetition.share)
        self.completion = ints(repetition.completion)

    def _take_routes(self, program: "Program") -> None:
        routes = program.routes
        self.way_condition, self.default_way = ints(routes.condition), ints(routes.default)
        self.flow_word = ints(routes.flow_word)
        self.share_first, self.share = ints(routes.share_first), doubles(routes.share)
        self.join_bits, self.join_number = ints(routes.join_bits), ints(routes.join_number)
        first = program.out_first.tolist()
        conditional = [
            any(routes.condition[place] >= 0 for place in range(begin, last)) for begin, last in pairwise(first)
        ]
        self.is_conditional = array("q", map(int, conditional))
        self.has_inclusive_joins = bool((routes.join_number >= 0).any())

    def _take_work(self, program: "Program") -> None:
        work = program.work
        self.transfer, self.setup = ints(work.transfer), ints(work.setup)
        self.work_kind, self.at_close = ints(work.work_kind), ints(work.at_close)
        self.updates_first, self.update_attribute = ints(work.updates_first), ints(work.update_attribute)
        self.update_value, self.update_of = ints(work.update_value), ints(work.update_of)
        self.duration_of = ints(work.duration_of)
        self.learning, self.learning_floor = doubles(work.learning), doubles(work.learning_floor)
        self.learns_together = ints(work.learns_together)
        learns = work.learning != 0
        self.learners = int(learns.sum())
        self.learner = array("q", np.where(learns, np.cumsum(learns) - 1, -1).tolist())
        self.operation_first, self.operation = ints(program.expressions.first), ints(program.expressions.operation)
        self.operand = doubles(program.expressions.operand)
        longest = max((last - begin for begin, last in pairwise(program.expressions.first.tolist())), default=0)
        self.stack_room = longest + 1

    def _take_queues(self, program: "Program") -> None:
        queues = program.queues
        self.priority, self.priority_of = ints(program.priority), ints(queues.priority_of)
        self.due, self.expected = ints(queues.due), ints(queues.expected)
        self.preempts, self.interruptible = ints(queues.preempts), ints(queues.interruptible)
        self.patience, self.patience_of = ints(queues.patience), ints(queues.patience_of)
        self.patience_calendar, self.limit = ints(queues.patience_calendar), ints(queues.limit)
        self.on_abandoned, self.on_balked = ints(queues.on_abandoned), ints(queues.on_balked)
        self.balk_first, self.balk_share = ints(queues.balk_first), doubles(queues.balk_share)
        self.retrial_share, self.retrial_delay = doubles(queues.retrial_share), ints(queues.retrial_delay)
        self.callback_from, self.callback_share = ints(queues.callback_from), doubles(queues.callback_share)
        self.callback_reach, self.callback_ring = doubles(queues.callback_reach), ints(queues.callback_ring)
        self.callback_retry, self.callback_attempts = ints(queues.callback_retry), ints(queues.callback_attempts)
        self.escalates_after, self.escalates_group = ints(queues.escalates_after), ints(queues.escalates_group)
        self.raises_priority = ints(queues.raises_priority)
        self.escalated_priority = ints(queues.escalated_priority)
        self.discipline, self.ageing = ints(queues.discipline), ints(queues.ageing)
        has_limit = (queues.limit >= 0) | (np.diff(queues.balk_first) > 0) | (queues.callback_from >= 0)
        self.has_limit = ints(has_limit.astype(np.int64))
        self.has_limits = bool(has_limit.any())

    def _take_requests(self, program: "Program") -> None:
        requests = program.requests
        self.alternative_first, self.need_first = ints(program.alternative_first), ints(program.need_first)
        self.need_group, self.need_quantity = ints(program.need_group), ints(program.need_quantity)
        self.alternative_factor = doubles(requests.alternative_factor)
        self.alternative_duration, self.need_skill = ints(requests.alternative_duration), ints(requests.need_skill)
        self.member_skills, self.skill_count = ints(requests.member_skills), int(requests.member_skills.shape[1])
        self.barred_first, self.barred_element = ints(requests.barred_first), ints(requests.barred_element)
        self.owner, self.preferred, self.hold = ints(requests.owner), ints(requests.preferred), ints(requests.hold)
        watched = {*requests.barred_element.tolist(), *requests.owner.tolist(), *requests.preferred.tolist()}
        self.is_watched = array("q", [int(element in watched) for element in range(program.element_count)])
        bound = [
            begin < last or owner >= 0 or preferred >= 0
            for (begin, last), owner, preferred in zip(
                pairwise(requests.barred_first.tolist()),
                requests.owner.tolist(),
                requests.preferred.tolist(),
                strict=True,
            )
        ]
        self.is_bound, self.binds = array("q", map(int, bound)), int(any(bound))
        self.overtakes = program.overtakes
        self._find_several(program)

    def _find_several(self, program: "Program") -> None:
        """Find the steps of which some alternative takes several members, and the components with such a step."""
        needs = program.need_first.tolist()
        sums = [int(program.need_quantity[begin:last].sum()) for begin, last in pairwise(needs)]
        several = [
            any(each > 1 for each in sums[begin:last]) for begin, last in pairwise(program.alternative_first.tolist())
        ]
        self.takes_several = array("q", map(int, several))
        self.most_members = max(sums, default=0)

    def _take_members(self, program: "Program") -> None:
        requests = program.requests
        groups = program.group_of_member.tolist()
        capacity = [int(requests.capacity[group]) for group in groups]
        self.choice, self.prefers_same_kind = ints(requests.choice), ints(requests.prefers_same_kind)
        self.slow_first, self.slow = ints(requests.slow_first), doubles(requests.slow)
        self.member_capacity, self.most_capacity = array("q", capacity), max(capacity, default=1)
        rates = zip(program.member_rate.tolist(), requests.overtime_rate.tolist(), capacity, strict=True)
        shared = [(_shared(rate, many), _shared(overtime, many)) for rate, overtime, many in rates]
        self.rate = array("q", [rate for rate, _ in shared])
        self.overtime_rate = array("q", [overtime for _, overtime in shared])
        self.initial_kind = ints(requests.initial_kind)
        # The tick by which a calendar has shown all that it will repeat.
        last = [max(each.laid()[1], default=0) for each in program.calendars]
        ends = [sum(each.repeats()) or until for each, until in zip(program.calendars, last, strict=True)]
        self.calendar_end = array("q", ends)
        self.preempters = int(program.queues.preempts.sum())

    def _take_batches(self, program: "Program") -> None:
        batches = program.batches
        self.is_batched, self.batch_most = ints(batches.is_batched), ints(batches.most)
        self.is_sequential, self.flush = ints(batches.is_sequential), ints(batches.flush)
        self.group_by, self.rule_first = ints(batches.group_by), ints(batches.rule_first)
        self.rule_size, self.rule_waited = ints(batches.rule_size), ints(batches.rule_waited)
        self.rule_window, self.factor_first = ints(batches.rule_window), ints(batches.factor_first)
        self.factor_size, self.batch_factor = ints(batches.factor_size), doubles(batches.factor)

    def _take_demand(self, program: "Program") -> None:
        demand = program.demand
        self.starts_first, self.rate_first = ints(demand.starts_first), ints(demand.rate_first)
        self.rate_start, self.hourly = ints(demand.rate_start), doubles(demand.rate)
        self.rate_fold, self.rate_period = ints(demand.rate_fold), ints(demand.rate_period)
        self.attribute_count, self.attribute_value = demand.attribute_count, ints(demand.attribute_value)
        self.attribute_of, self.arrival_value = ints(demand.attribute_of), doubles(demand.arrival_value)
        self.has_arrival_values = bool(demand.arrival_value.size)
        self.case_cost, self.gap_of = ints(demand.case_cost), ints(demand.gap_of)
        self.population, self.away_calendar = ints(demand.population), ints(demand.away_calendar)
        self.customer_first = array("q", [0, *np.cumsum(demand.population).tolist()])
        self.customer_count = int(demand.population.sum())
        self.hand_begun, self.hand_left, self.hand_age = (
            ints(program.hand_begun), ints(program.hand_left), ints(program.hand_age)
        )  # fmt: skip
        under_way = set(program.stream_start[: program.streams_in_hand][program.hand_left >= 0].tolist())
        self.has_left = array("q", [int(element in under_way) for element in range(program.element_count)])

    def _find_simple(self, program: "Program") -> None:
        """Find the components in which nothing but the order of being ready decides who is served."""
        component = program.component.tolist()
        self.component_count = max(component, default=-1) + 1
        self.component_of_group = ints(program.component)
        groups = program.group_of_element.tolist()
        self.component_of = array("q", [component[group] if group >= 0 else -1 for group in groups])
        simple, only = [], []
        for number in range(self.component_count):
            own = [group for group, its in enumerate(component) if its == number]
            steps = [element for element, its in enumerate(self.component_of) if its == number]
            simple.append(int(_is_simple(program, own, steps)))
            only.append(own[0])
        self.is_simple, self.group_of_component = array("q", simple), array("q", only)
        # Where somebody pre-empts or takes several, a walk goes on though nobody is free.
        stubborn = {
            its
            for element, its in enumerate(self.component_of)
            if program.queues.preempts[element] or self.takes_several[element]
        }
        bound = {its for element, its in enumerate(self.component_of) if self.is_bound[element]}
        self.has_bound = array("q", [int(number in bound) for number in range(self.component_count)])
        self.is_stubborn = array("q", [int(number in stubborn) for number in range(self.component_count)])
        members = program.group_of_member.tolist()
        self.component_of_member = array("q", [component[group] for group in members])

    def _find_plain(self, program: "Program") -> None:
        """Find the steps that need nothing of what stands here, and say what the program needs at all."""
        ends = (program.events.trigger == TERMINATE) | (program.events.trigger == ERROR)
        ends |= program.events.trigger == CANCEL
        has_scopes = bool((program.opcode == SUBPROCESS).any()) or len(program.scopes.body_word) > 1
        self.keeps_items = bool(ends.any()) or self.has_inclusive_joins or has_scopes
        self.keeps_items |= bool((program.events.failure > 0).any()) or len(program.scopes.handler_start) > 0
        self.keeps_items |= bool((program.events.trigger > 1).any())
        raced = {
            int(program.flow_target[flow])
            for gateway in np.flatnonzero(program.opcode == EVENT_BASED).tolist()
            for flow in program.out_flow[program.out_first[gateway] : program.out_first[gateway + 1]].tolist()
        }
        plain = [
            int(
                not self.keeps_items
                and element not in raced
                and not self.has_left[element]
                and _is_plain(program, element)
                and self._is_served_simply(element)
            )
            for element in range(program.element_count)
        ]
        self.is_plain = array("q", plain)
        # A parallel gateway has no step to take for plain, but does nothing else that needs room.
        splits = program.opcode == PARALLEL
        self.is_all_plain = not self.keeps_items and all(
            bool(one) or its for one, its in zip(plain, splits, strict=True)
        )

    def _is_served_simply(self, element: int) -> bool:
        component = self.component_of[element]
        return component < 0 or bool(self.is_simple[component])


@lru_cache(maxsize=PROGRAMS)
def rules_of(program: "Program") -> Rules:
    """Return the tables of a program; nothing changes in them, so all of its replications share them."""
    return Rules(program)


def _shared(rate: int, items: int) -> int:
    """Return an hourly rate divided by the items that a member has in hand at once, half up."""
    return (2 * rate + items) // (2 * items) if items > 1 else rate


def _is_simple(program: "Program", groups: list[int], steps: list[int]) -> bool:
    queues, requests = program.queues, program.requests
    if len(groups) != 1:
        return False
    group, number = groups[0], int(program.component[groups[0]])
    return (
        int(queues.discipline[number]) == FIFO
        and int(queues.ageing[number]) == 0
        and int(requests.capacity[group]) == 1
        and int(requests.choice[group]) == FIRST
        and not int(requests.prefers_same_kind[group])
        and len({int(program.priority[element]) for element in steps}) < 2
        and all(_is_asked_simply(program, element) for element in steps)
    )


def _is_asked_simply(program: "Program", element: int) -> bool:
    """Say whether a step asks for one member of its group, whoever it is."""
    requests, queues = program.requests, program.queues
    first, last = program.alternative_first[element : element + 2].tolist()
    begin, end = program.need_first[first], program.need_first[last]
    return (
        last - first == 1
        and end - begin == 1
        and int(program.need_quantity[begin]) == 1
        and int(requests.need_skill[begin]) < 0
        and int(queues.priority_of[element]) < 0
        and int(queues.escalates_after[element]) < 0
        and int(queues.callback_from[element]) < 0
        and not int(queues.preempts[element])
        and requests.barred_first[element] == requests.barred_first[element + 1]
        and int(requests.owner[element]) < 0
        and int(requests.preferred[element]) < 0
        and not int(program.batches.is_batched[element])
        and int(program.work.at_close[element]) != FITS
    )


def _is_plain(program: "Program", element: int) -> bool:
    """Say whether an element is a step without anything special, or no step."""
    if program.opcode[element] not in (TASK, CATCH):
        return program.opcode[element] not in (INCLUSIVE, EVENT_BASED, SUBPROCESS, PARALLEL)
    work, queues, events, scopes = program.work, program.queues, program.events, program.scopes
    hosts = scopes.boundary_first[element] < scopes.boundary_first[element + 1]
    if program.repetition.kind[element] != NO_LOOP or hosts:
        return False
    if program.opcode[element] == CATCH:
        return bool(program.release[element] >= 0 or (events.timer_tick[element] < 0 <= program.delay[element]))
    sends = events.receiver_first[element] < events.receiver_first[element + 1]
    if sends or events.failure[element] > 0 or events.handler[element] >= 0:
        return False
    first, last = program.alternative_first[element : element + 2].tolist()
    requests = program.requests
    if any(
        requests.alternative_duration[place] >= 0 or requests.alternative_factor[place] != 1.0
        for place in range(first, last)
    ):
        return False
    return (
        max(work.transfer[element], work.setup[element], work.duration_of[element]) < 0
        and work.at_close[element] == PAUSE
        and work.learning[element] == 0
        and work.updates_first[element] == work.updates_first[element + 1]
        and max(queues.patience[element], queues.patience_of[element], queues.limit[element]) < 0
        and max(queues.callback_from[element], queues.escalates_after[element]) < 0
        and queues.balk_first[element] == queues.balk_first[element + 1]
        and element not in requests.barred_element
        and element not in requests.owner
        and element not in requests.preferred
        and int(requests.slow_first.max(initial=0)) == 0
        and not program.batches.is_batched[element]
    )
