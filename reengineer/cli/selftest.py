"""Compare an installation with known answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put, table

if TYPE_CHECKING:
    from reengineer.simulation import Check

SHOWN = 60
"""Letters of a text that the table shows; the whole of what is longer follows it."""
FIELDS = ("id", "passed", "expected", "got", "tolerance")


@click.command("selftest", epilog=examples("reengineer selftest", "reengineer selftest --theory --json"))
@click.option("--theory", is_flag=True, help="Compare with queueing theory too; takes about a minute.")
@click.option(
    "--examples",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Run the worked examples of this file instead; may be given several times.",
)
@json_option
def command(theory: bool, examples: tuple[str, ...], as_json: bool) -> int:
    """Run checks whose answers are known; print what was expected and what came out.

    Exit code 1 says that a check failed.
    """
    checks = list(_checks(examples, theory=theory))
    failed = sum(not check.passed for check in checks)
    if as_json:
        found = [{name: getattr(check, name) for name in FIELDS} for check in checks]
        print_json({"schema": "reengineer/selftest/1", "checks": found})
    else:
        put(table(("", "check", "expected", "got", "tolerance"), [_row(check) for check in checks], right=(2, 3, 4)))
        for check in checks:
            if not check.passed and len(str(check.got)) > SHOWN:
                put(f"{check.id}: {check.got}")
        put(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _checks(examples: tuple[str, ...], *, theory: bool) -> "Iterator[Check]":
    from reengineer.simulation import basic_checks, run_examples, theory_checks

    if not examples:
        yield from basic_checks()
    for path in examples:
        yield from run_examples(path)
    if theory:
        yield from theory_checks()


def _row(check: "Check") -> list[str]:
    numbers = [_short(value) for value in (check.expected, check.got, check.tolerance)]
    return ["ok" if check.passed else "FAILED", check.id, *numbers]


def _short(value: str | float) -> str:
    return f"{value:.6g}" if isinstance(value, float) else value if len(value) <= SHOWN else f"{value[: SHOWN - 3]}..."
