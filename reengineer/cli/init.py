"""Make a review folder."""

from pathlib import Path

import click

from reengineer.cli._shared import check_new_folder, examples, say

NEXT = """\
Made {folder}. Next:
  1. Open {workbook} in a spreadsheet program and fill in what you know.
     Needed most: Time between cases (sheet Demand), Members (sheet People), Duration (sheet Steps), Share (Branches).
     Where work waits for somebody outside, Delay outside (sheet Steps) must be filled in. Other blanks are assumed,
     and every assumption is listed. A range is welcome: 10 min to 15 min. The note on each heading says what to write.
  2. reengineer check {folder}
  3. reengineer simulate {folder}
  4. reengineer report {results} --to html -o report.html"""


@click.command("init", epilog=examples("reengineer init orders.bpmn -o orders-review"))
@click.argument("bpmn", metavar="MAP.bpmn", type=click.Path())
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(),
    help="Folder to make; it must be new or empty.  [default: the map's name with -review]",
)
def command(bpmn: str, output: str | None) -> None:
    """Make a review folder for MAP.bpmn: a plan, a copy of the map, and a workbook to fill in."""
    from reengineer.review import init_review

    target = output or f"{Path(bpmn).name.split('.')[0]}-review"
    check_new_folder(target, "-o")
    folder = init_review(bpmn, target)
    _warn(folder)
    say(NEXT.format(folder=folder, workbook=folder / "annotations.xlsx", results=folder / "results"))


def _warn(folder: Path) -> None:
    """Say at once what of the map will not be simulated, before anybody fills in numbers for it."""
    from reengineer.review import load_review
    from reengineer.simulation import refused_elements

    for problem in refused_elements(load_review(folder).as_is):
        say(f"warning: {problem}")
