"""Hold labels to their places: free of shapes and of each other, and where the file puts them unless that is absurd."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reengineer.bpmn import Bounds, Definitions, Diagram, read_bpmn
from reengineer.processmap import build_map
from reengineer.report._label_places import Taken
from reengineer.report._labels import text_width
from reengineer.report._map_picture import draw_map
from reengineer.report._scene import scene_of

SVG = "{http://www.w3.org/2000/svg}"
COVERED = 0.15
"""The share of a label's room under something else from which it counts as lying on it."""


def labels_of(svg: str) -> Iterator[tuple[str, Bounds]]:
    """Give the labels of an SVG but those of pools and lanes: the id of the element, and the room of the text."""
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        key = group.get("data-element-id")
        for text in group.findall(f"{SVG}text") if key and group.get("data-kind") not in ("pool", "lane") else ():
            size = float(text.get("font-size", ""))
            shift = 0.5 if text.get("text-anchor") == "middle" else 0.0
            widths = [text_width(span.text or "", size) for span in text.iter(f"{SVG}tspan")]
            xs = [float(span.get("x", "")) for span in text.iter(f"{SVG}tspan")]
            ys = [float(span.get("y", "")) for span in text.iter(f"{SVG}tspan")]
            left = min(x - width * shift for x, width in zip(xs, widths, strict=True))
            top = min(ys) - size * 0.75
            yield str(key), Bounds(left, top, max(widths), max(ys) + size * 0.2 - top)


def share(one: Bounds, other: Bounds) -> float:
    """Return which share of a rectangle lies under another."""
    width = min(one.right, other.right) - max(one.x, other.x)
    height = min(one.bottom, other.bottom) - max(one.y, other.y)
    return width * height / (one.width * one.height) if width > 0 and height > 0 else 0.0


def clashes(definitions: Definitions) -> tuple[int, int]:
    """Return how many labels a picture has, and how many of them lie on another label or on a foreign shape."""
    labels = list(labels_of(draw_map(build_map(definitions), title="Map")))
    shapes = {thing.key: thing.bounds for thing in scene_of(definitions).things if thing.kind in ("node", "data")}
    wrong = 0
    for number, (key, room) in enumerate(labels):
        others = [bounds for other, bounds in shapes.items() if other != key]
        others += [other for place, (_, other) in enumerate(labels) if place != number]
        wrong += any(share(room, other) > COVERED for other in others)
    return len(labels), wrong


def test_the_complaints_map_has_no_label_on_another_thing() -> None:
    as_is = read_bpmn(Path(__file__).resolve().parents[2] / "models" / "complaints" / "as-is.bpmn")
    assert clashes(as_is)[1] == 0
    assert clashes(replace(as_is, diagram=Diagram()))[1] == 0


@pytest.mark.slow
@pytest.mark.parametrize(("is_laid_out", "most"), [(True, 0.01), (False, 0.05)])
def test_few_labels_of_public_files_lie_on_another_thing(shared: Path, is_laid_out: bool, most: float) -> None:
    entries = json.loads((shared / "corpus" / "manifest.json").read_text(encoding="utf-8"))["files"]
    total = wrong = 0
    for entry in [entry for entry in entries if entry["scored"] and entry["facts"]["di"]["shapes"]][::6]:
        definitions = read_bpmn(shared / "corpus" / entry["file"])
        count, bad = clashes(replace(definitions, diagram=Diagram()) if is_laid_out else definitions)
        total, wrong = total + count, wrong + bad
    assert total > 1000
    assert wrong < most * total


def test_a_free_place_is_told_from_a_taken_one() -> None:
    taken = Taken()
    taken.add(Bounds(0, 0, 100, 80))
    taken.add_line(Bounds(100, 40, 50, 0))
    assert taken.cover(Bounds(50, 0, 100, 20), with_lines=False) == 0.5
    assert taken.cover(Bounds(110, 30, 20, 20), with_lines=False) == 0.0
    assert taken.cover(Bounds(110, 30, 20, 20), with_lines=True) == 0.1


def test_endless_shapes_take_no_endless_time() -> None:
    taken = Taken()
    for number in range(200):
        taken.add(Bounds(-1e7, -1e7, 2e7, 2e7 + number))
    assert taken.cover(Bounds(0, 0, 10, 10), with_lines=True) == 50
    assert taken.cover(Bounds(-1e7, 0, 2e7, 10), with_lines=True) > 0
