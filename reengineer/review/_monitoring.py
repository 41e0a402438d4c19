"""Watch an option that went live: predictions from stored results, what was observed, and what it calls for."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import isfinite
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from reengineer._records import dataclass
from reengineer._version import __version__
from reengineer.calendars import WeeklyCalendar
from reengineer.errors import ChangeError, ModelError, Problem, ReviewError, UsageError
from reengineer.files import Document
from reengineer.monitor import (
    ADOPTION,
    ARRIVALS,
    TRIAL_FILE,
    CriterionResult,
    Happened,
    MethodNotes,
    Monitoring,
    Observed,
    Prediction,
    Setting,
    TrialPlan,
    Trigger,
    adoption_trigger,
    drift_triggers,
    guardrail_standings,
    guardrail_triggers,
    judge,
    load_triggers,
    pros_and_cons,
    read_observed,
    segment_mix,
    series_from_log,
    signal_trigger,
    voice_effects,
    voice_triggers,
)
from reengineer.options import Option, parse_change
from reengineer.review._folder import AS_IS, Review
from reengineer.review._opportunities import opportunities
from reengineer.review._outcome import Outcome
from reengineer.review._people import people_of
from reengineer.review._predictions import prediction_of
from reengineer.review._trial_draft import fresh_outcome, predicted_outcome
from reengineer.simulation import check_load, measure_answers, simulate

if TYPE_CHECKING:
    from reengineer.annotations import AnnotatedMap
    from reengineer.feedback import Dates, Voice

_FAR = 0.1
OBSERVED_FILE = Path("evidence") / "observed.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorPlan:
    """Say what is watched, and from what.

    Parameters
    ----------
    option : str, optional
        That of the trial where left out.
    go_live : date, optional
        The trial's start where left out.
    trial, results, log : Path, optional
        ``trial.yaml`` and ``results`` of the review where left out.
    observed : tuple of Path
        Files of measures; ``evidence/observed.csv`` where left out and there is no log.
    feedback : tuple of Path
    world : tuple of str
        Changes that describe how the world differed from the plan, as ``try`` takes them.
    dates, encoding
        Of the files of measures.
    ask : bool
        Ask the questions of the to-be map.
    """

    option: str | None = None
    go_live: date | None = None
    trial: Path | None = None
    results: Path | None = None
    log: Path | None = None
    observed: tuple[Path, ...] = ()
    feedback: tuple[Path, ...] = ()
    world: tuple[str, ...] = ()
    dates: "Dates | None" = None
    encoding: str | None = None
    ask: bool = True


def monitor_review(review: Review, plan: MonitorPlan) -> Monitoring:
    """Set what was predicted of an option beside what was observed.

    Raises
    ------
    UsageError
        RE620 there is no such option; RE986 it is not said when it went live, or what is watched.
    ReviewError
        RE977 nothing was observed; RE989 an observation has no evidence.
    """
    trial, document = _trial(review, plan)
    option = _option(review, plan, trial)
    go_live = plan.go_live or (trial.start if trial is not None else None)
    if go_live is None:
        raise UsageError([Problem("RE986", "it is not said when the option went live", "Name the day with --go-live.")])
    if trial is not None:
        _check_observations(trial, document)
    patched = _patched(option, trial)
    outcome = _outcome(review, option, patched, plan)
    observed = _observed(review, plan, trial, outcome, go_live)
    world = _World.of(outcome, option.id, observed, go_live, plan.world)
    voices = _voices(review, plan)
    heard, gaps = voice_effects(voices, option.id, go_live) if voices else ((), ())
    setting = Setting(
        go_live=go_live,
        adjustments=() if trial is None else trial.adjustments,
        happened=(*(() if trial is None else trial.happened), *_changed_methods(review)),
        mix=segment_mix(voices, go_live),
    )
    predictions = [
        prediction_of(outcome, option.id, each, world.values.get(each.id)) for each in outcome.comparison.criteria
    ]
    # Where the simulation had nothing to measure there is no prediction to hold anything against.
    known = [each for each in predictions if isfinite(each.option.value) and isfinite(each.as_is.value)]
    judged = [(each, judge(each, observed, setting)) for each in known]
    results = tuple(each for _, each in judged if each is not None)
    rails = guardrail_standings(() if trial is None else trial.guardrails, observed, go_live)
    triggers = [*guardrail_triggers(rails), *_triggers(results, observed, go_live, world, trial)]
    triggers += list(voice_triggers(voices, go_live))
    return Monitoring(
        review=review.title, option=option.id, title=option.title, go_live=go_live, seed=review.run.seed,
        version=__version__, results=results,
        unobserved=tuple(one.criterion.id for one, each in judged if each is None),
        guardrails=rails, triggers=tuple(triggers), observed=observed,
        adoption=tuple(point for point in observed.of(ADOPTION) if point.day >= go_live), voices=heard, voice_gaps=gaps,
        adjustments=setting.adjustments, world=world.told,
        pros_and_cons=pros_and_cons(results, rails, heard, () if trial is None else trial.observations),
        opportunities=opportunities(review, outcome, option.id, world.map, results) if plan.ask else (),
        problems=(*world.problems, *_unpredicted(predictions), *_far_off(results)),
    )  # fmt: skip


def _changed_methods(review: Review) -> tuple[Happened, ...]:
    """Return the changes of methods: what was asked in another way may look like an effect."""
    changes = MethodNotes.read(review.path.parent).changes
    return tuple(
        Happened(on=each.on, what=f"the method of {each.collection} went from {each.from_} to {each.to}")
        for each in changes
    )


def _trial(review: Review, plan: MonitorPlan) -> tuple[TrialPlan | None, Document | None]:
    path = plan.trial or review.path.parent / TRIAL_FILE
    if plan.trial is None and not path.exists():
        return None, None
    trial, document = TrialPlan.read(path)
    if plan.trial is None and plan.option not in (None, trial.option):
        return None, None
    return trial, document


def _option(review: Review, plan: MonitorPlan, trial: TrialPlan | None) -> Option:
    name = plan.option or (trial.option if trial is not None else None)
    if name is None:
        raise UsageError([Problem("RE986", "it is not said which option is watched", "Name it with --option.")])
    return review.option(name)


def _check_observations(trial: TrialPlan, document: Document | None) -> None:
    wrong = [
        Problem(
            "RE989", f'"{each.what}" has no evidence', "Add evidence, or opinion_of: how many people said so.",
            document.place(("observations", number)) if document is not None else Problem("RE989", "").source,
        )
        for number, each in enumerate(trial.observations)
        if not each.evidence and each.opinion_of is None
    ]  # fmt: skip
    if wrong:
        raise ReviewError(wrong)


def _patched(option: Option, trial: TrialPlan | None) -> Option:
    """Return the option with the changes of its adjustments made after its own."""
    patches = [change for each in (trial.adjustments if trial is not None else ()) for change in each.changes]
    if not patches:
        return option
    added = Option.model_validate({"id": option.id, "title": option.title, "changes": patches})
    return option.model_copy(update={"changes": (*option.changes, *added.changes)})


def _outcome(review: Review, option: Option, patched: Option, plan: MonitorPlan) -> Outcome:
    if patched is option:
        return predicted_outcome(review, option.id, plan.results)
    return fresh_outcome(replace(review, options={**review.options, option.id: patched}), option.id)


def _observed(review: Review, plan: MonitorPlan, trial: TrialPlan | None, outcome: Outcome, go_live: date) -> Observed:
    criteria = outcome.comparison.criteria
    known = [*(each.id for each in criteria), *(each.id for each in (trial.guardrails if trial is not None else ()))]
    paths = plan.observed
    usual = review.path.parent / OBSERVED_FILE
    if not paths and (plan.log is None or usual.exists()):
        paths = (usual,)
    found = read_observed(paths, known, dates=plan.dates, encoding=plan.encoding) if paths else Observed()
    if plan.log is not None:
        found = found.beside(_from_log(review, plan.log, outcome, go_live))
    return found


def _from_log(review: Review, path: Path, outcome: Outcome, go_live: date) -> Observed:
    from reengineer.eventlog import read_log

    reading = read_log(path, timezone=review.as_is.notes.clock.timezone)
    scale = outcome.results[AS_IS].scale
    found = series_from_log(
        reading.log,
        outcome.comparison.criteria,
        unit_s=lambda criterion: scale.seconds_of(criterion.as_measure()),
        calendar=_working(review.as_is),
        go_live=go_live,
        name=str(path),
    )
    return replace(found, rows=reading.rows, problems=(*reading.problems, *found.problems))


def _working(as_is: "AnnotatedMap") -> WeeklyCalendar | None:
    """Return the hours in which anybody is on duty, those of the people's calendars together."""
    names = dict.fromkeys(
        member.calendar or group.calendar
        for name, group in as_is.notes.resources.items()
        for member in group.people(name)
    )
    used = [as_is.calendar(name) for name in names if name]
    if len(used) < 2:
        return used[0] if used else None
    from reengineer.calendars import merged

    weekly = tuple(merged(span for calendar in used for span in calendar.weekly))
    return WeeklyCalendar(name="working", weekly=weekly, timezone=used[0].timezone)


