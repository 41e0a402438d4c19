"""Write the two pages that stand alone: the question, what is recommended, what would change it, what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reengineer.comparison import recommended
from reengineer.report import _money_words, _words
from reengineer.report._results import Studies, option_id
from reengineer.report._rounding import number
from reengineer.report._sensitivity_words import assumption_name, in_unit
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Affected, Comparison, PairedDifference
    from reengineer.criteria import Criterion

MOST_NUMBERS = 3
DECISIONS = ("Approve a trial", "Approve in full", "Amend", "Reject", "Defer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Hold one of the three numbers of a recommendation, with doing nothing beside it."""

    measure: str
    nothing: str
    option: str
    change: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Hold the decision paper.

    Parameters
    ----------
    question : str
    headline : str
        The finding.
    advice : str
        What is recommended, in one sentence.
    promises : tuple of Promise
    changes : tuple of str
        What would change the recommendation.
    risks : tuple of str
    decisions : tuple of str
        To be ticked.
    """

    question: str
    headline: str
    advice: str
    promises: tuple[Promise, ...]
    changes: tuple[str, ...]
    risks: tuple[str, ...]
    decisions: tuple[str, ...] = DECISIONS


def paper(comparison: "Comparison", studies: Studies) -> Paper:
    """Return the decision paper of a comparison; every sentence comes from a verdict or a computed value."""
    option = None if studies.decision is None else recommended(comparison, studies.decision)
    wide = rank_flips(comparison, studies)
    return Paper(
        question=_question(comparison),
        headline=_words.headline(comparison, option, wide=wide),
        advice=_advice(comparison, option),
        promises=tuple(_promises(comparison, option, wide=wide)),
        changes=tuple(f"{_words.capital(text)}." for text in _changes(comparison, studies, option)),
        risks=tuple(f"{_words.capital(text)}." for text in _risks(comparison, studies, option)),
    )


def _title(comparison: "Comparison", option: str) -> str:
    return comparison.outcome(option).title


def _question(comparison: "Comparison") -> str:
    many = sum(not outcome.what_if for outcome in comparison.outcomes) - 1
    if not many:
        return "How does the process do as it is?"
    counted = traced("run", str(many))
    options = f"Which of {counted} options" if many > 1 else "Should the one option"
    return f"{options}, if any, should replace the process as it is?" if many > 1 else f"{options} replace the process?"


def _advice(comparison: "Comparison", option: str | None) -> str:
    if option is not None:
        return f"We recommend: {_title(comparison, option)}."
    if len(comparison.outcomes) < 2:
        return "There is no option to recommend."
    return "We recommend no option yet: none is shown to be better than doing nothing on all that counts."


def _promises(comparison: "Comparison", option: str | None, *, wide: bool) -> "Iterator[Promise]":
    """Give the criteria of most weight, with doing nothing beside the option."""
    if option is None:
        return
    ranked = sorted(comparison.criteria, key=lambda criterion: -(criterion.weight or 0.0))[:MOST_NUMBERS]
    for criterion in ranked:
        item = comparison.difference(option, criterion.id)
        before = comparison.outcomes[0].measured(criterion.id)
        after = comparison.outcome(option).measured(criterion.id)
        if item is None or before is None or after is None or before.value is None or after.value is None:
            continue
        yield Promise(
            measure=_words.capital(name_of(item.measure)),
            nothing=_value(comparison.baseline, criterion, before.value, (before.ci_low, before.ci_high)),
            option=_value(option, criterion, after.value, (after.ci_low, after.ci_high)),
            change=_change(item, wide=wide),
            standing=_words.short_standing(after),
        )


def _value(option: str, criterion: "Criterion", value: float, ends: tuple[float | None, float | None]) -> str:
    unit = unit_of(criterion.as_measure())
    return traced(option_id(option, criterion.id), join(unit.show(value, *ends).value, unit.value))


def _change(item: "PairedDifference", *, wide: bool) -> str:
    """Return a change in words; the interval that counts uncertain inputs leads where they change what is shown."""
    total = _words.total_words(item) if item.total_low is not None else ""
    verdict = _words.VERDICTS[_words.settled(item)].lower()
    if total and (wide or item.flips):
        return f"With uncertain inputs {total}: {verdict}; {_words.signed(item)} as stated"
    return f"{_words.signed(item)}{f'; with uncertain inputs {total}' if total else ''}: {verdict}"


def rank_flips(comparison: "Comparison", studies: Studies) -> bool:
    """Say whether another option is ahead on the leading criterion somewhere within the stated ranges.

    It is where a tornado was run and something overtakes, or where the most likely best is another one as soon as
    uncertain inputs are drawn.
    """
    found = studies.sensitivity
    if found is not None and any(swing.overtaken for swing in found.swings):
        return True
    criterion = _words.leading(comparison)
    if criterion is None or not comparison.total_chances:
        return False
    sides = (comparison.chances, comparison.total_chances)
    about = [[each for each in side if each.criterion == criterion.id] for side in sides]
    first = [max(each, key=lambda chance: chance.best).option for each in about if each]
    return len(set(first)) > 1


def _changes(comparison: "Comparison", studies: Studies, option: str | None) -> Iterator[str]:
    if option is not None:
        yield _holds(studies)
        yield from _chance(comparison, option)
    yield from _of_inputs(comparison, studies)
    if option is not None:
        yield from _of_weights(comparison, studies)
        yield from _money_words.break_evens(studies, option)


def _holds(studies: Studies) -> str:
    """Say in one sentence whether the recommendation holds within all that was tried."""
    found, decision = studies.sensitivity, studies.decision
    lost = () if found is None else tuple(swing for swing in found.swings if swing.overtaken)
    moved = decision is not None and decision.winner is not None and decision.flip is not None
    tried = ["ranges of the inputs"] if found is not None else []
    tried += ["weights of the criteria"] if decision is not None and decision.winner is not None else []
    if not tried:
        return "whether the recommendation holds was not tried"
    broken = [what for what, is_lost in (("ranges of the inputs", lost), ("weights of the criteria", moved)) if is_lost]
    kept = [what for what in tried if what not in broken]
    if not broken:
        return f"the recommendation holds within all {' and '.join(kept)} that were tried"
    held = f"; it holds within all {kept[0]}" if kept else ""
    return f"the recommendation does not hold within all {' and '.join(broken)}, as said below{held}"


def _chance(comparison: "Comparison", option: str) -> Iterator[str]:
    criterion = _words.leading(comparison)
    chance = None if criterion is None else comparison.chance(option, criterion.id)
    if criterion is None or chance is None:
        return
    share = traced(f"best/{option}/{criterion.id}", _percent(chance.best))
    yield f"the probability that no other option does better on {name_of(criterion.as_measure())} is {share}"


def _percent(share: float) -> str:
    """Return a probability in per cent, never as certain."""
    if share >= 0.995:
        return "above 99 %"
    return f"{number(100 * share, 0)} %" if share >= 0.005 else "below 1 %"


def _of_inputs(comparison: "Comparison", studies: Studies) -> Iterator[str]:
    found = studies.sensitivity
    if found is None:
        yield "no assumption was varied to see whether it changes the recommendation; a run with --sensitivity does so"
        return
    name = _title(comparison, found.option)
    if found.holds:
        many = traced("sensitivity", str(len(found.swings)))
        yield f"{name} stays ahead at both ends of each of the {many} uncertain inputs, taken one at a time"
    for swing in found.swings:
        about = assumption_name(swing.assumption.path, studies.names)
        key = f"sensitivity/{swing.assumption.path}"
        if None in (swing.at_low, swing.at_high):
            yield f"within the range of {about} a queue would grow without end"
        for each in swing.overtaken:
            way = "below" if each.end == "low" else "above"
            value = traced(key, in_unit(swing.assumption, each.value))
            yield f"{_title(comparison, each.option)} is ahead where {about} is {way} about {value}"


def _of_weights(comparison: "Comparison", studies: Studies) -> Iterator[str]:
    decision = studies.decision
    if decision is None or decision.winner is None or len(decision.options) < 2:
        return
    name, flip = _title(comparison, decision.winner), decision.flip
    if flip is None:
        yield f"{name} scores highest whatever weights the criteria are given"
        return
    most = max(flip.weights, key=lambda each: flip.weights[each] - decision.weights[each])
    criterion = next(each for each in comparison.criteria if each.id == most)
    moved = traced("decision", f"{number(100 * flip.moved, 0)} %")
    other = _title(comparison, flip.option)
    yield f"{other} would score as high as {name} if {moved} of all weight moved to {name_of(criterion.as_measure())}"


def _risks(comparison: "Comparison", studies: Studies, option: str | None) -> Iterator[str]:
    stop = comparison.stop
    if stop is not None and stop.reason == "cap" and stop.open:
        many = traced("run", str(len(stop.open)))
        yield f"the runs stopped at their cap with {many} difference{'' if len(stop.open) == 1 else 's'} not resolved"
    for item in comparison.differences:
        if item.option == option and _words.settled(item) in ("worse", "not_shown"):
            criterion = next(each for each in comparison.criteria if each.id == item.criterion)
            yield _words.risk(item, _title(comparison, item.option), criterion)
    for one in studies.affected:
        if one.difference.option == option and _words.settled(one.difference) == "worse":
            yield _loss(one)
    yield from _money_words.risks(studies, option)
    yield from _not_acting(comparison)


def _loss(one: "Affected") -> str:
    changes = _words.signed(one.difference)
    if one.kind == "group":
        return f"{one.who} would be busier: utilisation {changes}"
    return f"{one.who} would lose: {name_of(one.difference.measure)} {changes}"


def _listed(names: "Sequence[str]") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _not_acting(comparison: "Comparison") -> Iterator[str]:
    """Say what is missed by doing nothing: the minimums and targets that the process misses as it is."""
    for word in ("minimum", "target"):
        missed = [each for each in comparison.outcomes[0].measures if getattr(each, word) == "not_met"]
        if missed:
            names = _listed([name_of(each.measure) for each in missed])
            yield f"doing nothing leaves {names} on the wrong side of the {word}"
