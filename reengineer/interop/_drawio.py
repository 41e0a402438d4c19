"""Read diagrams.net files (.drawio) of BPMN diagrams; shapes are told by their styles."""

import base64
import binascii
import html
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from reengineer.errors import Problem
from reengineer.interop._drawio_styles import Standing, Style, connector_kind_of, is_frame, meaning_of_style
from reengineer.interop._markup import Element, parse_markup, refuse
from reengineer.interop._shapes import ACTIVITIES, TASKS, Box, Connector, Nearby, Page, Shape
from reengineer.source import Source

MOST_BYTES = 64 * 1024 * 1024
MOST_NESTED = 100
MOST_POOLS = 500
TOUCH = 12.0
"""Pixels by which a loose end may miss a shape and still be meant for it."""
_PLACEHOLDER = re.compile(r"%([^%<>&\s]{1,60})%")
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")


@dataclass(slots=True, kw_only=True)
class _Cell:
    """Hold one cell of a page."""

    key: str
    label: str
    style: Style
    element: Element
    parent: str


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """Hold one page while it is read."""

    name: str
    file: str
    cells: dict[str, _Cell] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    hidden: int = 0
    nearby: Nearby | None = None
    problems: list[Problem] = field(default_factory=list)

    def tell(self, cell: _Cell, message: str, remedy: str) -> None:
        self.problems.append(Problem("RE140", message, remedy, self.place(cell), "warning"))

    def place(self, cell: _Cell) -> Source:
        """Return where a cell stands; in a page that is packed there are no lines."""
        return Source(file=self.file, element_id=f"cell {cell.key}", element_name=cell.label or None)


def is_drawio(root: Element) -> bool:
    """Say whether the root of a file is that of diagrams.net."""
    return root.name in ("mxfile", "mxGraphModel")


