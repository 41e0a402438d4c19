"""Hold the tables of a program that only some models fill: scopes, events, repetition, queues, batches and expressions.

Elements, flows, groups, members, distributions, expressions and bodies are numbers; -1 stands for none. ``*_first``
arrays say where the entries of each begin: those of ``k`` are ``first[k]`` to ``first[k + 1] - 1``.
"""

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NO_TRIGGER, TIMER, MESSAGE, SIGNAL, ERROR, ESCALATION, CONDITION, COMPENSATION, CANCEL, TERMINATE = range(10)
"""What an event waits for or throws."""

NO_LOOP, STANDARD_BEFORE, STANDARD_AFTER, SEQUENTIAL, PARALLEL_INSTANCES = range(5)
"""How an activity repeats."""

PAUSE, FINISH, FITS = range(3)
"""What becomes of work at closing time."""

FIFO, LIFO, DUE_DATE, SHORTEST = range(4)
"""Order of a queue among items of one priority."""

FIRST, LONGEST_IDLE, LEAST_BUSY, FASTEST, CHEAPEST, RANDOM = range(6)
"""Which of several free members is taken."""

(
    CONSTANT, ATTRIBUTE, VISIT_NUMBER, INSTANCE_NUMBER, COMPLETED_COUNT, INSTANCE_COUNT,
    ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, LESS, LESS_EQUAL, EQUAL, UNEQUAL, AND, OR, NOT, CHOOSE, CASE_NUMBER,
) = range(20)  # fmt: skip
"""Operations of an expression, on a stack of doubles; CHOOSE takes condition, then, else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scopes:
    """Say what lies in what.

    A *body* is what runs inside a pool, a sub-process or a called process; body 0 is the process in which cases start.

    Parameters
    ----------
    body, inside : array of int, one an element
        The body it lies in; the body it runs, for sub-processes, call activities and event sub-processes.
    body_word : array of int, one a body
        Word of the process or sub-process id, for the scope words of pools that start again.
    entry_first, entry_element : array of int
        Elements that get a token when a body starts, in document order.
    handler_first, handler_start : array of int
        Start events of the event sub-processes of a body, in document order.
    boundary_first, boundary_element : array of int
        Boundary events of an element, in document order.
    interrupting : array of int, one an element
        1 for a boundary event or a start event of an event sub-process that ends what it hangs on.
    transaction : array of int, one an element
        1 for a transaction.
    """

    body: Ints
    inside: Ints
    body_word: Ints
    entry_first: Ints
    entry_element: Ints
    handler_first: Ints
    handler_start: Ints
    boundary_first: Ints
    boundary_element: Ints
    interrupting: Ints
    transaction: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Say what events wait for and throw; each array has one number an element.

    Parameters
    ----------
    trigger : array of int
    code : array of int
        Signal, error or escalation; for a compensation throw the activity; -1 for any or all.
    receiver_first, receiver_element : array of int
        Elements to which message flows lead from here; none where nobody in the model receives anything.
    message_delay, is_fed : array of int
        Distribution of the time a message thrown here is on its way; 1 where a message flow of the model leads here.
    timer_tick, timer_times : array of int
        Tick of a date; how often a cycle rings, 0 for without end; the period is the program's `delay`.
    from_started, broadcast : array of int
        1 for a boundary timer that runs from the start of work; for a signal that reaches every case.
    condition, handler : array of int
        Expression of a conditional event; compensation handler of an activity.
    failure : array of float
        Share of the executions of a task that fail.
    whole, parts, needs_all : array of int
        The event of several definitions that an element is a part of; how many it has, the elements behind it (those
        of a catch event are its boundary events); 1 where it happens when all of them have, 0 when one has.
    """

    trigger: Ints
    code: Ints
    receiver_first: Ints
    receiver_element: Ints
    message_delay: Ints
    is_fed: Ints
    timer_tick: Ints
    timer_times: Ints
    from_started: Ints
    condition: Ints
    broadcast: Ints
    handler: Ints
    failure: Floats
    whole: Ints
    parts: Ints
    needs_all: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Say how activities repeat; each array has one number an element.

    Parameters
    ----------
    kind : array of int
    cardinality, cardinality_of : array of int
        Distribution, or expression, of the number of instances.
    condition : array of int
        Expression that lets a standard loop go on.
    share : array of float
        Probability of one more iteration; below 0 for none.
    most : array of int
        Iterations at most; 0 for no limit.
    completion : array of int
        Expression that ends a multi-instance activity early.
    """

    kind: Ints
    cardinality: Ints
    cardinality_of: Ints
    condition: Ints
    share: Floats
    most: Ints
    completion: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Say which flows a token takes.

    Parameters
    ----------
    condition : array of int, beside `out_flow`
        Expression under which a flow is taken; -1 for always.
    flow_word : array of int, beside `out_flow`
        Word by which a flow enters the draw of its own share.
    default : array of int, one an element
        Place in `out_flow` of the default flow.
    share_first, share : array of int, of float
        Shares by visit of an element: rows of as many running sums as it has flows, the last row for all later
        visits; none for elements whose shares are `out_share` at every visit.
    join_bits : array of int, shape (inclusive joins, elements)
        Bits of the incoming flows of a join that a path from an element reaches without passing the join.
    join_number : array of int, one an element
        Row of `join_bits`; -1 for elements that do not join inclusively.
    """

    condition: Ints
    flow_word: Ints
    default: Ints
    share_first: Ints
    share: Floats
    join_bits: Ints
    join_number: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Say how work begins, pauses and ends; one number an element unless said.

    Parameters
    ----------
    transfer, setup : array of int
        Distributions of the time to get there and of the change-over.
    work_kind, at_close : array of int
        Kinds between which a set-up is due; PAUSE, FINISH or FITS.
    updates_first, update_attribute, update_value : array of int
        Attributes that the completion of an element changes, and the distribution each is drawn from.
    update_of, duration_of : array of int
        Expressions of the new value, and of the amount of work in seconds, where no distribution is given.
    learning, learning_floor, learns_together : array of float, of float, of int
        Exponent of the times begun by which work gets shorter, 0 where nobody learns; least factor that it comes to; 1
        where all who do it learn from each other.
    """

    transfer: Ints
    setup: Ints
    work_kind: Ints
    at_close: Ints
    updates_first: Ints
    update_attribute: Ints
    update_value: Ints
    update_of: Ints
    duration_of: Ints
    learning: Floats
    learning_floor: Floats
    learns_together: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """Say how items wait; one number an element unless said.

    Parameters
    ----------
    priority_of, due : array of int
        Expressions of the priority (else the program's `priority`) and of the due tick, in seconds after arrival.
    expected : array of int
        Ticks that its work is expected to take.
    preempts, interruptible : array of int
    patience, patience_of, patience_calendar : array of int
        Distribution, or expression in seconds, of the time after which it is abandoned; calendar along which.
    on_abandoned, on_balked : array of int
        Element to which the token of such an item goes.
    limit : array of int
        Most items that wait; -1 for any number.
    balk_first, balk_share : array of int, of float
        Shares that turn away by the number who wait, the last for all more.
    callback_from, callback_share, callback_reach, callback_ring, callback_retry, callback_attempts
        A call-back is offered where at least so many wait (-1 for never), taken with a probability, reached with a
        probability an attempt; ticks of an attempt that reaches nobody; distribution of the delay; attempts at most.
    escalates_after, raises_priority, escalated_priority, escalates_group : array of int
        Ticks from enabling after which work that has not begun is escalated (-1 for never); 1 where it has another
        priority from then on, and which; 1 where its last alternative is only for what is escalated.
    retrial_share, retrial_delay : array of float, of int
        Probability that who left comes back, and the distribution of the delay.
    discipline, ageing : array of int, one a component
        Order; ticks that one step of priority is worth, 0 for strict priority.
    """

    priority_of: Ints
    due: Ints
    expected: Ints
    preempts: Ints
    interruptible: Ints
    patience: Ints
    patience_of: Ints
    patience_calendar: Ints
    on_abandoned: Ints
    on_balked: Ints
    limit: Ints
    balk_first: Ints
    balk_share: Floats
    callback_from: Ints
    callback_share: Floats
    callback_reach: Floats
    callback_ring: Ints
    callback_retry: Ints
    callback_attempts: Ints
    escalates_after: Ints
    raises_priority: Ints
    escalated_priority: Ints
    escalates_group: Ints
    retrial_share: Floats
    retrial_delay: Ints
    discipline: Ints
    ageing: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Say more about needs and members.

    Parameters
    ----------
    alternative_factor, alternative_duration : array of float, of int, one an alternative
        Factor on the time that work takes; distribution of it, where it is not that of the step.
    need_skill : array of int, one a need
        Skill that members must have.
    member_skills : array of int, shape (members, skills)
        1 where a member has a skill.
    barred_first, barred_element : array of int
        Elements whose doers may not do this one, in the same case.
    owner, preferred : array of int, one an element
        Element whose latest doer must, or should, do this one.
    hold : array of int, one an element
        Ticks after being ready for which only that doer may begin it.
    choice, capacity, prefers_same_kind : array of int, one a group
    slow_first, slow : array of int, of float, by group
        Factor on time by items in hand, from the first; the last holds for more.
    overtime_rate, initial_kind : array of int, one a member
        Micro-units an hour outside the calendar; kind of work before the run.
    """

    alternative_factor: Floats
    alternative_duration: Ints
    need_skill: Ints
    member_skills: Ints
    barred_first: Ints
    barred_element: Ints
    owner: Ints
    preferred: Ints
    hold: Ints
    choice: Ints
    capacity: Ints
    prefers_same_kind: Ints
    slow_first: Ints
    slow: Floats
    overtime_rate: Ints
    initial_kind: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """Say when items gather and go on together.

    Parameters
    ----------
    is_batched, most, is_sequential, flush : array of int, one an element
        `most` is 0 for no limit.
    group_by : array of int, one an element
        Attribute of whose every value there is a set of its own.
    rule_first, rule_size, rule_waited, rule_window : array of int
        Rules of an element; least size, ticks the oldest has waited (-1 for any), calendar that must be open.
    factor_first, factor_size, factor : array of int, of float
        Factor on the duration from a size on; sizes ascend.
    """

    is_batched: Ints
    most: Ints
    is_sequential: Ints
    flush: Ints
    group_by: Ints
    rule_first: Ints
    rule_size: Ints
    rule_waited: Ints
    rule_window: Ints
    factor_first: Ints
    factor_size: Ints
    factor: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Say more about how cases arrive.

    Parameters
    ----------
    gap_of : array of int, one a stream
        Expression of the gap before a case in seconds, or of mean 1 where rates are given; else it is drawn.
    starts_first : array of int, one a stream
        1 where the first case comes at the first open tick instead of after a gap.
    rate_first, rate_start, rate : array of int, of float
        Segments of a stream's hourly rates: where each begins, in ticks, and cases a tick; the last lasts for ever
        where its stream does not repeat.
    rate_fold, rate_period : array of int, one a stream
        Tick from which the rates repeat, and after how many ticks; 0 for never.
    attribute_count : int
    attribute_value : array of int, shape (streams, attributes)
        Distribution of each attribute of a case.
    attribute_of : array of int, shape (streams, attributes)
        Expression of an attribute, where no distribution is given, over those before it.
    arrival_value : array of float, shape (exact arrivals, attributes)
        Attributes of cases that a file states; NaN where it does not.
    case_cost : array of int, one a stream
        Micro-units due at arrival.
    population, away_calendar : array of int, one a stream
        Customers of a finite population, 0 for none, who stay away for a time drawn from `stream_gap` before each of
        their cases; the calendar along which it runs.
    """

    gap_of: Ints
    starts_first: Ints
    rate_first: Ints
    rate_start: Ints
    rate: Floats
    rate_fold: Ints
    rate_period: Ints
    attribute_count: int
    attribute_value: Ints
    attribute_of: Ints
    arrival_value: Floats
    case_cost: Ints
    population: Ints
    away_calendar: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Expressions:
    """Hold expressions over the attributes of a case, as operations on a stack of doubles.

    Parameters
    ----------
    first, operation : array of int
    operand : array of float
        A constant, or the number of an attribute.
    """

    first: Ints
    operation: Ints
    operand: Floats
