"""Search a review for options."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._progress import progress, search_progress
from reengineer.cli._shared import (
    INTERRUPTED,
    WholeNumber,
    check_new_folder,
    examples,
    json_option,
    print_json,
    put,
    say,
    warn_of_boundary,
    workers,
)
from reengineer.cli.simulate import run_settings
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.review import Review
    from reengineer.search import Found, SearchPlan


@click.command(
    "optimise",
    epilog=examples(
        "reengineer optimise scenarios/complaints --space",
        'reengineer optimise scenarios/complaints --length "1 week" --budget 30 --retest 3',
        "reengineer optimise scenarios/complaints --cases 60 --budget 9 --retest 2 --json",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option(
    "--search", "file", metavar="FILE", type=click.Path(), help="What may be tried.  [default: as the review says]"
)
@click.option("--space", is_flag=True, help="List what would be tried and what not, and simulate nothing.")
@click.option(
    "--budget",
    type=WholeNumber(3, 10_000_000),
    default=4000,
    metavar="N",
    show_default=True,
    help="Replications that all candidates may take together.",
)
@click.option(
    "--retest",
    type=WholeNumber(2, 100_000),
    metavar="N",
    help="Replications of each proposal when it is tested again.  [default: as the review says, 10 at the least]",
)
@click.option(
    "--most", type=WholeNumber(1, 100), default=12, metavar="N", show_default=True, help="Proposals at the most."
)
@click.option("--length", metavar="TIME", help="Time in which cases arrive, such as '8 weeks'.")
@click.option(
    "--cases", type=WholeNumber(1, 100_000_000), metavar="N", help="Stop the arrivals after N cases, not after a time."
)
@click.option(
    "--seed",
    type=WholeNumber(0, 2**32 - 1),
    metavar="N",
    help="Where all draws start from; the same seed gives the same proposals.",
)
@click.option(
    "--jobs",
    type=WholeNumber(),
    metavar="N",
    help="Replications to run at a time; the proposals are the same.  [default: one a processor, at most 4]",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(),
    help="Folder for the proposals and what candidates gave; taken up again.  [default: results/search in the review]",
)
@click.option("--add", is_flag=True, help="Write the proposals among the options of the review too.")
@json_option
def command(review: str, **flags: Any) -> int:  # noqa: ANN401 - click's own values
    """Look for options of a REVIEW within its boundary that trade its criteria off best.

    Parameters of changes, headcounts, hours and combinations of its options are tried; what the boundary forbids is
    never simulated. What is found is tested again under fresh random numbers, and only those figures are told.
    Ctrl-C ends the search and tests what is there.
    """
    from reengineer.review import load_review

    loaded = load_review(review)
    loaded = loaded.with_run(run_settings(loaded, flags))
    warn_of_boundary(loaded)
    if flags["space"]:
        _print_space(loaded, flags["file"], as_json=flags["as_json"])
        return 0
    plan = _plan(loaded, flags)
    found = _search(loaded, plan, flags)
    _print(loaded, found, plan, as_json=flags["as_json"])
    if flags["add"]:
        _add(loaded, found)
    return INTERRUPTED if found.searched.ended == "interrupted" else 0


def _plan(review: "Review", flags: dict[str, Any]) -> "SearchPlan":
    from reengineer.search import SearchPlan

    folder = Path(flags["output"]) if flags["output"] is not None else review.path.parent / "results" / "search"
    if flags["output"] is None and flags["as_json"]:
        return SearchPlan(
            budget=flags["budget"], retest=flags["retest"], most=flags["most"], jobs=workers(flags["jobs"])
        )
    check_new_folder(folder, "-o")
    return SearchPlan(
        budget=flags["budget"], retest=flags["retest"], most=flags["most"], jobs=workers(flags["jobs"]), folder=folder
    )


def _search(review: "Review", plan: "SearchPlan", flags: dict[str, Any]) -> "Found":
    from reengineer.review import search_review

    def stopped() -> None:
        say("\nStopped. What was found is tested again; Ctrl-C once more leaves at once.")

    with search_progress() as told, progress() as retest_told:
        return search_review(review, replace(plan, told=told, retest_told=retest_told, stopped=stopped), flags["file"])


def _print(review: "Review", found: "Found", plan: "SearchPlan", *, as_json: bool) -> None:
    from reengineer.cli._search_words import found_lines

    if as_json:
        print_json(found.to_dict(review.title))
        return
    for line in found_lines(found, review.title):
        put(line)
    for problem in found.advice:
        say(f"\n{'warning: ' if problem.severity == 'warning' else ''}{problem}")
    if plan.folder is not None and found.proposals:
        say(f"\nThe proposals are in {plan.folder / 'options'}. With --add they join the options of the review.")


def _add(review: "Review", found: "Found") -> None:
    from reengineer.review import write_proposals

    folder = review.beside(review.notes.options or "options")
    written = write_proposals(found, folder)
    say(f"Added {counted(len(written), 'option')} to {folder}.")
    if review.notes.options is None:
        say("The review names no folder of options yet: write options: options into review.yaml.")
    say(f"Next: reengineer simulate {review.path.parent}")


def _print_space(review: "Review", file: str | None, *, as_json: bool) -> None:
    from reengineer.review import prepare_search

    _, space = prepare_search(review, file)
    if as_json:
        print_json({"schema": "reengineer/space/1", "review": review.title, **space.to_dict()})
        return
    put(f"{counted(space.size, 'combination')} of {counted(len(space.levers), 'lever')}")
    for lever in space.levers:
        put(f"\n{lever.id}" + (f": {lever.title}" if lever.title != lever.id else ""))
        for setting in lever.settings:
            put(f"  - {setting.title}")
    for what, reason in space.left_out:
        put(f"\nnot tried: {what}: {reason}")
