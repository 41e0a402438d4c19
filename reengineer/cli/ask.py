"""Raise questions."""

from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say

if TYPE_CHECKING:
    from reengineer.eventlog import Log
    from reengineer.feedback import Feedback
    from reengineer.questions import Asked
    from reengineer.review import Review

MOST_PROBLEMS = 5


@click.command(
    "ask",
    epilog=examples(
        "reengineer ask scenarios/complaints",
        "reengineer ask scenarios/complaints --simulated --all",
        "reengineer ask --catalogue --json",
        "reengineer ask --explain ELIM-01",
    ),
)
@click.argument("review", required=False, metavar="REVIEW", type=click.Path())
@json_option
@click.option("--catalogue", "show_catalogue", is_flag=True, help="List the rules that raise questions instead.")
@click.option("--explain", metavar="RULE", help="Print the page of one rule, such as ELIM-01, as Markdown.")
@click.option("--all", "everything", is_flag=True, help="Print every question raised, not only the first fifteen.")
@click.option("--log", "log_file", metavar="FILE", type=click.Path(),
              help="An event log (.csv, .xes, .parquet) in place of the one that the review names.")  # fmt: skip
@click.option("--feedback", "heard", metavar="FILE", multiple=True, type=click.Path(),
              help="Answers (.csv) or counts (.yaml) in place of those that the review names.")  # fmt: skip
@click.option("--simulated", is_flag=True, help="Simulate the map as it is once, and ask with its log.")
def command(review: str | None, **flags: Any) -> None:  # noqa: ANN401 - click's own values
    """Raise the questions that the steps of a REVIEW call for, those with the most at stake first.

    What could not be evaluated, and for want of what, is said first.
    """
    if flags["show_catalogue"]:
        _catalogue(as_json=flags["as_json"])
        return
    if flags["explain"]:
        _explain(flags["explain"])
        return
    if review is None:
        raise click.UsageError("Name a review folder, or use --catalogue.")
    if flags["simulated"] and flags["log_file"]:
        raise click.UsageError("Give a log with --log, or make one with --simulated, not both.")
    from reengineer.review import ask_review, load_review

    loaded = load_review(review)
    asked = ask_review(loaded, log=_log(loaded, flags), feedback=_feedback(flags["heard"]))
    if flags["as_json"]:
        print_json(asked.to_dict())
    else:
        _print(asked, everything=flags["everything"])


def _explain(rule: str) -> None:
    from reengineer.errors import nearest
    from reengineer.questions import catalogue, rule_page

    rules = catalogue()
    known = [each.id for each in rules]
    if rule not in known:
        raise click.UsageError(f"There is no rule {rule}; {nearest(rule, known) or 'see --catalogue'}.")
    put(rule_page(rules, rule))


def _log(review: "Review", flags: dict[str, Any]) -> "Log | None":
    if flags["simulated"]:
        from reengineer.simulation import simulate

        run = review.run.model_copy(update={"replications": 1})
        return simulate(review.as_is, run).event_log
    if flags["log_file"] is None:
        return None
    from reengineer.review import read_evidence

    log, problems = read_evidence(review, flags["log_file"])
    for problem in problems[:MOST_PROBLEMS]:
        say(str(problem))
    if len(problems) > MOST_PROBLEMS:
        say(f"{len(problems) - MOST_PROBLEMS} more like these.")
    return log


def _feedback(paths: tuple[str, ...]) -> "Feedback | None":
    if not paths:
        return None
    from reengineer.feedback import read_feedback

    return read_feedback(*paths)


def _catalogue(*, as_json: bool) -> None:
    from reengineer.questions import catalogue

    rules = catalogue()
    if as_json:
        print_json(rules.to_dict())
        return
    for rule in rules:
        put(f"{rule.id}  {rule.name}")


def _print(asked: "Asked", *, everything: bool) -> None:
    put(f"{asked.coverage}.")
    if asked.coverage.unlinked:
        put(f"The map has no step or group called {', '.join(asked.coverage.unlinked)}; feedback on it was left out.")
    shown = asked.findings if everything else asked.top()
    for number, finding in enumerate(shown, start=1):
        put(f"\n{number}. {finding.question}  [{finding.rule}]")
        put(f"   At stake: {finding.at_stake or 'not known'} ({finding.stake_kind})")
        put(f"   Why it is asked: {finding.because}")
        for suggestion in finding.suggests:
            barred = " (not permitted by the boundary)" if suggestion.is_forbidden else ""
            put(f"   Idea: {suggestion.operation.replace('_', ' ')}{barred}")
    more = "" if len(shown) == len(asked.findings) else " (--all prints the rest)"
    put(f"\n{len(asked.findings)} questions raised, {len(shown)} shown{more}.")
    put(f"Besides, {len(asked.base)} base questions go with the steps, whatever is known of them.")
