"""Make a BPMN file of the shapes of a drawing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from reengineer.bpmn import Definitions, read_bpmn
from reengineer.errors import Problem
from reengineer.interop._shapes import ACTIVITIES, EVENTS, HOLDERS, Box, Connector, Meaning, Page, Shape, sure

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions" targetNamespace="urn:drawing" '
    'exporter="reengineer">\n'
)
NEAR_BORDER = 0.8
"""An event belongs to the border of an activity where its middle is no further from it than this share of its size."""
FRAMES = frozenset(("pool", "lane"))
ARTIFACTS = frozenset(("textAnnotation", "group"))


@dataclass(slots=True, kw_only=True)
class Sketch:
    """Hold one page while it is turned into BPMN: who lies in what, and what could not be told."""

    page: Page
    prefix: str
    problems: list[Problem] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    flows: list[Connector] = field(default_factory=list)
    holder: dict[str, str | None] = field(default_factory=dict)
    pool: dict[str, str | None] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Connector] = field(default_factory=dict)
    pools: list[Shape] = field(default_factory=list)
    holders: list[Shape] = field(default_factory=list)

    def tell(self, shape: Shape | Connector, message: str, remedy: str) -> None:
        """Note what could not be told, or was assumed."""
        self.problems.append(Problem("RE140", message, remedy, shape.place, "warning"))


def definitions_of(pages: Iterable[Page], file: str) -> tuple[Definitions, tuple[Problem, ...]]:
    """Return the map that a drawing shows, and what of it could not be told."""
    body: list[str] = []
    diagrams: list[str] = []
    problems: list[Problem] = []
    pages = [page for page in pages if page.shapes]
    for number, page in enumerate(pages, 1):
        sketch = _sketch(page, f"P{number}_" if len(pages) > 1 else "")
        body.extend(_model(sketch))
        diagrams.extend(_diagram(sketch))
        problems.extend(sketch.problems)
    text = HEAD + "\n".join((*body, *diagrams)) + "\n</definitions>\n"
    return read_bpmn(text.encode(), file=file), tuple(problems)


def _sketch(page: Page, prefix: str) -> Sketch:
    sketch = Sketch(page=page, prefix=prefix)
    sketch.shapes = {shape.id: shape for shape in page.shapes}
    for shape in page.shapes:
        sketch.shapes[shape.id] = _settled(sketch, shape)
    sketch.pools = [shape for shape in sketch.shapes.values() if shape.meaning.kind == "pool"]
    sketch.holders = [
        shape for shape in sketch.shapes.values() if shape.meaning.kind in HOLDERS and not shape.meaning.collapsed
    ]
    for shape in sketch.shapes.values():
        sketch.holder[shape.id] = _holder_of(sketch, shape)
        sketch.pool[shape.id] = _pool_of(sketch, shape)
    sketch.ids = _ids(sketch.prefix, dict.fromkeys((*sketch.shapes, *(flow.id for flow in page.connectors))))
    sketch.flows = [flow for flow in page.connectors if _joins(sketch, flow)]
    sketch.defaults = {str(flow.source): flow for flow in reversed(sketch.flows) if flow.is_default}
    return sketch


def _settled(sketch: Sketch, shape: Shape) -> Shape:
    """Return a shape with its meaning made whole by where it lies."""
    meaning = shape.meaning
    if not meaning.is_sure:
        what = {"exclusiveGateway": "an exclusive gateway", "task": "a task without a type"}.get(
            meaning.kind, "an event without a trigger"
        )
        message = f"the drawing does not say of what kind '{shape.name or shape.id}' is; it is taken for {what}"
        sketch.tell(shape, message, "Change its type in the map if that is wrong.")
    if meaning.kind in ("intermediateEvent", "boundaryEvent"):
        host = shape.attached or _host(sketch, shape)
        if host is not None:
            return replace(shape, meaning=replace(sure(meaning), kind="boundaryEvent"), attached=host)
        throws = meaning.throws or not meaning.trigger
        kind = "intermediateThrowEvent" if throws else "intermediateCatchEvent"
        return replace(shape, meaning=replace(sure(meaning), kind=kind))
    return shape


def _host(sketch: Sketch, event: Shape) -> str | None:
    """Return the activity on whose border an event lies."""
    reach = NEAR_BORDER * max(event.box.width, event.box.height)
    near = [
        (shape.box.border_distance(event.box.centre), shape.id)
        for shape in sketch.page.shapes
        if shape.meaning.kind in ACTIVITIES and shape.box.border_distance(event.box.centre) <= reach / 2
    ]
    return min(near)[1] if near else None


def _holder_of(sketch: Sketch, shape: Shape) -> str | None:
    """Return the sub-process that a shape lies in; a boundary event lies where its activity does."""
    if shape.meaning.kind in FRAMES:
        return None
    at = sketch.shapes.get(shape.attached or "", shape)
    around = [
        (other.box.area, other.id)
        for other in sketch.holders
        if other.id != at.id and other.box.area > at.box.area and other.box.holds(at.box.centre)
    ]
    return min(around)[1] if around else None


def _pool_of(sketch: Sketch, shape: Shape) -> str | None:
    around = [(pool.box.area, pool.id) for pool in sketch.pools if pool.box.holds(shape.box.centre) and pool != shape]
    if around:
        return min(around)[1]
    near = [(pool.box.border_distance(shape.box.centre), pool.id) for pool in sketch.pools if pool != shape]
    return min(near)[1] if near and shape.meaning.kind not in FRAMES | ARTIFACTS else None


def _joins(sketch: Sketch, flow: Connector) -> bool:
    """Say whether a connector joins two shapes that it may join; tell where it does not."""
    if flow.source not in sketch.shapes or flow.target not in sketch.shapes:
        message = f"a connector '{flow.name or flow.id}' does not join two shapes that are known"
        sketch.tell(flow, message, "Draw the flow in the map.")
        return False
    ends = [sketch.shapes[str(end)].meaning.kind for end in (flow.source, flow.target)]
    if flow.kind == "sequence" and not all(_is_node(kind) for kind in ends):
        sketch.tell(flow, f"a flow '{flow.name or flow.id}' joins what no flow may join", "Draw it anew.")
        return False
    if flow.kind == "association" and any(kind in FRAMES for kind in ends):
        sketch.tell(flow, f"an association '{flow.name or flow.id}' joins a pool or lane", "Draw it anew.")
        return False
    source, target = str(flow.source), str(flow.target)
    same_pool = sketch.pool[source] == sketch.pool[target]
    if flow.kind == "sequence" and same_pool and sketch.holder[source] != sketch.holder[target]:
        message = f"a flow '{flow.name or flow.id}' leads over the border of a sub-process"
        sketch.tell(flow, message, "Lead it to the border, or to an event inside.")
        return False
    return True


def _is_node(kind: str) -> bool:
    return kind in ACTIVITIES or kind in EVENTS or kind.endswith("Gateway")


def _id(sketch: Sketch, shape: str) -> str:
    return sketch.ids[shape]


def _ids(prefix: str, keys: Iterable[str]) -> dict[str, str]:
    """Return an id of its own for each shape and connector: letters that an id cannot have are replaced."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, key in enumerate(keys):
        clean = "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "_" for each in key)
        name = f"{prefix}S_{clean}"
        found[key] = name if name not in taken else f"{name}_{number}"
        taken.add(found[key])
    return found


