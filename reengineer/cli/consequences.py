"""Lay out the consequences of an option."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.review import Consequences


@click.command(
    "consequences",
    epilog=examples(
        "reengineer consequences scenarios/complaints --option C",
        "reengineer consequences my-review --option C -o consequences.html",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", required=True, help="The option.")
@click.option("--results", metavar="DIR", type=click.Path(),
              help="Folder of results.  [default: results in the review]")  # fmt: skip
@click.option("-o", "--output", metavar="FILE.html", type=click.Path(), help="Write the sheet there as a page.")
@json_option
def command(review: str, option: str, results: str | None, output: str | None, as_json: bool) -> None:
    """Lay out what an option of a REVIEW means for customers, for the organisation and for colleagues: each step that
    changes and those next to it, how busy each group gets by the stored results, and what to talk about.

    Write down what people say to it with: reengineer note REVIEW "..." --kind view --by ROLE.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.files import write_text_atomic
    from reengineer.report import sheet_page
    from reengineer.review import consequences, load_review

    if output is not None:
        check_new_file(output, "-o")
    loaded = load_review(review)
    found = consequences(loaded, loaded.option(option), Path(results) if results else None)
    if as_json:
        print_json({"schema": "reengineer/consequences/1", "review": loaded.title, **found.to_dict()})
    else:
        for line in _lines(found):
            put(line)
    if output is not None:
        banner = [f"No results are used: {found.note}."] if found.note else []
        title = f"Consequences of \u201c{found.title}\u201d"
        write_text_atomic(output, sheet_page(title, found.sections(), kicker=loaded.title, banner=banner))
        say(f"Wrote {output}.")


def _lines(found: "Consequences") -> Iterator[str]:
    yield f"{found.option}, {found.title}"
    if found.note:
        yield f"note: {found.note}"
    for side, lines in (("Customer", found.customer), ("Organisation", found.organisation),
                        ("Colleague", found.colleague)):  # fmt: skip
        yield ""
        yield f"{side}:"
        yield from (f"  - {line}" for line in lines or ("nothing is known yet",))
    if found.loads:
        from reengineer.review import shown_share

        yield ""
        rows = [
            [each.group, shown_share(each.as_is), shown_share(each.value),
             f"{shown_share(each.low, '+')} to {shown_share(each.high, '+')}", each.verdict,
             "-" if each.hours_a_week is None else f"{each.hours_a_week:+.1f}"]
            for each in found.loads
        ]  # fmt: skip
        yield table(("group", "busy today", "then", "difference", "verdict", "hours a week"), rows, right=(1, 2, 3, 5))
    yield ""
    rows = [[each.name, each.how, each.role or "-", each.what] for each in found.steps]
    yield table(("step", "how", "role", "what"), rows)
