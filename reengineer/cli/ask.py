"""Raise questions."""

from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put

if TYPE_CHECKING:
    from reengineer.questions import Asked


@click.command("ask", epilog=examples("reengineer ask scenarios/complaints", "reengineer ask --catalogue --json"))
@click.argument("review", required=False, metavar="REVIEW", type=click.Path())
@json_option
@click.option("--catalogue", "show_catalogue", is_flag=True, help="List the rules that raise questions instead.")
@click.option("--all", "everything", is_flag=True, help="Print every question raised, not only the first fifteen.")
def command(review: str | None, as_json: bool, show_catalogue: bool, everything: bool) -> None:
    """Raise the questions that the steps of a REVIEW call for, those with the most at stake first."""
    if show_catalogue:
        _catalogue(as_json=as_json)
        return
    if review is None:
        raise click.UsageError("Name a review folder, or use --catalogue.")
    from reengineer.questions import ask
    from reengineer.review import load_review

    loaded = load_review(review)
    asked = ask(loaded.as_is, boundary=loaded.boundary)
    if as_json:
        print_json(asked.to_dict())
    else:
        _print(asked, everything=everything)


def _catalogue(*, as_json: bool) -> None:
    from reengineer.questions import catalogue

    rules = catalogue()
    if as_json:
        print_json(rules.to_dict())
        return
    for rule in rules:
        put(f"{rule.id}  {rule.name}")


def _print(asked: "Asked", *, everything: bool) -> None:
    shown = asked.findings if everything else asked.top()
    for number, finding in enumerate(shown, start=1):
        put(f"\n{number}. {finding.question}  [{finding.rule}]")
        put(f"   Why it is asked: {finding.because}")
        for suggestion in finding.suggests:
            barred = " (not permitted by the boundary)" if suggestion.is_forbidden else ""
            put(f"   Idea: {suggestion.operation.replace('_', ' ')}{barred}")
    more = "" if len(shown) == len(asked.findings) else " (--all prints the rest)"
    put(f"\n{len(asked.findings)} questions raised, {len(shown)} shown{more}.")
    put(f"Besides, {len(asked.base)} base questions go with the steps, whatever is known of them.")
    put(f"Not everything could be asked: {asked.coverage}")