def _voices(review: Review, plan: MonitorPlan) -> "tuple[Voice, ...]":
    if not plan.feedback:
        return ()
    from reengineer.feedback import import_feedback

    return import_feedback(plan.feedback, map_=review.as_is.map, people=people_of(review.as_is)).voices


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """Hold the option's map with the inputs that were observed, and what it gave."""

    map: "AnnotatedMap"
    values: Mapping[str, float]
    told: tuple[str, ...] = ()
    planned: float = 0.0
    seen: float | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, outcome: Outcome, option: str, observed: Observed, go_live: date, changes: tuple[str, ...]) -> "_World":
        """Run the option again with the demand that was observed and the changes that describe the world."""
        to_be = outcome.maps[option]
        planned = sum(outcome.maps[AS_IS].arrival_rate_per_week().values())
        before, seen = (_arrivals_a_week(observed, go_live, after) for after in (False, True))
        texts = list(changes)
        # Demand is compared with what was observed before, where that is known: a log rarely holds every case.
        base = before or planned
        if seen is not None and base and not any(text.split(None, 1)[0] == "change_arrivals" for text in texts):
            texts.append(f"change_arrivals factor={seen / base:.6g}")
        plain = cls(map=to_be, values={}, planned=base, seen=seen)
        if not texts:
            return plain
        try:
            world = Option(id=option, title="the world", changes=tuple(map(parse_change, texts))).apply(to_be)
            check_load(world.offered_load(assume=True))
            values = _values(outcome, option, world)
        except (ChangeError, ModelError) as error:
            if isinstance(error, ChangeError) and changes:
                raise
            why = error.problems[0].message
            message = f"the option cannot be simulated with the inputs that were observed: {why}"
            problem = Problem("RE987", message, "The gap is not split.", severity="advice")
            return replace(plain, problems=(problem,))
        return replace(plain, map=world, values=values, told=tuple(texts))


