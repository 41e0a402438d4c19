"""Read Visio drawings (.vsdx) of BPMN diagrams; shapes are told by the names of their masters."""

import base64
import binascii
import math
import re
from collections.abc import Iterator
from dataclasses import field, replace

from reengineer._records import dataclass
from reengineer.bpmn import (
    BoundaryEvent,
    Definitions,
    Event,
    FlowElement,
    IntermediateThrowEvent,
    SubProcess,
    read_bpmn,
)
from reengineer.errors import InputError, Problem
from reengineer.interop._markup import Element, refuse
from reengineer.interop._shapes import (
    Box,
    Connector,
    Meaning,
    Nearby,
    Page,
    Shape,
    connector_kind,
    ends_flow,
    meaning_of,
    words_in,
)
from reengineer.interop._visio_parts import Parts
from reengineer.source import Source

PIXELS_AN_INCH = 96.0
GLUE_INCHES = 0.15
_KINDS = re.compile(r"type|trigger|kind|loop|result|boundary|collapsed|interrupt|adhoc|direction|throw", re.IGNORECASE)
_NUMBERED = re.compile(r"\.\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Master:
    """Hold what a master says: its names, and the cells of its shape, which shapes inherit."""

    words: str
    cells: dict[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Hold a shape while a page is read: its corner of origin on the page, in inches, upwards."""

    element: Element
    cells: dict[str, str]
    words: str
    label: str
    x: float
    y: float
    width: float
    height: float
    outer: str | None


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """Hold one page while it is read."""

    name: str
    file: str
    height: float
    frames: dict[str, _Frame] = field(default_factory=dict)
    glued: dict[str, dict[str, str]] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nearby: Nearby | None = None
    inner: dict[str, str] | None = None
    joined: tuple[set[str | None], set[str | None]] | None = None


def read_visio(data: bytes, file: str) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Return the pages of a drawing, and what of it could not be told.

    Raises
    ------
    InputError
        RE141 the file is damaged, locked or too large, or no drawing.
    """
    parts = Parts(data, file)
    index = parts.part("visio/pages/pages.xml")
    if index is None:
        refuse("RE141", "the file is no Visio drawing: it has no pages", "Save it again as .vsdx.", file)
    masters = _masters(parts)
    targets = parts.targets("visio/pages/pages.xml")
    known = _embedded(index, file)
    pages, problems = [], []
    for item in index.named("Page"):
        relation = item.first("Rel")
        root = parts.part(targets.get(relation.get("id"), "")) if relation is not None else None
        if root is None or item.get("Background") == "1":
            continue
        name = item.get("Name") or item.get("NameU")
        sheet = _Sheet(name=name, file=f"{file}!{name}", height=_page_height(item))
        pages.append(_page(sheet, root, masters, known))
        problems.extend(sheet.problems)
    return tuple(pages), tuple(problems)


def _cells(element: Element | None) -> dict[str, str]:
    return {cell.get("N"): cell.get("V") for cell in element.named("Cell")} if element is not None else {}


def _page_height(item: Element) -> float:
    return _inches(_cells(item.first("PageSheet")), "PageHeight", 11.0)


def _inches(cells: dict[str, str], name: str, otherwise: float) -> float:
    try:
        found = float(cells.get(name, ""))
    except ValueError:
        return otherwise
    return found if math.isfinite(found) and abs(found) < 1e6 else otherwise


def _masters(parts: Parts) -> dict[str, _Master]:
    index = parts.part("visio/masters/masters.xml")
    targets = parts.targets("visio/masters/masters.xml")
    found = {}
    for item in index.named("Master") if index is not None else ():
        relation = item.first("Rel")
        root = parts.part(targets.get(relation.get("id"), "")) if relation is not None else None
        shapes = root.first("Shapes") if root is not None else None
        shape = shapes.first("Shape") if shapes is not None else None
        names = [_NUMBERED.sub("", item.get(key)) for key in ("NameU", "Name")]
        words = words_in((*names, *_said(shape)))
        found[item.get("ID")] = _Master(words=words, cells=_cells(shape), text=_text_of(shape))
    return found


def _said(shape: Element | None) -> Iterator[str]:
    """Give what the shape data say of its kind; other data may hold anything."""
    for section in shape.named("Section") if shape is not None else ():
        for row in section.named("Row") if section.get("N") == "Property" else ():
            name, value = row.get("N").lower(), _cells(row).get("Value", "")
            if _KINDS.search(name) and value and len(value) < 60:
                yield _word(name, value)


def _word(name: str, value: str) -> str:
    """Return what one item of shape data says; a flag says it by its name."""
    is_set = value.lower() in ("1", "true", "yes")
    if "collapsed" in name:
        return "collapsed" if is_set else "expanded"
    if "interrupt" in name:
        return "" if is_set else "non interrupting"
    if "adhoc" in name:
        return "ad hoc" if is_set else ""
    if "loop" in name:
        return "" if value.lower() in ("none", "0") else f"{value} loop"
    return value


def _embedded(index: Element, file: str) -> dict[str, tuple[FlowElement, Definitions]]:
    """Return the elements of a BPMN file that a modelling add-in has put into the data of a page, by id."""
    found: dict[str, tuple[FlowElement, Definitions]] = {}
    for cell in (item for item in index.all if item.name == "Cell" and item.get("N") == "Value"):
        text = cell.get("V")
        if len(text) < 500:
            continue
        try:
            definitions = read_bpmn(base64.b64decode(text, validate=True), file=file)
        except (binascii.Error, ValueError, InputError):
            continue
        for element, _, _ in definitions.walk():
            if element.id:
                found[element.id] = (element, definitions)
    return found


def _page(
    sheet: _Sheet, root: Element, masters: dict[str, _Master], known: dict[str, tuple[FlowElement, Definitions]]
) -> Page:
    for item in (found for holder in root.named("Connects") for found in holder.named("Connect")):
        sheet.glued.setdefault(item.get("FromSheet"), {})[item.get("FromCell")] = item.get("ToSheet")
    shapes = root.first("Shapes")
    if shapes is not None:
        _gather(sheet, shapes, masters)
    for key, frame in sheet.frames.items():
        if "BeginX" not in frame.cells and not _inside_told(sheet, frame):
            _tell(sheet, key, frame, known)
    connectors = [
        made
        for key, frame in sheet.frames.items()
        if "BeginX" in frame.cells and (made := _connector(sheet, key, frame, known)) is not None
    ]
    return Page(name=sheet.name, shapes=tuple(sheet.shapes.values()), connectors=tuple(connectors))


def _gather(sheet: _Sheet, shapes: Element, masters: dict[str, _Master]) -> None:
    """Note all shapes with their places on the page; those in a group have places of their own within it."""
    stack: list[tuple[Element, str | None]] = [(item, None) for item in reversed([*shapes.named("Shape")])]
    while stack:
        item, outer = stack.pop()
        master = masters.get(item.get("Master"))
        cells = {**(master.cells if master else {}), **_cells(item)}
        width, height = abs(_inches(cells, "Width", 1.0)), abs(_inches(cells, "Height", 0.75))
        frame = sheet.frames.get(outer) if outer is not None else None
        x = _inches(cells, "PinX", 0.0) - _inches(cells, "LocPinX", width / 2) + (frame.x if frame else 0.0)
        y = _inches(cells, "PinY", 0.0) - _inches(cells, "LocPinY", height / 2) + (frame.y if frame else 0.0)
        names = (item.get("NameU"), item.get("Name")) if outer is None else ()
        own = words_in((*(_NUMBERED.sub("", name) for name in names), *_said(item)))
        key = item.get("ID")
        if key and key not in sheet.frames:
            sheet.frames[key] = _Frame(
                element=item, cells=cells, words=own + (master.words if master else ""), x=x, y=y,
                label=_text_of(item) if item.first("Text") is not None or master is None else master.text,
                width=width, height=height, outer=outer,
            )  # fmt: skip
        inner = item.first("Shapes")
        if inner is not None:
            stack.extend((child, key) for child in reversed([*inner.named("Shape")]))


def _inside_told(sheet: _Sheet, frame: _Frame) -> bool:
    """Say whether a shape is a part of one that was told, such as the icon of a task."""
    outer = frame.outer
    while outer is not None and outer in sheet.frames:
        told = sheet.shapes.get(outer)
        if told is not None and told.meaning.kind not in ("pool", "lane", "group"):
            return True
        outer = sheet.frames[outer].outer
    return False


def _place(sheet: _Sheet, key: str, frame: _Frame) -> Source:
    return Source(file=sheet.file, element_id=f"shape {key}", element_name=frame.label or None)


def _text_of(shape: Element | None) -> str:
    text = shape.first("Text") if shape is not None else None
    return text.text[:500] if text is not None else ""


def _data_of(frame: _Frame) -> Iterator[str]:
    """Give the values of a shape's data, among which an add-in keeps the id of its element."""
    for section in frame.element.named("Section"):
        if section.get("N") == "Property":
            yield from (_cells(row).get("Value", "") for row in section.named("Row"))


def _tell(sheet: _Sheet, key: str, frame: _Frame, known: dict[str, tuple[FlowElement, Definitions]]) -> None:
    meaning = _first_or_last(sheet, key, frame) or meaning_of(frame.words)
    if meaning is None:
        if frame.label and frame.outer is None:
            message = f"a shape with the text '{frame.label[:60]}' is none of BPMN's, by its master"
            remedy = "Draw it in the map if it matters."
            sheet.problems.append(Problem("RE140", message, remedy, _place(sheet, key, frame), "warning"))
        return
    exact = next((known[value][0] for value in _data_of(frame) if value in known), None)
    if exact is not None:
        meaning = _exact(meaning, exact)
    box = Box(
        x=frame.x * PIXELS_AN_INCH,
        y=(sheet.height - frame.y - frame.height) * PIXELS_AN_INCH,
        width=frame.width * PIXELS_AN_INCH,
        height=frame.height * PIXELS_AN_INCH,
    )
    name = frame.label or _inner_label(sheet, key)
    sheet.shapes[key] = Shape(id=key, name=name, meaning=meaning, box=box, place=_place(sheet, key, frame))


def _first_or_last(sheet: _Sheet, key: str, frame: _Frame) -> Meaning | None:
    """Return what the one shape of a flow chart is that stands at its start and at its ends, by what is glued to it."""
    if not ends_flow(frame.words):
        return None
    if sheet.joined is None:
        glue = sheet.glued.values()
        sheet.joined = ({each.get("BeginX") for each in glue}, {each.get("EndX") for each in glue})
    leads, ends = (key in keys for keys in sheet.joined)
    return Meaning(kind="startEvent" if leads else "endEvent", is_sure=False) if leads != ends else None


def _inner_label(sheet: _Sheet, key: str) -> str:
    """Return the text of what is inside a shape that has none itself, as some stencils keep it."""
    if sheet.inner is None:
        sheet.inner = {}
        for frame in sheet.frames.values():
            if frame.outer is not None and frame.label and "BeginX" not in frame.cells:
                sheet.inner.setdefault(frame.outer, frame.label)
    return sheet.inner.get(key, "")


def _exact(meaning: Meaning, element: FlowElement) -> Meaning:
    """Return a meaning with what the element of an embedded BPMN file says, where both are of one family."""
    kind = element.tag
    family = next((each for each in ("Gateway", "Event", "ask", "ubProcess", "Activity") if each in meaning.kind), "")
    if not family or (family not in kind and not (family == "ubProcess" and kind == "transaction")):
        return meaning
    found = replace(meaning, kind=kind, is_sure=True)
    if isinstance(element, Event):
        trigger = element.event_definitions[0].kind if element.event_definitions else ""
        found = replace(found, trigger=trigger, throws=isinstance(element, IntermediateThrowEvent))
        if kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
            found = replace(found, kind="intermediateEvent" if kind != "boundaryEvent" else kind)
        if isinstance(element, BoundaryEvent):
            found = replace(found, interrupts=element.cancel_activity)
    if isinstance(element, SubProcess):
        found = replace(found, by_event=bool(getattr(element, "triggered_by_event", False)))
    return found


def _connector(
    sheet: _Sheet, key: str, frame: _Frame, known: dict[str, tuple[FlowElement, Definitions]]
) -> Connector | None:
    kind = connector_kind(frame.words)
    if kind is None:
        message = f"a connector '{frame.label[:60] or key}' is none of BPMN's, by its master"
        remedy = "Draw it in the map if it matters."
        sheet.problems.append(Problem("RE140", message, remedy, _place(sheet, key, frame), "warning"))
        return None
    group = sheet.frames.get(frame.outer or "")
    x, y = (group.x, group.y) if group is not None else (0.0, 0.0)
    points = tuple(
        (
            (x + _inches(frame.cells, f"{end}X", 0.0)) * PIXELS_AN_INCH,
            (sheet.height - y - _inches(frame.cells, f"{end}Y", 0.0)) * PIXELS_AN_INCH,
        )
        for end in ("Begin", "End")
    )
    ends = [_end(sheet, key, frame, name, point) for name, point in zip(("Begin", "End"), points, strict=True)]
    return Connector(
        id=key,
        name=frame.label,
        kind=kind,
        source=ends[0],
        target=ends[1],
        points=points,
        place=_place(sheet, key, frame),
        is_default=" default " in frame.words or _is_default(frame, known),
    )


def _is_default(frame: _Frame, known: dict[str, tuple[FlowElement, Definitions]]) -> bool:
    for value in _data_of(frame):
        if value in known:
            definitions = known[value][1]
            return any(getattr(element, "default", None) == value for element, _, _ in definitions.walk())
    return False


def _end(sheet: _Sheet, key: str, frame: _Frame, end: str, point: tuple[float, float]) -> str | None:
    """Return the shape at one end of a connector: what it is glued to, else what it touches, which is told."""
    glued = sheet.glued.get(key, {}).get(f"{end}X")
    while glued is not None and glued not in sheet.shapes:
        glued = sheet.frames[glued].outer if glued in sheet.frames else None
    if glued is not None:
        return glued
    if sheet.nearby is None:
        steps = (shape for shape in sheet.shapes.values() if shape.meaning.kind not in ("pool", "lane"))
        sheet.nearby = Nearby(steps, GLUE_INCHES * PIXELS_AN_INCH)
    shape = sheet.nearby.nearest(point)
    if shape is None:
        return None
    message = f"a connector is not glued to a shape; it is taken to join '{shape.name or shape.id}'"
    sheet.problems.append(Problem("RE140", message, "Check the flow in the map.", _place(sheet, key, frame), "warning"))
    return shape.id
