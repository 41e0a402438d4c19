"""Run the options at both ends of every range, one assumption at a time: which guess could change the choice."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reengineer.annotations import AnnotatedMap, InputRange
from reengineer.comparison import Comparison, Overtaking, Sensitivity, Swing, Trial, sensitivity_dict, tornado
from reengineer.criteria import Criterion
from reengineer.errors import ModelError
from reengineer.files import canonical_json, sha256, write_text_atomic
from reengineer.review._folder import AS_IS
from reengineer.review._plan import Plan
from reengineer.review._results_folder import run_key
from reengineer.simulation import (
    Job,
    Model,
    Prepared,
    RunSettings,
    SimulationResult,
    check_load,
    prepare,
    run_models,
    runs_in_threads,
    shared_workers,
)
from reengineer.statistics import mean_estimate

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome

FILE = "sensitivity.json"
SCHEMA = "reengineer/sensitivity/1"
REPLICATIONS = 5
"""Of each end; with the same random numbers on both sides few are needed to see which guess matters."""
MOST_OPTIONS = 2
"""Beside the as-is: the one that leads and the one behind it."""


def run_sensitivity(outcome: "Outcome", plan: Plan) -> Sensitivity | None:
    """Return the tornado of the option that leads on the criterion of most weight; None where no number has a range.

    Parameters
    ----------
    outcome : Outcome
    plan : Plan
        Its engine, jobs, cluster and progress are used.
    """
    options = _leading(outcome.comparison)
    maps = {name: outcome.maps[name] for name in options}
    ranges = _each_once(maps)
    if len(options) < 2 or not ranges:
        return None
    criterion = leading_criterion(outcome.comparison)
    found = _simulated(outcome, plan, _cells(maps, ranges, outcome.review.run))
    means = {cell: _mean(result, criterion) for cell, result in found.items()}
    stated = {name: means[None, 0.0, name] for name in options}
    whole = {name: mean for name, mean in stated.items() if mean is not None}
    if len(whole) < len(stated):
        return None
    trials = [
        Trial(assumption=each, low=_ends(means, each, 0.0, options), high=_ends(means, each, 1.0, options))
        for each in ranges
    ]
    return tornado(whole, trials, criterion, option=options[1], baseline=AS_IS, replications=REPLICATIONS)


def _each_once(maps: Mapping[str, AnnotatedMap]) -> tuple[InputRange, ...]:
    """Return every number with a range once, as the as-is has it, else as the first option that has it.

    An option may state another range for a number of the same name: both ends are those of each map's own range.
    """
    found: dict[str, InputRange] = {}
    for annotated in maps.values():
        for each in annotated.ranges:
            found.setdefault(each.path, each)
    return tuple(found.values())


Cell = tuple[InputRange | None, float, str]
"""An assumption, the end of its range that is tried (0 or 1), and an option; no assumption for all as stated."""


def _cells(
    maps: Mapping[str, AnnotatedMap], ranges: tuple[InputRange, ...], run: RunSettings
) -> dict[Cell, Prepared | None]:
    """Return the map to run for each cell; None where it cannot be, such as where a queue would grow without end."""
    stated = {name: prepare(annotated, run) for name, annotated in maps.items()}
    found: dict[Cell, Prepared | None] = {(None, 0.0, name): each for name, each in stated.items()}
    for assumption in ranges:
        for end in (0.0, 1.0):
            for name, annotated in maps.items():
                changed = _at(annotated, assumption, end)
                # What an option replaces it does not depend on any more: its map is then the one as stated.
                same = changed.notes == annotated.notes
                found[assumption, end, name] = stated[name] if same else _prepared(changed, run)
    return found


def _at(annotated: AnnotatedMap, assumption: InputRange, end: float) -> AnnotatedMap:
    return annotated.sampled(lambda path: end if path == assumption.path else None)


def _prepared(annotated: AnnotatedMap, run: RunSettings) -> Prepared | None:
    try:
        found = prepare(annotated, run)
        check_load(found.load, lasting=found.lasting)
    except ModelError:
        return None
    return found


def _simulated(
    outcome: "Outcome", plan: Plan, cells: Mapping[Cell, Prepared | None]
) -> dict[Cell, SimulationResult | None]:
    """Run every map once, whatever number of cells it stands in."""
    settings = outcome.review.run.model_copy(update={"replications": REPLICATIONS, "warm_up": "none"})
    distinct = {id(each): (cell, each) for cell, each in cells.items() if each is not None}
    models = [
        Model(annotated=each.annotated, settings=settings, job=Job(name=cell[2], engine=plan.engine), prepared=each)
        for cell, each in distinct.values()
    ]
    threads = runs_in_threads(Job(engine=plan.engine))
    with shared_workers(plan.jobs, threads=threads, cluster=plan.cluster) as workers:
        results = run_models(models, workers, plan.progress)
    warm_up_s = outcome.comparison.warm_up_s
    found = {key: result.with_warm_up(warm_up_s) for key, result in zip(distinct, results, strict=True)}
    return {cell: None if each is None else found[id(each)] for cell, each in cells.items()}


def _mean(result: SimulationResult | None, criterion: Criterion) -> float | None:
    return None if result is None else mean_estimate(result.values(criterion.as_measure()).tolist()).mean


def _ends(
    means: Mapping[Cell, float | None], assumption: InputRange, end: float, options: tuple[str, ...]
) -> dict[str, float] | None:
    found = {name: means[assumption, end, name] for name in options}
    whole = {name: mean for name, mean in found.items() if mean is not None}
    return whole if len(whole) == len(found) else None


def write_sensitivity(found: Sensitivity, outcome: "Outcome", folder: Path) -> None:
    """Write a tornado beside the results it belongs to."""
    content = {"schema": SCHEMA, "key": _key(outcome), **sensitivity_dict(found)}
    write_text_atomic(folder / FILE, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_sensitivity(outcome: "Outcome", folder: Path) -> Sensitivity | None:
    """Return the tornado stored beside results; None where there is none, or it came from other inputs."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _read(content) if content["key"] == _key(outcome) else None
    except (ValueError, KeyError, TypeError, OSError):
        return None


