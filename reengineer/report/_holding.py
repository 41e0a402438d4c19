"""Say what would change a recommendation, and what speaks against it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reengineer.report import _money_words, _words
from reengineer.report._results import Studies
from reengineer.report._rounding import number
from reengineer.report._sensitivity_words import assumption_name, in_unit
from reengineer.report._trace import traced
from reengineer.report._units import name_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison


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


def changes(comparison: "Comparison", studies: Studies, option: str | None) -> Iterator[str]:
    """Give what would change the recommendation, what matters most first."""
    if option is not None:
        yield _holds(studies)
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


def _of_inputs(comparison: "Comparison", studies: Studies) -> Iterator[str]:
    found = studies.sensitivity
    if found is None:
        yield "no assumption was varied to see whether it changes the recommendation; a run with --sensitivity does so"
        return
    name = comparison.outcome(found.option).title
    measure = next(name_of(each.as_measure()) for each in comparison.criteria if each.id == found.criterion)
    if found.holds:
        many = traced("sensitivity", str(len(found.swings)))
        held = f"{name} stays ahead on {measure} at both ends of"
        yield (
            f"{held} each of the {many} uncertain inputs, taken one at a time"
            if len(found.swings) > 1
            else (f"{held} the range of the one uncertain input")
        )
    for swing in found.swings:
        about = assumption_name(swing.assumption.path, studies.names)
        key = f"sensitivity/{swing.assumption.path}"
        if None in (swing.at_low, swing.at_high):
            yield f"at an end of the range of {about} a queue would grow without end"
        for each in swing.overtaken:
            way = "below" if each.end == "low" else "above"
            value = traced(key, in_unit(swing.assumption, each.value))
            yield f"{comparison.outcome(each.option).title} is ahead on {measure} where {about} is {way} about {value}"


def _of_weights(comparison: "Comparison", studies: Studies) -> Iterator[str]:
    decision = studies.decision
    if decision is None or decision.winner is None or len(decision.options) < 2:
        return
    name, flip = comparison.outcome(decision.winner).title, decision.flip
    if flip is None:
        yield f"{name} scores highest whatever weights the criteria are given"
        return
    most = max(flip.weights, key=lambda each: flip.weights[each] - decision.weights[each])
    criterion = next(each for each in comparison.criteria if each.id == most)
    moved = traced("decision", f"{number(100 * flip.moved, 0)} %")
    other = comparison.outcome(flip.option).title
    yield f"{other} would score as high as {name} if {moved} of all weight moved to {name_of(criterion.as_measure())}"


def risks(comparison: "Comparison", studies: Studies, option: str | None) -> Iterator[str]:
    """Give what speaks against an option, and against doing nothing."""
    stop = comparison.stop
    if stop is not None and stop.reason == "cap" and stop.open:
        many = traced("run", str(len(stop.open)))
        yield f"the runs stopped at their cap with {many} difference{'' if len(stop.open) == 1 else 's'} not resolved"
    for item in comparison.differences:
        if item.option == option and _words.settled(item) in ("worse", "not_shown"):
            criterion = next(each for each in comparison.criteria if each.id == item.criterion)
            yield _words.risk(item, comparison.outcome(item.option).title, criterion)
    yield from _money_words.risks(studies, option)
    yield from _not_acting(comparison)


def listed(names: "Sequence[str]") -> str:
    """Return names as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _not_acting(comparison: "Comparison") -> Iterator[str]:
    """Say what is missed by doing nothing: the minimums and targets that the process misses as it is."""
    for word in ("minimum", "target"):
        missed = [each for each in comparison.outcomes[0].measures if getattr(each, word) == "not_met"]
        if missed:
            names = listed([name_of(each.measure) for each in missed])
            yield f"doing nothing leaves {names} on the wrong side of the {word}"
