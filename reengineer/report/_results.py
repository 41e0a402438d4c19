"""List the results that a page may show, by the ids that its numbers carry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from math import isfinite
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison import shown_option, waterfall
from reengineer.measures import SECONDS
from reengineer.report._units import unit_of

if TYPE_CHECKING:
    from reengineer.comparison import (
        Affected,
        BusinessCase,
        Comparison,
        Decision,
        PairedDifference,
        Sensitivity,
        YearlyCost,
    )
    from reengineer.simulation import Closeup

Results = Mapping[str, tuple[float, ...]]
"""Every number that a result may be shown as, in the unit in which it is shown, by the id of the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studies:
    """Hold what was worked out beside the comparison.

    Parameters
    ----------
    decision : Decision or None
    sensitivity : Sensitivity or None
    cases : tuple of BusinessCase
    yearly : tuple of YearlyCost
    affected : tuple of Affected
    names : mapping of str to str
        What elements and flows of the map are called, by id, and groups, by ``resources.`` and their id.
    closeups : mapping of option id to Closeup
        What single rows tell of the as-is and one option.
    rated : mapping of option id to str
        Which steps customers rated, and which of them each option changes; empty where none was.
    """

    decision: "Decision | None" = None
    sensitivity: "Sensitivity | None" = None
    cases: "tuple[BusinessCase, ...]" = ()
    yearly: "tuple[YearlyCost, ...]" = ()
    affected: "tuple[Affected, ...]" = ()
    names: Mapping[str, str] = field(default_factory=dict)
    closeups: "Mapping[str, Closeup]" = field(default_factory=dict)
    rated: Mapping[str, str] = field(default_factory=dict)


def difference_id(item: "PairedDifference") -> str:
    """Return the id of a difference."""
    return f"difference/{item.option}/{item.criterion}"


def option_id(option: str, criterion: str) -> str:
    """Return the id of an option's value on a criterion."""
    return f"value/{option}/{criterion}"


def cycle_id(option: str) -> str:
    """Return the id of what the cycle times of the as-is and an option are made of."""
    return f"cycle/{option}"


def pairs_id(option: str, criterion: str) -> str:
    """Return the id of the values of single replications."""
    return f"pairs/{option}/{criterion}"


def hours_id(option: str, group: str) -> str:
    """Return the id of a group's queue by hour of the week."""
    return f"hours/{option}/{group}"


def load_id(option: str, group: str) -> str:
    """Return the id of how busy a group is by hour of the week."""
    return f"busy/{option}/{group}"


def results_of(comparison: "Comparison", studies: Studies | None = None) -> dict[str, tuple[float, ...]]:
    """Return all results that a page may show."""
    studies = studies or Studies()
    found: dict[str, list[float]] = {}
    for key, values in (*_compared(comparison), *_chances(comparison), *_studied(studies), *_seen(comparison, studies)):
        numbers = (float(value) for value in values if value is not None)
        found.setdefault(key, []).extend(number for number in numbers if isfinite(number))
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


Entry = tuple[str, "Sequence[float | int | None]"]


def _compared(comparison: "Comparison") -> Iterator[Entry]:
    yield "run", _run(comparison)
    counted = [item for item in comparison.differences if item.total_verdict is not None]
    yield "verdicts", (sum(item.flips for item in counted), len(counted))
    for criterion in comparison.criteria:
        factor = unit_of(criterion.as_measure()).factor
        stated = (criterion.target, criterion.minimum, criterion.smallest_change)
        allowed = {outcome.id for outcome in comparison.outcomes if outcome.is_choice}
        of_it = [item for item in comparison.differences if item.criterion == criterion.id and item.option in allowed]
        counts = (sum(item.verdict == "better" for item in of_it) - 1, sum(item.verdict == "worse" for item in of_it))
        yield f"criterion/{criterion.id}", [*(value * factor for value in stated if value is not None), *counts]
    for outcome in comparison.outcomes:
        for measured in outcome.measures:
            factor = unit_of(measured.measure).factor
            values = (measured.value, measured.ci_low, measured.ci_high)
            yield option_id(outcome.id, measured.criterion), [value * factor for value in values if value is not None]
    for item in comparison.differences:
        yield difference_id(item), _difference(item)


def _run(comparison: "Comparison") -> list[float | int | None]:
    ran = sum(outcome.result is not None and outcome.id != comparison.baseline for outcome in comparison.outcomes)
    found: list[float | int | None] = [ran, comparison.n_replications, comparison.sampled_replications]
    found += [len(comparison.differences), sum(not outcome.what_if for outcome in comparison.outcomes) - 1]
    first = next((outcome.result for outcome in comparison.outcomes if outcome.result is not None), None)
    if first is not None:
        found.append(first.seed)
        spans = (first.horizon_s, comparison.warm_up_s)
        sizes = (*(SECONDS[unit] for unit in ("week", "day", "h", "min")), 1.0)
        found += [span / size for span in spans for size in sizes]
    stop = comparison.stop
    return found + ([] if stop is None else [stop.replications, len(stop.open)])


