"""Write what was found in plain sentences, each of them made from a verdict and its numbers."""

from typing import TYPE_CHECKING

from reengineer.report._results import difference_id, option_id
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, MeasuredValue, OptionOutcome, PairedDifference, Standing, Verdict
    from reengineer.criteria import Criterion

VERDICTS = {
    "better": "Better",
    "worse": "Worse",
    "no_difference": "No difference that matters",
    "not_shown": "Not shown",
}
STANDINGS = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}


def leading(comparison: "Comparison") -> "Criterion | None":
    """Return the criterion that the headline speaks of: the one of most weight, the first among equals."""
    if not comparison.criteria:
        return None
    return max(comparison.criteria, key=lambda criterion: criterion.weight or 0.0)


def headline_criterion(comparison: "Comparison", option: str) -> "Criterion | None":
    """Return the criterion to speak of with an option: the one of most weight on which it is shown to be better."""
    ranked = sorted(comparison.criteria, key=lambda criterion: -(criterion.weight or 0.0))
    for criterion in ranked:
        item = comparison.difference(option, criterion.id)
        if item is not None and settled(item) == "better":
            return criterion
    return None


def verb(item: "PairedDifference", better: str) -> str:
    """Return what an option does to a measure: cut, lower or raise it."""
    if (item.difference or 0.0) > 0:
        return "raise"
    return "cut" if better == "lower" else "lower"


def size(item: "PairedDifference") -> str:
    """Return the size of a difference with its interval, without sign, such as ``1.1 days (0.9 to 1.3)``."""
    unit = unit_of(item.measure)
    value, low, high = _magnitude(item.difference or 0.0, item.ci_low, item.ci_high, item)
    shown = unit.show(value, low, high)
    interval = f" ({shown.interval})" if shown.interval and low != high else ""
    return traced(difference_id(item), join(shown.value, unit.difference) + interval)


def total_magnitude(item: "PairedDifference") -> str:
    """Return the interval that counts uncertain inputs, as a size with its unit; empty where none were drawn."""
    if item.total_low is None or item.total_high is None:
        return ""
    middle = (item.total_low + item.total_high) / 2
    unit = unit_of(item.measure)
    has_width = item.total_low < item.total_high
    low, high = (item.total_low, item.total_high) if has_width else (None, None)
    rounded = unit.show(*_magnitude(middle, low, high, item))
    shown = rounded.interval if has_width else rounded.value
    return traced(difference_id(item), join(shown, unit.difference))


def _magnitude(
    value: float, low: float | None, high: float | None, item: "PairedDifference"
) -> tuple[float, float | None, float | None]:
    return (-value, _negative(high), _negative(low)) if (item.difference or 0.0) < 0 else (value, low, high)


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def signed(item: "PairedDifference") -> str:
    """Return a difference with its interval and signs; empty where there is none."""
    if item.difference is None:
        return ""
    unit = unit_of(item.measure)
    shown = unit.show_difference(item.difference, item.ci_low, item.ci_high)
    interval = f" ({shown.interval})" if shown.interval and item.ci_low != item.ci_high else ""
    return traced(difference_id(item), join(shown.value, unit.difference) + interval)


def effect(item: "PairedDifference", title: str, criterion: "Criterion") -> str:
    """Return one sentence on what an option does to a measure, without its full stop."""
    name = name_of(item.measure)
    if item.flips and item.verdict == "not_shown":
        shown = f"No difference in {name} is shown for {title} once uncertain inputs count: {total_words(item)}"
        return f"{shown}; {signed(item)} if the inputs were exactly as stated"
    if item.verdict in {"better", "worse"}:
        return f"{title} {verb(item, criterion.better)}s {name} by {size(item)}"
    if item.verdict == "no_difference":
        if item.ci_low == item.ci_high == 0:
            return f"{title} leaves {name} exactly as it is"
        return f"{title} makes no difference that matters to {name}: {signed(item)}"
    if item.difference is None or item.ci_low is None:
        return f"No difference in {name} can be shown for {title}: {item.note or 'there is no interval'}"
    is_certain = item.ci_high is not None and (item.ci_low > 0 or item.ci_high < 0)
    worth = " worth having" if is_certain else ""
    return f"No difference{worth} in {name} is shown for {title}: {signed(item)}"


