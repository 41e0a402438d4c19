"""Hold a compiled model: flat arrays that any engine runs.

A program knows no step names while it runs; elements, flows, groups, members, calendars and distributions are numbers.
Element numbers are document order. Flows are numbered by (target element, place among its incoming flows), so that the
flows into one element are neighbours and one integer orders the tokens of a case.
"""

from datetime import datetime

import numpy as np

from reengineer._records import dataclass
from reengineer.calendars import OpenTime
from reengineer.simulation._tables import (
    Batches,
    Demand,
    Events,
    Expressions,
    Floats,
    Ints,
    Queues,
    Repetition,
    Requests,
    Routes,
    Scopes,
    Work,
)

START, END, PASS, TASK, CATCH, EXCLUSIVE, PARALLEL, INCLUSIVE, EVENT_BASED, SUBPROCESS, THROW, BOUNDARY = range(12)
"""What happens when a token reaches an element: one function of an engine each. None reaches a boundary event."""

FLOW_BITS = 20
"""Bits of a token's key that hold its flow; a model has fewer than 2**20 flows."""

PARAMETERS = 5
"""Numbers that describe one distribution."""

TABLE, MIXTURE = 9, 12
"""Families given by points, and by other rows: the parameters are the first and last place in the tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Translate the numbers of a program back; each tuple is indexed by them.

    Parameters
    ----------
    process : str
        Id of the process in which the cases of the first stream start.
    element_process : tuple of str
        Id of the process that each element lies in.
    elements, element_labels : tuple of str
        BPMN ids and names.
    groups, members, streams, classes : tuple of str
    currency : str
        Empty where no money is stated.
    start : datetime
        The instant of tick 0, with its time zone.
    attributes, words : tuple of str
        Attributes of cases, and the texts that are values of them.
    """

    process: str
    element_process: tuple[str, ...]
    elements: tuple[str, ...]
    element_labels: tuple[str, ...]
    groups: tuple[str, ...]
    members: tuple[str, ...]
    streams: tuple[str, ...]
    classes: tuple[str, ...]
    currency: str
    start: datetime
    attributes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """Be a model ready to run.

    Parameters
    ----------
    names : Names
    opcode, kind, word, priority : array of int, one an element
        What it does; kind of its rows; the word by which it enters draws; rank before all else in its queue.
    out_first, out_flow : array of int
        Outgoing flows of element e: ``out_flow[out_first[e]:out_first[e + 1]]``, in document order.
    out_share : array of float
        Running sums of the shares, beside `out_flow`.
    in_first, flow_target : array of int
        Flows into element e are the numbers ``in_first[e]`` to ``in_first[e + 1] - 1``; target of each flow.
    duration, delay, delay_calendar, delay_cause, release : array of int, one an element
        Row of the distribution of work or delay, calendar along which a delay runs, cause its wait is charged to,
        calendar of release instants; -1 for none.
    fixed_cost : array of int, one an element
        Micro-units an execution.
    alternative_first, need_first, need_group, need_quantity : array of int
        Requests: the alternatives of an element, the needs of an alternative.
    family, parameters, table_value, table_cumulative, curve : array
        Distributions; see `_draws.sample`.
    member_first : array of int
        Members of group g are ``member_first[g]`` to ``member_first[g + 1] - 1``.
    member_calendar, member_rate, member_paid : array of int; member_factor : array of float
        Calendar, micro-units an hour, ticks paid a week (-1 for those on duty), and factor on the time that work takes.
    group_calendar, component : array of int, one a group
        Calendar in which at least one member is on duty; set of groups that share requests.
    stream_start, stream_word, stream_gap, stream_calendar, stream_class : array of int, one a stream
    arrival_first, arrival_tick : array of int
        Exact arrivals of a stream; used where its gap is -1.
    open_calendar, working_calendar : int
        Calendars behind the clocks *open* and *working*.
    open_day_s, working_day_s : float
        Seconds of an average open day of each.
    calendars : tuple of OpenTime
    horizon, cases : int
        Arrivals stop before this tick, or after so many cases; -1 for no limit.
    events_at_most : int
        Tokens that may reach elements before a run stops; -1 for no limit.
    cut : bool
        Stop at `horizon` with cases open, instead of running until all have ended.
    scopes, events, repetition, routes, work, queues, requests, batches, demand, expressions
        What only some models need; see `_tables`.
    streams_in_hand : int
        Of the streams, the first so many are cases in hand when the run begins.
    hand_begun, hand_left, hand_age : array of int, one a stream in hand
        How many of its cases, the first, are under way; distribution of what is left of their work or wait at the
        place where they are; ticks before the run at which all of them arrived.
    overtakes : int
        Later starts that a request for several members lets pass before it reserves.
    """

    names: Names
    opcode: Ints
    kind: Ints
    word: Ints
    priority: Ints
    out_first: Ints
    out_flow: Ints
    out_share: Floats
    in_first: Ints
    flow_target: Ints
    duration: Ints
    delay: Ints
    delay_calendar: Ints
    delay_cause: Ints
    release: Ints
    fixed_cost: Ints
    alternative_first: Ints
    need_first: Ints
    need_group: Ints
    need_quantity: Ints
    family: Ints
    parameters: Floats
    table_value: Floats
    table_cumulative: Floats
    curve: Floats
    member_first: Ints
    member_calendar: Ints
    member_rate: Ints
    member_paid: Ints
    member_factor: Floats
    group_calendar: Ints
    component: Ints
    stream_start: Ints
    stream_word: Ints
    stream_gap: Ints
    stream_calendar: Ints
    stream_class: Ints
    arrival_first: Ints
    arrival_tick: Ints
    open_calendar: int
    working_calendar: int
    open_day_s: float
    working_day_s: float
    calendars: tuple[OpenTime, ...]
    horizon: int
    cases: int
    cut: bool
    scopes: Scopes
    events: Events
    repetition: Repetition
    routes: Routes
    work: Work
    queues: Queues
    requests: Requests
    batches: Batches
    demand: Demand
    expressions: Expressions
    hand_begun: Ints
    hand_left: Ints
    hand_age: Ints
    streams_in_hand: int = 0
    overtakes: int = 10
    events_at_most: int = -1

    @property
    def element_count(self) -> int:
        """Return the number of elements."""
        return len(self.opcode)

    @property
    def group_count(self) -> int:
        """Return the number of resource groups."""
        return len(self.component)

    @property
    def group_of_member(self) -> Ints:
        """Return the group of each member."""
        return np.repeat(np.arange(self.group_count), np.diff(self.member_first))

    @property
    def group_of_element(self) -> Ints:
        """Return the group of the first need of each element; -1 where nobody is needed."""
        groups = np.full(self.element_count, -1, dtype=np.int64)
        for element in range(self.element_count):
            first = self.alternative_first[element]
            if first < self.alternative_first[element + 1]:
                groups[element] = self.need_group[self.need_first[first]]
        return groups
