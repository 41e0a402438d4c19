"""Write the two pages that stand alone: the question, what is recommended, what would change it, what is asked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison import recommended
from reengineer.report import _words
from reengineer.report._holding import changes, rank_flips, risks
from reengineer.report._paper_facts import facts
from reengineer.report._results import Studies, option_id
from reengineer.report._tables import cost
from reengineer.report._trace import traced
from reengineer.report._units import join, name_of, unit_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, PairedDifference
    from reengineer.criteria import Criterion

MOST_NUMBERS = 3
MOST_LINES = 5
"""Sentences of a list that the paper has room for; the appendix has them all."""
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
    facts : tuple of (str, str)
        What it costs, how sure that is, who gains and who loses: a few words and a sentence each.
    promises : tuple of Promise
    changes : tuple of str
        What would change the recommendation.
    risks : tuple of str
    request : str
        What those who read are asked for, in one sentence or two.
    measure : str
        By what it is to be measured; empty where nothing is asked for.
    decisions : tuple of str
        To be ticked.
    """

    question: str
    headline: str
    advice: str
    facts: tuple[tuple[str, str], ...]
    promises: tuple[Promise, ...]
    changes: tuple[str, ...]
    risks: tuple[str, ...]
    request: str
    measure: str
    decisions: tuple[str, ...] = DECISIONS


def paper(comparison: "Comparison", studies: Studies, *, illustrative: str = "", watermark: str = "") -> Paper:
    """Return the decision paper of a comparison; every sentence comes from a verdict or a computed value.

    Parameters
    ----------
    comparison : Comparison
    studies : Studies
    illustrative : str
        Why the numbers only illustrate; empty where the as-is was compared with what was observed.
    watermark : str
        Why nothing may be decided yet; empty where it may.
    """
    comparison = quoted(comparison)
    option = None if studies.decision is None else recommended(comparison, studies.decision)
    wide = rank_flips(comparison, studies)
    changed = tuple(f"{_words.capital(text)}." for text in changes(comparison, studies, option))
    return Paper(
        question=_question(comparison),
        headline=_words.headline(comparison, option, wide=wide),
        advice=_advice(comparison, option),
        facts=tuple(facts(comparison, studies, option)),
        promises=tuple(_promises(comparison, option, wide=wide)),
        changes=changed,
        risks=tuple(f"{_words.capital(text)}." for text in risks(comparison, studies, option)),
        request=_request(comparison, option, watermark, _doubt(studies, illustrative, wide=wide)),
        measure=_measured_by(comparison, option),
    )


def quoted(comparison: "Comparison") -> "Comparison":
    """Return the comparison with the titles of options in quotation marks: sentences are made of them."""
    outcomes = (
        outcome if outcome.id == comparison.baseline else replace(outcome, title=f"\u201c{outcome.title}\u201d")
        for outcome in comparison.outcomes
    )
    return replace(comparison, outcomes=tuple(outcomes))


def _title(comparison: "Comparison", option: str) -> str:
    return comparison.outcome(option).title


def _question(comparison: "Comparison") -> str:
    many = sum(not outcome.what_if for outcome in comparison.outcomes) - 1
    if not many:
        return "How does the process do as it is?"
    if many == 1:
        return "Should the one option replace the process?"
    return f"Which of {traced('run', str(many))} options, if any, should replace the process as it is?"


def _advice(comparison: "Comparison", option: str | None) -> str:
    if option is not None:
        return f"We recommend {_title(comparison, option)}."
    if len(comparison.outcomes) < 2:
        return "There is no option to recommend."
    return "We recommend no option yet: none is shown to be better than doing nothing on all that counts."


def _doubt(studies: Studies, illustrative: str, *, wide: bool) -> str:
    """Return why no more than a trial can be asked for; empty where all that was tried speaks for the option."""
    decision = studies.decision
    if illustrative:
        return illustrative
    if wide:
        return "another option is ahead within the ranges of the inputs"
    if decision is not None and decision.flip is not None:
        return "with other weights of the criteria another option scores as high"
    return "" if studies.sensitivity is not None else "no range of an input was tried"


def _request(comparison: "Comparison", option: str | None, watermark: str, doubt: str) -> str:
    """Return what is asked of those who decide: no more than the numbers carry."""
    if watermark:
        return f"Nothing may be decided on this page yet: {watermark}."
    if len(comparison.outcomes) < 2:
        return "Nothing is asked for: there is no option."
    if option is None:
        return "We ask you to approve none of the options yet."
    price = cost(comparison.outcome(option)).replace("; ", " and ")
    what = f"{_title(comparison, option)}{'' if price in ('', 'nothing') else f', at {price}'}"
    if not doubt:
        return f"We ask you to approve {what}."
    return f"We ask you to approve a trial of {what}. We ask for no more yet, because {doubt}."


def _measured_by(comparison: "Comparison", option: str | None) -> str:
    """Return the criterion that a success is measured by, with its target."""
    criterion = None if option is None else _words.headline_criterion(comparison, option)
    if criterion is None:
        return ""
    name = _words.capital(name_of(criterion.as_measure()))
    if criterion.target is None:
        return name
    way = "less" if criterion.better == "lower" else "more"
    bound = traced(f"criterion/{criterion.id}", unit_of(criterion.as_measure()).bound(criterion.target))
    return f"{name}: {bound} or {way}"


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
    total = _words.total_interval(item)
    verdict = _words.VERDICTS[_words.settled(item)].lower()
    if total and (wide or item.flips):
        return f"With uncertain inputs {_words.total_words(item)}: {verdict}; {_words.signed(item)} as stated"
    # An interval without width beside a difference says nothing more.
    ranged = total and item.total_low != item.total_high
    return f"{_words.signed(item)}{f'; {total} with uncertain inputs' if ranged else ''}: {verdict}"
