"""Read diagrams.net files (.drawio) of BPMN diagrams; shapes are told by their styles."""

import base64
import binascii
import html
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from reengineer.errors import Problem
from reengineer.interop._markup import Element, parse_markup, refuse
from reengineer.interop._shapes import TRIGGERS, Box, Connector, Meaning, Page, Shape
from reengineer.source import Source

MOST_BYTES = 64 * 1024 * 1024
MOST_NESTED = 100
GATEWAYS = {
    "exclusivegw": "exclusiveGateway", "exclusive": "exclusiveGateway", "parallelgw": "parallelGateway",
    "parallel": "parallelGateway", "general": "inclusiveGateway", "inclusive": "inclusiveGateway",
    "complexgw": "complexGateway", "complex": "complexGateway", "multiple": "eventBasedGateway",
    "event": "eventBasedGateway", "parallelmultiple": "eventBasedGateway",
}  # fmt: skip
OUTLINES = {
    "standard": ("startEvent", False, True), "eventint": ("startEvent", False, True),
    "eventnonint": ("startEvent", False, False), "catching": ("intermediateEvent", False, True),
    "throwing": ("intermediateEvent", True, True), "boundint": ("intermediateEvent", False, True),
    "boundnonint": ("intermediateEvent", False, False), "end": ("endEvent", True, True),
}  # fmt: skip
TASKS = {
    "user": "userTask", "service": "serviceTask", "send": "sendTask", "receive": "receiveTask", "manual": "manualTask",
    "script": "scriptTask", "businessrule": "businessRuleTask", "abstract": "task", "": "task",
}  # fmt: skip
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
Style = dict[str, str]


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
    edges = [cell for cell in sheet.cells.values() if cell.element.get("edge") == "1"]
    for cell in sheet.cells.values():
        if cell.label:
            sheet.labels.setdefault(cell.parent, cell.label)
    sheet.sources = {cell.element.get("source") for cell in edges}
    sheet.targets = {cell.element.get("target") for cell in edges}
    for cell in sheet.cells.values():
        if cell.element.get("vertex") == "1" and not _is_label(sheet, cell):
            _tell(sheet, cell)
    connectors = tuple(_connector(sheet, cell) for cell in edges)
    return Page(name=sheet.name, shapes=tuple(sheet.shapes.values()), connectors=connectors)


def _cell(element: Element) -> _Cell | None:
    """Return a cell; one with data of its own is wrapped in an object that bears its label and id."""
    inner = element if element.name == "mxCell" else element.first("mxCell")
    if inner is None:
        return None
    key = element.get("id") or inner.get("id")
    label = element.get("label") if element is not inner else inner.get("value")
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
    meaning = _meaning(sheet, cell)
    if meaning is None:
        if "group" not in cell.style and (cell.label or cell.style.get("shape")):
            what = cell.style.get("shape") or "a plain shape"
            message = f"'{cell.label[:60] or cell.key}' is none of BPMN's shapes: {what[:60]}"
            sheet.tell(cell, message, "Draw it in the map if it matters.")
        return
    parent = sheet.cells.get(cell.parent)
    told = sheet.shapes.get(cell.parent)
    if told is not None and meaning.kind == "task" and told.meaning.kind == "task" and parent is not None:
        return
    sheet.shapes[cell.key] = Shape(
        id=cell.key, name=cell.label, meaning=meaning, box=_box(sheet, cell), place=sheet.place(cell)
    )


def _meaning(sheet: _Sheet, cell: _Cell) -> Meaning | None:
    style, shape = cell.style, cell.style.get("shape", "").lower()
    if "swimlane" in style or shape == "swimlane":
        around = sheet.cells.get(cell.parent)
        nested = around is not None and ("swimlane" in around.style or around.style.get("shape") == "swimlane")
        return Meaning(kind="lane" if nested else "pool")
    if "gateway" in shape or style.get("background") == "gateway":
        return _gateway(style)
    if shape.startswith("mxgraph.bpmn.event") or ("outline" in style and shape == "mxgraph.bpmn.shape"):
        return _event(style)
    if shape in ("datastore", "mxgraph.bpmn.data_store"):
        return Meaning(kind="dataStoreReference")
    if shape.startswith("mxgraph.bpmn.data"):
        return Meaning(kind="dataObjectReference")
    if shape.startswith(("mxgraph.flowchart.annotation", "mxgraph.bpmn.text_annotation")):
        return Meaning(kind="textAnnotation")
    return _activity(style, shape) or _flowchart(sheet, cell)


