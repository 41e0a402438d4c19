"""Draft briefings."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import check_new_folder, examples, json_option, print_json, put, say
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.review import Briefing


@click.command(
    "brief",
    epilog=examples("reengineer brief scenarios/complaints", "reengineer brief my-review --option C -o briefings"),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", help="Brief about what this option changes, instead of about the plan.")
@click.option("-o", "--output", metavar="DIR", type=click.Path(), help="Write each briefing there as a page.")
@json_option
def command(review: str, option: str | None, output: str | None, as_json: bool) -> None:
    """Draft a briefing for each role that a REVIEW concerns: those who do steps in scope, those next to them across a
    hand-off, and those who own controls. Each line says where it comes from; what is not stated is said to be so.

    With --option: what changes for them on Monday, and why, with the evidence. Record who was told with told.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import load_review, not_told, option_briefings, plan_briefings, write_briefings

    if output is not None:
        check_new_folder(output, "-o")
    loaded = load_review(review)
    drafts = plan_briefings(loaded) if option is None else option_briefings(loaded, loaded.option(option))
    open_ones = [each.role for each in not_told(loaded, option or "plan")]
    if as_json:
        content = {"briefings": [each.to_dict() for each in drafts], "not_told": open_ones}
        print_json({"schema": "reengineer/brief/1", "review": loaded.title, **content})
    else:
        for line in _lines(drafts, open_ones):
            put(line)
    if output is not None:
        written = write_briefings(drafts, Path(output))
        say(f"Wrote {counted(len(written), 'briefing')} into {output}.")


def _lines(drafts: "tuple[Briefing, ...]", open_ones: list[str]) -> Iterator[str]:
    for each in drafts:
        yield f"{each.role}: {each.because or 'works beside those whose steps change'}"
        for heading, lines in each.parts:
            yield f"  {heading}"
            yield from (f"    - {line.text}{f' [{line.source}]' if line.source else ''}" for line in lines)
        yield ""
    yield f"Not told yet: {', '.join(open_ones)}" if open_ones else "Everybody concerned was told."
