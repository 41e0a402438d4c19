"""Say how the boundary of a review stands, and what proves or breaks each control and rule."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put

if TYPE_CHECKING:
    from reengineer.boundaries import Proof
    from reengineer.review import Register, Review


@click.command(
    "boundary",
    epilog=examples(
        "reengineer boundary scenarios/complaints",
        "reengineer boundary scenarios/complaints --option X",
        "reengineer boundary scenarios/complaints --json",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option(
    "--option",
    "options",
    metavar="ID",
    multiple=True,
    help="Hold this option against the boundary; may be given several times.  [default: all]",
)
@json_option
def command(review: str, options: tuple[str, ...], as_json: bool) -> None:
    """Print the register of controls and rules of a REVIEW: for the map as it is and for each option, whether each
    holds, and the proof: the steps that cut every way, or a way round with its probability.

    Nothing is simulated. Exit code 4 says that an option named by --option is forbidden.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.errors import BoundaryError
    from reengineer.review import boundary_dict, load_review, registers

    loaded = load_review(review)
    found = registers(loaded, options or None)
    if as_json:
        listed = [each.as_dict() for each in found]
        print_json({"schema": "reengineer/boundary/1", "review": loaded.title, "boundary": boundary_dict(loaded),
                    "maps": listed})  # fmt: skip
    else:
        for line in _lines(loaded, found):
            put(line)
    broken = [breach.problem for each in found if each.id in options for breach in each.breaches]
    if broken:
        raise BoundaryError(broken)


def _lines(review: "Review", found: "tuple[Register, ...]") -> Iterator[str]:
    from reengineer.review import agreed_boundary, waiver_lines, watermark

    boundary = agreed_boundary(review)
    signed = ", ".join(f"{person.name} on {person.date}" for person in boundary.agreed.by) or "nobody yet"
    until = f"; it lapses after {boundary.agreed.review_by}" if boundary.agreed.review_by else ""
    yield f"{review.title}: the boundary is {boundary.agreed.status}, signed by {signed}{until}."
    why = watermark(review)
    if why:
        yield f"EXPLORE ONLY: {why}. Nothing may be decided on it."
    yield from (f"{problem.severity}: {problem}" for problem in review.boundary_findings())
    yield from waiver_lines(boundary)
    for each in found:
        yield from ("", f"{each.id}, {each.title}" + (": FORBIDDEN" if each.breaches else ""))
        today = found[0].entries if each is not found[0] else ()
        for entry in each.entries:
            if entry not in today:
                yield from _entry(entry)
        if today:
            alike = sum(entry in today for entry in each.entries)
            yield f"  As today: {alike} of {len(each.entries)} controls and rules"
        listed = {entry.rule for entry in each.entries}
        yield from (f"  - {one.rule}: {one.problem}" for one in each.breaches if one.rule not in listed)
        yield from (f"  ? {problem.message}" for problem in each.open_ones if problem.code in ("B301", "B401"))


def _entry(entry: "Proof") -> Iterator[str]:
    basis = f" ({entry.basis})" if entry.basis else ""
    verified = f"; verified by {entry.verified_by}" if entry.verified_by else ""
    verified += f" on {entry.verified_on}" if entry.verified_by and entry.verified_on else ""
    yield f"  {entry.verdict.upper():9}  {entry.rule}: {entry.name}{basis}{verified}"
    yield from (f"             {line}" for sentence in entry.because for line in sentence.splitlines())
