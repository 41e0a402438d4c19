"""Run the review that comes with the package."""

from pathlib import Path

import click

from reengineer.cli._progress import progress
from reengineer.cli._shared import WholeNumber, check_new_folder, examples, put, say

WEEKS = 6
REPLICATIONS = 4
SHORT = f"a demonstration: {REPLICATIONS} replications of {WEEKS} weeks, where the review asks for more"


@click.command("demo", epilog=examples("reengineer demo -o demo"))
@click.option("-o", "--output", metavar="DIR", default="reengineer-demo", show_default=True, help="Folder to write to.")
@click.option(
    "--jobs", type=WholeNumber(), metavar="N", help="Processes to use.  [default: one a processor, at most 4]"
)
def command(output: str, jobs: int | None) -> None:
    """Run the complaints review that comes with the package, in a short form, and write its report."""
    import os

    from reengineer.cli._words import outcome_lines
    from reengineer.review import Plan, load_review, run_review, sample, write_review_report

    folder = Path(output)
    check_new_folder(folder, "-o")
    review = load_review(sample("scenarios/complaints"))
    short = {"length": WEEKS * 604_800.0, "replications": REPLICATIONS}
    review = review.with_run(review.run.model_copy(update=short))
    say(f"Simulating complaint handling as it is, and {len(review.options)} options ...")
    workers = jobs or min(os.cpu_count() or 1, 4)
    with progress() as told:
        outcome = run_review(review, Plan(jobs=workers, folder=folder / "results", progress=told))
    written = write_review_report(outcome, folder / "report.html", command="reengineer demo", short=SHORT)
    for line in outcome_lines(outcome):
        put(line)
    say(f"\nThis is {SHORT}. The review lies in {review.path.parent}.")
    say(f"Next: open {written} in a browser.")
