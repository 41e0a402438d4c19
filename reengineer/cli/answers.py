"""Take answers back and set them side by side."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say, table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.review import Explored

METHODS = ("written", "interview", "workshop", "observation")


@click.command(
    "answers",
    epilog=examples(
        "reengineer answers my-review sheets/*.xlsx --method interview --on 2026-07-01",
        "reengineer answers scenarios/complaints",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.argument("sheets", metavar="[SHEET.xlsx]..", nargs=-1, type=click.Path())
@click.option("--method", type=click.Choice(METHODS), metavar="WORD", default="written", show_default=True,
              help="How people were asked: written, interview, workshop or observation.")  # fmt: skip
@click.option(
    "--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The day of the answers.  [default: today]"
)
@json_option
def command(review: str, sheets: tuple[str, ...], **flags: Any) -> None:  # noqa: ANN401 - click's own values
    """Add the answers of filled-in sheets to a REVIEW, and set what performers and managers say side by side.

    Answers are kept by role, without names; personal data that have a form are taken out. A sheet that was taken
    already is passed over.
    """
    from reengineer.review import explored, import_answers, load_review, unknown_share

    loaded = load_review(review)
    if sheets:
        day = flags["on"].date() if flags["on"] else date.today()  # noqa: DTZ011 - the reader's own day
        added, passed = import_answers(loaded, tuple(map(Path, sheets)), method=flags["method"], day=day)
        say(f"Added {added} answers." + (f" Taken already: {', '.join(passed)}." if passed else ""))
    records = explored(loaded)
    if flags["as_json"]:
        content = {"review": loaded.title, "unknown_share": unknown_share(records)}
        listed = [each.to_dict() for each in records]
        print_json({"schema": "reengineer/answers/1", **content, "questions": listed})
        return
    for line in _lines(records, unknown_share(records)):
        put(line)
    if not records:
        say(f"Write sheets to fill in: reengineer sheets {review} -o sheets")
        say(f"When they come back: reengineer answers {review} sheets/*.xlsx --method written")


def _lines(records: "tuple[Explored, ...]", unknown: float) -> Iterator[str]:
    covered = sum(record.is_covered for record in records)
    yield f"{counted(len(records), 'question')} answered, {covered} by a performer and a manager"
    rows = [
        [record.question, _counts(record.performers), _counts(record.managers), "DIFFER" if record.differs else ""]
        for record in sorted(records, key=lambda record: not record.differs)
    ]
    if rows:
        yield table(("question", "performers", "managers", ""), rows)
    if unknown > 0.30:
        yield f"{unknown:.0%} of the answers say don't know: ask others, or ask in another way."


def _counts(side: dict[str, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in sorted(side.items())) or "not asked"