def _flowchart(sheet: _Sheet, cell: _Cell) -> Meaning | None:
    """Return what a plain shape that is joined to others is taken for; None for a text, and where it is not joined."""
    style, shape = cell.style, cell.style.get("shape", "").lower()
    leads, ends = cell.key in sheet.sources, cell.key in sheet.targets
    if not (leads or ends) or "text" in style or "group" in style:
        return None
    if "rhombus" in style or shape in ("rhombus", "mxgraph.flowchart.decision"):
        return Meaning(kind="exclusiveGateway", is_sure=False)
    if "ellipse" in style or shape in ("ellipse", "doubleellipse", "mxgraph.flowchart.terminator"):
        kind = "startEvent" if leads else "endEvent"
        return Meaning(kind=kind, throws=ends, is_sure=False) if leads != ends else None
    is_box = (
        not shape and cell.label and set(style) & {"rounded", "whiteSpace"}
    ) or shape == "mxgraph.flowchart.process"
    return Meaning(kind="task", is_sure=False) if is_box else None


def _gateway(style: Style) -> Meaning:
    # The newer shape names its type; the older one shows a symbol, in which "general" is the ring of an inclusive one.
    word = (style.get("gwType") or style.get("symbol") or style.get("outline") or "").lower()
    kind = GATEWAYS.get(word)
    plain = word in ("none", "") and "gwType" not in style
    return Meaning(kind=kind or "exclusiveGateway", is_sure=kind is not None or plain)


def _event(style: Style) -> Meaning | None:
    found = OUTLINES.get(style.get("outline", "standard").lower())
    if found is None:
        return None
    kind, throws, interrupts = found
    symbol = re.sub(r"\d+$", "", style.get("symbol", "general").lower())
    trigger = next((trigger for word, trigger in TRIGGERS.items() if symbol.startswith(word)), "")
    known = bool(trigger) or symbol in ("general", "none", "")
    return Meaning(kind=kind, trigger=trigger, throws=throws, interrupts=interrupts, is_sure=known)


def _activity(style: Style, shape: str) -> Meaning | None:
    loop = next(
        (
            kind
            for key, kind in (
                ("isLoopStandard", "standard"), ("isLoopMultiParallel", "parallel"), ("isLoopMultiSeq", "sequential"),
            )
            if style.get(key) == "1"
        ),
        "",
    )  # fmt: skip
    older = re.fullmatch(r"mxgraph\.bpmn\.(\w+?)_?task", shape)
    if shape.startswith("mxgraph.bpmn.task") or "bpmnShapeType" in style or "taskMarker" in style:
        kind = {"subprocess": "subProcess", "transaction": "transaction", "call": "callActivity"}.get(
            style.get("bpmnShapeType", "task").lower()
        )
        if kind is not None:
            kind = "adHocSubProcess" if style.get("isAdHoc") == "1" else kind
            return Meaning(kind=kind, collapsed=style.get("isLoopSub") == "1", loop=loop)
        marker = style.get("taskMarker", "").lower()
        return Meaning(kind=TASKS.get(marker, "task"), loop=loop, is_sure=marker in TASKS)
    if older is not None:
        return Meaning(kind=TASKS.get(older[1].replace("_", ""), "task"))
    if shape in ("ext", "") and style.get("rounded") == "1" and "text" not in style:
        return Meaning(kind="task" if shape == "" else "subProcess", collapsed=True)
    return None


def _connector(sheet: _Sheet, cell: _Cell) -> Connector:
    style = cell.style
    return Connector(
        id=cell.key,
        name=cell.label or sheet.labels.get(cell.key, ""),
        kind=_kind(style),
        source=_end(sheet, cell.element.get("source")),
        target=_end(sheet, cell.element.get("target")),
        points=(),
        place=sheet.place(cell),
        is_default=style.get("startArrow") == "dash",
    )


def _kind(style: Style) -> str:
    dashed, arrow = style.get("dashed") == "1", style.get("endArrow", "classic")
    if dashed and (arrow == "none" or style.get("dashPattern", "").startswith("1 ")):
        return "association"
    if style.get("startArrow") == "oval" or (dashed and arrow in ("block", "classic")):
        return "message"
    return "association" if arrow == "none" and style.get("startArrow", "none") == "none" and dashed else "sequence"


def _end(sheet: _Sheet, key: str) -> str | None:
    """Return the shape that an edge ends at; one inside a shape stands for that."""
    for _ in range(MOST_NESTED):
        if key in sheet.shapes:
            return key
        if key not in sheet.cells:
            return None
        key = sheet.cells[key].parent
    return None