def risk(item: "PairedDifference", title: str, criterion: "Criterion") -> str:
    """Return what an option may do against what is asked for, as the verdict that counts has it."""
    if not item.flips or settled(item) != "not_shown":
        return effect(item, title, criterion)
    gain = "gain" if item.as_stated == "better" else "difference"
    return f"no {gain} in {name_of(item.measure)} is shown for {title} once uncertain inputs count: {total_words(item)}"


def expectation(item: "PairedDifference", title: str, criterion: "Criterion") -> str:
    """Return what a simulation leads us to expect, without the full stop."""
    return f"We expect {title} to {verb(item, criterion.better)} {name_of(item.measure)} by {size(item)}"


def what_it_takes(item: "PairedDifference") -> str:
    """Return what would settle a difference that is not shown; empty for other verdicts.

    Empty too where the inputs are too uncertain to show it: no number of replications would tell.
    """
    if item.verdict != "not_shown" or item.flips:
        return ""
    if item.n_pairs == 1:
        return "at least two replications are needed"
    if item.difference is None:
        return item.note
    if item.more_replications is None:
        return "no affordable number of replications would tell it from none"
    count = traced(difference_id(item), f"{item.more_replications:,}")
    many = f"{count} more replication{'s' if item.more_replications != 1 else ''}"
    return f"about {many} would tell, if the difference stays as it is"


def total_interval(item: "PairedDifference") -> str:
    """Return the wider interval that counts uncertain inputs, without its unit; empty where none were drawn."""
    if item.total_low is None or item.total_high is None:
        return ""
    if item.total_low == item.total_high:
        one = "0" if item.total_low == 0 else unit_of(item.measure).show_difference(item.total_low, None, None).value
        return traced(difference_id(item), one)
    middle = (item.total_low + item.total_high) / 2
    shown = unit_of(item.measure).show_difference(middle, item.total_low, item.total_high)
    return traced(difference_id(item), shown.interval)


def bounds(criterion: "Criterion") -> tuple[tuple[str, str], ...]:
    """Return target and minimum with their units, those that are stated."""
    unit = unit_of(criterion.as_measure())
    stated = (("target", criterion.target), ("minimum", criterion.minimum))
    mark = f"criterion/{criterion.id}"
    return tuple((word, traced(mark, unit.bound(bound))) for word, bound in stated if bound is not None)


def standing(value: "MeasuredValue") -> str:
    """Return whether target and minimum are met, in words; empty where neither is stated."""
    found = (("target", value.target), ("minimum", value.minimum))
    return capital("; ".join(f"{word}: {STANDINGS[stands]}" for word, stands in found if stands is not None))


def short_standing(value: "MeasuredValue") -> str:
    """Return whether the target is met, and of the minimum only what is wrong with it, in few words."""
    words = {"met": "{} met", "not_met": "{} not met", "cannot_tell": "{}: cannot tell"}
    told = [("target", value.target), ("minimum", value.minimum)]
    kept = [(word, stands) for word, stands in told if stands is not None]
    if value.target is not None and value.minimum == "met":
        kept = kept[:1]
    return capital("; ".join(words[stands].format(word) for word, stands in kept))


def judged(value: "MeasuredValue", criterion: "Criterion") -> str:
    """Return one sentence on target and minimum, without its full stop; empty where neither is stated."""
    named = dict(bounds(criterion))
    target = _judged("target", value.target, named)
    if value.target == "met" or value.minimum is None:
        return target
    minimum = _judged("minimum", value.minimum, named)
    return f"{target}; {minimum}" if target else minimum


def _judged(word: str, stands: "Standing | None", named: "dict[str, str]") -> str:
    if stands is None:
        return ""
    return {
        "met": f"that meets the {word} of {named[word]}",
        "not_met": f"that does not meet the {word} of {named[word]}",
        "cannot_tell": f"whether that meets the {word} of {named[word]} cannot be told",
    }[stands]


def settled(item: "PairedDifference") -> "Verdict":
    """Return the verdict that counts: with uncertain inputs, where they were drawn."""
    return item.verdict