def _named(name: str) -> str:
    return f' name="{_text(name)}"' if name else ""


def _text(text: str) -> str:
    """Return text for XML, without what XML does not allow."""
    return escape("".join(letter for letter in text if letter.isprintable() or letter in "\t\n"), quote=True)


def _model(sketch: Sketch) -> Iterator[str]:
    """Give processes, with the collaboration before them where the page has pools."""
    crossing = {flow.id: flow for flow in sketch.flows if _crosses(sketch, flow)}
    homes: list[Shape | None] = [*sketch.pools]
    if not homes or any(sketch.pool[shape.id] is None and _is_node(shape.meaning.kind) for shape in _nodes(sketch)):
        homes.append(None)
    if sketch.pools:
        yield f'<collaboration id="{sketch.prefix}Collaboration">'
        for pool in sketch.pools:
            inside = any(sketch.pool[shape.id] == pool.id for shape in _nodes(sketch))
            process = f' processRef="{_process(sketch, pool)}"' if inside else ""
            yield f'<participant id="{_id(sketch, pool.id)}"{_named(pool.name)}{process}/>'
        for flow in crossing.values():
            yield _edge(sketch, flow, "messageFlow")
        yield "</collaboration>"
    for home in homes:
        if home is None or any(sketch.pool[shape.id] == home.id for shape in _nodes(sketch)):
            yield from _process_of(sketch, home, crossing)


