"""Hold the state of one run, and the acts that all else is made of: put a token, set a clock, draw, record."""

import heapq
from array import array
from collections.abc import Sequence
from itertools import count
from typing import Any

import simpy

from reengineer.calendars import NEVER, OpenTime
from reengineer.measures import CAUSES
from reengineer.simulation._draws import LARGEST, SMALLEST, sample, to_ticks, uniform, word_of_scope
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._items import Held, Worked
from reengineer.simulation._log import LogWriter, pack_row
from reengineer.simulation._program import MIXTURE, START, TABLE, Program
from reengineer.simulation._quantiles import curve_at, on_curve
from reengineer.simulation._tables import SIGNAL
from reengineer.simulation._trouble import MOST_VISITS, bad_duration, too_many_visits
from reengineer.simulation.reference._model import Step
from reengineer.simulation.reference._read import read_steps
from reengineer.simulation.reference._records import WORKING, Case, Catch, Clock, Item, Scope

(
    CONTENTION, PRIORITISATION, UNAVAILABILITY, BATCHING, SYNCHRONISATION, SETUP_CAUSE, EXTERNAL, EXTRANEOUS,
) = (
    CAUSES.index(cause) for cause in (
        "contention", "prioritisation", "unavailability", "batching", "synchronisation", "setup", "external",
        "extraneous",
    )
)  # fmt: skip
WORD = 0xFFFFFFFF

Token = tuple[int, int, int, int, int, Scope, int]
"""Case, element, place among its incoming flows, scope word, a running number, the scope, and the flow."""


