"""Say in a few words what a recommendation costs, how sure it is, whom it touches, and what nobody may choose."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reengineer.report import _money_words, _words
from reengineer.report._gains_chart import measure_of, worst_first
from reengineer.report._holding import listed
from reengineer.report._results import Studies, difference_id
from reengineer.report._rounding import number
from reengineer.report._tables import cost
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Affected, Comparison, OptionOutcome

MOST_PEOPLE = 4


def facts(comparison: "Comparison", studies: Studies, option: str | None) -> Iterator[tuple[str, str]]:
    """Give what must stand beside a recommendation, each under its words; nothing where none is made."""
    if option is None:
        return
    yield "What it costs", _costs(comparison, studies, option)
    sure = _sureness(comparison, studies, option)
    if sure:
        yield "How sure we are", sure
    touched = [one for one in studies.affected if one.difference.option == option]
    if touched:
        gain, lose = _people(touched, "better"), _people(touched, "worse")
        yield "Who gains", gain or "Nobody is shown to gain."
        yield "Who loses", lose or "Nobody is shown to lose."


def _costs(comparison: "Comparison", studies: Studies, option: str) -> str:
    price = cost(comparison.outcome(option))
    stated = f"{_words.capital(price)}." if price else "Not stated."
    case = _money_words.case_of(studies, option)
    return stated if case is None else f"{stated} {_money_words.summary(case, 'it')}"


def _sureness(comparison: "Comparison", studies: Studies, option: str) -> str:
    criterion = _words.leading(comparison)
    chance = None if criterion is None else comparison.chance(option, criterion.id)
    said = []
    decision = studies.decision
    weighed = None if decision is None or len(decision.options) < 2 else decision.weighed(option)
    if weighed is not None and weighed.wins is not None:
        wins = traced(f"decision/{option}", f"{number(100 * weighed.wins, 0)} %")
        said.append(f"It scores highest under {wins} of all weightings of the criteria.")
    if criterion is not None and chance is not None:
        share = traced(f"best/{option}/{criterion.id}", _percent(chance.best))
        said.append(f"The probability that no option does better on {name_of(criterion.as_measure())} is {share}.")
    return " ".join(said)


def _percent(share: float) -> str:
    """Return a probability in per cent, never as certain."""
    if share >= 0.995:
        return "above 99 %"
    return f"{number(100 * share, 0)} %" if share >= 0.005 else "below 1 %"


def _people(touched: "Sequence[Affected]", verdict: str) -> str:
    """Return who gains or who loses, in one sentence a measure; the largest change of each comes first."""
    told = [one for one in worst_first(touched) if _words.settled(one.difference) == verdict]
    if verdict == "better":
        told.reverse()
    sentences = []
    for measure in dict.fromkeys(measure_of(one) for one in told):
        same = [one for one in told if measure_of(one) == measure]
        names = [f"{one.who} ({_size(one)})" for one in same[:MOST_PEOPLE]]
        names += ["others"] if len(same) > MOST_PEOPLE else []
        sentences.append(f"{_change(same[0], measure, verdict)}: {listed(names)}.")
    return " ".join(sentences)


def _change(one: "Affected", measure: str, verdict: str) -> str:
    if one.kind == "group":
        return "Less busy" if verdict == "better" else "Busier"
    return _words.capital(measure)


def _size(one: "Affected") -> str:
    item = one.difference
    unit = unit_of(item.measure)
    value = unit.show_difference(item.difference or 0.0, item.ci_low, item.ci_high).value
    return traced(difference_id(item), join(value, unit.difference))


def ruled_out(comparison: "Comparison") -> Iterator[tuple[str, str]]:
    """Give every option that nobody may choose, with why: forbidden, without an end of its queue, or refused."""
    for outcome in comparison.outcomes:
        if outcome.status == "forbidden":
            rules = tuple(dict.fromkeys(breach.rule for breach in outcome.breaches))
            more = " and more" if len(rules) > 2 else ""
            yield outcome.id, f"forbidden by {'; '.join(rules[:2])}{more}. {_would(comparison, outcome)}"
        elif outcome.status in ("unstable", "refused"):
            why = "; ".join(finding.message for finding in outcome.findings) or "it did not run"
            kind = "unstable, not run" if outcome.status == "unstable" else "not run"
            yield outcome.id, f"{kind}: {why}"


def _would(comparison: "Comparison", outcome: "OptionOutcome") -> str:
    """Return the price of the boundary: the first criterion by weight that the option would have improved."""
    criterion = _words.headline_criterion(comparison, outcome.id)
    item = None if criterion is None else comparison.difference(outcome.id, criterion.id)
    if criterion is None or item is None:
        return "It is not shown that it would have improved anything"
    return f"It would have changed {name_of(item.measure)} for the better, by {_words.size(item)}"
