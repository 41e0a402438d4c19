"""Run a review, or a bare map."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._progress import progress
from reengineer.cli._shared import (
    WholeNumber,
    check_new_file,
    check_new_folder,
    examples,
    json_option,
    print_json,
    put,
    say,
    warn_of_boundary,
    workers,
)

if TYPE_CHECKING:
    from reengineer.review import Outcome, Plan, Review
    from reengineer.simulation import RunSettings

AS_IS = "as-is"
STOPPED = 5
"""Exit code of a run that a limit stopped."""


@click.command(
    "simulate",
    epilog=examples(
        "reengineer simulate scenarios/complaints",
        'reengineer simulate scenarios/complaints --option B --length "4 weeks" -o results',
        "reengineer simulate models/complaints/as-is.bpmn --assume",
        "reengineer simulate scenarios/complaints --preset unlimited --preset demand",
        "reengineer simulate scenarios/complaints --max-time '10 min' --max-memory '2 GB'",
    ),
)
@click.argument("model", metavar="REVIEW | MAP.bpmn", type=click.Path())
@click.option(
    "--option",
    "options",
    metavar="ID",
    multiple=True,
    help="Run this option beside the process as it is; may be given several times.  [default: all]",
)
@click.option(
    "--preset",
    "presets",
    metavar="NAME",
    multiple=True,
    help="Ask what if: demand (40 % more), absent (one in five), hours (2 more a day), no-rework, unlimited (staff); "
    "may be given several times. Without --option the options are left out.",
)
@click.option("--assume", is_flag=True, help="Run a bare map on assumptions, all of them listed.")
@click.option("--length", metavar="TIME", help="Time in which cases arrive, such as '26 weeks'.")
@click.option(
    "--cases", type=WholeNumber(1, 100_000_000), metavar="N", help="Stop the arrivals after N cases, not after a time."
)
@click.option(
    "--replications",
    type=WholeNumber(1, 100_000, word="auto"),
    metavar="N|auto",
    help="Independent runs of each option; auto adds runs until the review's precision is reached.",
)
@click.option(
    "--seed",
    type=WholeNumber(0, 2**32 - 1),
    metavar="N",
    help="Where all draws start from; the same seed gives the same numbers.",
)
@click.option(
    "--max-events",
    type=WholeNumber(1, 10**15),
    metavar="N",
    help="Stop each replication after N events (tokens that reach an element); the numbers stay the same by seed.",
)
@click.option("--max-time", metavar="TIME", help="Stop the whole run after this time, such as '10 min'.")
@click.option("--max-memory", metavar="SIZE", help="Stop the whole run at this much memory, such as '2 GB'.")
@click.option(
    "--jobs",
    type=WholeNumber(),
    metavar="N",
    help="Replications to run at a time; the numbers are the same.  [default: one a processor, at most 4]",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run them on the workers of the dask scheduler there, such as tcp://10.0.0.5:8786; the numbers are the same.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "reference", "compiled"]),
    metavar="NAME",
    default="auto",
    show_default=True,
    help="auto, reference or compiled; the numbers are the same. The compiled engine is the quick one.",
)
@click.option(
    "--no-ranges", is_flag=True, help="Leave out the second run, in which uncertain inputs are drawn from their ranges."
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(),
    help="Folder for results; taken up again where it holds some.  [default: results in the review]",
)
@click.option("--log", "log_file", metavar="FILE", type=click.Path(), help="Write every activity to this CSV file.")
@click.option(
    "--columns",
    type=click.Choice(["plain", "xes", "prosimos"]),
    metavar="NAMES",
    default="plain",
    show_default=True,
    help="Column names of the log: plain, xes or prosimos.",
)
@click.option(
    "--sensitivity",
    is_flag=True,
    help="Run the leading options at both ends of every range too: which guess could change the choice?",
)
@click.option(
    "--require", is_flag=True, help="Exit with 1 where an option named, or else the process as it is, misses a minimum."
)
@json_option
def command(model: str, **flags: Any) -> int:  # noqa: ANN401 - click's own values
    """Simulate a REVIEW: the process as it is, and its options within the boundary.

    With --assume it takes a bare MAP.bpmn instead. The same files and seed give the same numbers. Exit code 5 says that
    a limit stopped it: what there is was printed, and kept.
    """
    from reengineer.review import run_review, with_presets

    review = _bare(model) if flags["assume"] else _loaded(model)
    review = with_presets(review.with_run(run_settings(review, flags)), flags["presets"])
    plan = _plan(review, flags)
    _check_targets(plan, flags["log_file"])
    warn_of_boundary(review)
    _say_what_goes(review, plan)
    with progress() as told:
        outcome = run_review(review, replace(plan, progress=told))
    if flags["log_file"] is not None:
        _write_log(outcome, flags["log_file"], flags["columns"])
    _print(outcome, as_json=flags["as_json"])
    _say_what_next(outcome, plan.folder)
    if outcome.limits:
        return STOPPED
    return 1 if flags["require"] and _misses(outcome, plan.options or (AS_IS,)) else 0


def _loaded(model: str) -> "Review":
    from reengineer.review import is_map, load_review

    if is_map(model) and Path(model).is_file():
        ways = f"make a review of it with 'reengineer init {model}', or run it on assumptions with --assume"
        raise click.UsageError(f"{model} is a map: {ways}.")
    return load_review(model)


def _bare(model: str) -> "Review":
    """Return a review of a bare map in which everything is assumed."""
    from reengineer.review import bare_review

    if Path(model).is_dir():
        raise click.UsageError(f"{model} is a folder; --assume takes a map. Leave --assume out to run a review.")
    return bare_review(Path(model))


def run_settings(review: "Review", flags: dict[str, Any]) -> "RunSettings":
    """Return the settings of the review with what the command line overrides.

    A length, or a number of cases, takes the place of whichever of the two the review states.
    """
    from pydantic import ValidationError

    from reengineer.simulation import RunSettings

    names = ("replications", "length", "cases", "seed", "max_events", "max_time", "max_memory")
    given = {name: flags[name] for name in names if flags.get(name) is not None}
    stated = review.run.model_dump()
    if "cases" in given and stated["end"] == "drain":
        stated["length"] = None
    if "length" in given:
        stated["cases"] = None
    try:
        return RunSettings.model_validate(stated | given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "length"
        message = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input ")
        hint = f"--{name.replace('_', '-')}" if name in names else name
        raise click.BadParameter(f"'{given.get(name, '')}': {message}.", param_hint=hint) from None


def _plan(review: "Review", flags: dict[str, Any]) -> "Plan":
    from reengineer.review import PREFIX, Plan

    return Plan(
        options=(*flags["options"], *(PREFIX + name for name in flags["presets"])) or None,
        jobs=workers(flags["jobs"], flags["engine"]),
        cluster=flags["cluster"],
        engine=flags["engine"],
        log=flags["log_file"] is not None,
        sampled=not flags["no_ranges"],
        sensitivity=flags["sensitivity"],
        folder=_folder(review, flags),
    )


def _folder(review: "Review", flags: dict[str, Any]) -> Path | None:
    """Return where results are kept: where the user says, else in the review unless the output goes elsewhere."""
    if flags["output"] is not None:
        return Path(flags["output"])
    if flags["assume"] or flags["as_json"] or flags["log_file"] is not None:
        return None
    return review.path.parent / "results"


def _check_targets(plan: "Plan", log_file: str | None) -> None:
    """Find out before the run whether its results can be written."""
    if plan.folder is not None:
        check_new_folder(plan.folder, "-o")
    if log_file is not None:
        check_new_file(log_file, "--log")


def _say_what_goes(review: "Review", plan: "Plan") -> None:
    """Say that stored results are replaced, where they came from other files or settings."""
    from reengineer.review import ResultsFolder

    stored = ResultsFolder.of(review, plan.folder, "as-is", sampled=False)
    if stored is not None and stored.is_of_other_inputs:
        say(f"The results in {plan.folder} came from other files or settings; they are replaced.")


def _write_log(outcome: "Outcome", path: str, columns: Any) -> None:  # noqa: ANN401 - one of three words
    import pandas as pd

    from reengineer.eventlog import Log

    frames = [result.event_log.frame for result in outcome.results.values()]
    Log(frame=pd.concat(frames, ignore_index=True)).to_csv(path, columns)
    say(f"Wrote {path}.")


def _print(outcome: "Outcome", *, as_json: bool) -> None:
    from reengineer.cli._words import assumed_lines, outcome_lines
    from reengineer.review import in_workbook, outcome_dict

    assumed = in_workbook(outcome.review, outcome.assumptions)
    if as_json:
        listed = [problem.as_dict() for problem in assumed]
        print_json(
            {
                **outcome_dict(outcome),
                "schema": "reengineer/simulate/1",
                "assumptions": listed,
            }
        )
        return
    for line in (*outcome_lines(outcome), *assumed_lines(assumed)):
        put(line)


def _say_what_next(outcome: "Outcome", folder: Path | None) -> None:
    review = outcome.review
    if not review.options and not review.assumed and review.notes.options is not None:
        say(f"\nThere are no options to compare yet: each is a file in {review.beside(review.notes.options)}.")
    if folder is not None and not outcome.has_whole_replications:
        say(f"\nWhat is whole of it is kept in {folder}; the same command goes on from there.")
    elif folder is not None:
        say(f"\nResults are in {folder}. Next: reengineer report {folder} --to html -o report.html")
    elif review.assumed:
        say(f"\nNext: reengineer init {review.path}, and fill in its workbook instead of assuming.")


def _misses(outcome: "Outcome", names: tuple[str, ...]) -> bool:
    judged = [outcome.comparison.outcome(name) for name in names]
    return any(value.minimum == "not_met" for item in judged for value in item.measures)
