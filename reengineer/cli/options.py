"""List the options of a review, and say which go together."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import (
    WholeNumber,
    check_new_file,
    examples,
    json_option,
    print_json,
    put,
    say,
    table,
    warn_of_boundary,
)
from reengineer.errors import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reengineer.options import Pairing
    from reengineer.review import OptionStatus

STANDINGS = {
    "permitted": "permitted",
    "unchecked": "no boundary to check it",
    "forbidden": "FORBIDDEN",
    "unstable": "its queues would grow without end",
    "refused": "cannot be simulated yet",
    "does_not_apply": "DOES NOT APPLY",
}
SIGNS = {"any_order": "yes", "order_matters": "differs", "in_order": "first", "reversed": "second", "no": "NO"}
LEGEND = (
    ("yes", "in any order, with one result"),
    ("differs", "in any order, but the order changes the result"),
    ("first", "only if the option of the row comes first"),
    ("second", "only if the option of the column comes first"),
    ("NO", "not together"),
    ("barred", "together the boundary forbids them, though it has nothing of this against either alone"),
)


class _Options(click.Group):
    """Take a review where no command of the group is named: then the options are listed."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named, or the list."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "list", self.commands["list"], args
        return super().resolve_command(ctx, args)


@click.group(
    "options",
    cls=_Options,
    subcommand_metavar="REVIEW | matrix REVIEW | draft REVIEW RULE",
    options_metavar="[--json]",
    epilog=examples(
        "reengineer options scenarios/complaints",
        "reengineer options scenarios/complaints --json",
        "reengineer options matrix scenarios/complaints",
        "reengineer options draft scenarios/complaints COMB-01 -o idea.yaml",
    ),
)
def command() -> None:
    """List the options of a REVIEW and how each stands, or say which can be carried out together."""


@command.command("list", hidden=True, epilog=examples("reengineer options scenarios/complaints"))
@click.argument("review", metavar="REVIEW", type=click.Path())
@json_option
def list_options(review: str, as_json: bool) -> None:
    """List the options of a REVIEW: what each changes, and whether it applies and the boundary permits it."""
    from reengineer.review import load_review, option_statuses

    loaded = load_review(review)
    warn_of_boundary(loaded)
    statuses = option_statuses(loaded)
    if as_json:
        listed = [status.to_dict() for status in statuses]
        print_json({"schema": "reengineer/options/1", "review": loaded.title, "options": listed})
        return
    for status in statuses:
        _print_status(status)
    put(f"{counted(len(statuses), 'option')}.")


def _print_status(status: "OptionStatus") -> None:
    put(f"{status.option.id}  {status.option.title}: {STANDINGS[status.standing]}")
    for change in status.option.changes:
        put(f"    {change.title}")
    if not status.option.changes:
        put("    nothing changes")
    for problem in status.findings:
        for line in f"- {problem}".splitlines():
            put(f"    {line}")
    put()


@command.command("matrix", epilog=examples("reengineer options matrix scenarios/complaints"))
@click.argument("review", metavar="REVIEW", type=click.Path())
@json_option
def matrix(review: str, as_json: bool) -> None:
    """Say which options of a REVIEW go together."""
    from reengineer.review import load_review, option_matrix

    loaded = load_review(review)
    warn_of_boundary(loaded)
    statuses, pairs = option_matrix(loaded)
    if as_json:
        print_json(
            {
                "schema": "reengineer/matrix/1",
                "review": loaded.title,
                "options": [{"id": each.option.id, "status": each.standing} for each in statuses],
                "pairs": [_pair_as_dict(pair) for pair in pairs.values()],
            }
        )
        return
    _print_matrix(statuses, pairs)


def _pair_as_dict(pair: "Pairing") -> dict[str, object]:
    return {
        "first": pair.first,
        "second": pair.second,
        "verdict": pair.verdict,
        "possible": pair.is_possible,
        "conflicts": list(pair.conflicts),
        "breaches": [problem.as_dict() for problem in pair.breaches],
    }


def _print_matrix(statuses: "tuple[OptionStatus, ...]", pairs: "Mapping[tuple[str, str], Pairing]") -> None:
    able = [status.option.id for status in statuses if status.standing != "does_not_apply"]
    if len(able) < 2:
        put("There are no two options that apply to the map.")
    else:
        rows = [[name, *(_cell(pairs.get((name, other))) for other in able[1:])] for name in able[:-1]]
        put(table(["", *able[1:]], rows))
        used = {cell for row in rows for cell in row[1:]}
        put()
        for sign, meaning in LEGEND:
            if sign in used:
                put(f"{sign}: {meaning}")
    for status in statuses:
        if status.standing in ("forbidden", "does_not_apply", "unstable"):
            put(f"{status.option.id} by itself: {STANDINGS[status.standing]}")
    for pair in pairs.values():
        for text in (*pair.conflicts, *map(str, pair.breaches)):
            put(f"\n{pair.first} and {pair.second}: {text}")


@command.command(
    "draft",
    epilog=examples(
        "reengineer options draft scenarios/complaints COMB-01 -o idea.yaml",
        "reengineer options draft scenarios/complaints AUTO-01 --of ack -o automatic.yaml",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.argument("rule", metavar="RULE")
@click.option("--of", "element", metavar="ID", help="The step, group or gateway, where it is asked of several.")
@click.option(
    "--idea", type=WholeNumber(), metavar="N", help="Take the N-th suggestion.  [default: the first that can be]"
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="File to write.  [default: among the options]")
@json_option
def draft(review: str, rule: str, element: str | None, idea: int | None, output: str | None, as_json: bool) -> None:
    """Write an option file of what the question RULE of a REVIEW suggests, filled in from what is known."""
    from reengineer.review import draft_option, load_review

    if output is not None:
        check_new_file(output, "-o")
    loaded = load_review(review)
    drafted = draft_option(loaded, rule, element=element, idea=idea, to=None if output is None else Path(output))
    if as_json:
        print_json(
            {
                "schema": "reengineer/draft/1",
                "file": str(drafted.path),
                "id": drafted.option.id,
                "operation": drafted.draft.operation,
                "parameters": dict(drafted.draft.parameters),
                "origins": dict(drafted.draft.origins),
                "findings": [problem.as_dict() for problem in drafted.findings],
            }
        )
        return
    put(drafted.path.read_text(encoding="utf-8").rstrip())
    say(f"\nWrote {drafted.path}.")
    if drafted.draft.assumed:
        say(f"Nothing is known of {', '.join(drafted.draft.assumed)}: what stands there is assumed. Change it.")
    for problem in drafted.findings:
        say(f"  - {problem}")


def _cell(pair: "Pairing | None") -> str:
    if pair is None:
        return ""
    return "barred" if pair.breaches else SIGNS[pair.verdict]
