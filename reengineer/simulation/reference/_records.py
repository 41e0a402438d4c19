"""Hold what moves through the engine: cases, scope instances, items, clocks, and what a run leaves behind."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from reengineer.simulation._log import CASE_COMPLETED, CASE_OPEN
from reengineer.simulation.reference._model import Alternative, Known, Step

NEW, WAITING, GATHERING, QUEUED, WORKING, ARMED, INSIDE, DONE = range(8)
"""Where an item stands: on its way or held for a release, in a ready set, in a queue, being worked on, waiting for an
event, run from inside (sub-process, repetition), over."""

(
    TRANSFER, RELEASE, RETRY, RING, PATIENCE, HOLD, BOUNDARY_RING, DELIVERY, HANDLER_RING, BATCH_LIMIT, ESCALATING,
    CALL_AGAIN,
) = range(12)  # fmt: skip
"""What a clock is for."""


@dataclass(slots=True, eq=False)
class Case:
    """Be one case.

    Parameters
    ----------
    number : int
        From 1, in the order of start.
    stream, index, kind : int
        Stream, number within it from 1, and class.
    word : int
        Its word in draws.
    arrived : int
    attributes : list of float
    """

    number: int
    stream: int
    index: int
    kind: int
    word: int
    arrived: int
    attributes: list[float]
    completed: int = -1
    state: int = CASE_OPEN
    outcome: int = CASE_COMPLETED
    """The state in which it will end as things stand."""
    cost: int = 0
    roots: list["Scope"] = field(default_factory=list)
    in_transit: int = 0
    """Messages on their way."""
    started: dict[int, int] = field(default_factory=dict)
    """How often each pool was started."""
    box: dict[int, deque[int]] = field(default_factory=dict)
    """Messages kept for each receiver, by the tick at which they were thrown."""
    armed: dict[tuple[int, int], dict["Catch", None]] = field(default_factory=dict)
    """What waits for (trigger, code or receiver)."""
    doers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Members of the latest begun visit of each element."""
    barred: dict[int, set[int]] = field(default_factory=dict)
    """Everybody who began each element."""


@dataclass(slots=True, eq=False)
class Scope:
    """Be one instance of a body.

    Parameters
    ----------
    case : Case
    body, word, depth : int
    holder : Item or None
        The sub-process that it runs; None for a pool.
    """

    case: Case
    body: int
    word: int
    depth: int
    holder: "Item | None"
    tokens: int = 0
    is_over: bool = False
    visits: dict[int, int] = field(default_factory=dict)
    joins: dict[int, list[deque[int]]] = field(default_factory=dict)
    """Ticks at which tokens came to each flow into a join."""
    live: dict["Item", None] = field(default_factory=dict)
    handlers: list["Catch"] = field(default_factory=list)
    finished: list["Item"] = field(default_factory=list)
    """Completed activities that have a compensation handler."""


@dataclass(slots=True, eq=False)
class Catch:
    """Be something armed: a catch event, a boundary event, or the start of an event sub-process.

    Parameters
    ----------
    step : Step
        The event; of a receive task, the task.
    scope : Scope
        Where a token goes on.
    item : Item or None
        The item of a catch event, or the activity that a boundary event stands on.
    visit : int
    armed_at : int
    """

    step: Step
    scope: Scope
    item: "Item | None"
    visit: int
    armed_at: int
    is_active: bool = True
    rung: int = 0
    key: tuple[int, int] | None = None
    clock: "Clock | None" = None


@dataclass(slots=True, eq=False)
class Clock:
    """Be something due in phase B: what it is for, whom it concerns, and its place in the order of the instant."""

    purpose: int
    order: tuple[int, ...]
    target: Any
    is_active: bool = True


class Item:
    """Be one activity instance, armed catch, sub-process, or carrier of repeated instances.

    A batch that has fired is an item too: its `rows` are those who take part.
    """

    __slots__ = (
        "allocated",
        "allocated_phase",
        "attempts",
        "batch",
        "borders",
        "called",
        "case",
        "cause",
        "children",
        "clocks",
        "completed_count",
        "cost",
        "count",
        "deadline",
        "enabled",
        "enabled_phase",
        "ended",
        "escalated",
        "finished",
        "first_phase",
        "generation",
        "group",
        "hold_until",
        "inside",
        "instance",
        "is_ringing",
        "key",
        "last_allocated",
        "members",
        "overtaken",
        "parent",
        "place",
        "rank",
        "ready",
        "remaining",
        "rows",
        "scope",
        "shares",
        "since",
        "size",
        "stage",
        "started",
        "step",
        "stretch",
        "thrower",
        "token_at",
        "undoes",
        "visit",
        "waits",
        "work",
    )  # fmt: skip

    def __init__(self, step: Step, scope: Scope, visit: int, instance: int, now: int) -> None:
        self.step = step
        self.scope = scope
        self.case = scope.case
        self.visit = visit
        self.instance = instance
        self.token_at = step.number
        self.enabled = now
        self.ready = self.allocated = self.started = self.last_allocated = -1
        self.work = self.cost = 0
        self.waits = [0, 0, 0, 0, 0, 0, 0, 0]
        self.members: tuple[int, ...] = ()
        self.remaining = -1
        self.stretch: Stretch | None = None
        self.stage = NEW
        self.generation = 0
        self.parent: Item | None = None
        self.children: list[Item] = []
        self.ended: list[Item] = []
        self.inside: Scope | None = None
        self.count = self.completed_count = 0
        self.borders: list[Catch] = []
        self.clocks: list[Clock] = []
        self.group: list[Item] | None = None
        self.rank: tuple[Any, ...] = ()
        self.since = self.cause = -1
        self.overtaken = 0
        self.first_phase = self.allocated_phase = self.enabled_phase = -1
        self.hold_until = -1
        self.batch: Item | None = None
        self.rows: list[Item] = []
        self.shares: list[int] = []
        self.size = self.place = 0
        self.deadline = self.finished = -1
        self.escalated = False
        self.called = self.is_ringing = False
        self.attempts = 0
        self.thrower: Item | None = None
        self.undoes: list[Item] = []
        self.key = (scope.case.number, step.number, scope.word, visit, instance)

    @property
    def ways(self) -> tuple[Alternative, ...]:
        """Return the alternatives that are open to it: one of them perhaps only once it is escalated."""
        alternatives = self.step.alternatives
        return alternatives[:-1] if self.step.escalates_group and not self.escalated else alternatives

    @property
    def known(self) -> Known:
        """Return what expressions of this item may read."""
        return Known(
            self.case.attributes, self.case.number, self.visit, self.instance, self.completed_count, self.count
        )


@dataclass(slots=True, kw_only=True)
class Stretch:
    """Be one piece of work without a break by others: from `begins` to `ends`, set-up first.

    Parameters
    ----------
    begins, work_begins, ends : int
    setup, work : int
        Open ticks of each that lie in it.
    runs_on : bool
        Closed hours count too.
    """

    begins: int
    work_begins: int
    ends: int
    setup: int
    work: int
    runs_on: bool
