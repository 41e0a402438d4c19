"""Say what is wrong with files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say

if TYPE_CHECKING:
    from reengineer.errors import Problem
    from reengineer.review import Checked

SEVERITIES = ("error", "warning", "advice")


@click.command(
    "check",
    epilog=examples(
        "reengineer check scenarios/complaints",
        "reengineer check as-is.bpmn to-be.bpmn --quiet",
        "reengineer check my-review --seal",
    ),
)
@click.argument("paths", metavar="PATH..", nargs=-1, required=True, type=click.Path())
@json_option
@click.option("--quiet", is_flag=True, help="Leave out advice; print errors and warnings only.")
@click.option(
    "--seal",
    is_flag=True,
    help="Write the hashes of the map and of the agreed boundary into the boundary file, so that later edits show.",
)
def command(paths: tuple[str, ...], as_json: bool, quiet: bool, seal: bool) -> int:
    """Check maps (.bpmn) and review folders without running anything.

    A map is checked for its form and for its behaviour: whether cases can get stuck, double, go round for ever or never
    reach a step, each with the shortest way that leads there, and whether messages between pools come to somebody.

    Exit code 1 says that there is an error, 3 that a file cannot be read.
    """
    from reengineer.review import check_path

    if seal:
        _seal(paths)
    checked = {path: check_path(path) for path in paths}
    if as_json:
        print_json({"schema": "reengineer/check/1", "files": [_as_dict(path, done) for path, done in checked.items()]})
    else:
        for path, done in checked.items():
            _print(path, [problem for problem in done.problems if not quiet or problem.severity != "advice"])
    if not all(done.readable for done in checked.values()):
        return 3
    return 1 if any(problem.severity == "error" for done in checked.values() for problem in done.problems) else 0


def _seal(paths: tuple[str, ...]) -> None:
    if len(paths) != 1:
        raise click.UsageError("--seal takes one review.")
    from reengineer.review import load_review, seal_review

    say(f"Sealed {seal_review(load_review(Path(paths[0])))}.")


def _as_dict(path: str, done: "Checked") -> dict[str, object]:
    return {"file": path, "readable": done.readable, "findings": [problem.as_dict() for problem in done.problems]}


def _print(path: str, problems: "Sequence[Problem]") -> None:
    for problem in sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity)):
        put(f"{problem.severity}: {problem}")
    put(f"{path}: {_counts(problems) or 'nothing to mend'}")


def _counts(problems: "Sequence[Problem]") -> str:
    counts = {kind: sum(problem.severity == kind for problem in problems) for kind in SEVERITIES}
    return ", ".join(
        f"{count} {kind}{'s' if count != 1 and kind != 'advice' else ''}" for kind, count in counts.items() if count
    )
