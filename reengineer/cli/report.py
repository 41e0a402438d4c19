"""Write reports."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import (
    check_new_file,
    check_new_folder,
    examples,
    json_option,
    print_json,
    say,
    warn_of_boundary,
)
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.review import Outcome

ENDINGS = {"html": "report.html", "xlsx": "report.xlsx", "svg": "pictures"}


@click.command(
    "report",
    epilog=examples(
        "reengineer report results --to html -o report.html",
        "reengineer report results --to xlsx -o tables.xlsx",
        "reengineer report results --to svg --png -o pictures",
        "reengineer report results --json",
    ),
)
@click.argument("results", metavar="RESULTS", type=click.Path())
@click.option(
    "--to",
    "form",
    metavar="FORM",
    type=click.Choice(list(ENDINGS)),
    default="html",
    show_default=True,
    help="Form of the report: html (one page), xlsx (its tables) or svg (its pictures).",
)
@click.option("--png", is_flag=True, help="Write each chart and map as PNG beside its SVG too.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=click.Path(),
    help="File to write, or folder for pictures.  [default: report.html, report.xlsx or pictures beside the results]",
)
@json_option
def command(results: str, form: str, png: bool, output: str | None, as_json: bool) -> None:
    """Write the report of RESULTS: one page that opens anywhere, its tables, or its pictures.

    RESULTS is the folder that `simulate` wrote, or a review with its results in it.
    """
    from reengineer.review import results_of, review_report_dict, stored_outcome

    if png and form != "svg":
        raise click.UsageError("--png goes with --to svg.")
    folder = results_of(results)
    to = Path(output) if output is not None else folder.resolve().parent / ENDINGS[form]
    if not as_json:
        (check_new_folder if form == "svg" else check_new_file)(to, "-o")
    outcome = stored_outcome(folder, altered=True)
    warn_of_boundary(outcome.review, altered=True)
    if as_json:
        print_json(review_report_dict(outcome))
        return
    _write(outcome, to, form, png=png, results=results)


def _write(outcome: "Outcome", to: Path, form: str, *, png: bool, results: str) -> None:
    from reengineer.review import write_review_pictures, write_review_report, write_review_workbook

    if form == "svg":
        written = write_review_pictures(outcome, to, png=png)
        say(f"Wrote {counted(len(written), 'picture')} to {to}.")
    elif form == "xlsx":
        say(f"Wrote {write_review_workbook(outcome, to)}.")
    else:
        command_line = f"reengineer report {Path(results).name} --to {form}"
        written_page = write_review_report(outcome, to, command=command_line)
        say(f"Wrote {written_page}. Open it in a browser.")