def _key(outcome: "Outcome") -> str:
    """Return the hash of all that the numbers depend on: results of every option, and what they are judged by."""
    criterion = leading_criterion(outcome.comparison)
    runs = [run_key(outcome.review, name, sampled=False) for name in outcome.results]
    return sha256(canonical_json([runs, criterion.model_dump(mode="json"), outcome.comparison.warm_up_s]).encode())


def _read(content: dict[str, Any]) -> Sensitivity:
    return Sensitivity(
        option=content["option"],
        criterion=content["criterion"],
        difference=content["difference"],
        replications=content["replications"],
        swings=tuple(_swing(item) for item in content["swings"]),
    )


def _swing(item: dict[str, Any]) -> Swing:
    return Swing(
        assumption=InputRange(
            path=item["assumption"], low=item["low"], value=item["value"], high=item["high"], unit=item["unit"]
        ),
        at_low=item["difference_at_low"],
        at_high=item["difference_at_high"],
        overtaken=tuple(
            Overtaking(option=each["option"], value=each["value"], end=each["towards"]) for each in item["overtaken"]
        ),
    )


def leading_criterion(comparison: Comparison) -> Criterion:
    """Return the criterion of most weight, the first among equals."""
    return max(comparison.criteria, key=lambda criterion: criterion.weight or 0.0)


def _leading(comparison: Comparison) -> tuple[str, ...]:
    """Return the as-is and the permitted options with the best values on the leading criterion, the best first."""
    criterion = leading_criterion(comparison)
    sign = 1 if criterion.better == "higher" else -1
    values = {
        outcome.id: measured.value
        for outcome in comparison.outcomes
        if outcome.is_choice and (measured := outcome.measured(criterion.id)) and measured.value is not None
    }
    ranked = sorted((name for name in values if name != AS_IS), key=lambda name: -sign * values[name])
    return (AS_IS, *ranked[:MOST_OPTIONS]) if AS_IS in values else ()
