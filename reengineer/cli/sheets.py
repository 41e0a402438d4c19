"""Write question sheets."""

from pathlib import Path

import click

from reengineer.cli._shared import check_new_folder, examples, say
from reengineer.errors import counted


@click.command("sheets", epilog=examples("reengineer sheets scenarios/complaints -o sheets"))
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("-o", "--output", metavar="DIR", type=click.Path(),
              help="Folder for the sheets.  [default: sheets in the review]")  # fmt: skip
def command(review: str, output: str | None) -> None:
    """Write the questions of a REVIEW as sheets to fill in: one for each role that does steps, and one for managers.

    Each is a workbook to fill in, and a text and a page to read from. Take them back with reengineer answers.
    """
    from reengineer.questions import ask
    from reengineer.review import load_review, question_sheets, write_sheets

    loaded = load_review(review)
    folder = Path(output) if output is not None else loaded.path.parent / "sheets"
    check_new_folder(folder, "-o")
    sheets = question_sheets(loaded, ask(loaded.as_is, boundary=loaded.boundary))
    if not sheets:
        say("Nobody is said to do any step, so there is nobody to ask: write the roles of the steps first.")
        return
    write_sheets(sheets, folder, loaded.title)
    for sheet in sheets:
        say(f"{sheet.role}: {counted(len(sheet.questions), 'question')}")
    say(f"Wrote them into {folder}. When they come back: reengineer answers {review} {folder}/*.xlsx --method written")