def _difference(item: "PairedDifference") -> list[float]:
    factor = unit_of(item.measure).factor
    scaled = (item.difference, item.ci_low, item.ci_high, item.total_low, item.total_high, item.as_is, item.value)
    # A p below this is shown as being below it.
    least = 0.001 if item.p_adjusted is not None and item.p_adjusted < 0.001 else None
    plain = (item.p_adjusted, least, item.n_pairs, item.more_replications)
    return [value * factor for value in scaled if value is not None] + [each for each in plain if each is not None]


def _chances(comparison: "Comparison") -> Iterator[Entry]:
    factors = {criterion.id: unit_of(criterion.as_measure()).factor for criterion in comparison.criteria}
    for chance in (*comparison.chances, *comparison.total_chances):
        key = f"best/{chance.option}/{chance.criterion}"
        bound = 99 if chance.best >= 0.995 else 1 if chance.best < 0.005 else None
        yield key, (100 * chance.best, bound, factors[chance.criterion] * chance.opportunity_cost)


def _studied(studies: Studies) -> Iterator[Entry]:
    if studies.decision is not None:
        yield from _decided(studies.decision)
    if studies.sensitivity is not None:
        yield from _sensitive(studies.sensitivity)
    for case in studies.cases:
        yield from _money(case)
    for each in studies.yearly:
        values = (each.as_is, each.value, each.difference, each.ci_low, each.ci_high, each.case_as_is, each.case_value)
        yield f"yearly/{each.option}/{each.basis}", values
    for one in studies.affected:
        yield difference_id(one.difference), _difference(one.difference)


def _seen(comparison: "Comparison", studies: Studies) -> Iterator[Entry]:
    """Give what pictures of one option show: single replications, parts of cycle times, hours of the week."""
    for name, closeup in studies.closeups.items():
        for group, row in zip(closeup.groups, closeup.queue.tolist(), strict=True):
            yield hours_id(name, group), (*row, closeup.replications, *range(24))
        for group, row in zip(closeup.groups, closeup.load.tolist(), strict=True):
            yield load_id(name, group), (*(100 * value for value in row), closeup.replications, *range(24))
    option = None if studies.decision is None else shown_option(comparison, studies.decision)
    if option is None:
        return
    found = waterfall(comparison, option, {name: each.again for name, each in studies.closeups.items()})
    if found is not None:
        ends = [end for each in found.parts for end in (each.change_s, each.low_s, each.high_s) if end is not None]
        spans = (found.as_is_s, found.option_s, found.option_s - found.as_is_s, *ends)
        yield cycle_id(option), [span / SECONDS[unit] for span in spans for unit in ("day", "h", "min")]
    for criterion in comparison.criteria:
        factor = unit_of(criterion.as_measure()).factor
        sides = (comparison.series.get((name, criterion.id), ()) for name in (comparison.baseline, option))
        pairs = [(one * factor, two * factor) for one, two in zip(*sides, strict=False)]
        lower, higher = sum(two < one for one, two in pairs), sum(two > one for one, two in pairs)
        values = [value for one, two in pairs for value in (one, two, two - one)]
        yield pairs_id(option, criterion.id), (*values, lower, higher, len(pairs))


def _decided(decision: "Decision") -> Iterator[Entry]:
    flip = decision.flip
    if flip is not None:
        yield "decision", (flip.moved, 100 * flip.moved, *(100 * weight for weight in flip.weights.values()))
    for name, weight in decision.weights.items():
        yield f"weight/{name}", (100 * weight,)
    for item in decision.options:
        yield f"decision/{item.option}", (item.score, None if item.wins is None else 100 * item.wins)


def _sensitive(found: "Sensitivity") -> Iterator[Entry]:
    yield "sensitivity", (found.difference, len(found.swings), found.replications)
    for swing in found.swings:
        assumption = swing.assumption
        values = [assumption.low, assumption.value, assumption.high, *(each.value for each in swing.overtaken)]
        shown = [value / scale for value in values for scale in SECONDS.values()] if assumption.unit == "s" else values
        shares = [100 * value for value in values] if assumption.path.startswith("flows.") else []
        ends = [end * factor for end in (swing.at_low, swing.at_high) if end is not None for factor in (1, 100)]
        yield f"sensitivity/{assumption.path}", (*shown, *shares, *ends)


def _money(case: "BusinessCase") -> Iterator[Entry]:
    released = [worth for _, worth, _ in case.released]
    totals = [case.total(role) for role in ("one_off", "benefit", "running")]
    roi = None if case.roi is None else 100 * case.roi
    sums = (case.npv, case.npv_low, case.npv_high, case.payback, case.discounted_payback, roi, 100 * case.p_loss)
    yield f"business/{case.option}", (*sums, case.years, *released, sum(released), *totals)
    for number, swing in enumerate(case.swings):
        ends = (swing.low, swing.high, swing.input.estimate.value, swing.break_even)
        shown = [end * factor for end in ends if end is not None for factor in (1, 100)]
        yield f"business/{case.option}/{number}", (*shown, swing.at_low, swing.at_high)
