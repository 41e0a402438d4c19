"""Record who was told."""

from typing import Any

import click

from reengineer.cli._shared import examples, say


@click.command(
    "told",
    epilog=examples(
        'reengineer told scenarios/complaints --role handler --by "Team leader" --on 2026-09-04',
        'reengineer told my-review --role agent --about C --by "Team leader" --on 2026-11-20',
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--role", metavar="ROLE", required=True, help="Who was told, as brief names them.")
@click.option("--about", metavar="plan|ID", default="plan", show_default=True, help="The plan, or an option.")
@click.option("--by", metavar="WHO", required=True, help="Who told them, by role.")
@click.option("--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day.")
@click.option("--how", metavar="WORD", default="meeting", show_default=True, help="Such as meeting, letter or call.")
@click.option("--question", "questions", metavar="TEXT", multiple=True, help="What came back; several times.")
def command(review: str, **flags: Any) -> None:  # noqa: ANN401 - click's own values
    """Record that a role was told what a REVIEW or an option means for them, in evidence/communication.csv and the log.

    What came back is kept without personal data that have a form.
    """
    from reengineer.review import Told, load_review, not_told, record_told

    loaded = load_review(review)
    told = Told(on=flags["on"].date().isoformat(), role=flags["role"], about=flags["about"], how=flags["how"],
                by=flags["by"].strip() or "somebody")  # fmt: skip
    record_told(loaded, told, flags["questions"])
    left = [each.role for each in not_told(loaded, flags["about"])]
    say(f"Recorded. Not told yet: {', '.join(left) or 'nobody'}.")
