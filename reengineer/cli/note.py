"""Add a note to the log of a review."""

import click

from reengineer.cli._shared import examples, say


@click.command(
    "note", epilog=examples('reengineer note scenarios/complaints "Interviews moved to June" --by "Team leader"')
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.argument("text", metavar="TEXT")
@click.option("--by", metavar="WHO", required=True, help="Who says so, by role where that is enough.")
@click.option("--kind", metavar="WORD", default="note", show_default=True, help="What it is, such as method or told.")
def command(review: str, text: str, by: str, kind: str) -> None:
    """Add TEXT to the log of a REVIEW; lines of the log are only ever added, and one altered later shows."""
    from reengineer.review import add_to_log, load_review

    if not text.strip() or not by.strip():
        raise click.UsageError("Write what is to be noted, and by whom.")
    folder = load_review(review).path.parent
    entry = add_to_log(folder, by=by.strip(), kind=kind.strip() or "note", text=" ".join(text.split()))
    say(f"Noted at {entry.at:%Y-%m-%d %H:%M} UTC.")
