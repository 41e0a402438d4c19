"""Tell the finding in a few paragraphs, each sentence from a verdict."""

from typing import TYPE_CHECKING

from reengineer.operations import in_plain_words
from reengineer.report._rounding import plain
from reengineer.report._tables import tag
from reengineer.report._trace import traced
from reengineer.report._units import length, name_of
from reengineer.report._words import (
    candidates,
    capital,
    effect,
    judged,
    leading,
    signed,
    size,
    total_magnitude,
    verb,
    what_it_takes,
)

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, OptionOutcome, PairedDifference
    from reengineer.criteria import Criterion
    from reengineer.questions import Asked


def story(comparison: "Comparison", option: str | None = None) -> tuple[str, ...]:
    """Return the findings in paragraphs, the most important first.

    Parameters
    ----------
    comparison : Comparison
    option : str, optional
        The one to speak of first, where it is shown to be better; the one with the largest gain otherwise.
    """
    best = _ranked(comparison, option)
    paragraphs = (
        _best(comparison, best),
        _others(comparison, best),
        _open(comparison),
        _inputs(comparison),
        _out(comparison),
    )
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _sentence(text: str) -> str:
    return f"{capital(text)}." if text else ""


Ranked = list[tuple["OptionOutcome", "PairedDifference"]]


def _ranked(comparison: "Comparison", option: str | None) -> Ranked:
    """Return the options shown to be better on the leading criterion, the one to speak of first."""
    criterion = leading(comparison)
    best = candidates(comparison, criterion) if criterion is not None else []
    return sorted(best, key=lambda pair: pair[0].id != option)


def _best(comparison: "Comparison", best: Ranked) -> str:
    """Say all that one option does, so that a price is not hidden behind a gain."""
    criterion = leading(comparison)
    if criterion is None or not best:
        return ""
    outcome, gain = best[0]
    measured = outcome.measured(criterion.id)
    stands = judged(measured, criterion) if measured is not None else ""
    rest = [
        _sentence(_also(item, other))
        for other in comparison.criteria
        if other.id != criterion.id and (item := comparison.difference(outcome.id, other.id)) is not None
    ]
    first = _sentence(effect(gain, outcome.title, criterion))
    return " ".join(part for part in (first, _sentence(stands), _sentence(_held(gain)), *rest) if part)


def _held(item: "PairedDifference") -> str:
    """Say that the headline survives uncertain inputs; where it does not, the headline itself says so."""
    wide = total_magnitude(item)
    return (
        f"the gain stays when uncertain inputs are drawn from their ranges: {wide}" if wide and not item.flips else ""
    )


def _also(item: "PairedDifference", criterion: "Criterion") -> str:
    said = effect(item, "it", criterion)
    return f"{said}, which is worse" if item.verdict == "worse" else said


def _others(comparison: "Comparison", best: Ranked) -> str:
    criterion = leading(comparison)
    shown = [(outcome, item) for outcome, item in best[1:] if item.verdict == "better"]
    if criterion is None or not shown:
        return ""
    listed = "; ".join(f"{outcome.title}, {signed(item)}" for outcome, item in shown)
    return (
        f"Also shown to be better on {name_of(criterion.as_measure())}: {listed}. "
        "Each interval compares an option with the as-is, not options with each other."
    )


def _open(comparison: "Comparison") -> str:
    """Say what is not shown on the leading criterion, and what it would take."""
    criterion = leading(comparison)
    rows = [
        (comparison.outcome(item.option), item)
        for item in comparison.differences
        if criterion is not None and item.criterion == criterion.id and item.verdict == "not_shown"
    ]
    said = (_not_shown(outcome, item, criterion) for outcome, item in rows if criterion is not None)
    return " ".join(_sentence(text) for text in said)


def _not_shown(outcome: "OptionOutcome", item: "PairedDifference", criterion: "Criterion") -> str:
    takes = what_it_takes(item)
    said = effect(item, outcome.title, criterion)
    return f"{said}; {takes}" if takes and takes not in said else said


def _inputs(comparison: "Comparison") -> str:
    counted = [item for item in comparison.differences if item.total_verdict is not None]
    if not counted:
        return ""
    flips = sum(item.flips for item in counted)
    if not flips:
        all_hold = (
            "The verdict holds" if len(counted) == 1 else f"All {traced('verdicts', str(len(counted)))} verdicts hold"
        )
        return f"{all_hold} when uncertain inputs are drawn from their ranges."
    some = traced("verdicts", f"{flips} of {len(counted)}")
    return (
        f"When uncertain inputs are drawn from their ranges, {some} verdicts "
        f"{'changes' if flips == 1 else 'change'}; the tables name {'it' if flips == 1 else 'them'}."
    )


