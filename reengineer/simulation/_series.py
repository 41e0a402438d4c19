"""Know what replications of a model are wanted, hold those that are there, and say when they are enough."""

from collections.abc import Callable, Iterable
from dataclasses import field
from itertools import takewhile

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.measures import Measure
from reengineer.simulation._checks import check_run
from reengineer.simulation._draws import INPUT, hash32, uniform
from reengineer.simulation._hooks import Hooks
from reengineer.simulation._limits import EVENTS, NO_LIMIT, Watch
from reengineer.simulation._measures import Scale, measure_value
from reengineer.simulation._program import Program
from reengineer.simulation._replication import Replication, reduce_run
from reengineer.simulation._settings import RunSettings
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.loop._engine import run_in_loop
from reengineer.statistics import mean_estimate

STEP = 2
"""Replications added at a time; the same for any number of workers, so that the result is too."""
PRECISION_OF = Measure(name="cycle_time", clock="working")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Carry one replication to a worker.

    Parameters
    ----------
    program : Program
        With the inputs as stated.
    settings : RunSettings
    number : int
        Of the replication, from 0.
    engine : {"reference", "compiled"}
    log : bool
        Keep every row.
    hours : bool
        Add up waiting and work by hour of the week.
    hooks : Hooks or None
    uncertain : AnnotatedMap or None
        The map, where uncertain inputs are to be drawn from their ranges.
    refits : tuple of AnnotatedMap
        The map as refits have it; each replication takes the next one in place of the map, and the first again after
        the last.
    watch : Watch or None
        Says when the time or the memory of the run is used up.
    """

    program: Program
    settings: RunSettings
    number: int
    engine: str
    log: bool = False
    hours: bool = False
    hooks: Hooks | None = None
    uncertain: AnnotatedMap | None = None
    refits: tuple[AnnotatedMap, ...] = ()
    watch: Watch | None = None

    def run(self) -> Replication:
        """Return the replication; the same one wherever and whenever it is run."""
        program, seed = self.program, self.settings.seed
        if self.uncertain is not None:
            known = self.refits[self.number % len(self.refits)] if self.refits else self.uncertain
            program = compile_model(with_sampled_inputs(known, seed, self.number), self.settings)
        if self.engine == "compiled":
            return run_in_loop(program, seed, self.number, keep_log=self.log, watch=self.watch, keep_hours=self.hours)
        from reengineer.simulation.reference import ReferenceEngine

        raw = ReferenceEngine(program, seed, self.number, self.hooks, self.watch).run()
        check_run(program, raw)
        return reduce_run(program, raw, self.number, keep_log=self.log, keep_hours=self.hours)


@dataclass(slots=True, kw_only=True)
class Series:
    """Collect the replications of one model, in whatever order they come.

    Parameters
    ----------
    name : str
        Of the option.
    first : Task
        What replication 0 is made by; the others differ in their number alone.
    scale : Scale
    keep : callable or None
        Told each replication as soon as it is there.
    found : dict of int to Replication
        Those that are there, by number.
    wanted : int
        How many are to be there before precision is looked at.
    missing : set of int
        Numbers of those that are wanted and not there.
    limit : int
        The limit of time or memory that ended it with fewer replications; see `_limits`.
    unfinished : Replication or None
        The first replication, stopped by that limit; it stands for all where no other is there.
    """

    name: str
    first: Task
    scale: Scale
    keep: Callable[[Replication], None] | None = None
    found: dict[int, Replication] = field(default_factory=dict)
    wanted: int
    missing: set[int] = field(default_factory=set)
    limit: int = NO_LIMIT
    unfinished: Replication | None = None

    @classmethod
    def of(cls, name: str, first: Task, scale: Scale, done: Iterable[Replication] = ()) -> "Series":
        """Return the series of a model, with the replications that need not be run again."""
        found = {run.number: run for run in done}
        return cls(name=name, first=first, scale=scale, found=found, wanted=first.settings.first_replications)

    def take(self, run: Replication) -> None:
        """Take in a replication that was run; of what a limit of time or memory stopped, only the first counts."""
        if run.limit > EVENTS:
            self.unfinished = run if run.number == 0 else self.unfinished
            self.missing.discard(run.number)
            return
        self.found[run.number] = run
        self.missing.discard(run.number)
        if self.keep is not None:
            self.keep(run)

    def give_up(self, limit: int) -> list[int]:
        """Want no more than is there, because a limit is reached; return what must be begun all the same.

        That is the first replication where there is none, so that there is something to look at.
        """
        self.limit = limit
        return [0] if 0 in self.missing else []

    def next_round(self) -> list[int]:
        """Return the numbers to run next; none where the mean cycle time is known well enough, or all are there.

        Of replications that were there already only those count that would have been run.
        """
        settings = self.first.settings
        if self.limit != NO_LIMIT:
            return []
        while not (missing := [number for number in range(self.wanted) if number not in self.found]):
            known = [self.found[number] for number in range(self.wanted)]
            if self.wanted >= settings.most_replications or _is_precise(known, self.scale, settings.precision):
                break
            self.wanted = min(self.wanted + STEP, settings.most_replications)
        self.missing.update(missing)
        return missing

    @property
    def replications(self) -> tuple[Replication, ...]:
        """Return what was wanted, in order of number; after a limit the first that are there without a gap.

        Where not even the first is whole, what there is of it stands for all.
        """
        there = takewhile(self.found.__contains__, range(self.wanted))
        whole = tuple(self.found[number] for number in there)
        return whole if whole or self.unfinished is None else (self.unfinished,)


def with_sampled_inputs(annotated: AnnotatedMap, seed: int, replication: int) -> AnnotatedMap:
    """Return the map with a value drawn for each number that has a range.

    A draw is keyed by the name of the number, so that options share the values of what they leave alone.
    """
    return annotated.sampled(lambda name: uniform(seed, replication, 0, hash32(name), 0, INPUT))


def _is_precise(found: list[Replication], scale: Scale, precision: float) -> bool:
    values = [measure_value(run, scale, PRECISION_OF) for run in found]
    if len(values) < 2 or not np.isfinite(values).all():
        return False
    estimate = mean_estimate(values)
    half_width = estimate.interval().half_width
    return half_width is not None and half_width <= precision * abs(estimate.mean or 0.0)
