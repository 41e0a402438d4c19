"""Put what a search found into lines for a terminal."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from reengineer.cli._shared import table
from reengineer.cli._words import VERDICTS, places_of, unit_of
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.comparison import Comparison
    from reengineer.criteria import Criterion
    from reengineer.search import Found, Proposal

ENDED = {
    "complete": "Everything was tried.",
    "nothing_left": "Nothing near the front was left to try.",
    "budget": "The budget was spent; more may find more: --budget.",
    "interrupted": "The search was interrupted; the same command goes on with it.",
}
STANDINGS = {
    "forbidden": "forbidden by the boundary",
    "does_not_apply": "do not apply",
    "unstable": "unstable: queues would grow without end",
    "refused": "cannot be simulated",
    "over_limit": "beyond a limit on results",
    "not_measured": "take away what a criterion measures",
    "not_reached": "not reached within the budget",
}
SIGNS = {"better": "+", "worse": "-", "no_difference": "=", "not_shown": "?"}
WIDTH = 100


def found_lines(found: "Found", title: str) -> Iterator[str]:
    """Give what was searched, the proposals beside the as-is, and what did not hold."""
    yield title
    yield from _searched(found)
    yield ""
    yield from _front(found)
    for item in found.proposals:
        yield ""
        yield from _proposal(item)
    yield from _failed(found)
    yield from _left_out(found)


def _searched(found: "Found") -> Iterator[str]:
    searched, counts = found.searched, found.counts
    how = "all of them gone through" if searched.exhaustive else "searched from good ones on"
    levers = counted(len(found.space.levers), "lever")
    yield f"{found.space.size:,} combinations of {levers}, {how}. {ENDED[searched.ended]}"
    yield (
        f"{counts['looked_at']:,} looked at, {counts['simulated']:,} simulated, {searched.spent:,} replications of a "
        f"budget of {found.budget:,}; seed {found.study.run.seed}"
    )
    barred = [f"{counts[name]:,} {words}" for name, words in STANDINGS.items() if counts[name]]
    if barred:
        yield f"Out of the race: {'; '.join(barred)}"
    for reason, count in found.forbidden_by[:3]:
        yield f"  {count:,} x {reason}"


def _front(found: "Found") -> Iterator[str]:
    run, comparison = found.retested.run, found.retested.comparison
    if not found.proposals:
        yield "No option was found that is shown to be better than the process as it is on any criterion."
        return
    tested = f"tested again with {comparison.n_replications} fresh replications, seed {run.seed}"
    count = len(found.proposals)
    yield f"{counted(count, 'proposal')}, {tested}"
    columns = [_column(comparison, criterion, found) for criterion in comparison.criteria]
    rows = [["as-is", *(column[1] for column in columns)]]
    rows += [[item.option.id, *(column[place + 2] for column in columns)] for place, item in enumerate(found.proposals)]
    yield table(["", *(column[0] for column in columns)], rows, right=range(1, len(columns) + 1))
    used = {
        item.verdict
        for item in comparison.differences
        if any(item.option == each.option.id for each in found.proposals)
    }
    signs = ", ".join(f"{sign} {VERDICTS[verdict]}" for verdict, sign in SIGNS.items() if verdict in used)
    yield f"Beside the process as it is: {signs}. Differences with intervals: --json, or simulate the options."
    if found.searched.more:
        yield f"The front holds {found.searched.more} more; these show the whole of it. --most tells more."


def _column(comparison: "Comparison", criterion: "Criterion", found: "Found") -> list[str]:
    """Return a column of the front: its head, the as-is, and each proposal."""
    factor, unit = unit_of(criterion.as_measure())
    items = [item for item in comparison.differences if item.criterion == criterion.id]
    as_is = comparison.outcome(comparison.baseline).measured(criterion.id)
    base = 0.0 if as_is is None or as_is.value is None else as_is.value
    places = places_of(items, factor, base)
    cells = [f"{criterion.id} ({unit})" if unit else criterion.id, f"{base * factor:,.{places}f}  "]
    for proposal in found.proposals:
        item = comparison.difference(proposal.option.id, criterion.id)
        if item is None or item.value is None:
            cells.append("-  ")
        else:
            cells.append(f"{item.value * factor:,.{places}f} {SIGNS[item.verdict]}")
    return cells


def _proposal(item: "Proposal") -> Iterator[str]:
    yield item.option.id
    for change in item.option.changes:
        yield from wrap(change.title, WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")
    costs = item.option.costs
    stated = [f"{what} {value}" for what, value in (("once", costs.one_off), ("a year", costs.per_year)) if value]
    if stated:
        yield f"    costs {', '.join(stated)}"


def _failed(found: "Found") -> Iterator[str]:
    failed = [item for item in found.finalists if not item.holds]
    if failed:
        yield "\nFound, and not borne out when tested again:"
    for item in failed:
        yield from wrap(f"{item.option.id}: {item.reason}. {item.option.title}.", WIDTH,
                        initial_indent="  ", subsequent_indent="    ")  # fmt: skip


def _left_out(found: "Found") -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for what, reason in found.space.left_out:
        by_reason.setdefault(reason, []).append(what)
    if by_reason:
        yield "\nNot tried:"
    for reason, those in by_reason.items():
        yield from wrap(f"{', '.join(those)}: {reason}.", WIDTH, initial_indent="  ", subsequent_indent="    ")
