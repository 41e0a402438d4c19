"""Record a decision."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import examples, say

if TYPE_CHECKING:
    from reengineer.review import Action

DECISIONS = ("approve_trial", "approve_full", "amend", "reject", "defer")


@click.command(
    "decide",
    epilog=examples(
        "reengineer decide my-review --option C --decision defer --by Okafor --on 2026-11-10",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", required=True, help="The option that is decided about.")
@click.option("--decision", type=click.Choice(DECISIONS), metavar="WORD", required=True,
              help="approve_trial, approve_full, amend, reject or defer.")  # fmt: skip
@click.option("--by", metavar="NAME", multiple=True, required=True,
              help="Who decides, as they signed the boundary; may be given several times.")  # fmt: skip
@click.option("--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the decision.")
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@click.option("--condition", "conditions", metavar="TEXT", multiple=True, help="On what condition; several times.")
@click.option("--action", "actions", metavar="WHAT;OWNER;DATE;MEASURE", multiple=True,
              help="What is to be done, by whom, until when, and how it is seen; several times.")  # fmt: skip
@click.option("--results", metavar="DIR", type=click.Path(),
              help="Folder of results that were decided on.  [default: results in the review]")  # fmt: skip
def command(review: str, **flags: Any) -> None:  # noqa: ANN401 - click's own values
    """Record what was decided about an option of a REVIEW in its decisions.yaml and its log.

    An approval needs an agreed, sealed boundary that permits the option, people who signed it and whose authority
    covers the cost and the controls, and results of the files as they are that leave no limit open.
    """
    from reengineer.review import Decision, decide, load_review

    decision = Decision(
        option=flags["option"],
        decision=flags["decision"],
        by=flags["by"],
        on=flags["on"].date(),
        reason=flags["reason"],
        conditions=flags["conditions"],
        actions=tuple(_action(text) for text in flags["actions"]),
    )
    loaded = load_review(review)
    decide(loaded, decision, results=Path(flags["results"]) if flags["results"] else None)
    say(f"Recorded in {loaded.path.parent / 'decisions.yaml'}.")


def _action(text: str) -> "Action":
    from reengineer.review import Action

    parts = [part.strip() for part in text.split(";")]
    try:
        what, owner, due, measure = parts
        if not all(parts):
            raise ValueError
        return Action(what=what, owner=owner, due=date.fromisoformat(due), measure=measure)
    except ValueError:
        message = f"'{text}' does not name what, owner, date and measure, set apart by semicolons."
        raise click.BadParameter(message, param_hint="--action") from None