def _values(outcome: Outcome, option: str, world: "AnnotatedMap") -> dict[str, float]:
    """Return each criterion on the map with observed inputs, by the same random numbers as the prediction."""
    known = outcome.results[option]
    settings = known.settings.model_copy(update={"replications": len(known.replications)})
    result = simulate(world, settings, log=False).with_warm_up(outcome.comparison.warm_up_s)
    simulated = (each for each in outcome.comparison.criteria if measure_answers(each.measure) is not None)
    return {each.id: float(result.values(each.as_measure()).mean()) for each in simulated}


def _arrivals_a_week(observed: Observed, go_live: date, after: bool) -> float | None:
    points = observed.of(ARRIVALS)
    if len(points) < 2:
        return None
    gaps = sorted((two.day - one.day).days for one, two in itertools.pairwise(points))
    own = [point.value for point in points if (point.day >= go_live) is after]
    return fmean(own) * 7 / max(1, gaps[len(gaps) // 2]) if own else None


def _unpredicted(predictions: Sequence[Prediction]) -> Iterator[Problem]:
    """Give the criteria for which the simulation had nothing to measure."""
    for each in predictions:
        if not (isfinite(each.option.value) and isfinite(each.as_is.value)):
            message = f"{each.criterion.id} has no prediction: the simulation had nothing to measure"
            remedy = "Lengthen the run, or look whether the steps are reached."
            if measure_answers(each.criterion.measure) is None:
                message = f"{each.criterion.id} has no prediction: no simulation measures {each.criterion.measure}"
                remedy = "Compare what people said before and after, with --feedback."
            yield Problem("RE988", message, remedy, severity="advice")


def _far_off(results: tuple[CriterionResult, ...]) -> Iterator[Problem]:
    """Give the criteria on which the process as it was is predicted far from what was observed."""
    for each in results:
        seen, modelled = each.before, each.prediction.as_is.value
        if seen is not None and seen.value and abs(modelled / seen.value - 1) > _FAR:
            message = f"{each.id}: {modelled:.3g} predicted for the process as it was, {seen.value:.3g} observed"
            remedy = "Fit the model anew; until then shares of what was predicted lean on this."
            yield Problem("RE988", message, remedy, severity="advice")


def _triggers(
    results: tuple[CriterionResult, ...], observed: Observed, go_live: date, world: _World, trial: TrialPlan | None
) -> Iterator[Trigger]:
    primary = None if trial is None else trial.primary.criterion
    for each in results:
        name = each.prediction.criterion.as_measure().label
        if each.chart is not None and primary in (None, each.id):
            days = [point.day for point in each.points]
            signal = signal_trigger(each.chart, days, each.prediction.criterion.better, name)
            if signal is not None:
                yield signal
        planned = trial.weeks if trial is not None and trial.weeks is not None else 8
        high, n_after = each.realised.high, len(each.points) - each.first_after
        if each.verdict != "cannot_tell" and high is not None and high < 0.5 and n_after >= planned:
            what = f"{name}: at most {max(high, 0):.0%} of what was predicted has come true"
            yield Trigger(action="adjust", what=what, on=each.points[-1].day, then="adjust or stop")
    adoption = adoption_trigger(observed, go_live)
    if adoption is not None:
        yield adoption
    yield from load_triggers(observed, go_live)
    if world.seen is not None:
        yield from drift_triggers({"cases a week": (world.planned, world.seen)})


def as_plan(flags: Mapping[str, Any]) -> MonitorPlan:
    """Return the plan that options of the command line make."""

    def path(name: str) -> Path | None:
        return Path(flags[name]) if flags[name] else None

    return MonitorPlan(
        option=flags["option"],
        go_live=flags["go_live"].date() if flags["go_live"] else None,
        observed=tuple(map(Path, flags["observed"])),
        feedback=tuple(map(Path, flags["feedback"])),
        world=tuple(flags["world"]),
        dates=flags["dates"],
        encoding=flags["encoding"],
        trial=path("trial"),
        results=path("results"),
        log=path("log"),
    )
