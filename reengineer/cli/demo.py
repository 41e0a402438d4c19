"""Run one of the reviews that come with the package."""

from pathlib import Path

import click

from reengineer.cli._progress import progress
from reengineer.cli._shared import WholeNumber, check_new_folder, examples, put, say, workers
from reengineer.errors import counted

WEEKS = 6
REPLICATIONS = 4
SHORT = f"a demonstration: {REPLICATIONS} replications of {WEEKS} weeks, where the review asks for more"


EXAMPLES = ("reengineer demo -o demo", "reengineer demo refund -o refund", "reengineer demo --list")


@click.command("demo", epilog=examples(*EXAMPLES))
@click.argument("name", default="complaints", metavar="[NAME]")
@click.option("--list", "listed", is_flag=True, help="List the names and titles of the reviews, and run none.")
@click.option("-o", "--output", metavar="DIR", default="reengineer-demo", show_default=True, help="Folder to write to.")
@click.option(
    "--jobs",
    type=WholeNumber(),
    metavar="N",
    help="Replications to run at a time.  [default: one a processor, at most 4]",
)
def command(name: str, listed: bool, output: str, jobs: int | None) -> None:
    """Run a review that comes with the package, complaints unless NAME is another, in a short form, with its report.

    docs/tutorial/samples.md says what each of them teaches.
    """
    from reengineer.cli._words import outcome_lines
    from reengineer.review import Plan, load_review, run_review, sample, write_review_report

    if listed:
        _list()
        return
    folder = Path(output)
    check_new_folder(folder, "-o")
    review = load_review(sample(f"scenarios/{name}"))
    short = {"length": WEEKS * 604_800.0, "replications": REPLICATIONS}
    command = "reengineer demo" if name == "complaints" else f"reengineer demo {name}"
    review = review.with_run(review.run.model_copy(update=short))
    several = counted(len(review.options), "option")
    say(f"Simulating {review.title[:1].lower()}{review.title[1:]}: as it is, and {several} ...")
    with progress() as told:
        outcome = run_review(review, Plan(jobs=workers(jobs), folder=folder / "results", progress=told))
    written = write_review_report(outcome, folder / "report.html", command=command, short=SHORT)
    for line in outcome_lines(outcome):
        put(line)
    say(f"\nThis is {SHORT}. The review lies in {review.path.parent}.")
    say(f"Next: open {written} in a browser.")


def _list() -> None:
    from reengineer.review import load_review, sample, sample_names

    names = sample_names()
    for name in names:
        put(f"{name:<{max(map(len, names))}}  {load_review(sample(f'scenarios/{name}')).title}")
