"""Compute what is known of one step from what happened and from what was counted, and from the shares of branches."""

from collections.abc import Callable, Mapping

import numpy as np

from reengineer.annotations import Evidence
from reengineer.questions._chances import reaching
from reengineer.questions._economy import cost_of_execution
from reengineer.questions._study import Study, Value, first_known, plain
from reengineer.questions._trace import Floats, Rows, Trace, mean, ratio, total

Computed = Callable[[Study, str], Value]
_CHECKED = ("reject_rate", "approve_rate", "compliance_rate", "overturn_rate")


def counted(name: str, *others: Computed) -> Computed:
    """Return what gives the figure that was counted, else the first of some other values that is known."""

    def find(study: Study, step: str) -> Value:
        tries = (lambda other=other: other(study, step) for other in others)
        return first_known(lambda: study.counted("step", step, name), *tries)

    return find


def seen_rows(study: Study, step: str) -> Rows | None:
    """Return the completed rows of a step; None where the log has none."""
    rows = study.trace.completed_rows(step) if study.trace is not None else None
    return rows if rows is not None and len(rows) else None


_Measured = Callable[[Trace, Rows], Floats]


def _over(measure: _Measured) -> Computed:
    """Return the mean of something over the completed rows of a step."""

    def find(study: Study, step: str) -> Value:
        rows = seen_rows(study, step)
        return mean(measure(study.trace, rows)) if rows is not None and study.trace is not None else None

    return find


def _waited(trace: Trace, rows: Rows) -> Floats:
    return trace.started[rows] - trace.enabled[rows]


def _stayed(trace: Trace, rows: Rows) -> Floats:
    return trace.completed[rows] - trace.enabled[rows]


def _wait_for(*causes: str) -> Computed:
    return _over(lambda trace, rows: np.asarray(sum(trace.waits[cause][rows] for cause in causes), dtype=float))


def work_mean(study: Study, step: str) -> Value:
    """Return the mean work as noted, else as seen, in minutes."""
    noted = plain(study.steps[step].notes.duration)
    return noted if noted is not None else _over(lambda trace, rows: trace.work[rows])(study, step)


def _duration_cv(study: Study, step: str) -> Value:
    rows, trace = seen_rows(study, step), study.trace
    if rows is not None and trace is not None:
        work = trace.work[rows][~np.isnan(trace.work[rows])]
        if len(work) > 1 and work.mean() > 0:
            return float(work.std(ddof=1) / work.mean())
    noted = study.steps[step].notes.duration
    return noted.cv if noted is not None and noted.mean > 0 else None


def _work_before(study: Study, step: str) -> Value:
    rows, trace = seen_rows(study, step), study.trace
    if rows is None or trace is None:
        return None
    done = np.flatnonzero(trace.done & ~np.isnan(trace.completed))
    done = done[np.argsort(trace.keys(trace.case[done], trace.completed[done]), kind="stable")]
    summed = np.concatenate([[0.0], np.cumsum(np.nan_to_num(trace.work[done]))])
    keys = trace.keys(trace.case[done], trace.completed[done])
    until = np.searchsorted(keys, trace.keys(trace.case[rows], trace.reached[rows] + 1e-4), side="right")
    since = np.searchsorted(keys, trace.keys(trace.case[rows], np.zeros(len(rows))) - 0.5, side="left")
    return mean(summed[until] - summed[since])


def _exec_n(study: Study, step: str) -> Value:
    rows = seen_rows(study, step)
    if rows is not None:
        return len(rows)
    figures = [study.figure("step", step, name) for name in ("error_rate", "misroute_rate", "fallout_rate")]
    counts = [figure.n for figure in figures if figure is not None and figure.n is not None]
    return min(counts, default=measured_n(study.steps[step].notes.evidence))


def measured_n(evidence: Evidence | None) -> int | None:
    """Return the n of evidence that was measured; None for an estimate."""
    return evidence.n if evidence is not None and evidence.method == "measured" else None


def _check_n(study: Study, step: str) -> Value:
    figures = [study.figure("step", step, name) for name in _CHECKED]
    counts = [figure.n for figure in figures if figure is not None and figure.n is not None]
    if counts:
        return min(counts)
    rows = seen_rows(study, step)
    return len(rows) if rows is not None else measured_n(study.steps[step].notes.evidence)


