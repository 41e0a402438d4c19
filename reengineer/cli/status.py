"""Say where a review stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put, table

if TYPE_CHECKING:
    from reengineer.review import ReviewStatus

MOST_MISSING = 15


@click.command(
    "status", epilog=examples("reengineer status scenarios/complaints", "reengineer status my-review --json")
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@json_option
def command(review: str, as_json: bool) -> None:
    """Say where a REVIEW stands against its plan: what is done, what is overdue, what is missing and who can supply
    it, and what its log says last. Nothing is simulated.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import load_review, review_status

    status = review_status(load_review(review))
    if as_json:
        print_json(status.to_dict())
        return
    for line in _lines(status):
        put(line)


def _lines(status: "ReviewStatus") -> Iterator[str]:
    yield f"{status.title}, on {status.as_of}: {status.overdue or 'nothing'} overdue"
    yield ""
    rows = [
        [each.stage, each.state + (" OVERDUE" if each.is_overdue else ""), str(each.due or "-"), each.owner or "-",
         each.note]
        for each in status.stages
    ]  # fmt: skip
    yield table(("stage", "state", "due", "owner", "note"), rows)
    if status.collections:
        yield ""
        planned = [
            [each.plan.id, each.plan.what, f"{'-' if each.got is None else each.got} of {each.plan.target_n}",
             f"{each.plan.due}" + (" OVERDUE" if each.is_overdue else ""), each.plan.owner, each.problem or "-"]
            for each in status.collections
        ]  # fmt: skip
        yield table(("collection", "what", "got", "due", "owner", "note"), planned)
    yield from _methods(status)
    yield from _missing(status)
    yield from _actions(status)
    if status.log:
        yield ""
        yield "Last in the log:"
        yield from (f"  {entry.at:%Y-%m-%d %H:%M} {entry.by}, {entry.kind}: {entry.text}" for entry in status.log)
    yield from (f"{problem.severity}: {problem}" for problem in status.problems)


def _methods(status: "ReviewStatus") -> Iterator[str]:
    """Give the checks of methods, those that fail first, and what each method of a collection gave, apart."""
    methods = status.methods
    if methods.checks:
        yield ""
        order = {"does not work": 0, "not known": 1, "works": 2}
        rows = [
            [each.what, each.about, each.state, each.note, each.proposal or "-"]
            for each in sorted(methods.checks, key=lambda check: order[check.state])
        ]
        yield table(("method", "of", "state", "what was found", "proposal"), rows)
    if methods.changes:
        yield ""
        yield "Methods that were changed; what each gave is never added up:"
        for change in methods.changes:
            yield f"  {change.on} {change.collection}: {change.from_} to {change.to}, because {change.why}"
        for part in methods.parts:
            since, until = part.since or "the start", part.until or "now"
            means = "; ".join(f"{name} {mean:.2f} (n = {n})" for name, (mean, n) in part.means.items())
            what = f"{part.n} rows" + (f"; {means}" if means else "")
            yield f"  {part.collection} by {part.method}, {since} to {until}: {what}"


def _missing(status: "ReviewStatus") -> Iterator[str]:
    if not status.missing:
        return
    yield ""
    yield f"Missing, and whom to ask ({len(status.missing)}):"
    for each in status.missing[:MOST_MISSING]:
        source = each.problem.source
        about = f"{source.element}: " if source.element else ""
        yield f"  {each.ask}: {about}{each.problem.message}"
    if len(status.missing) > MOST_MISSING:
        yield f"  and {len(status.missing) - MOST_MISSING} more; --json lists all"


def _actions(status: "ReviewStatus") -> Iterator[str]:
    if status.actions:
        yield ""
        yield "Actions agreed:"
        for option, what, owner, due, overdue in status.actions:
            yield f"  {due}{' OVERDUE' if overdue else ''} {owner}: {what} (option {option})"
