"""Turn a map and its notes from one form into another."""

from pathlib import Path

import click

from reengineer.cli._shared import check_new_file, check_new_folder, examples, say


@click.command(
    "convert",
    epilog=examples(
        "reengineer convert as-is.bpmn annotations.yaml annotated.bpmn",
        "reengineer convert scenarios/complaints annotated.bpmn",
        "reengineer convert annotated.bpmn annotations.xlsx",
        "reengineer convert annotated.bpmn my-review",
    ),
)
@click.argument("inputs", metavar="IN..", nargs=-1, required=True, type=click.Path())
@click.argument("output", metavar="OUT", type=click.Path())
def command(inputs: tuple[str, ...], output: str) -> None:
    """Turn a map and its notes from one form into another.

    IN is told apart by content: a review folder, a map that carries its notes, or a map and a file of notes. OUT is
    told by its ending: .bpmn is a map that carries the notes, .yaml and .xlsx are the notes alone, and a new folder
    is a review. A file of that name is replaced.
    """
    from reengineer.review import convert

    if Path(output).suffix and not Path(output).is_dir():
        check_new_file(output, "OUT")
    else:
        check_new_folder(output, "OUT")
    converted = convert(inputs, output)
    for problem in converted.advice:
        say(f"{problem.severity}: {problem}")
    say(f"Wrote {converted.path}: {converted.what}.")