def _out(comparison: "Comparison") -> str:
    said = []
    for outcome in comparison.outcomes:
        if outcome.status == "forbidden":
            rules = "; ".join(dict.fromkeys(breach.rule for breach in outcome.breaches))
            said.append(
                _sentence(f"{outcome.title} {_would(comparison, outcome)}is forbidden by the boundary ({rules})")
            )
        elif outcome.status in {"unstable", "refused"}:
            said.append(_sentence(f"{outcome.title}: {tag(outcome).lower()}"))
    return " ".join(said)


def _would(comparison: "Comparison", outcome: "OptionOutcome") -> str:
    """Return what a forbidden option would have done to the leading criterion; empty where nothing is shown."""
    criterion = leading(comparison)
    item = comparison.difference(outcome.id, criterion.id) if criterion is not None else None
    if criterion is None or item is None or item.verdict not in {"better", "worse"}:
        return ""
    return f"would {verb(item, criterion.better)} {name_of(item.measure)} by {size(item)} but "


def footer(comparison: "Comparison", clock: str, date_of_data: str, illustrative: str) -> str:
    """Return what stands under every picture: on what runs it rests.

    Parameters
    ----------
    clock : str
        Whose time the picture shows; empty where no time is shown.
    illustrative : str
        Why the numbers only illustrate; empty where the as-is was compared with what was observed.
    """
    first = next((outcome.result for outcome in comparison.outcomes if outcome.result is not None), None)
    n = comparison.n_replications
    parts = [f"{traced('run', str(n))} replication{'' if n == 1 else 's'}"]
    if first is not None:
        parts += [f"seed {traced('run', str(first.seed))}", f"{traced('run', length(first.horizon_s))} of arrivals"]
        warm_up = traced("run", length(comparison.warm_up_s))
        parts.append(f"warm-up {warm_up} left out" if comparison.warm_up_s > 0 else "no warm-up")
    parts += [f"{clock} time"] if clock else []
    parts += [f"version {first.version}"] if first is not None else []
    parts += [f"data of {date_of_data}"] if date_of_data else ["date of the data not stated"]
    parts += [f"illustrative: {illustrative}"] if illustrative else []
    return "; ".join(parts) + "."


def question_counts(asked: "Asked") -> str:
    """Return how many questions were raised and how far the rules could be evaluated, coverage first."""
    coverage = asked.coverage
    n, unknown = len(asked.findings), len(asked.not_evaluated)
    looked = f"{coverage.rules} rules looked at {coverage.steps} steps"
    answered = f"{coverage.evaluated:,} of {coverage.checks:,} checks could be answered with what is known"
    raised = f"They raised {n} question{'' if n == 1 else 's'}"
    base = f"{len(asked.base):,} more are asked of every step, whatever is known of it"
    parts = [f"{looked}; {answered}.", f"{raised}; {base}."]
    if unknown:
        parts.append(f"{unknown} rule{' was' if unknown == 1 else 's were'} not evaluated for want of information.")
    return " ".join(parts)


def operation_words(name: str) -> str:
    """Return the name of an operation as words, as a list of changes to test has them."""
    return in_plain_words(name).strip("\u201c\u201d")


def forbidding(reason: str) -> str:
    """Return what forbids a suggested change, in words.

    Examples
    --------
    >>> forbidding("permitted_changes: split_step is not among them")
    'not among the permitted changes'
    >>> forbidding("permitted_changes: share 1 against max 0.8"), forbidding("Board 2025")
    ('permitted changes: share 1 against max 0.8', 'Board 2025')
    """
    head, colon, rest = reason.partition(": ")
    if head == "permitted_changes" and rest.endswith("is not among them"):
        return "not among the permitted changes"
    if head == "forbidden_changes":
        return f"among the forbidden changes{rest[rest.index(' (') :] if ' (' in rest else ''}"
    return f"{head.replace('_', ' ')}{colon}{rest}" if head == "permitted_changes" else reason


def scope_line(comparison: "Comparison") -> str:
    """Return how much was simulated, in one sentence."""
    ran = sum(outcome.result is not None and outcome.id != comparison.baseline for outcome in comparison.outcomes)
    replications = comparison.n_replications
    plural = " was" if ran == 1 else "s were"
    return (
        f"{traced('run', plain(ran))} option{plural} simulated beside the as-is, {traced('run', f'{replications:,}')} "
        f"replication{'' if replications == 1 else 's'} each, with the same customers and the same luck on every side"
    )