def _nodes(sketch: Sketch) -> list[Shape]:
    return [shape for shape in sketch.shapes.values() if shape.meaning.kind not in FRAMES]


def _crosses(sketch: Sketch, flow: Connector) -> bool:
    """Say whether a connector is a message flow; a sequence flow from pool to pool is taken for one, and told."""
    ends = [str(flow.source), str(flow.target)]
    kinds = [sketch.shapes[end].meaning.kind for end in ends]
    pools = [end if kind == "pool" else sketch.pool[end] for end, kind in zip(ends, kinds, strict=True)]
    if flow.kind == "message":
        return True
    if flow.kind == "sequence" and pools[0] != pools[1]:
        message = f"a sequence flow '{flow.name or flow.id}' runs from one pool to another"
        sketch.tell(flow, message, "It is taken for a message flow; draw it as one.")
        return True
    return False


def _process(sketch: Sketch, home: Shape | None) -> str:
    return f"{sketch.prefix}Process" if home is None else f"Process_{_id(sketch, home.id)}"


def _flow(sketch: Sketch, flow: Connector) -> str:
    return f"F{_id(sketch, flow.id)}"


def _edge(sketch: Sketch, flow: Connector, tag: str) -> str:
    ends = f'sourceRef="{_id(sketch, str(flow.source))}" targetRef="{_id(sketch, str(flow.target))}"'
    return f'<{tag} id="{_flow(sketch, flow)}"{_named(flow.name)} {ends}/>'


def _process_of(sketch: Sketch, home: Shape | None, crossing: dict[str, Connector]) -> Iterator[str]:
    key = home.id if home is not None else None
    name = home.name if home is not None else sketch.page.name
    yield f'<process id="{_process(sketch, home)}"{_named(name)} isExecutable="false">'
    inside = [shape for shape in _nodes(sketch) if sketch.pool[shape.id] == key]
    lanes = [shape for shape in sketch.shapes.values() if shape.meaning.kind == "lane" and sketch.pool[shape.id] == key]
    yield from _lane_set(sketch, lanes, [shape for shape in inside if sketch.holder[shape.id] is None])
    yield from _contents(sketch, inside, None, crossing)
    yield "</process>"


def _lane_set(sketch: Sketch, lanes: list[Shape], nodes: list[Shape]) -> Iterator[str]:
    """Give the lanes; a node lies in the smallest lane around its middle."""
    if not lanes:
        return
    where: dict[str, list[str]] = {}
    for node in nodes:
        around = [(lane.box.area, lane.id) for lane in lanes if lane.box.holds(node.box.centre)]
        if around and _is_node(node.meaning.kind):
            where.setdefault(min(around)[1], []).append(_id(sketch, node.id))
    yield f'<laneSet id="Lanes_{_id(sketch, lanes[0].id)}">'
    for lane in lanes:
        refs = "".join(f"<flowNodeRef>{ref}</flowNodeRef>" for ref in where.get(lane.id, ()))
        yield f'<lane id="{_id(sketch, lane.id)}"{_named(lane.name)}>{refs}</lane>'
    yield "</laneSet>"


