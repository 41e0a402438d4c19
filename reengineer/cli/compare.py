"""Print how options differ."""

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say, warn_of_boundary


@click.command("compare", epilog=examples("reengineer compare results", "reengineer compare results --json"))
@click.argument("results", metavar="RESULTS", type=click.Path())
@json_option
def command(results: str, as_json: bool) -> None:
    """Print how the options in RESULTS differ from the process as it is; nothing is simulated.

    RESULTS is the folder that `simulate` wrote, or a review with its results in it.
    """
    from reengineer.cli._words import outcome_lines
    from reengineer.review import outcome_dict, stored_outcome

    outcome = stored_outcome(results, altered=True)
    warn_of_boundary(outcome.review, altered=True)
    if as_json:
        print_json(outcome_dict(outcome))
        return
    for line in outcome_lines(outcome):
        put(line)
    say(f"\nNext: reengineer report {results} --to html -o report.html")
