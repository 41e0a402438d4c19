"""Part the cases of a result by their attributes at arrival: the draws are keyed, so they can be made again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.measures import Measure
from reengineer.simulation._draws import ATTRIBUTE, uniform
from reengineer.simulation._program import TABLE, Program
from reengineer.simulation._replication import Replication
from reengineer.simulation._result import SimulationResult
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._compile import compile_model

if TYPE_CHECKING:
    import pandas as pd

MOST_VALUES = 8
"""Values of one attribute that are told apart; one with more is left out."""
MOST_CASES = 500_000
"""Cases in all of a result beyond which nothing is parted: draws are made again one by one."""
HALVES = ("lower half", "upper half")
_WORD = 0xFFFFFFFF
_INSTANCE = 8

Masks = tuple[NDArray[np.bool_], ...]


@dataclass(frozen=True, slots=True)
class KindResult:
    """Be a result that also knows its kinds of case: a measure of scope *class* may name one of them.

    Parameters
    ----------
    base : SimulationResult
    masks : mapping of str to tuple of array
        Which cases of each replication are of a kind, such as ``segment: retail``.
    """

    base: SimulationResult
    masks: Mapping[str, Masks]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of case."""
        return tuple(self.masks)

    @property
    def replications(self) -> tuple[Replication, ...]:
        """Return the replications."""
        return self.base.replications

    @property
    def settings(self) -> RunSettings:
        """Return the settings of the run."""
        return self.base.settings

    @property
    def seed(self) -> int:
        """Return the seed of the run."""
        return self.base.seed

    @property
    def engine(self) -> str:
        """Return the engine that ran."""
        return self.base.engine

    @property
    def version(self) -> str:
        """Return the version that ran."""
        return self.base.version

    @property
    def horizon_s(self) -> float:
        """Return the seconds in which cases arrived."""
        return self.base.horizon_s

    @property
    def warm_up_s(self) -> float:
        """Return the seconds left out at the start."""
        return self.base.warm_up_s

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes of case."""
        return self.base.classes

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the resource groups."""
        return self.base.groups

    def values(self, measure: Measure) -> NDArray[np.float64]:
        """Return the measure, one value a replication; of the cases of one kind where it is about one."""
        masks = self.masks.get(measure.scope_id or "") if measure.scope == "class" else None
        if masks is None:
            return self.base.values(measure)
        pairs = zip(self.base.replications, masks, strict=True)
        runs = tuple(replace(run, cases=run.cases[mask]) for run, mask in pairs)
        return replace(self.base, replications=runs).values(replace(measure, scope="process", scope_id=None))

    def waits(self) -> "pd.DataFrame":
        """Return one row a step: hours a case by cause."""
        return self.base.waits()

    def with_warm_up(self, seconds: float) -> "KindResult":
        """Return the result with another warm-up."""
        return KindResult(self.base.with_warm_up(seconds), self.masks)

    def first(self, count: int) -> "KindResult":
        """Return the result of the first replications alone."""
        return KindResult(self.base.first(count), {name: masks[:count] for name, masks in self.masks.items()})


def by_kind(annotated: AnnotatedMap, result: SimulationResult) -> KindResult:
    """Return the result with its cases parted by each attribute they arrive with.

    Words and shares give one kind a value; numbers give two, below and above the median of what is drawn.

    Parameters
    ----------
    annotated : AnnotatedMap
        The map that was run, in which everything is known that a run needs.
    result : SimulationResult
    """
    worded = _worded(annotated)
    total = sum(run.case_count for run in result.replications)
    if not worded or total > MOST_CASES or any(run.sums is not None for run in result.replications):
        return KindResult(result, {})
    program = compile_model(annotated, result.settings)
    masks: dict[str, list[NDArray[np.bool_]]] = {}
    for number, name in enumerate(program.names.attributes):
        labels = _labels(program, number, has_words=worded.get(name, False))
        if len(labels) < 2 or len(labels) > MOST_VALUES:
            continue
        for run in result.replications:
            places = _places(program, run, number, result.seed)
            for place, label in labels.items():
                masks.setdefault(f"{name}: {label}", []).append(places == place)
    return KindResult(result, {name: tuple(each) for name, each in masks.items()})


def _worded(annotated: AnnotatedMap) -> dict[str, bool]:
    """Return the attributes that cases arrive with, and whether their values are words."""
    pairs = (pair for case in annotated.notes.cases.values() for pair in case.attributes.items())
    return {name: notes.words is not None for name, notes in pairs}


def _labels(program: Program, number: int, *, has_words: bool) -> dict[float, str]:
    """Return the kinds of an attribute by the number that stands for each; none where streams do not draw it alike."""
    found: dict[float, str] = {}
    rows = [row for row in program.demand.attribute_value[:, number].tolist() if row >= 0]
    if len(program.demand.arrival_value):
        return {}
    tabled = [row for row in rows if program.family[row] == TABLE]
    if not tabled:
        return dict(enumerate(HALVES)) if rows else {}
    for row in tabled:
        first, last = (int(each) for each in program.parameters[row, :2])
        values = program.table_value[first:last].tolist()
        found |= {
            value: program.names.words[int(value)] if has_words else _label(value, len(values)) for value in values
        }
    return found if len(tabled) == len(rows) else {}


def _label(value: float, count: int) -> str:
    """Return what a number means: yes and no of a share, else itself."""
    return ("no", "yes")[int(value)] if count == 2 and value in {0.0, 1.0} else f"{value:g}"


def _places(program: Program, run: Replication, number: int, seed: int) -> NDArray[np.float64]:
    """Return the number that stands for the kind of each case; not a number where its stream does not have it."""
    found: NDArray[np.float64] = np.full(len(run.cases), np.nan)
    numbers: Ints = run.column("number")
    for stream, row in enumerate(program.demand.attribute_value[:, number].tolist()):
        mine = np.flatnonzero(run.column("stream") == stream)
        if row < 0 or not len(mine):
            continue
        word = int(program.stream_word[stream])
        purpose = ATTRIBUTE | number << _INSTANCE
        drawn = np.array(
            [uniform(seed, run.number, (word + case) & _WORD, word, 0, purpose) for case in numbers[mine].tolist()]
        )
        found[mine] = _values(program, row, drawn)
    return found


def _values(program: Program, row: int, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    if program.family[row] != TABLE:
        # A draw is the share of values below the one it gives.
        return (drawn >= 0.5).astype(np.float64)
    first, last = (int(each) for each in program.parameters[row, :2])
    places = np.minimum(first + program.table_cumulative[first:last].searchsorted(drawn, side="right"), last - 1)
    values: NDArray[np.float64] = program.table_value[places]
    return values