def candidates(comparison: "Comparison", criterion: "Criterion") -> "list[tuple[OptionOutcome, PairedDifference]]":
    """Return the permitted options that are shown to be better on a criterion, the largest estimate first.

    An option that is better only if the inputs are exactly as stated comes after those that are so whatever they are.
    """
    found = [
        (comparison.outcome(item.option), item)
        for item in comparison.differences
        if item.criterion == criterion.id and "better" in (item.verdict, item.as_stated)
    ]
    allowed = [(outcome, item) for outcome, item in found if outcome.is_choice]
    return sorted(allowed, key=lambda pair: (settled(pair[1]) != "better", -abs(pair[1].difference or 0.0)))


def headline(comparison: "Comparison", option: str | None = None, *, wide: bool = False) -> str:
    """Return the finding that the page opens with, computed from the leading criterion.

    Parameters
    ----------
    comparison : Comparison
    option : str, optional
        The one to speak of, where it is shown to be better; the one with the largest gain otherwise.
    wide : bool
        Lead with the interval that counts uncertain inputs, where there is one.
    """
    criterion = (option and headline_criterion(comparison, option)) or leading(comparison)
    if criterion is None:
        return "Nothing is compared: the review states no criterion"
    best = candidates(comparison, criterion)
    chosen = next((pair for pair in best if pair[0].id == option), best[0] if best else None)
    if chosen is None:
        return _nothing(comparison, criterion)
    outcome, item = chosen
    if not item.flips:
        return (wide and _widely(item, outcome.title, criterion)) or expectation(item, outcome.title, criterion)
    shown = f"No gain in {name_of(item.measure)} is shown once uncertain inputs count: {outcome.title}"
    stated = f"it would {verb(item, criterion.better)} it by {size(item)} if the inputs were exactly as stated"
    return f"{shown}, {total_words(item)}; {stated}"


def _widely(item: "PairedDifference", title: str, criterion: "Criterion") -> str:
    """Return the expectation with uncertain inputs counted; empty where none were drawn."""
    between = total_magnitude(item)
    does = f"{verb(item, criterion.better)} {name_of(item.measure)}"
    return f"With uncertain inputs counted we expect {title} to {does} by {between}" if between else ""


def total_words(item: "PairedDifference") -> str:
    """Return the interval of a difference with uncertain inputs counted, with its unit."""
    return join(total_interval(item), unit_of(item.measure).difference)


def criterion_title(comparison: "Comparison", criterion: "Criterion") -> str:
    """Return the finding on one criterion, the title of its chart."""
    best = candidates(comparison, criterion)
    if not best:
        return _nothing(comparison, criterion)
    outcome, item = best[0]
    shown = [one for _, one in best[1:] if settled(one) == "better"]
    others = traced(f"criterion/{criterion.id}", str(len(shown)))
    more = f"; {others} more shown to be better" if shown else ""
    return effect(item, outcome.title, criterion) + more


def _nothing(comparison: "Comparison", criterion: "Criterion") -> str:
    rows = [item for item in comparison.differences if item.criterion == criterion.id]
    allowed = [item for item in rows if comparison.outcome(item.option).is_choice]
    if not allowed:
        return _as_is_only(comparison, criterion)
    name = name_of(allowed[0].measure)
    if len(allowed) == 1:
        return effect(allowed[0], comparison.outcome(allowed[0].option).title, criterion)
    if all(item.verdict == "no_difference" for item in allowed):
        if criterion.smallest_change is None:
            return f"No option changes {name}"
        least = traced(f"criterion/{criterion.id}", unit_of(allowed[0].measure).change(criterion.smallest_change))
        return f"No option changes {name} by more than {least}"
    if any(item.verdict == "worse" for item in allowed):
        worse = sum(item.verdict == "worse" for item in allowed)
        counted = traced(f"criterion/{criterion.id}", str(worse))
        return f"No option is shown to improve {name}; {counted} shown to make it worse"
    return f"No option is shown to change {name} for the better"


def _as_is_only(comparison: "Comparison", criterion: "Criterion") -> str:
    value = comparison.outcomes[0].measured(criterion.id)
    if value is None or value.value is None:
        return "No option could be compared"
    unit = unit_of(value.measure)
    shown = unit.show(value.value, value.ci_low, value.ci_high)
    interval = f" ({shown.interval})" if shown.interval else ""
    said = traced(option_id(comparison.baseline, criterion.id), join(shown.value, unit.value) + interval)
    return f"As it is, {name_of(value.measure)} is {said}"


def capital(sentence: str) -> str:
    """Return a sentence that starts with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