def _between_agent_share(study: Study, step: str) -> Value:
    """Return the intraclass correlation of a one-way layout by performer (Shrout and Fleiss 1979, case 1)."""
    rows, trace = seen_rows(study, step), study.trace
    if rows is None or trace is None:
        return None
    members, work = trace.text("members")[rows], trace.work[rows]
    kept = (members != "") & ~np.isnan(work)
    names, which = np.unique(members[kept].astype(str), return_inverse=True)
    sizes = np.bincount(which)
    n, groups = len(which), len(names)
    if groups < 2 or n <= groups:
        return None
    means = np.bincount(which, work[kept]) / sizes
    between = float((sizes * (means - work[kept].mean()) ** 2).sum() / (groups - 1))
    within = float(((work[kept] - means[which]) ** 2).sum() / (n - groups))
    size = (n - float((sizes**2).sum()) / n) / (groups - 1)
    spread = between + (size - 1) * within
    return max(0.0, (between - within) / spread) if spread > 0 else None


def _breach_rate(study: Study, step: str) -> Value:
    agreed, stayed = _agreed(study, step), _known_stays(study, step)
    return float((stayed > agreed).mean()) if agreed is not None and len(stayed) else None


def _sla_slack(study: Study, step: str) -> Value:
    agreed, stayed = _agreed(study, step), _known_stays(study, step)
    return agreed - float(np.quantile(stayed, 0.9)) if agreed is not None and len(stayed) else None


def _known_stays(study: Study, step: str) -> Floats:
    rows, trace = seen_rows(study, step), study.trace
    stayed = _stayed(trace, rows) if rows is not None and trace is not None else np.array([])
    return np.asarray(stayed[~np.isnan(stayed)], dtype=float)


def _agreed(study: Study, step: str) -> float | None:
    value = plain(study.steps[step].notes.agreed_time)
    return value if isinstance(value, float) else None


def _abandon_rate(study: Study, step: str) -> Value:
    """Return the part that gave up; a log of a step where nobody can give up tells nothing of it."""
    trace = study.trace
    rows = trace.rows(step) if trace is not None else np.array([], dtype=np.intp)
    if trace is None or not len(rows):
        return None
    states = trace.state[rows]
    can_leave = study.steps[step].notes.patience is not None or (states == "abandoned").any()
    joined = ~np.isin(states, ["balked", "withdrawn", "open"])
    return float((states[joined] == "abandoned").mean()) if can_leave and joined.any() else None


def _patience(study: Study, step: str) -> Value:
    """Return the patience as noted; else all waiting over the number who gave up, which assumes no ageing."""
    noted = plain(study.steps[step].notes.patience)
    trace = study.trace
    if noted is not None or trace is None:
        return noted
    rows = trace.rows(step)
    left = trace.state[rows] == "abandoned"
    waited = np.where(left, trace.completed[rows], trace.started[rows]) - trace.enabled[rows]
    return ratio(total(waited), float(left.sum()))


def _fallout(study: Study, step: str) -> Value:
    trace = study.trace
    rows = trace.rows(step) if trace is not None else np.array([], dtype=np.intp)
    if trace is None or not len(rows) or not study.map.boundary_events(step):
        return None
    return float(np.isin(trace.state[rows], ["failed", "interrupted"]).mean())


def _detection_lag(study: Study, step: str) -> Value:
    """Return the mean number of steps of the case from an execution until the next one of the same step."""
    rows, trace = seen_rows(study, step), study.trace
    if rows is None or trace is None:
        return None
    place = np.cumsum(trace.is_task)
    same = trace.case[rows[1:]] == trace.case[rows[:-1]]
    between: Floats = np.asarray(place[rows[1:]] - place[rows[:-1]] - 1, dtype=float)
    return mean(between[same])


def _error_rate(study: Study, step: str) -> Value:
    """Return the part of the executions that the step was done again after, where the map sends work back to it."""
    rows, trace = seen_rows(study, step), study.trace
    if rows is None or trace is None or step not in study.ways.redone:
        return None
    return float((trace.case[rows[1:]] == trace.case[rows[:-1]]).sum() / len(rows))


def _kinds(study: Study, step: str) -> list[tuple[float, int]]:
    """Return mean work and executions of each kind of case, least work first; none where there are not two."""
    rows, trace = seen_rows(study, step), study.trace
    if rows is None or trace is None:
        return []
    kinds, work = trace.text("class")[rows], trace.work[rows]
    kept = (kinds != "") & ~np.isnan(work)
    names, which = np.unique(kinds[kept].astype(str), return_inverse=True)
    if len(names) < 2:
        return []
    sizes = np.bincount(which)
    return sorted(zip((np.bincount(which, work[kept]) / sizes).tolist(), sizes.tolist(), strict=True))


