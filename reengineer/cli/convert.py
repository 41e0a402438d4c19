"""Turn a map and its notes from one form into another."""

from pathlib import Path

import click

from reengineer.cli._shared import check_new_file, check_new_folder, examples, json_option, print_json, say

FORMS = ("map", "notes", "review", "prosimos", "bpsim")


@click.command(
    "convert",
    epilog=examples(
        "reengineer convert as-is.bpmn annotations.yaml annotated.bpmn",
        "reengineer convert scenarios/complaints annotated.bpmn",
        "reengineer convert annotated.bpmn annotations.xlsx",
        "reengineer convert annotated.bpmn my-review",
        "reengineer convert annotated.bpmn for-bpsim.bpmn --to bpsim",
    ),
)
@click.argument("inputs", metavar="IN..", nargs=-1, required=True, type=click.Path())
@click.argument("output", metavar="OUT", type=click.Path())
@click.option("--to", type=click.Choice(FORMS), help="The form of OUT, where its name does not say it.")
@click.option("--scenario", metavar="ID", help="Which scenario of a BPSim file to read; the first otherwise.")
@click.option("--approximate", is_flag=True, help="Write the nearest where another tool lacks a distribution.")
@json_option
def command(
    inputs: tuple[str, ...], output: str, to: str | None, scenario: str | None, approximate: bool, as_json: bool
) -> None:
    """Turn a map and its notes from one form into another.

    IN is told apart by content: a review folder; a map that carries its notes, or simulation data of BIMP, Apromore or
    BPSim; a map and a file of notes; a map and a JSON file of Prosimos; a drawing of Visio (.vsdx) or diagrams.net
    (.drawio).

    OUT is told by its ending: .bpmn is a map that carries the notes, .yaml and .xlsx are the notes alone, .json is a
    model of Prosimos with its map beside it, and a new folder is a review. A file of that name is replaced.

    What is not used, is meant in another way or cannot be held by the new form is listed.
    """
    from reengineer.review import Choices, convert

    if to != "review" and (to or Path(output).suffix) and not Path(output).is_dir():
        check_new_file(output, "OUT")
    else:
        check_new_folder(output, "OUT")
    choices = Choices(to=to, scenario=scenario, approximate=approximate)  # type: ignore[arg-type]
    converted = convert(inputs, output, choices)
    if as_json:
        written = [str(path) for path in (converted.path, *converted.beside)]
        findings = [problem.as_dict() for problem in converted.advice]
        print_json({"schema": "reengineer/convert/1", "written": written, "what": converted.what, "findings": findings})
        return
    for problem in converted.advice:
        say(f"{problem.severity}: {problem}")
    say(f"Wrote {converted.path}: {converted.what}.")