class Run:
    """Hold one replication while it runs.

    Parameters
    ----------
    program : Program
    seed, replication : int
        Key of every draw.
    hooks : Hooks or None
        A user's own durations and routes.
    """

    def __init__(self, program: Program, seed: int, replication: int, hooks: Hooks | None = None) -> None:
        self.program = program
        self.hooks = hooks or Hooks()
        self.seed = seed
        self.replication = replication
        self.env = simpy.Environment()
        self.steps = read_steps(program)
        self.calendars: tuple[OpenTime, ...] = program.calendars
        self._rows = [
            (family, *numbers)
            for family, numbers in zip(program.family.tolist(), program.parameters.tolist(), strict=True)
        ]
        self._curve = array("d", program.curve.tolist())
        self._target: list[int] = program.flow_target.tolist()
        # Time: the tick, the phases C so far, and the last tick at which anything happened.
        self.now = 0
        self.phase = 0
        self.last = 0
        # Tokens on flows, and what waits for its turn within an instant.
        self.worklist: list[Token] = []
        self._tokens = count()
        self.clocks: dict[int, list[Clock]] = {}
        self.ended: list[Item] = []
        self.starting: list[tuple[int, int]] = []
        self.pending: dict[Item, None] = {}
        self.touched: dict[tuple[int, int, int], Scope] = {}
        """Scopes with an inclusive join in which tokens moved, by case, body and word."""
        self.mail: dict[tuple[int, int], Case] = {}
        self.signals: list[tuple[tuple[int, ...], Case, int, bool]] = []
        """Thrown in this instant, not yet delivered: who threw, its case, the signal, and whether all cases hear it."""
        self.changed: dict[int, Case] = {}
        self.endings: list[Any] = []
        self.gathering: dict[tuple[int, float], list[Item]] = {}
        self.fresh_sets: set[tuple[int, float]] = set()
        self.newly_ready: list[Item] = []
        self._handler_steps = {step.inside: step for step in self.steps if step.inside >= 0}
        self.unstaffed: list[Item] = []
        self.begun: list[Item] = []
        # Cases, and what comes out.
        self.cases: list[Case] = []
        self.closing: dict[int, Case] = {}
        self.leavers: list[Case] = []
        self.open_cases = self.area = self._area_since = 0
        self.log = LogWriter()
        self.worked: list[Worked] = []
        self.held: list[Held] = []
        self.moved_in = [0] * program.element_count
        self.moved_out = [0] * program.element_count
        self.kept_messages = 0

    # Tokens

    def put(self, scope: Scope, flow: int) -> None:
        """Put a token on a flow."""
        target = self._target[flow]
        place = flow - self.steps[target].in_first
        token = (scope.case.number, target, place, scope.word, next(self._tokens), scope, flow)
        heapq.heappush(self.worklist, token)

    def handler_step(self, start: Step) -> Step:
        """Return the event sub-process that a start event starts."""
        return self._handler_steps[start.body]

    def whole_of(self, step: Step) -> Step:
        """Return the event that one of its parts belongs to, or the event itself."""
        return step if step.whole < 0 else self.steps[step.whole]

    def parts_of(self, step: Step) -> tuple[Step, ...]:
        """Return the parts of an event of several definitions."""
        return self.steps[step.number + 1 : step.number + 1 + step.parts]

    def is_pool_start(self, step: Step) -> bool:
        """Say whether messages to an element start a pool."""
        return step.opcode == START and step.body not in self._handler_steps

    def started_by(self, code: int) -> list[Step]:
        """Return the start events whose pools a signal starts that every case hears."""
        return [
            step
            for step in self.steps
            if step.trigger == SIGNAL and step.code in (code, -1) and self.is_pool_start(step)
        ]

    def put_at(self, scope: Scope, element: int) -> None:
        """Put a token before an element, where it comes by no flow."""
        token = (scope.case.number, element, -1, scope.word, next(self._tokens), scope, -1)
        heapq.heappush(self.worklist, token)

    def count_visit(self, scope: Scope, step: Step) -> int:
        """Return the number of this visit, from 1."""
        visit = scope.visits.get(step.number, 0) + 1
        scope.visits[step.number] = visit
        if visit > MOST_VISITS:
            raise too_many_visits(scope.case.number, step.id)
        return visit

    # Clocks

    def at(self, tick: int, clock: Clock) -> Clock:
        """Set a clock for phase B of a tick; one that no run reaches never rings."""
        if tick >= NEVER:
            return clock
        if tick in self.clocks:
            self.clocks[tick].append(clock)
        else:
            self.clocks[tick] = [clock]
            self.env.timeout(tick - self.now)
        return clock

    def along(self, calendar: int, ticks: int) -> int:
        """Return the tick at which so much time will have passed; along a calendar where one is given."""
        return self.now + ticks if calendar < 0 else self.calendars[calendar].advance(self.now, ticks)

    def end_work(self, item: Item, tick: int) -> None:
        """Let the work on an item end at a tick, unless it is stopped before."""
        event = self.env.timeout(tick - self.now, (item, item.generation))
        event.callbacks.append(self._work_ends)

    def _work_ends(self, event: simpy.Event) -> None:
        item, generation = event.value  # type: ignore[misc]
        if item.generation == generation and item.stage == WORKING:
            self.ended.append(item)

    # Draws

    def uniform(
        self, case: Case, element_word: int, scope_word: int, visit: int, purpose: int, instance: int = 0
    ) -> float:
        """Return the uniform number of a key and counter."""
        word = word_of_scope(element_word, scope_word) if scope_word else element_word
        return uniform(self.seed, self.replication, case.word, word, visit, purpose | instance << 8)

    def uniform_of(self, item: Item, purpose: int, instance: int | None = None) -> float:
        """Return the uniform number of an item."""
        own = item.instance if instance is None else instance
        return self.uniform(item.case, item.step.word, item.scope.word, item.visit, purpose, own)

    def came(self, item: Item) -> int:
        """Return the tick at which the case of an item came; below 0 where it was there before the run."""
        stream = item.case.stream
        in_hand = stream < self.program.streams_in_hand
        return item.case.arrived - int(self.program.hand_age[stream]) if in_hand else item.case.arrived

    def left_of(self, item: Item) -> int:
        """Return the row of what is left of work that was under way when the run began; -1 for all other work."""
        program, case = self.program, item.case
        if case.stream >= program.streams_in_hand or case.index > program.hand_begun[case.stream]:
            return -1
        is_first = item.visit == 1 and item.instance <= 1 and item.scope.holder is None and not item.scope.word
        is_there = item.step.number == program.stream_start[case.stream]
        return int(program.hand_left[case.stream]) if is_first and is_there else -1

    def value(self, row: int, u: float) -> float:
        """Return the value of a distribution at a uniform number."""
        distribution = self._rows[row]
        family = int(distribution[0])
        if family == MIXTURE:
            return self._part(int(distribution[1]), int(distribution[2]), u)
        if family < TABLE:
            p0, p1, p2, p3, p4 = distribution[1:]
            return sample(family, p0, p1, p2, p3, p4, u)
        if family == TABLE:
            first, last = int(distribution[1]), int(distribution[2])
            place = int(self.program.table_cumulative[first:last].searchsorted(u, side="right"))
            return float(self.program.table_value[min(first + place, last - 1)])
        _, first_place, scale, low = distribution[:4]
        return on_curve(family, scale, low, curve_at(self._curve, int(first_place), u))

    def _part(self, first: int, last: int, u: float) -> float:
        """Return the value of a mixture: `u` chooses the part, and what is left of it the value."""
        sums = self.program.table_cumulative
        place = min(first + int(sums[first:last].searchsorted(u, side="right")), last - 1)
        below = float(sums[place - 1]) if place > first else 0.0
        rest = (u - below) / (float(sums[place]) - below)
        inner = min(max(rest, SMALLEST), LARGEST)
        return self.value(int(self.program.table_value[place]), inner)

    def ticks(self, row: int, u: float, step: Step | None, factors: Sequence[float] = ()) -> int:
        """Return a drawn duration in ticks."""
        return self.rounded(self.value(row, u), step, factors)

    @staticmethod
    def rounded(seconds: float, step: Step | None, factors: Sequence[float] = ()) -> int:
        """Return seconds times factors in ticks, half up.

        Raises
        ------
        ModelError
            If they are no duration.
        """
        for factor in factors:
            seconds *= factor
        ticks = to_ticks(seconds)
        if ticks < 0:
            raise bad_duration(step.id if step is not None else "")
        return ticks

    # What comes out

    def count_cases(self, change: int) -> None:
        """Keep the time integral of the number of open cases."""
        self.area += self.open_cases * (self.now - self._area_since)
        self._area_since = self.now
        self.open_cases += change

    def record(self, item: Item, state: int, completed: int) -> None:
        """Write the row of an item that is over, or of one that the end of the run finds open."""
        place, many = -1, len(item.members)
        if many:
            place = self.log.members_of(item.members)
        batch = -1 if item.batch is None else item.batch.case.number
        if item.started >= 0 and item.batch is None:
            item.cost += item.step.fixed_cost
        if item.cost:
            item.case.cost += item.cost
        self.log.append(
            pack_row(
                item.case.number, item.step.number, item.scope.word, item.visit, item.instance, item.step.kind, state,
                item.enabled, item.ready, item.allocated, item.started, completed, item.work, *item.waits,
                place, many, batch, item.cost,
            )
        )  # fmt: skip

    def record_join(self, scope: Scope, step: Step, visit: int, since: int, kind: int) -> None:
        """Write the row of a join that fires."""
        waited = self.now - since
        self.log.append(
            pack_row(
                scope.case.number, step.number, scope.word, visit, 0, kind, 0,
                since, -1, -1, self.now, self.now, 0, 0, 0, 0, 0, waited, 0, 0, 0, -1, 0, -1, 0,
            )
        )  # fmt: skip

    # Catches

    def arm(self, catch: Catch, key: tuple[int, int]) -> None:
        """Let a catch wait for a trigger of its case."""
        catch.key = key
        catch.scope.case.armed.setdefault(key, {})[catch] = None

    @staticmethod
    def disarm(catch: Catch) -> None:
        """Let a catch wait no longer."""
        catch.is_active = False
        if catch.clock is not None:
            catch.clock.is_active = False
        if catch.key is not None:
            catch.scope.case.armed[catch.key].pop(catch, None)
