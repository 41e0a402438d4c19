"""Compare options with the as-is, replication by replication under common random numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum, isfinite, nan
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison._records import (
    Comparison,
    Forbidding,
    HoldsCases,
    MeasuredValue,
    OptionNotes,
    OptionOutcome,
    PairedDifference,
    Result,
    Series,
    Status,
)
from reengineer.comparison._selection import Chance, chances
from reengineer.comparison._total import refitted_interval, total_interval
from reengineer.comparison._verdicts import more_replications, standing, verdict
from reengineer.errors import Problem, UsageError, nearest
from reengineer.measures import QUANTILES, SIMULATED
from reengineer.statistics import (
    Interval,
    MeanEstimate,
    clustered_quantile_interval,
    holm,
    mean_estimate,
    paired_differences,
    simultaneous_intervals,
)

if TYPE_CHECKING:
    from reengineer.criteria import Criterion

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aligned:
    """Hold results cut to what all of them share, and their values by option and criterion."""

    results: Mapping[str, Result]
    series: Series
    n: int
    warm_up_s: float


def compare(
    results: Mapping[str, Result],
    criteria: "Sequence[Criterion]",
    *,
    baseline: str = "as-is",
    sampled: Mapping[str, Result] | None = None,
    forbidden: Mapping[str, Sequence[Forbidding]] | None = None,
    notes: Mapping[str, OptionNotes] | None = None,
) -> Comparison:
    """Compare each option with the as-is on each criterion.

    Replications are paired by their order, which under one seed gives both sides the same draws. All results are cut
    to the replications that every one of them has, and to the largest warm-up period among them.

    Parameters
    ----------
    results : mapping of option id to Result
        With the baseline; the order is kept.
    criteria : sequence of Criterion
        Measures to compare; values are in the unit that a criterion states.
    baseline : str
        Id of the result that options are compared with.
    sampled : mapping of option id to Result, optional
        Runs of the same options in which every replication draws uncertain inputs from their ranges, or takes the next
        refit of the model. They give a second interval that counts what is not known about the inputs.
    forbidden : mapping of option id to breaches, optional
        What the boundary has against an option; the option keeps its measures.
    notes : mapping of option id to OptionNotes, optional
        Titles and costs, and options that could not run.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        RE601 where the baseline is missing, RE602 where there is no replication, RE603 where seeds differ, RE604 where
        lengths of run differ; and what `Result.values` raises for a criterion that the as-is cannot answer.
    """
    _check(results, baseline)
    ordered = {baseline: results[baseline], **results}
    aligned = _align(ordered, criteria, baseline)
    differences = _differences(aligned, criteria, baseline)
    drawn, refits = None, 0
    if sampled and baseline in sampled:
        _check(sampled, baseline)
        drawn, refits = _align(sampled, criteria, baseline), getattr(sampled[baseline], "refits", 0)
        differences = _with_total(differences, aligned, drawn, criteria, refits)
    outcomes = _outcomes(aligned, criteria, forbidden or {}, notes or {})
    allowed = tuple(outcome.id for outcome in outcomes if outcome.is_choice)
    return Comparison(
        baseline=baseline,
        outcomes=outcomes,
        differences=tuple(differences),
        criteria=tuple(criteria),
        n_replications=aligned.n,
        warm_up_s=aligned.warm_up_s,
        level=LEVEL,
        sampled_replications=0 if drawn is None else drawn.n,
        refits=refits,
        chances=_chances(aligned, criteria, allowed),
        series=aligned.series,
        total_series={} if drawn is None else drawn.series,
        total_chances=() if drawn is None else _chances(drawn, criteria, allowed),
    )


def _chances(aligned: _Aligned, criteria: "Sequence[Criterion]", allowed: Sequence[str]) -> tuple[Chance, ...]:
    """Return how likely each permitted option is the best, criterion by criterion."""
    return tuple(
        chance
        for criterion in criteria
        for chance in chances(
            criterion.id,
            {name: aligned.series[name, criterion.id] for name in allowed if name in aligned.results},
            criterion.better,
        )
    )


def _check(results: Mapping[str, Result], baseline: str) -> None:
    if baseline not in results:
        hint = nearest(baseline, results) or f"there are: {', '.join(results) or 'none'}"
        raise UsageError(
            [Problem("RE601", f'there is no result "{baseline}" to compare with; {hint}', "Run it first.")]
        )
    problems = [
        Problem("RE602", f'the result "{name}" holds no replication', "Run at least two replications of each option.")
        for name, result in results.items()
        if not result.replications
    ]
    problems += _unlike(results, baseline)
    if problems:
        raise UsageError(problems)


def _unlike(results: Mapping[str, Result], baseline: str) -> list[Problem]:
    """Return what keeps replications of two results from being pairs."""
    reference = results[baseline]
    problems = []
    for name, result in results.items():
        if result.seed != reference.seed:
            message = f'"{name}" was run with seed {result.seed}, "{baseline}" with {reference.seed}'
            problems.append(Problem("RE603", message, "Run all options with one seed: only then do pairs match."))
        if _extent(result) != _extent(reference):
            message = f'"{name}" was run for {_extent(result)}, "{baseline}" for {_extent(reference)}'
            problems.append(Problem("RE604", message, "Run all options with the same length and number of cases."))
    return problems


def _extent(result: Result) -> str:
    """Return how long a run was asked to be, in words."""
    length, cases = result.settings.length, result.settings.cases
    parts = ([f"{length:g} s"] if length is not None else []) + ([f"{cases} cases"] if cases is not None else [])
    return " and ".join(parts) or "the usual length"


def _align(results: Mapping[str, Result], criteria: "Sequence[Criterion]", baseline: str) -> _Aligned:
    n = min(len(result.replications) for result in results.values())
    warm_up_s = max(result.warm_up_s for result in results.values())
    alike = {name: _cut(result, n, warm_up_s) for name, result in results.items()}
    series = {
        (name, criterion.id): _values(result, criterion, strict=name == baseline)
        for name, result in alike.items()
        for criterion in criteria
    }
    return _Aligned(results=alike, series=series, n=n, warm_up_s=warm_up_s)


def _cut(result: Result, n: int, warm_up_s: float) -> Result:
    shorter = result if len(result.replications) == n else result.first(n)
    return shorter if shorter.warm_up_s == warm_up_s else shorter.with_warm_up(warm_up_s)


def _values(result: Result, criterion: "Criterion", *, strict: bool) -> tuple[float, ...]:
    """Return one value a replication; not-a-numbers where the option has taken away what is measured."""
    nothing = (nan,) * len(result.replications)
    if criterion.measure not in SIMULATED:
        return nothing
    try:
        return tuple(float(value) for value in result.values(criterion.as_measure()))
    except UsageError:
        if strict:
            raise
        return nothing


def _differences(aligned: _Aligned, criteria: "Sequence[Criterion]", baseline: str) -> list[PairedDifference]:
    cells = [(name, criterion) for name in aligned.results if name != baseline for criterion in criteria]
    estimates = [mean_estimate(_pairs(aligned.series, name, baseline, criterion.id)) for name, criterion in cells]
    # A difference that never varies is known, not tested: it must not widen the intervals of the others.
    adjusted = holm([estimate.p if estimate.sd > 0 else None for estimate in estimates])
    intervals = simultaneous_intervals(estimates, adjusted, LEVEL)
    each = _each_level(sum(p is not None for p in adjusted))
    return [
        _difference(aligned.series, baseline, name, criterion, (estimate, interval, p, each))
        for (name, criterion), estimate, interval, p in zip(cells, estimates, intervals, adjusted, strict=True)
    ]


def _each_level(family: int) -> float:
    return 1 - (1 - LEVEL) / max(1, family)


def _pairs(series: Series, option: str, baseline: str, criterion: str) -> tuple[float, ...]:
    return paired_differences(series[option, criterion], series[baseline, criterion])


def _in_place(series: Series, option: str, baseline: str, criterion: str) -> tuple[float, ...]:
    """Return differences by number of the replication; not-a-numbers where one of a pair has no value."""
    pairs = zip(series[option, criterion], series[baseline, criterion], strict=True)
    return tuple(next(iter(paired_differences((a,), (b,))), nan) for a, b in pairs)


def _difference(
    series: Series,
    baseline: str,
    option: str,
    criterion: "Criterion",
    tested: tuple[MeanEstimate, Interval, float | None, float],
) -> PairedDifference:
    estimate, interval, p_adjusted, each = tested
    as_is, value = _paired_means(series[baseline, criterion.id], series[option, criterion.id])
    found = verdict(interval, criterion, estimate.mean)
    more = more_replications(estimate, each, criterion.smallest_change) if found == "not_shown" else None
    return PairedDifference(
        option=option,
        criterion=criterion.id,
        measure=criterion.as_measure(),
        as_is=as_is,
        value=value,
        difference=estimate.mean,
        ci_low=interval.low,
        ci_high=interval.high,
        p=estimate.p,
        p_adjusted=estimate.p if p_adjusted is None else p_adjusted,
        n_pairs=estimate.n,
        verdict=found,
        more_replications=more,
        note=_note(estimate) if criterion.measure in SIMULATED else "a simulation does not tell this measure",
    )


def _paired_means(baseline: Sequence[float], values: Sequence[float]) -> tuple[float | None, float | None]:
    pairs = [(a, b) for a, b in zip(baseline, values, strict=True) if isfinite(a) and isfinite(b)]
    if not pairs:
        return None, None
    return fsum(a for a, _ in pairs) / len(pairs), fsum(b for _, b in pairs) / len(pairs)


def _note(estimate: MeanEstimate) -> str:
    if estimate.n == 0:
        return "the option and the as-is do not both have a value"
    if estimate.sd == 0 and estimate.mean == 0:
        return "identical in every replication" if estimate.n > 1 else "identical in the one replication run"
    if estimate.n == 1:
        return "one replication cannot tell a difference from chance"
    return "the same difference in every replication" if estimate.sd == 0 else ""


def _with_total(
    differences: Sequence[PairedDifference],
    nominal: _Aligned,
    sampled: _Aligned,
    criteria: "Sequence[Criterion]",
    refits: int,
) -> list[PairedDifference]:
    by_id = {criterion.id: criterion for criterion in criteria}
    each = _each_level(sum(not item.note for item in differences))
    baseline = next(iter(nominal.results))
    found = []
    for item in differences:
        if item.option not in sampled.results:
            found.append(item)
            continue
        fixed, drawn = (_in_place(side.series, item.option, baseline, item.criterion) for side in (nominal, sampled))
        if refits:
            total = refitted_interval(fixed, drawn, refits, each)
        else:
            total = total_interval(mean_estimate(fixed), mean_estimate(drawn), each)
        if total.low is None or total.high is None:
            found.append(item)
            continue
        middle = item.difference if refits else (total.low + total.high) / 2
        settled = verdict(total, by_id[item.criterion], middle)
        counted = replace(item, verdict=settled, total_verdict=settled, stated_verdict=item.verdict)
        more = None if counted.flips else item.more_replications
        found.append(replace(counted, total_low=total.low, total_high=total.high, more_replications=more))
    return found


def _outcomes(
    aligned: _Aligned,
    criteria: "Sequence[Criterion]",
    forbidden: Mapping[str, Sequence[Forbidding]],
    notes: Mapping[str, OptionNotes],
) -> tuple[OptionOutcome, ...]:
    names = dict.fromkeys([*aligned.results, *notes, *forbidden])
    return tuple(
        _outcome(name, aligned, criteria, tuple(forbidden.get(name, ())), notes.get(name, OptionNotes()))
        for name in names
    )


def _outcome(
    name: str,
    aligned: _Aligned,
    criteria: "Sequence[Criterion]",
    breaches: tuple[Forbidding, ...],
    notes: OptionNotes,
) -> OptionOutcome:
    result = aligned.results.get(name)
    usual: Status = "forbidden" if breaches else "refused" if result is None else "ran"
    return OptionOutcome(
        id=name,
        title=notes.title or name,
        status=notes.status or usual,
        breaches=breaches,
        findings=notes.findings,
        result=result,
        measures=() if result is None else tuple(_measured(result, aligned.series, name, item) for item in criteria),
        costs=notes.costs,
        what_if=notes.what_if,
    )


def _pooled_quantile(result: Result, criterion: "Criterion") -> tuple[float | None, Interval] | None:
    """Return a quantile of all cases with its interval by order statistics; None where it is no quantile of cases."""
    share = QUANTILES.get(criterion.statistic)
    if share is None or criterion.measure not in SIMULATED or not isinstance(result, HoldsCases):
        return None
    try:
        cases = result.case_values(criterion.as_measure())
    except UsageError:
        return None
    return None if cases is None else clustered_quantile_interval(cases, share, LEVEL)


def _measured(result: Result, series: Series, name: str, criterion: "Criterion") -> MeasuredValue:
    estimate = mean_estimate(series[name, criterion.id])
    value, interval = estimate.mean, estimate.interval(LEVEL)
    if estimate.sd == 0 and estimate.n > 1:
        interval = Interval(low=estimate.mean, high=estimate.mean, level=LEVEL)
    elif (pooled := _pooled_quantile(result, criterion)) is not None:
        value, interval = pooled
    return MeasuredValue(
        criterion=criterion.id,
        measure=criterion.as_measure(),
        value=value,
        ci_low=interval.low,
        ci_high=interval.high,
        n=estimate.n,
        target=standing(interval, criterion.target, criterion.better),
        minimum=standing(interval, criterion.minimum, criterion.better),
    )
