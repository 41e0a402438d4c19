"""Hold the elements of a program as records with names, and evaluate expressions."""

import math
import operator
from collections.abc import Callable, Iterable

from reengineer._records import dataclass
from reengineer.simulation._tables import (
    ADD,
    AND,
    ATTRIBUTE,
    CASE_NUMBER,
    CHOOSE,
    COMPLETED_COUNT,
    CONSTANT,
    DIVIDE,
    EQUAL,
    INSTANCE_COUNT,
    INSTANCE_NUMBER,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    OR,
    SUBTRACT,
    UNEQUAL,
    VISIT_NUMBER,
)

Operations = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what an expression may read.

    Parameters
    ----------
    attributes : list of float
    case : int
        Number of the case.
    visit, instance, completed, count : int
        Number of the visit, of the instance or iteration, of instances done, and of instances.
    """

    attributes: list[float]
    case: int = 0
    visit: int = 0
    instance: int = 0
    completed: int = 0
    count: int = 0


def evaluate(operations: Operations, known: Known) -> float:
    """Return the value of an expression; a comparison gives 1 or 0."""
    stack: list[float] = []
    for operation, operand in operations:
        if operation == CONSTANT:
            stack.append(operand)
        elif operation == ATTRIBUTE:
            stack.append(known.attributes[int(operand)])
        elif operation in READ:
            stack.append(float(getattr(known, READ[operation])))
        elif operation == NEGATE:
            stack.append(-stack.pop())
        elif operation == NOT:
            stack.append(float(not stack.pop()))
        elif operation == CHOOSE:
            otherwise, then = stack.pop(), stack.pop()
            stack.append(then if stack.pop() else otherwise)
        else:
            right = stack.pop()
            stack.append(float(OF_TWO[operation](stack.pop(), right)))
    return stack[-1]


READ = {
    CASE_NUMBER: "case",
    VISIT_NUMBER: "visit",
    INSTANCE_NUMBER: "instance",
    COMPLETED_COUNT: "completed",
    INSTANCE_COUNT: "count",
}


OF_TWO: dict[int, Callable[[float, float], float]] = {
    ADD: operator.add,
    SUBTRACT: operator.sub,
    MULTIPLY: operator.mul,
    DIVIDE: lambda left, right: left / right if right else math.nan,
    LESS: operator.lt,
    LESS_EQUAL: operator.le,
    EQUAL: operator.eq,
    UNEQUAL: operator.ne,
    AND: lambda left, right: bool(left) and bool(right),
    OR: lambda left, right: bool(left) or bool(right),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Be one need of an alternative: so many members of a group, with a skill where it is not -1."""

    group: int
    quantity: int
    skill: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Be one way to staff a step; all its needs are met at once. A duration of its own counts before the step's."""

    needs: tuple[Need, ...]
    factor: float
    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Be a flow out of an element: its number, the element it leads to, its condition, and its word in draws."""

    flow: int
    target: int
    condition: Operations
    word: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRule:
    """Be one rule that lets a batch go; -1 stands for what it does not ask."""

    size: int
    waited: int
    window: int


def groups_of(alternatives: Iterable[Alternative]) -> frozenset[int]:
    """Return the groups that some alternatives take from."""
    return frozenset(need.group for alternative in alternatives for need in alternative.needs)


@dataclass(slots=True, eq=False)
class Step:
    """Be one element of a program; the names are those of the tables of the program."""

    number: int
    id: str
    opcode: int
    kind: int
    word: int
    priority: int
    ways: tuple[Way, ...]
    shares: tuple[tuple[float, ...], ...]
    default: int
    in_first: int
    incoming: int
    duration: int
    delay: int
    delay_calendar: int
    delay_cause: int
    release: int
    fixed_cost: int
    alternatives: tuple[Alternative, ...]
    body: int
    inside: int
    boundaries: tuple[int, ...]
    interrupting: bool
    transaction: bool
    trigger: int
    code: int
    receivers: tuple[int, ...]
    message_delay: int
    is_fed: bool
    timer_tick: int
    timer_times: int
    from_started: bool
    condition: Operations
    broadcast: bool
    handler: int
    failure: float
    whole: int
    parts: int
    needs_all: bool
    loop: int
    cardinality: int
    cardinality_of: Operations
    loop_condition: Operations
    loop_share: float
    loop_most: int
    completion: Operations
    join_bits: tuple[int, ...]
    transfer: int
    setup: int
    learning: float
    learning_floor: float
    learns_together: bool
    work_kind: int
    at_close: int
    updates: tuple[tuple[int, int, Operations], ...]
    priority_of: Operations
    due: Operations
    expected: int
    preempts: bool
    interruptible: bool
    patience: int
    patience_of: Operations
    patience_calendar: int
    on_abandoned: int
    on_balked: int
    limit: int
    balk: tuple[float, ...]
    callback_from: int
    callback_share: float
    callback_reach: float
    callback_ring: int
    callback_retry: int
    callback_attempts: int
    escalates_after: int
    raises_priority: bool
    escalated_priority: int
    escalates_group: bool
    retrial_share: float
    retrial_delay: int
    barred: tuple[int, ...]
    owner: int
    preferred: int
    hold: int
    is_batched: bool
    batch_most: int
    is_sequential: bool
    flush: bool
    group_by: int
    rules: tuple[BatchRule, ...]
    batch_factors: tuple[tuple[int, float], ...]
    duration_of: Operations

    @property
    def groups(self) -> frozenset[int]:
        """Return the groups that it may take, be it escalated."""
        return groups_of(self.alternatives)

    @property
    def takes_several(self) -> bool:
        """Say whether some alternative needs more than one member."""
        return any(sum(need.quantity for need in one.needs) > 1 for one in self.alternatives)

    def batch_factor(self, size: int) -> float:
        """Return the factor on the duration of a batch of so many items."""
        found = 1.0
        for least, factor in self.batch_factors:
            if size >= least:
                found = factor
        return found