def _simple_share(study: Study, step: str) -> Value:
    kinds = _kinds(study, step)
    return kinds[0][1] / sum(size for _, size in kinds) if kinds else None


def _simple_duration(study: Study, step: str) -> Value:
    kinds = _kinds(study, step)
    return kinds[0][0] if kinds else None


def _complex_simple_ratio(study: Study, step: str) -> Value:
    kinds = _kinds(study, step)
    return ratio(kinds[-1][0], kinds[0][0]) if kinds else None


def exec_prob(study: Study, step: str) -> Value:
    """Return the chance that a case passes a step: by the shares of the branches, else as seen."""
    bounds = reaching(study.exits, study.entry, (step,)) if study.entry is not None else None
    known = bounds.value if bounds is not None else None
    if known is not None or study.trace is None or step not in study.trace.logged:
        return known
    return len(np.unique(study.trace.case[study.trace.rows(step)])) / study.trace.cases


def _cost_of_execution(study: Study, step: str) -> Value:
    noted = cost_of_execution(study, step)
    rows = seen_rows(study, step)
    return noted if noted is not None or rows is None or study.trace is None else mean(study.trace.cost[rows])


def _cost_share(study: Study, step: str) -> Value:
    noted = _costs(study)
    if noted:
        return ratio(noted[step], sum(noted.values()))
    rows, trace = seen_rows(study, step), study.trace
    return ratio(total(trace.cost[rows]), total(trace.cost)) if rows is not None and trace is not None else None


def _costs(study: Study) -> Mapping[str, float]:
    """Return what each step costs a case, as noted; empty where one step does not say."""
    known = study.values("process", "")
    if "costs" not in known:
        costs = {each: (cost_of_execution(study, each), study.visits.get(each)) for each in study.activities}
        noted = {step: cost * many for step, (cost, many) in costs.items() if cost is not None and many is not None}
        known["costs"] = noted if len(noted) == len(costs) else {}
    return known["costs"]  # type: ignore[return-value]


def _batch_size(study: Study, step: str) -> Value:
    notes = study.steps[step].notes
    if notes.batch_size is not None:
        return notes.batch_size
    sizes = [rule.size for rule in notes.batch.rules if rule.size is not None] if notes.batch is not None else []
    if len(sizes) == 1:
        return sizes[0]
    rows, trace = seen_rows(study, step), study.trace
    batches = trace.text("batch")[rows] if rows is not None and trace is not None else np.array([])
    named = batches[~np.isin(batches, ["", "-1", "-1.0"])]
    return len(named) / len(np.unique(named.astype(str))) if len(named) else None


STEP_SEEN: Mapping[str, Computed] = {
    "abandon_rate": counted("abandon_rate", _abandon_rate),
    "batch_size": _batch_size,
    "between_agent_share": counted("between_agent_share", _between_agent_share),
    "breach_rate": counted("breach_rate", _breach_rate),
    "check_n": _check_n,
    "complex_simple_ratio": counted("complex_simple_ratio", _complex_simple_ratio),
    "cost_per_execution": _cost_of_execution,
    "cost_share": _cost_share,
    "detection_lag_steps": counted("detection_lag_steps", _detection_lag),
    "duration_cv": _duration_cv,
    "duration_mean": work_mean,
    "error_rate": counted("error_rate", _error_rate),
    "exec_n": _exec_n,
    "exec_prob": exec_prob,
    "fallout_rate": counted("fallout_rate", _fallout),
    "patience_mean": _patience,
    "simple_duration": counted("simple_duration", _simple_duration),
    "simple_share": counted("simple_share", _simple_share),
    "sla_slack_min": _sla_slack,
    "time_in_step": _over(_stayed),
    "wait_batching": _wait_for("batching"),
    "wait_extraneous": _wait_for("extraneous", "external"),
    "wait_mean": _over(_waited),
    "work_before": _work_before,
    **{
        name: counted(name)
        for name in (
            "below_limit_share", "candidate_limit", "compliance_rate", "incomplete_rate", "kano", "lookup_repeat_rate",
            "low_risk_share", "manual_fix_min", "misroute_rate", "missing_items_pareto", "overturn_rate",
            "reject_rate_low_risk", "rework_cost", "same_outcome_rate", "staff_score", "theme_clarity",
            "theme_repetition", "upstream_cause",
        )
    },
}  # fmt: skip
