"""Complete and compile a map, once for all who ask whether it can be run and then run it."""

from dataclasses import field

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, complete
from reengineer.errors import Problem
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation.compiling._compile import compile_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Hold a map that can be run, and what was found out on the way there.

    Parameters
    ----------
    annotated : AnnotatedMap
        Complete.
    assumptions : tuple of Problem
        What was assumed to complete it, as advice.
    program : Program
        For any seed, warm-up, number of replications, and limit of time or memory.
    load, lasting : mapping of str to float
        Offered load of each group, in all and without the steps at which people lose patience.
    """

    annotated: AnnotatedMap
    assumptions: tuple[Problem, ...]
    program: Program = field(repr=False)
    load: dict[str, float]
    lasting: dict[str, float]


def prepare(annotated: AnnotatedMap, settings: RunSettings) -> Prepared:
    """Return a map completed and compiled.

    Raises
    ------
    ModelError
        With all that is missing, impossible or not simulated.
    """
    whole, assumptions = complete(annotated)
    program, load = compile_model(whole, settings), whole.offered_load()
    gives_up = any(notes.patience is not None for notes in whole.notes.steps.values())
    return Prepared(
        annotated=whole,
        assumptions=assumptions,
        program=program,
        load=load,
        lasting=whole.offered_load(lasting=True) if gives_up else load,
    )
