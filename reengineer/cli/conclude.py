"""Compare conclusions with criteria."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put, table

if TYPE_CHECKING:
    from reengineer.review import Concluded

STANDINGS = {"met": "met", "not_met": "NOT MET", "cannot_tell": "cannot tell", None: "-"}


@click.command(
    "conclude", epilog=examples("reengineer conclude scenarios/complaints", "reengineer conclude my-review --json")
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--results", metavar="DIR", type=click.Path(),
              help="Folder of results.  [default: results in the review]")  # fmt: skip
@json_option
def command(review: str, results: str | None, as_json: bool) -> None:
    """Set each criterion of a REVIEW beside what was found: met, not met, or cannot tell, by the whole interval; then
    its conclusions, each with the evidence that it cites, and all evidence that can be cited.

    A conclusion without evidence, or with evidence that is not there, is refused.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import conclude, load_review

    loaded = load_review(review)
    found = conclude(loaded, Path(results) if results else None)
    if as_json:
        print_json({"schema": "reengineer/conclude/1", "review": loaded.title, **found.to_dict()})
        return
    for line in _lines(found):
        put(line)


def _lines(found: "Concluded") -> Iterator[str]:
    rows = [
        [each.criterion.id, _number(each.value), _between(each.low, each.high), each.criterion.unit or "",
         _number(each.criterion.minimum), STANDINGS[each.minimum], _number(each.criterion.target),
         STANDINGS[each.target], f"{each.basis}, n = {each.n}" if each.n else each.basis]
        for each in found.rows
    ]  # fmt: skip
    heads = ("criterion", "value", "95 % interval", "unit", "minimum", "", "target", "", "from")
    yield table(heads, rows, right=(1, 2, 4, 6))
    if found.note:
        yield f"note: {found.note}"
    yield ""
    if not found.conclusions:
        yield "No conclusions yet: write them into conclusions.yaml, each with the evidence that it rests on."
    for each in found.conclusions:
        yield f"{each.id}: {each.text}"
        yield from (f"    {cited}: {_title(found, cited)}" for cited in each.evidence)
    yield ""
    yield f"Evidence that can be cited ({len(found.evidence)}):"
    yield from (f"  {each.id}  {_title(found, each.id)}" for each in found.evidence.values())


def _title(found: "Concluded", name: str) -> str:
    item = found.evidence[name]
    return item.title + (f" (n = {item.n})" if item.n is not None else "")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _between(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.4g} to {high:.4g}"
