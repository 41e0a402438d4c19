"""Test the front again under fresh random numbers, so that no figure told is one that was chosen for being good."""

from collections.abc import Sequence
from dataclasses import replace

from reengineer._records import dataclass
from reengineer.comparison import Comparison, OptionNotes, check_limits, compare, decide
from reengineer.errors import Problem
from reengineer.files import sha256
from reengineer.search._judge import Study
from reengineer.search._memory import Memory
from reengineer.search._runner import AS_IS, Candidate
from reengineer.simulation import Engine, Job, KeptReplications, Model, RunSettings, Told, Workers, run_models

LEAST = 10
"""Replications of the second test, where the review asks for fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retested:
    """Hold what the second test gave.

    Parameters
    ----------
    run : RunSettings
        Its settings, with a seed of its own.
    comparison : Comparison
        Of the as-is and the finalists, on these runs alone.
    reasons : mapping of str to str
        Why a finalist is not proposed; those that are do not appear.
    """

    run: RunSettings
    comparison: Comparison
    reasons: dict[str, str]


def fresh_seed(seed: int) -> int:
    """Return a seed for the second test: another than that of the search, and the same one every time."""
    found = int(sha256(f"retest {seed}".encode())[:8], 16)
    return found if found != seed else found ^ 1


def retest_settings(run: RunSettings, seed: int, replications: int | None) -> RunSettings:
    """Return the settings of the second test.

    Parameters
    ----------
    run : RunSettings
        Of the review.
    seed : int
        Of the search.
    replications : int or None
        As many as the review asks for at the most where None, and no fewer than `LEAST`.
    """
    count = max(LEAST, run.most_replications) if replications is None else replications
    return run.model_copy(update={"seed": fresh_seed(seed), "replications": count})


def retest(
    study: Study,
    finalists: Sequence[Candidate],
    folder: Memory,
    *,
    workers: Workers | None = None,
    engine: Engine = "auto",
    told: Told | None = None,
) -> Retested:
    """Run the as-is and the finalists anew, compare them, and say which of them hold.

    A finalist is proposed if it is shown to be better than the as-is on some criterion, breaks no limit on results, and
    is not shown to be beaten by the as-is or another one.

    Parameters
    ----------
    study : Study
        Its run being that of the second test.
    finalists : sequence of Candidate
    folder : Memory
        Of this study.
    """
    names = [AS_IS, *(candidate.option.id for candidate in finalists)]
    keys = [folder.context, *(folder.key(candidate.option) for candidate in finalists)]
    maps = [study.as_is, *(candidate.option.apply(study.as_is) for candidate in finalists)]
    models = [
        Model(annotated=annotated, settings=study.run, job=_job(name, folder.replications(key), engine))
        for name, key, annotated in zip(names, keys, maps, strict=True)
    ]
    results = dict(zip(names, run_models(models, workers, told), strict=True))
    found = {} if study.boundary is None else {
        name: check_limits(result, study.boundary) for name, result in results.items() if name != AS_IS
    }  # fmt: skip
    comparison = compare(
        results,
        study.criteria,
        baseline=AS_IS,
        forbidden={name: each.breaches for name, each in found.items() if each.breaches},
        notes=_notes(finalists, {name: each.not_shown for name, each in found.items()}),
    )
    return Retested(run=study.run, comparison=comparison, reasons=_reasons(comparison))


def _job(name: str, kept: KeptReplications, engine: Engine) -> Job:
    return Job(name=name, engine=engine, done=kept.read(), keep=kept.write)


def _notes(finalists: Sequence[Candidate], told: dict[str, tuple[Problem, ...]]) -> dict[str, OptionNotes]:
    notes = {AS_IS: OptionNotes(title="As it is today")}
    for candidate in finalists:
        option = candidate.option
        costs = (("one_off", option.costs.one_off), ("per_year", option.costs.per_year))
        notes[option.id] = OptionNotes(
            title=option.title,
            findings=told.get(option.id, ()),
            costs=tuple((key, str(value)) for key, value in costs if value is not None),
        )
    return notes


def _reasons(comparison: Comparison) -> dict[str, str]:
    """Return why options of a comparison are not proposed."""
    reasons = {
        outcome.id: f"it breaks a limit on results: {outcome.breaches[0].problem.message}"
        for outcome in comparison.outcomes
        if outcome.breaches
    }
    better = {item.option for item in comparison.differences if item.verdict == "better"}
    for outcome in comparison.outcomes:
        if outcome.id not in (*better, *reasons, comparison.baseline):
            reasons[outcome.id] = "it is not shown to be better than the process as it is on any criterion"
    return reasons | _beaten(comparison, reasons)


def _beaten(comparison: Comparison, reasons: dict[str, str]) -> dict[str, str]:
    """Return which of those that would be proposed are shown to be beaten by another one or the as-is."""
    kept = tuple(outcome for outcome in comparison.outcomes if outcome.id not in reasons)
    weighed = decide(replace(comparison, outcomes=kept)).options
    beaters = {item.option: item.dominated_by for item in weighed if item.option != comparison.baseline}
    found: dict[str, str] = {}
    while beaten := [name for name in beaters if name not in found and set(beaters[name]) - set(found)]:
        # First who is beaten by somebody who is not; in a ring, which margins can make, the last one goes.
        clear = [name for name in beaten if set(beaters[name]) - set(beaten) - set(found)]
        for name in clear or beaten[-1:]:
            by = next(each for each in beaters[name] if each not in found)
            found[name] = f"{by} is shown to be better on some criterion, and worse on none"
    return found
