"""Try one idea."""  # noqa: N999 - the module is called as the command

from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import WholeNumber, examples, json_option, print_json, put, say, warn_of_boundary

if TYPE_CHECKING:
    from reengineer.review import Review, Trial

MOST_ROWS = 30


@click.command(
    "try",
    epilog=examples(
        'reengineer try scenarios/complaints --change "change_duration investigate factor=0.8"',
        'reengineer try scenarios/complaints --change "delete_step {step: alloc}" --json',
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option(
    "--change",
    "changes",
    metavar="TEXT",
    multiple=True,
    required=True,
    help="An operation and its parameters, as name=value or as in an option file; several are made in their order.",
)
@click.option("--length", metavar="TIME", help="Time in which cases arrive, such as '26 weeks'.")
@click.option(
    "--replications",
    type=WholeNumber(1, 100_000, word="auto"),
    metavar="N|auto",
    help="Independent runs; as the review says where left out.",
)
@click.option("--seed", type=WholeNumber(0, 2**32 - 1), metavar="N", help="Where all draws start from.")
@json_option
def command(review: str, changes: tuple[str, ...], as_json: bool, **given: Any) -> None:  # noqa: ANN401 - as click has it
    """Simulate an idea beside the process of a REVIEW as it is, and say what it brings and what the boundary says.

    Both run with the same random numbers. Nothing is stored. What the boundary forbids is simulated all the same.
    """
    from reengineer.review import Plan, load_review, try_changes

    loaded = _with_settings(load_review(review), given)
    warn_of_boundary(loaded)
    trial = try_changes(loaded, changes, Plan(sampled=False))
    if as_json:
        print_json(_as_dict(trial))
    else:
        _print(trial)


def _with_settings(review: "Review", given: dict[str, Any]) -> "Review":
    from reengineer.cli.simulate import run_settings

    return review.with_run(run_settings(review, given))


def _print(trial: "Trial") -> None:
    from reengineer.cli._words import outcome_lines

    for line in outcome_lines(trial.outcome):
        put(line)
    put("\nWhat it changes")
    for done in trial.differences:
        put(f"  {done.title}")
        rows = [*(f"+ {name}" for name in done.added), *(f"- {name}" for name in done.removed)]
        rows += [f"~ {element}: {what}: {was or 'none'} -> {now or 'none'}" for element, what, was, now in done.changed]
        for row in rows[:MOST_ROWS]:
            put(f"    {row}")
        if len(rows) > MOST_ROWS:
            put(f"    and {len(rows) - MOST_ROWS} more; --json lists all")
    drivers = dict.fromkeys(cost for change in trial.option.changes for cost in change.kind.costs)
    put(f"\nThink of what it costs: {', '.join(drivers)}.")
    say("\nTo keep it, write it into a file of the options: docs/how-to/write-an-option.md")


def _as_dict(trial: "Trial") -> dict[str, object]:
    outcome = trial.outcome
    comparison = outcome.comparison.to_dict(outcome.review.title)
    fields = ("element", "field", "before", "after")
    return {
        **comparison,
        "schema": "reengineer/try/1",
        "changes": [
            {
                "operation": done.operation,
                "title": done.title,
                "added": list(done.added),
                "removed": list(done.removed),
                "changed": [dict(zip(fields, row, strict=True)) for row in done.changed],
            }
            for done in trial.differences
        ],
        "breaches": [{"rule": breach.rule, **breach.problem.as_dict()} for breach in trial.breaches],
        "cost_drivers": list(dict.fromkeys(cost for change in trial.option.changes for cost in change.kind.costs)),
    }