def _contents(sketch: Sketch, inside: list[Shape], holder: str | None, crossing: dict[str, Connector]) -> Iterator[str]:
    here = [shape for shape in inside if sketch.holder[shape.id] == holder]
    ids = {shape.id for shape in here}
    flows = [flow for flow in sketch.flows if flow.id not in crossing and flow.source in ids]
    for shape in here:
        if shape.meaning.kind not in ARTIFACTS:
            yield from _node(sketch, shape, inside, crossing)
    for flow in flows:
        if flow.kind == "sequence":
            yield _edge(sketch, flow, "sequenceFlow")
    for shape in here:
        if shape.meaning.kind == "textAnnotation":
            yield f'<textAnnotation id="{_id(sketch, shape.id)}"><text>{_text(shape.name)}</text></textAnnotation>'
        elif shape.meaning.kind == "group":
            yield f'<group id="{_id(sketch, shape.id)}"/>'
    for flow in flows:
        if flow.kind == "association":
            yield _edge(sketch, replace(flow, name=""), "association")


def _node(sketch: Sketch, shape: Shape, inside: list[Shape], crossing: dict[str, Connector]) -> Iterator[str]:
    meaning, key = shape.meaning, _id(sketch, shape.id)
    extra = ""
    if meaning.kind == "boundaryEvent":
        extra += f' attachedToRef="{_id(sketch, str(shape.attached))}"'
        extra += "" if meaning.interrupts else ' cancelActivity="false"'
    if meaning.kind == "startEvent" and not meaning.interrupts:
        extra += ' isInterrupting="false"'
    if meaning.kind == "subProcess" and meaning.by_event:
        extra += ' triggeredByEvent="true"'
    default = sketch.defaults.get(shape.id)
    if default is not None and (meaning.kind in ACTIVITIES or meaning.kind.endswith("Gateway")):
        extra += f' default="{_flow(sketch, default)}"'
    if meaning.kind == "dataObjectReference":
        yield f'<dataObject id="D{key}"/>'
        extra += f' dataObjectRef="D{key}"'
    yield f'<{meaning.kind} id="{key}"{_named(shape.name)}{extra}>'
    yield _details(meaning)
    if meaning.kind in HOLDERS:
        yield from _contents(sketch, inside, shape.id, crossing)
    yield f"</{meaning.kind}>"


def _details(meaning: Meaning) -> str:
    if meaning.kind in EVENTS:
        return f"<{meaning.trigger}EventDefinition/>" if meaning.trigger else ""
    if meaning.loop == "standard":
        return "<standardLoopCharacteristics/>"
    if meaning.loop:
        return f'<multiInstanceLoopCharacteristics isSequential="{str(meaning.loop == "sequential").lower()}"/>'
    return ""


def _diagram(sketch: Sketch) -> Iterator[str]:
    plane = f"{sketch.prefix}Collaboration" if sketch.pools else _process(sketch, None)
    yield f'<bpmndi:BPMNDiagram id="{sketch.prefix}Diagram"{_named(sketch.page.name)}>'
    yield f'<bpmndi:BPMNPlane id="{sketch.prefix}Plane" bpmnElement="{plane}">'
    for shape in sketch.shapes.values():
        flags = ' isHorizontal="true"' if shape.meaning.kind in FRAMES and shape.box.width >= shape.box.height else ""
        if shape.meaning.kind in HOLDERS:
            flags += f' isExpanded="{str(not shape.meaning.collapsed).lower()}"'
        key = _id(sketch, shape.id)
        yield f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"{flags}>{_bounds(shape.box)}</bpmndi:BPMNShape>'
    for flow in sketch.flows:
        key = _flow(sketch, flow)
        points = "".join(f'<di:waypoint x="{x:.2f}" y="{y:.2f}"/>' for x, y in _points(sketch, flow))
        yield f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">{points}</bpmndi:BPMNEdge>'
    yield "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"


def _points(sketch: Sketch, flow: Connector) -> tuple[tuple[float, float], ...]:
    if len(flow.points) >= 2:
        return flow.points
    return tuple(sketch.shapes[str(end)].box.centre for end in (flow.source, flow.target))


def _bounds(box: Box) -> str:
    size = f'width="{max(box.width, 1.0):.2f}" height="{max(box.height, 1.0):.2f}"'
    return f'<dc:Bounds x="{box.x:.2f}" y="{box.y:.2f}" {size}/>'
