"""Raise questions."""

from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.eventlog import Log
    from reengineer.feedback import Feedback
    from reengineer.questions import Asked, Finding
    from reengineer.review import Review

MOST_PROBLEMS = 5
SHOWN = 15
"""Questions that are printed; what one rule asks of several steps is one of them."""


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
@click.option(
    "--all", "everything", is_flag=True, help="Print every question raised by itself, not only the first fifteen."
)
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
        _print(asked, loaded, everything=flags["everything"])


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


def _print(asked: "Asked", review: "Review", *, everything: bool) -> None:
    put(f"{asked.coverage}.")
    if asked.coverage.unlinked:
        put(f"The map has no step or group called {', '.join(asked.coverage.unlinked)}; feedback on it was left out.")
    shown = tuple((finding,) for finding in asked.findings) if everything else asked.grouped()[:SHOWN]
    for number, (finding, *like) in enumerate(shown, start=1):
        put(f"\n{number}. {finding.question}  [{finding.rule}]")
        put(f"   At stake: {_stake(finding)}")
        put(f"   Why it is asked: {finding.because}")
        if like:
            put(f"   The same is asked of: {'; '.join(_about(each, review) for each in like)}")
        for suggestion in finding.suggests:
            barred = " (not permitted by the boundary)" if suggestion.is_forbidden else ""
            put(f"   Idea: {suggestion.operation.replace('_', ' ')}{barred}")
    told = sum(map(len, shown))
    more = "" if everything else " (--all prints each by itself)"
    put(f"\n{counted(len(asked.findings), 'question')} raised, {told} shown{more}.")
    put(f"Besides, {len(asked.base)} base questions go with the steps, whatever is known of them.")
    if not asked.findings:
        _print_base(asked)


def _print_base(asked: "Asked") -> None:
    """Print what is asked of the first step where nothing else is: more is asked once more is known."""
    first = asked.base[0].step if asked.base else ""
    others = len({each.step for each in asked.base}) - 1
    put("\nMore questions come with notes on the steps, a boundary, a log or feedback. Until then, begin with these:")
    for each in asked.base:
        if each.step == first:
            put(f"   {each.question} {each.then}")
    if others > 0:
        put(f"   The same of the other {others} steps." if others > 1 else "   The same of the other step.")


def _stake(finding: "Finding") -> str:
    return f"{finding.at_stake or 'not known'} ({finding.stake_kind})"


def _about(finding: "Finding", review: "Review") -> str:
    """Return what a question is about by name, and what is at stake where that is known."""
    nodes = review.as_is.map.index.nodes
    names = [f'"{nodes[each].label}"' if each in nodes else each for each in finding.elements]
    if finding.scope == "resource":
        names = [str(dict(finding.evidence).get("r.name", each)) for each in finding.elements]
    return " to ".join(names) + (f" ({finding.at_stake})" if finding.at_stake else "")
