"""Print the compliance sheet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.review import ComplianceSheet


@click.command(
    "compliance",
    epilog=examples("reengineer compliance scenarios/complaints", "reengineer compliance my-review -o compliance.html"),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("-o", "--output", metavar="FILE.html", type=click.Path(), help="Write the sheet there as a page.")
@json_option
def command(review: str, output: str | None, as_json: bool) -> None:
    """Print what law, codes and policy ask of a REVIEW: each control and rule with its clause, who verified it and
    when, and which options break it; what somebody has to look at before a decision; personal data in the folder.

    These are prompts and records, not legal advice.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.files import write_text_atomic
    from reengineer.report import sheet_page
    from reengineer.review import compliance_sheet, load_review, watermark

    if output is not None:
        check_new_file(output, "-o")
    loaded = load_review(review)
    sheet = compliance_sheet(loaded)
    if as_json:
        print_json({"schema": "reengineer/compliance/1", "review": loaded.title, **sheet.to_dict()})
    else:
        for line in _lines(sheet):
            put(line)
    if output is not None:
        why = watermark(loaded)
        banner = [f"Explore only: {why}."] if why else []
        write_text_atomic(output, sheet_page("Compliance sheet", sheet.sections(), kicker=loaded.title, banner=banner))
        say(f"Wrote {output}.")


def _lines(sheet: "ComplianceSheet") -> Iterator[str]:
    from reengineer.review import sampled, verified

    rows = [
        [each.proof.rule, each.proof.basis or "-", verified(each), each.proof.verdict, ", ".join(each.broken_by) or "-",
         sampled(each) or "-"]
        for each in sheet.controls
    ]  # fmt: skip
    yield table(("control", "clause", "verified by, on", "verdict", "broken by", "sampled"), rows)
    yield ""
    yield "To be looked at; these are prompts, not legal advice:"
    yield from (f"  {each.option}: {each.question} ({each.stated or 'not stated'})" for each in sheet.prompts)
    if sheet.held:
        yield ""
        held = [
            [each.entry.file, each.entry.holds, each.entry.owner,
             f"{each.entry.keep_until}" + (" PAST" if each.is_past and each.is_there else ""),
             ", ".join(each.open_columns) or "-"]
            for each in sheet.held
        ]  # fmt: skip
        yield table(("file", "holds", "owner", "kept until", "tells people apart by"), held)
