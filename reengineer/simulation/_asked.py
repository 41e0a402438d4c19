"""Refuse what cannot be asked of a run: nothing is answered with another number than the one that was meant."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from reengineer._records import dataclass
from reengineer.errors import Problem, UsageError, nearest
from reengineer.measures import MEASURES, SCOPES, SECONDS, SIMULATED, STATISTICS, Measure

CASES = frozenset({"process", "class"})
STEPS = frozenset({"step", "event"})
OF_STEPS = frozenset({"mean", "sum"})
"""Statistics of the visits of a step; of a replication only their sums are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Say of what a measure is known.

    Parameters
    ----------
    scopes, statistics : frozenset of str
    """

    scopes: frozenset[str]
    statistics: frozenset[str]


ANY = frozenset(STATISTICS)
ONE = frozenset({"mean", "share"})
ANSWERS: Mapping[str, Answers] = MappingProxyType(
    {
        "cycle_time": Answers(scopes=CASES | STEPS, statistics=ANY),
        "waiting_time": Answers(scopes=CASES | STEPS, statistics=ANY),
        "processing_time": Answers(scopes=CASES | STEPS, statistics=ANY),
        "flow_efficiency": Answers(scopes=CASES, statistics=ONE),
        "activity_cost": Answers(scopes=CASES | STEPS, statistics=ANY),
        "resourcing_cost": Answers(scopes=frozenset({"process", "group", "member"}), statistics=OF_STEPS),
        "throughput": Answers(scopes=frozenset({"process"}), statistics=ONE),
        "utilisation": Answers(scopes=frozenset({"process", "group", "member"}), statistics=ONE),
        "queue_length": Answers(scopes=frozenset({"process", "group", "step"}), statistics=ONE),
        "work_in_progress": Answers(scopes=frozenset({"process"}), statistics=ONE),
        "rework_rate": Answers(scopes=CASES, statistics=ONE),
        "handoffs": Answers(scopes=CASES, statistics=ANY),
        "wait_by_cause": Answers(scopes=frozenset({"process"}), statistics=ONE),
        "completion_rate": Answers(scopes=STEPS, statistics=ONE),
        "abandonment_rate": Answers(scopes=frozenset({"step"}), statistics=ONE),
        "answer_time": Answers(scopes=frozenset({"step"}), statistics=frozenset({"mean"})),
    }
)


def measure_answers(name: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the statistics and scopes of a measure that a run can give; None where it gives none."""
    found = ANSWERS.get(name) if name in SIMULATED else None
    if found is None:
        return None
    return (
        tuple(each for each in STATISTICS if each in found.statistics),
        tuple(each for each in SCOPES if each in found.scopes),
    )


def check_asked(measure: Measure) -> None:
    """Raise `UsageError` where a measure cannot be computed from a run, with everything that stands against it."""
    if measure.name not in SIMULATED:
        raise UsageError([_unknown(measure)])
    problems = list(_against(measure, ANSWERS[measure.name]))
    if problems:
        raise UsageError(problems)


def _unknown(measure: Measure) -> Problem:
    if measure.name in MEASURES:
        return Problem(
            "RE520",
            f"{measure.name} cannot be computed from a simulation",
            "It needs feedback, samples or queues that people leave; take it out of the criteria of this run.",
        )
    return Problem(
        "RE521",
        f'there is no measure "{measure.name}"; {nearest(measure.name, MEASURES)}',
        "Choose one of: " + ", ".join(sorted(SIMULATED)) + ".",
    )


def _against(measure: Measure, answers: Answers) -> Iterator[Problem]:
    if measure.scope not in answers.scopes:
        yield _refuse(measure, f"for a {measure.scope}", sorted(answers.scopes), "scope")
    of_step = measure.scope in STEPS and measure.scope in answers.scopes
    statistics = answers.statistics & OF_STEPS if of_step and answers.statistics == ANY else answers.statistics
    if measure.statistic not in statistics:
        where = f"of a {measure.scope} " if of_step else ""
        yield _refuse(measure, f"{where}as {measure.statistic}", sorted(statistics), "statistic")
    if of_step and measure.clock not in (None, "elapsed"):
        yield _refuse(measure, f"of a {measure.scope} on the clock {measure.clock}", ["elapsed"], "clock")
    units = {"time": sorted(SECONDS), "share": ["1", "%"]}.get(measure.kind)
    if units and measure.unit is not None and measure.unit not in units:
        yield _refuse(measure, f"in {measure.unit}", units, "unit")


def _refuse(measure: Measure, how: str, known: list[str], field: str) -> Problem:
    return Problem("RE523", f"{measure.name} is not computed {how}", f"Choose as {field} one of: {', '.join(known)}.")
