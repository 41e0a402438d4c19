"""Write reports."""

from pathlib import Path

import click

from reengineer.cli._shared import check_new_file, examples, say, warn_of_boundary


@click.command("report", epilog=examples("reengineer report results --to html -o report.html"))
@click.argument("results", metavar="RESULTS", type=click.Path())
@click.option(
    "--to",
    "form",
    metavar="FORM",
    type=click.Choice(["html"]),
    default="html",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="File to write.  [default: report.html beside the folder of results]",
)
def command(results: str, form: str, output: str | None) -> None:
    """Write the report of a folder of RESULTS: one page that opens anywhere and needs no network."""
    from reengineer.review import stored_outcome, write_review_report

    to = Path(output) if output is not None else Path(results).resolve().parent / f"report.{form}"
    check_new_file(to, "-o")
    outcome = stored_outcome(results)
    warn_of_boundary(outcome.review)
    written = write_review_report(outcome, to, command=f"reengineer report {Path(results).name} --to {form}")
    say(f"Wrote {written}. Open it in a browser.")
