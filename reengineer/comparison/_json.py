"""Write a comparison as the object that ``compare --json`` prints."""

from typing import TYPE_CHECKING

from reengineer.comparison._affected import affected
from reengineer.comparison._decision import decide
from reengineer.comparison._decision_json import affected_list, decision_dict
from reengineer.comparison._warnings import run_warnings

if TYPE_CHECKING:
    from reengineer.comparison._plan import Stop
    from reengineer.comparison._records import Comparison, MeasuredValue, OptionOutcome, PairedDifference
    from reengineer.comparison._selection import Chance
    from reengineer.errors import Problem
    from reengineer.measures import Measure

SCHEMA = "reengineer/compare/1"


def as_dict(comparison: "Comparison", review: str) -> dict[str, object]:
    """Return the comparison as plain values; missing numbers are None beside a note that says why."""
    first = comparison.outcomes[0].result
    return {
        "schema": SCHEMA,
        "review": review,
        "seed": None if first is None else first.seed,
        "version": None if first is None else first.version,
        "engine": None if first is None else first.engine,
        "run": {
            "replications": comparison.n_replications,
            "sampled_replications": comparison.sampled_replications,
            "refits": comparison.refits,
            "refits_left_out": len(comparison.refits_left_out),
            "horizon_s": None if first is None else first.horizon_s,
            "warm_up_s": comparison.warm_up_s,
        },
        "baseline": comparison.baseline,
        "level": comparison.level,
        "options": [_option(outcome, comparison.n_replications) for outcome in comparison.outcomes],
        "differences": [_difference(item) for item in comparison.differences],
        "best": [_chance(item, comparison) for item in comparison.chances],
        "stop": None if comparison.stop is None else _stop(comparison.stop),
        "decision": decision_dict(decide(comparison)),
        "warnings": [
            {"code": each.code, "message": each.message, "remedy": each.remedy} for each in run_warnings(comparison)
        ],
        "affected": affected_list(affected(comparison)),
    }


def _chance(item: "Chance", comparison: "Comparison") -> dict[str, object]:
    drawn = (each for each in comparison.total_chances if each.criterion == item.criterion)
    total = next((each for each in drawn if each.option == item.option), None)
    return {
        "option": item.option,
        "criterion": item.criterion,
        "probability_best": item.best,
        "expected_opportunity_cost": item.opportunity_cost,
        "share_of_next_replications": item.share,
        "total_probability_best": None if total is None else total.best,
        "total_expected_opportunity_cost": None if total is None else total.opportunity_cost,
    }


def _stop(stop: "Stop") -> dict[str, object]:
    return {
        "reason": stop.reason,
        "replications": stop.replications,
        "precise": stop.precise,
        "open": [{"option": option, "criterion": criterion} for option, criterion in stop.open],
    }


def _option(outcome: "OptionOutcome", replications: int) -> dict[str, object]:
    return {
        "id": outcome.id,
        "title": outcome.title,
        "status": outcome.status,
        "replications": 0 if outcome.result is None else replications,
        "findings": [problem.as_dict() for problem in _problems(outcome)],
        "breaches": [{"rule": breach.rule, **breach.problem.as_dict()} for breach in outcome.breaches],
        "costs": dict(outcome.costs),
        "measures": [_measured(value) for value in outcome.measures],
    }


def _problems(outcome: "OptionOutcome") -> "list[Problem]":
    """Return why an option is forbidden or did not run, and what is to be settled about it."""
    return [*(breach.problem for breach in outcome.breaches), *outcome.findings]


def _measure(measure: "Measure") -> dict[str, object]:
    return {
        "measure": measure.name,
        "statistic": measure.statistic,
        "unit": measure.unit,
        "scope": measure.scope,
        "scope_id": measure.scope_id,
        "clock": measure.clock,
        "within_s": measure.within_s,
    }


def _measured(value: "MeasuredValue") -> dict[str, object]:
    return {
        "criterion": value.criterion,
        **_measure(value.measure),
        "value": value.value,
        "ci_low": value.ci_low,
        "ci_high": value.ci_high,
        "n": value.n,
        "target": value.target,
        "minimum": value.minimum,
    }


def _difference(item: "PairedDifference") -> dict[str, object]:
    return {
        "option": item.option,
        "criterion": item.criterion,
        **_measure(item.measure),
        "as_is": item.as_is,
        "value": item.value,
        "difference": item.difference,
        "ci_low": item.ci_low,
        "ci_high": item.ci_high,
        "p": item.p,
        "p_adjusted": item.p_adjusted,
        "n_pairs": item.n_pairs,
        "verdict": item.verdict,
        "more_replications": item.more_replications,
        "note": item.note,
        "total_low": item.total_low,
        "total_high": item.total_high,
        "total_verdict": item.total_verdict,
        "stated_verdict": item.stated_verdict,
    }