def read_drawio(data: bytes, file: str) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Return the pages of a drawing, and what of it could not be told.

    Raises
    ------
    InputError
        RE141 the file is damaged or too large, or no drawing.
    """
    root = parse_markup(data, file)
    if not is_drawio(root):
        refuse("RE141", f"the file is no drawing of diagrams.net: its root is {root.name[:60]}", "Save it again.", file)
    pages, problems = [], []
    for name, model in _models(root, file):
        sheet = _Sheet(name=name, file=f"{file}!{name}" if name else file)
        pages.append(_page(sheet, model))
        problems.extend(sheet.problems)
    return tuple(pages), tuple(problems)


def _models(root: Element, file: str) -> Iterator[tuple[str, Element]]:
    """Give the pages of a file, unpacked where they are packed."""
    if root.name == "mxGraphModel":
        yield "", root
        return
    size = 0
    for diagram in root.named("diagram"):
        model = diagram.first("mxGraphModel")
        if model is None and diagram.text:
            text = _unpacked(diagram.text, file, MOST_BYTES - size)
            size += len(text)
            model = parse_markup(text, file)
        if model is not None:
            yield diagram.get("name"), model


def _unpacked(text: str, file: str, most: int) -> bytes:
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        unpacker = zlib.decompressobj(-15)
        data = unpacker.decompress(packed, most + 1)
    except (binascii.Error, ValueError, zlib.error):
        refuse("RE141", "a page of the drawing is damaged", "Save it again, uncompressed.", file)
    if len(data) > most:
        refuse("RE141", "the drawing unpacks to more than 64 MiB", "Split the drawing.", file)
    return unquote(data.decode("latin-1")).encode("utf-8", "replace")


def _page(sheet: _Sheet, model: Element) -> Page:
    root = model.first("root")
    for element in root.children if root is not None else ():
        cell = _cell(element)
        if cell is not None and cell.key not in sheet.cells:
            sheet.cells[cell.key] = cell
    for cell in [cell for cell in sheet.cells.values() if _is_hidden(sheet, cell)]:
        sheet.hidden += cell.element.get("vertex") == "1"
        cell.element.attributes |= {"vertex": "", "edge": ""}
    edges = [cell for cell in sheet.cells.values() if cell.element.get("edge") == "1"]
    for cell in sheet.cells.values():
        if cell.label:
            sheet.labels.setdefault(cell.parent, cell.label)
        if cell.label and "text" in cell.style:
            sheet.texts.setdefault(cell.parent, cell.label)
    sheet.sources = {cell.element.get("source") for cell in edges}
    sheet.targets = {cell.element.get("target") for cell in edges}
    sheet.holders = {cell.parent for cell in sheet.cells.values() if _is_held(sheet, cell)}
    for cell in sheet.cells.values():
        if cell.element.get("vertex") == "1" and not _is_label(sheet, cell):
            _tell(sheet, cell)
    _nest_frames(sheet)
    connectors = tuple(_connector(sheet, cell) for cell in edges)
    if sheet.hidden:
        message = f"{sheet.hidden} shapes are hidden, or lie on a layer that is; they are not read"
        remedy = "Show the layer and save the drawing if they matter."
        sheet.problems.append(Problem("RE140", message, remedy, Source(file=sheet.file), "warning"))
    return Page(name=sheet.name, shapes=tuple(sheet.shapes.values()), connectors=connectors)


def _around(sheet: _Sheet, cell: _Cell) -> Iterator[_Cell]:
    """Give the cells around a cell, from the inside to the layer."""
    for _ in range(MOST_NESTED):
        outer = sheet.cells.get(cell.parent)
        if outer is None:
            return
        yield outer
        cell = outer


def _is_hidden(sheet: _Sheet, cell: _Cell) -> bool:
    return any(each.element.get("visible") == "0" for each in (cell, *_around(sheet, cell)))


def _is_held(sheet: _Sheet, cell: _Cell) -> bool:
    """Say whether a cell is a step or event that lies well inside the cell around it, and not on its border."""
    shape, outer = cell.style.get("shape", ""), sheet.cells.get(cell.parent)
    geometry = cell.element.first("mxGeometry")
    is_part = cell.style.get("part") == "1" or cell.style.get("outline", "").startswith("bound")
    if not shape.startswith("mxgraph.bpmn.") or is_part or geometry is None or outer is None:
        return False
    if geometry.get("relative") == "1" or cell.element.get("vertex") != "1":
        return False
    width, height = _number(geometry, "width", 80.0), _number(geometry, "height", 60.0)
    size = outer.element.first("mxGeometry")
    inside = Box(x=0, y=0, width=_number(size, "width", 80.0), height=_number(size, "height", 60.0))
    centre = _number(geometry, "x", 0.0) + width / 2, _number(geometry, "y", 0.0) + height / 2
    return inside.holds(centre) and inside.border_distance(centre) > min(width, height) / 4


def _nest_frames(sheet: _Sheet) -> None:
    """Take a pool that was drawn within another one, and not put into it, for a lane of that."""
    pools = [shape for shape in sheet.shapes.values() if shape.meaning.kind == "pool"]
    if len(pools) > MOST_POOLS:
        return
    for pool in pools:
        if any(other.box.area > pool.box.area and other.box.holds(pool.box.centre) for other in pools):
            sheet.shapes[pool.id] = replace(pool, meaning=replace(pool.meaning, kind="lane"))


def _cell(element: Element) -> _Cell | None:
    """Return a cell; one with data of its own is wrapped in an object that bears its label and id."""
    inner = element if element.name == "mxCell" else element.first("mxCell")
    if inner is None:
        return None
    key = element.get("id") or inner.get("id")
    label = element.get("label") if element is not inner else inner.get("value")
    if element.get("placeholders") == "1":
        label = _PLACEHOLDER.sub(lambda found: element.get(found[1], found[0]), label[:20_000])
    return _Cell(
        key=key, label=_plain(label), style=_style(inner.get("style")), element=inner, parent=inner.get("parent")
    )


def _plain(label: str) -> str:
    """Return a label without its marks of HTML, on one line."""
    text = _TAG.sub(lambda tag: " " if tag[2].lower() in ("br", "div", "p", "li", "tr", "td") else "", label[:20_000])
    return " ".join(html.unescape(text).split())[:500]


def _style(text: str) -> Style:
    """Return a style; a word without a value, such as ``swimlane``, stands for itself."""
    found: Style = {}
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        found[key.strip()] = value.strip() if equals else "1"
    return found


def _is_label(sheet: _Sheet, cell: _Cell) -> bool:
    """Say whether a cell is the label of an edge, or a text that belongs to a shape."""
    parent = sheet.cells.get(cell.parent)
    return "edgeLabel" in cell.style or (parent is not None and parent.element.get("edge") == "1")


def _box(sheet: _Sheet, cell: _Cell) -> Box:
    """Return the place of a cell on the page; places are those within the cell around it."""
    geometry = cell.element.first("mxGeometry")
    width, height = _number(geometry, "width", 80.0), _number(geometry, "height", 60.0)
    x, y = _origin(sheet, cell.parent)
    left, top = _number(geometry, "x", 0.0), _number(geometry, "y", 0.0)
    if geometry is not None and geometry.get("relative") == "1":
        around = sheet.cells.get(cell.parent)
        outer = around.element.first("mxGeometry") if around else None
        left, top = left * _number(outer, "width", 80.0), top * _number(outer, "height", 60.0)
        offset = next((point for point in geometry.named("mxPoint") if point.get("as") == "offset"), None)
        left, top = left + _number(offset, "x", 0.0), top + _number(offset, "y", 0.0)
    return Box(x=x + left, y=y + top, width=max(width, 1.0), height=max(height, 1.0))


def _origin(sheet: _Sheet, key: str) -> tuple[float, float]:
    x = y = 0.0
    for _ in range(MOST_NESTED):
        cell = sheet.cells.get(key)
        if cell is None or cell.element.get("vertex") != "1":
            break
        geometry = cell.element.first("mxGeometry")
        x, y = x + _number(geometry, "x", 0.0), y + _number(geometry, "y", 0.0)
        key = cell.parent
    return x, y


def _number(element: Element | None, name: str, otherwise: float) -> float:
    try:
        found = float(element.get(name)) if element is not None and element.get(name) else otherwise
    except ValueError:
        return otherwise
    return found if math.isfinite(found) and abs(found) < 1e7 else otherwise


def _tell(sheet: _Sheet, cell: _Cell) -> None:
    outer = sheet.cells.get(cell.parent)
    told = sheet.shapes.get(cell.parent)
    if outer is not None and outer.style.get("shape", "").lower() == "tablerow" and is_frame(cell.style):
        if cell.label:
            sheet.tell(cell, f"'{cell.label[:60]}' is a column of a table, which is not read", "Nothing is lost by it.")
        return
    if "text" in cell.style and told is not None and cell.label == told.name:
        return
    if told is not None and cell.style.get("shape") == "plus" and told.meaning.kind == "task":
        sheet.shapes[told.id] = replace(told, meaning=replace(told.meaning, kind="subProcess", collapsed=True))
        return
    meaning = meaning_of_style(cell.style, _standing(sheet, cell))
    if meaning is None:
        if "group" not in cell.style and (cell.label or cell.style.get("shape")):
            what = cell.style.get("shape") or "a plain shape"
            message = f"'{cell.label[:60] or cell.key}' is none of BPMN's shapes: {what[:60]}"
            sheet.tell(cell, message, "Draw it in the map if it matters.")
        return
    if told is not None and told.meaning.kind in _TASKS and meaning.kind in _TASKS:
        # The picture in the corner of an older task says its type.
        if told.meaning.kind == "task" and meaning.kind != "task":
            sheet.shapes[told.id] = replace(told, meaning=replace(told.meaning, kind=meaning.kind))
        return
    is_bound = cell.style.get("outline", "").startswith("bound")
    sheet.shapes[cell.key] = Shape(
        attached=told.id if is_bound and told is not None and told.meaning.kind in ACTIVITIES else None,
        id=cell.key, name=cell.label or _text_inside(sheet, cell), meaning=meaning, box=_box(sheet, cell),
        place=sheet.place(cell),
    )  # fmt: skip


_TASKS = frozenset((*TASKS.values(), "task"))


def _text_inside(sheet: _Sheet, cell: _Cell) -> str:
    """Return the words of a text that belongs to a shape without words of its own."""
    if is_frame(cell.style) or cell.key in sheet.holders:
        return ""
    return sheet.texts.get(cell.key, "")


def _standing(sheet: _Sheet, cell: _Cell) -> Standing:
    return Standing(
        in_frame=is_frame(cell.style) and any(is_frame(each.style) for each in _around(sheet, cell)),
        holds=cell.key in sheet.holders,
        leads=cell.key in sheet.sources,
        ends=cell.key in sheet.targets,
        label=cell.label,
    )


def _connector(sheet: _Sheet, cell: _Cell) -> Connector:
    geometry = cell.element.first("mxGeometry")
    stated = [_point(sheet, cell, geometry, name) for name in ("sourcePoint", "targetPoint")]
    ends = [
        _end(sheet, cell.element.get(name)) or (_touched(sheet, cell, point) if point else None)
        for name, point in zip(("source", "target"), stated, strict=True)
    ]
    return Connector(
        id=cell.key,
        name=cell.label or sheet.labels.get(cell.key, ""),
        kind=connector_kind_of(cell.style),
        source=ends[0],
        target=ends[1],
        points=(),
        place=sheet.place(cell),
        is_default=cell.style.get("startArrow") == "dash",
    )


def _point(sheet: _Sheet, cell: _Cell, geometry: Element | None, name: str) -> tuple[float, float] | None:
    """Return where a connector that hangs loose begins or ends on the page."""
    points = geometry.named("mxPoint") if geometry is not None else ()
    found = next((point for point in points if point.get("as") == name), None)
    if found is None:
        return None
    x, y = _origin(sheet, cell.parent)
    return x + _number(found, "x", 0.0), y + _number(found, "y", 0.0)


def _touched(sheet: _Sheet, cell: _Cell, point: tuple[float, float]) -> str | None:
    """Return the shape at a loose end of a connector, which is told; None where there is none."""
    if sheet.nearby is None:
        frames = ("pool", "lane")
        sheet.nearby = Nearby((each for each in sheet.shapes.values() if each.meaning.kind not in frames), TOUCH)
    shape = sheet.nearby.nearest(point)
    if shape is None:
        return None
    message = f"a connector is not joined to a shape; it is taken to join '{shape.name or shape.id}'"
    sheet.tell(cell, message, "Check the flow in the map.")
    return shape.id


def _end(sheet: _Sheet, key: str) -> str | None:
    """Return the shape that an edge ends at; one inside a shape stands for that."""
    for _ in range(MOST_NESTED):
        if key in sheet.shapes:
            return key
        if key not in sheet.cells:
            return None
        key = sheet.cells[key].parent
    return None
