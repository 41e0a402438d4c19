"""Say how two maps differ, or a process as it is and an option."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say

if TYPE_CHECKING:
    from reengineer.processmap import FieldChange, MapChange, MapComparison, ProcessMap

HEADINGS = {
    "process": "Processes",
    "pool": "Pools",
    "lane": "Lanes",
    "step": "Steps",
    "event": "Events",
    "gateway": "Gateways",
    "flow": "Sequence flows",
    "message": "Message flows",
}
OF_THE_MAP = ("name", "type", "lane", "from", "to", "condition")
SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}


@click.command(
    "diff",
    epilog=examples(
        "reengineer diff as-is.bpmn to-be.bpmn",
        "reengineer diff as-is.bpmn to-be.bpmn --svg picture",
        "reengineer diff scenarios/complaints --option triage",
    ),
)
@click.argument("before", metavar="BEFORE", type=click.Path())
@click.argument("after", metavar="[AFTER]", required=False, type=click.Path())
@click.option("--option", metavar="ID", help="Compare the process as it is in the review BEFORE with this option.")
@click.option(
    "--svg",
    "pictures",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Draw both maps with what changed marked: into FILE-before.svg and FILE-after.svg, or, given twice, into the"
    " two files; as PNG where the name ends in .png.",
)
@json_option
def command(before: str, after: str | None, option: str | None, pictures: tuple[str, ...], as_json: bool) -> None:
    """Compare two maps, BEFORE and AFTER: what came, went, changed and moved.

    Each is a BPMN file, or a review folder, whose map as it is counts. Elements are matched by id where ids mean the
    same in both maps, else by name, type and neighbours.
    """
    if (after is None) == (option is None):
        raise click.UsageError("Name a second map, or an option of the review with --option.")
    files = _files(pictures)
    pair = _two_maps(before, after) if after is not None else _map_and_option(before, option or "")
    from reengineer.processmap import compare_maps

    compared = compare_maps(*pair.maps)
    if as_json:
        print_json(_as_dict(pair, compared))
    else:
        for line in lines(pair, compared):
            put(line)
    for name, file, process_map, marks in zip(pair.names, files, pair.maps, compared.marks(), strict=False):
        _draw(process_map, file, name, marks)


class Pair(NamedTuple):
    """Hold what is compared: the names of two maps, the maps, and what an option changes beside its map."""

    names: tuple[str, str]
    maps: "tuple[ProcessMap, ProcessMap]"
    notes: tuple[tuple[str, str, str, str], ...] = ()


def _files(pictures: tuple[str, ...]) -> tuple[str, ...]:
    if len(pictures) > 2:
        raise click.UsageError("--svg takes two files at most: one for each map.")
    if len(pictures) == 1:
        ending = ".png" if pictures[0].lower().endswith(".png") else ".svg"
        stem = pictures[0].removesuffix(ending)
        pictures = (f"{stem}-before{ending}", f"{stem}-after{ending}")
    for file in pictures:
        check_new_file(file, "--svg")
    return pictures


def _two_maps(before: str, after: str) -> Pair:
    return Pair((before, after), (_map_of(before), _map_of(after)))


def _map_and_option(folder: str, option: str) -> Pair:
    from reengineer.review import is_map, load_review

    if is_map(folder):
        raise click.UsageError(f"{folder} is a map; --option takes a review folder.")
    review = load_review(folder)
    to_be = review.option(option).apply(review.as_is)
    rows = (row for done in to_be.differences for row in done.changed if row[1] not in OF_THE_MAP)
    return Pair((folder, f"{folder}, option {option}"), (review.as_is.map, to_be.map), tuple(rows))


def _map_of(path: str) -> "ProcessMap":
    if Path(path).is_dir() or path.endswith((".yaml", ".yml")):
        from reengineer.review import load_review

        return load_review(path).as_is.map
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    return build_map(read_bpmn(path))


def _draw(process_map: "ProcessMap", file: str, title: str, marks: dict[str, str]) -> None:
    from reengineer.report import draw_map, save_picture

    save_picture(draw_map(process_map, title=Path(title).name, marks=marks), file)
    say(f"Drew {file}.")


def _as_dict(pair: Pair, compared: "MapComparison") -> dict[str, object]:
    return {
        "schema": "reengineer/diff/1",
        "before": pair.names[0],
        "after": pair.names[1],
        "counts": {status: compared.count(status) for status in SIGNS},
        "changes": [_change_as_dict(change) for change in compared.changes],
        "notes": [dict(zip(("element", "field", "before", "after"), row, strict=True)) for row in pair.notes],
        "renumbered": compared.renumbered,
        "redrawn": [{"id_before": before, "id_after": after} for before, after in compared.redrawn],
    }


def _change_as_dict(change: "MapChange") -> dict[str, object]:
    return {
        "kind": change.kind,
        "status": change.status,
        "id_before": change.before,
        "id_after": change.after,
        "label": change.name,
        "type": change.type or None,
        "fields": [asdict(each) for each in change.fields],
    }


def lines(pair: Pair, compared: "MapComparison") -> Iterator[str]:
    """Give the comparison in words, grouped by kind."""
    counts = [f"{compared.count(status)} {status}" for status in SIGNS if compared.count(status)]
    yield f"{pair.names[0]} -> {pair.names[1]}: {', '.join(counts) or 'the maps say the same'}"
    for kind, heading in HEADINGS.items():
        changes = [change for change in compared.changes if change.kind == kind]
        if changes:
            yield f"\n{heading}"
            yield from _group(changes)
    if pair.notes:
        yield "\nNotes"
        yield from (
            f"  ~ {element}: {name}: {was or 'none'} -> {now or 'none'}" for element, name, was, now in pair.notes
        )
    notes = list(_notes(compared))
    if notes:
        yield ""
        yield from notes


def _group(changes: "Sequence[MapChange]") -> Iterator[str]:
    for status in ("removed", "added", "changed"):
        for change in changes:
            if change.status == status:
                yield f"  {SIGNS[status]} {_named(change)}" + _details(change)
    moves: dict[tuple[FieldChange, ...], list[str]] = defaultdict(list)
    for change in changes:
        if change.status == "moved":
            moves[change.fields].append(change.name)
    for fields, moved in moves.items():
        yield f"  {SIGNS['moved']} {', '.join(moved)}: {'; '.join(map(_words, fields))}"


def _named(change: "MapChange") -> str:
    is_plain = not change.type or change.type in (change.kind, "task") or change.name.startswith(change.type)
    return change.name if is_plain else f"{change.name} ({change.type})"


def _details(change: "MapChange") -> str:
    return "".join(f"\n      {_words(each)}" for each in change.fields)


def _words(change: "FieldChange") -> str:
    return f"{change.field}: {change.before or 'none'} -> {change.after or 'none'}"


def _notes(compared: "MapComparison") -> Iterator[str]:
    if compared.renumbered:
        yield f"{_elements(compared.renumbered)} another id; matched by name, type and neighbours."
    if compared.redrawn:
        count = len(compared.redrawn)
        yield f"{count} element{'s stand' if count > 1 else ' stands'} elsewhere in the picture."


def _elements(count: int) -> str:
    return f"{count} elements and flows bear" if count > 1 else "1 element or flow bears"
