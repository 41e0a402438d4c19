"""Collect what the compiler knows of each element, one record a table, and lay the tables out."""

from collections.abc import Iterable, Sequence
from dataclasses import field, fields
from typing import Any

import numpy as np

from reengineer._records import dataclass
from reengineer.simulation._log import KIND_TASK
from reengineer.simulation._program import PASS
from reengineer.simulation._tables import (
    NO_LOOP,
    NO_TRIGGER,
    PAUSE,
    Batches,
    Events,
    Floats,
    Ints,
    Repetition,
    Work,
)
from reengineer.simulation.compiling._context import firsts, ints


@dataclass(slots=True, kw_only=True)
class OwnRow:
    """Hold the numbers of an element that stand in the program itself."""

    opcode: int = PASS
    kind: int = KIND_TASK
    priority: int = 0
    duration: int = -1
    delay: int = -1
    delay_calendar: int = -1
    delay_cause: int = 0
    release: int = -1
    fixed_cost: int = 0


@dataclass(slots=True, kw_only=True)
class ScopeRow:
    """Hold where an element lies and what hangs on it; see `_tables.Scopes`."""

    body: int = 0
    inside: int = -1
    interrupting: int = 0
    transaction: int = 0
    boundaries: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class EventRow:
    """Hold what an element waits for or throws; see `_tables.Events`."""

    trigger: int = NO_TRIGGER
    code: int = -1
    receivers: tuple[int, ...] = ()
    message_delay: int = -1
    is_fed: int = 0
    timer_tick: int = -1
    timer_times: int = 1
    from_started: int = 0
    condition: int = -1
    broadcast: int = 0
    handler: int = -1
    failure: float = 0.0
    whole: int = -1
    parts: int = 0
    needs_all: int = 0


@dataclass(slots=True, kw_only=True)
class RepetitionRow:
    """Hold how an element repeats; see `_tables.Repetition`."""

    kind: int = NO_LOOP
    cardinality: int = -1
    cardinality_of: int = -1
    condition: int = -1
    share: float = -1.0
    most: int = 0
    completion: int = -1


@dataclass(slots=True, kw_only=True)
class WorkRow:
    """Hold how work on an element goes; see `_tables.Work`. An update is (attribute, distribution, expression)."""

    transfer: int = -1
    setup: int = -1
    work_kind: int = -1
    at_close: int = PAUSE
    duration_of: int = -1
    learning: float = 0.0
    learning_floor: float = 0.0
    learns_together: int = 0
    updates: tuple[tuple[int, int, int], ...] = ()


@dataclass(slots=True, kw_only=True)
class QueueRow:
    """Hold how items wait for an element; see `_tables.Queues`."""

    priority_of: int = -1
    due: int = -1
    expected: int = 0
    preempts: int = 0
    interruptible: int = 0
    patience: int = -1
    patience_of: int = -1
    patience_calendar: int = -1
    on_abandoned: int = -1
    on_balked: int = -1
    limit: int = -1
    balk: tuple[float, ...] = ()
    callback_from: int = -1
    callback_share: float = 0.0
    callback_reach: float = 1.0
    callback_ring: int = 0
    callback_retry: int = -1
    callback_attempts: int = 1
    escalates_after: int = -1
    raises_priority: int = 0
    escalated_priority: int = 0
    escalates_group: int = 0
    retrial_share: float = 0.0
    retrial_delay: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeRow:
    """Hold one way to staff a step: needs of (group, quantity, skill), a factor on its time, or a time of its own."""

    needs: tuple[tuple[int, int, int], ...]
    factor: float = 1.0
    duration: int = -1


@dataclass(slots=True, kw_only=True)
class RequestRow:
    """Hold who may do a step; see `_tables.Requests`."""

    alternatives: tuple[AlternativeRow, ...] = ()
    barred: tuple[int, ...] = ()
    owner: int = -1
    preferred: int = -1
    hold: int = 0


@dataclass(slots=True, kw_only=True)
class BatchRow:
    """Hold how items gather; see `_tables.Batches`. A rule is (size, waited, window), a factor (size, factor)."""

    is_batched: int = 0
    most: int = 0
    is_sequential: int = 0
    flush: int = 0
    group_by: int = -1
    rules: tuple[tuple[int, int, int], ...] = ()
    factors: tuple[tuple[int, float], ...] = ()


@dataclass(slots=True, kw_only=True)
class Row:
    """Hold all that is known of one element."""

    own: OwnRow = field(default_factory=OwnRow)
    scope: ScopeRow = field(default_factory=ScopeRow)
    event: EventRow = field(default_factory=EventRow)
    repetition: RepetitionRow = field(default_factory=RepetitionRow)
    work: WorkRow = field(default_factory=WorkRow)
    queue: QueueRow = field(default_factory=QueueRow)
    request: RequestRow = field(default_factory=RequestRow)
    batch: BatchRow = field(default_factory=BatchRow)


def floats(values: Iterable[float]) -> Floats:
    """Return numbers as an array of a program."""
    return np.array(list(values), dtype=np.float64)


def columns(rows: Sequence[Any]) -> dict[str, Any]:
    """Return the plain fields of records as arrays, one number a record; lists within records are left out."""
    names = [each for each in fields(rows[0]) if each.type in (int, float)] if rows else []
    return {
        each.name: (floats if each.type is float else ints)(getattr(row, each.name) for row in rows) for each in names
    }


def beside(rows: Iterable[Sequence[Any]]) -> tuple[Ints, list[Any]]:
    """Return where the entries of each row begin, and all entries one behind the other."""
    lists = [list(row) for row in rows]
    return firsts(map(len, lists)), [entry for entries in lists for entry in entries]


def events_table(rows: Sequence[Row]) -> Events:
    """Return the table of events."""
    first, receivers = beside(row.event.receivers for row in rows)
    return Events(
        **columns([row.event for row in rows]),
        receiver_first=first,
        receiver_element=ints(receivers),
    )


def repetition_table(rows: Sequence[Row]) -> Repetition:
    """Return the table of loops and instances."""
    return Repetition(**columns([row.repetition for row in rows]))


def work_table(rows: Sequence[Row]) -> Work:
    """Return the table of how work goes."""
    first, updates = beside(row.work.updates for row in rows)
    return Work(
        **columns([row.work for row in rows]),
        updates_first=first,
        update_attribute=ints(each[0] for each in updates),
        update_value=ints(each[1] for each in updates),
        update_of=ints(each[2] for each in updates),
    )


def batches_table(rows: Sequence[Row]) -> Batches:
    """Return the table of batches."""
    rule_first, rules = beside(row.batch.rules for row in rows)
    factor_first, factors = beside(row.batch.factors for row in rows)
    return Batches(
        **columns([row.batch for row in rows]),
        rule_first=rule_first,
        rule_size=ints(each[0] for each in rules),
        rule_waited=ints(each[1] for each in rules),
        rule_window=ints(each[2] for each in rules),
        factor_first=factor_first,
        factor_size=ints(each[0] for each in factors),
        factor=floats(each[1] for each in factors),
    )
