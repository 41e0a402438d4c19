"""List what a map holds, or draw it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer._records import dataclass
from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say, table
from reengineer.errors import InputError, counted

if TYPE_CHECKING:
    from reengineer.processmap import ProcessMap


@click.command(
    "show",
    epilog=examples(
        "reengineer show models/complaints/as-is.bpmn",
        "reengineer show as-is.bpmn --svg as-is.svg",
        "reengineer show as-is.bpmn --png as-is.png",
        "reengineer show as-is.bpmn --log log.csv --svg as-is.svg",
    ),
)
@click.argument("maps", metavar="MAP.bpmn..", nargs=-1, required=True, type=click.Path())
@json_option
@click.option("--svg", metavar="FILE", type=click.Path(), help="Draw the map into this file.")
@click.option("--png", metavar="FILE", type=click.Path(), help="Draw the map into this file as PNG, at twice its size.")
@click.option(
    "--overlay",
    metavar="FILE.csv",
    type=click.Path(),
    help="With --svg or --png: print values on the steps and shade them; columns step, value and, if wanted, text.",
)
@click.option("--text", is_flag=True, help="Describe the process in words, in order.")
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(),
    help="Say what an event log shows of each step: how often, how long, what it waited for. With --svg or --png: on"
    " the map.",
)
@click.option("--coverage", is_flag=True, help="Say what becomes of each kind of element: read, simulated, or kept.")
def command(
    maps: tuple[str, ...],
    as_json: bool,
    svg: str | None,
    png: str | None,
    overlay: str | None,
    text: bool,
    log: str | None,
    coverage: bool,
) -> int:
    """List the steps, events, gateways and flows of maps.

    With --json, one object a line; a file that is refused is a line that says why, and the rest go on.
    """
    how = _How(as_json=as_json, pictures=_pictures(svg, png), overlay=overlay, text=text, log=log, coverage=coverage)
    _check(maps, how)
    return max(_shown(path, how) for path in maps)


def _pictures(svg: str | None, png: str | None) -> tuple[str, ...]:
    """Return the files to draw into; one for PNG is named so."""
    if png is not None and Path(png).suffix.lower() != ".png":
        raise click.UsageError("--png writes a file whose name ends in .png.")
    return tuple(each for each in (svg, png) if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """Hold how a map is to be shown; `pictures` are the files to draw it into."""

    as_json: bool
    pictures: tuple[str, ...]
    overlay: str | None
    text: bool
    log: str | None
    coverage: bool


def _check(maps: Sequence[str], how: _How) -> None:
    """Refuse what does not go together, and files that could not be written."""
    if how.overlay is not None and not how.pictures:
        raise click.UsageError("--overlay is laid over a drawing; add --svg FILE or --png FILE.")
    if how.coverage and (how.pictures or how.text or how.log is not None):
        raise click.UsageError("--coverage goes alone or with --json.")
    if how.log is not None and (len(maps) > 1 or how.overlay is not None or how.text):
        raise click.UsageError("--log goes with one map, and with --svg, --png or --json.")
    if how.pictures and len(maps) > 1:
        raise click.UsageError("--svg and --png draw one map; name one.")
    for picture in how.pictures:
        check_new_file(picture, "--png" if picture.lower().endswith(".png") else "--svg")


def _shown(path: str, how: _How) -> int:
    """Show one map; return the exit code."""
    try:
        if how.log is not None:
            from reengineer.cli._seen import show_log

            show_log(path, how.log, pictures=how.pictures, as_json=how.as_json)
        elif how.coverage:
            _cover(path, as_json=how.as_json)
        elif how.as_json:
            _facts(path)
        else:
            _show(path, pictures=how.pictures, overlay=how.overlay, text=how.text)
    except InputError as error:
        if how.as_json:
            print_json({"file": path, "error": str(error)}, indent=None)
        say(str(error))
        return error.exit_code
    return 0


def _facts(path: str) -> None:
    from reengineer.bpmn import facts, read_bpmn

    print_json({"schema": "reengineer/show/1", "file": path, "facts": facts(read_bpmn(path))}, indent=None)


def _cover(path: str, *, as_json: bool) -> None:
    from reengineer.cli._coverage import coverage_lines, coverage_rows

    if as_json:
        print_json({"schema": "reengineer/coverage/1", "file": path, "elements": coverage_rows(path)}, indent=None)
    else:
        for line in coverage_lines(path):
            put(line)


def _show(path: str, *, pictures: Sequence[str], overlay: str | None, text: bool) -> None:
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    path = _map_of(path)
    process_map = build_map(read_bpmn(path))
    if pictures:
        _draw(process_map, pictures, Path(path).name, overlay)
    elif text:
        from reengineer.report import describe_map

        put(describe_map(process_map))
    else:
        _print(path, process_map)


def _map_of(path: str) -> str:
    """Return the path of a map; of a review, that of the map that it names."""
    if not Path(path).is_dir():
        return path
    from reengineer.review import load_review

    review = load_review(path)
    return str(review.beside(review.notes.map))


def _draw(process_map: "ProcessMap", pictures: Sequence[str], title: str, overlay: str | None) -> None:
    from reengineer.report import describe_map, draw_map, read_values, save_picture

    values = read_values(overlay, process_map) if overlay is not None else None
    drawn = draw_map(
        process_map,
        overlay=values.overlay if values else None,
        title=title,
        description=describe_map(process_map),
        legend=values.caption if values else "",
    )
    for picture in pictures:
        save_picture(drawn, picture)
        say(f"Drew {picture}.")


def _print(path: str, process_map: "ProcessMap") -> None:
    rows = [[node.id, node.type, node.lane_name or "", node.label] for node in process_map.nodes]
    put(table(("id", "type", "lane", "name"), rows))
    steps, flows = len(process_map.activities), len(process_map.flows)
    elements, drawn = counted(len(process_map.nodes), "element"), counted(flows, "sequence flow")
    put(f"{path}: {elements}, {steps} of them {'a step' if steps == 1 else 'steps'}; {drawn}")
    for problem in process_map.problems:
        put(f"{problem.severity}: {problem}")
