"""Draw BPMN maps as records: what a file says, with nothing of the reader or the writer in it."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from reengineer import bpmn
from reengineer.bpmn import (
    Bounds,
    DataAssociation,
    Definitions,
    Diagram,
    DiagramCounts,
    Edge,
    EventDefinition,
    FlowElement,
    Lane,
    LaneSet,
    SequenceFlow,
    Shape,
    TimerDefinition,
)

CHARACTERS = st.characters(
    blacklist_categories=("Cs",),
    blacklist_characters=[chr(code) for code in range(32) if chr(code) not in "\t\n\r"] + ["\ufffe", "\uffff"],
)
TEXT = st.text(CHARACTERS | st.sampled_from("\n\t\r <>&'\"äß日]"), max_size=10)
NAME = st.none() | TEXT
BODY = st.none() | TEXT.map(lambda text: text.strip() or None)
FLAG = st.booleans()
STEMS = ("n{}", "Task_{}", "Ä-{}", "_{}.x", "日本{}", "sid-{}-AF")

ACTIVITIES = (
    bpmn.Task, bpmn.UserTask, bpmn.ManualTask, bpmn.ServiceTask, bpmn.SendTask, bpmn.ReceiveTask, bpmn.ScriptTask,
    bpmn.BusinessRuleTask, bpmn.CallActivity, bpmn.SubProcess, bpmn.Transaction, bpmn.AdHocSubProcess,
)  # fmt: skip
EVENTS = (
    bpmn.StartEvent, bpmn.EndEvent, bpmn.IntermediateCatchEvent, bpmn.IntermediateThrowEvent, bpmn.ImplicitThrowEvent,
    bpmn.BoundaryEvent,
)  # fmt: skip
GATEWAYS = (
    bpmn.ExclusiveGateway, bpmn.ParallelGateway, bpmn.InclusiveGateway, bpmn.EventBasedGateway, bpmn.ComplexGateway,
)  # fmt: skip
DATA = (bpmn.DataObject, bpmn.DataObjectReference, bpmn.DataStoreReference)
REFERRING = ("message", "error", "signal", "escalation", "compensate")
KINDS = (*REFERRING, "timer", "conditional", "cancel", "link", "terminate")
ROOTS = ("message", "signal", "error", "escalation", "dataStore", "category", "itemDefinition", "globalTask")


@st.composite
def event_definitions(draw: st.DrawFn) -> EventDefinition:
    kind = draw(st.sampled_from(KINDS))
    timer = st.builds(
        TimerDefinition,
        kind=st.sampled_from(["timeDate", "timeDuration", "timeCycle"]),
        body=st.none() | st.sampled_from(["PT1H", "R3/PT10M", "${when}"]),
        has_known_type=FLAG,
    )
    return EventDefinition(
        kind=kind,
        reference=draw(st.none() | st.just("nowhere")) if kind in REFERRING else None,
        name=draw(NAME) if kind == "link" else None,
        timers=tuple(draw(st.lists(timer, max_size=2))) if kind == "timer" else (),
        condition=draw(BODY) if kind == "conditional" else None,
    )


LOOPS = st.builds(
    bpmn.StandardLoopCharacteristics, test_before=FLAG, maximum=st.none() | st.just("3"), condition=BODY
) | st.builds(bpmn.MultiInstanceLoopCharacteristics, is_sequential=FLAG, cardinality=BODY, completion_condition=BODY)
ASSOCIATIONS = st.builds(
    DataAssociation,
    kind=st.sampled_from(["input", "output"]),
    sources=st.sampled_from([(), ("d",), ("d", "e")]),
    target=st.none() | st.just("t"),
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "loop": st.none() | LOOPS,
    "is_for_compensation": FLAG,
    "instantiate": FLAG,
    "is_interrupting": FLAG,
    "cancel_activity": FLAG,
    "triggered_by_event": FLAG,
    "parallel_multiple": FLAG,
    "called_element": st.none() | st.just("Other"),
    "gateway_direction": st.sampled_from(["unspecified", "diverging", "converging", "mixed"]),
    "event_gateway_type": st.sampled_from(["exclusive", "parallel"]),
    "event_definitions": st.lists(event_definitions(), max_size=2).map(tuple),
    "event_definition_refs": st.sampled_from([(), (), ("r", "q")]),
    "data_associations": st.lists(ASSOCIATIONS, max_size=2).map(tuple),
    "is_collection": FLAG,
    "refers_to": st.none() | st.just("d"),
}


class _Maker:
    """Draw records; hold the ids that were given."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.nodes: list[str] = []
        self.shaped: list[str] = []
        self.lined: list[str] = []

    def id(self) -> str | None:
        self.count += 1
        stem = self.draw(st.sampled_from((*STEMS, None)))
        return stem.format(self.count) if stem else None

    def one(self, known: list[str]) -> str | None:
        return self.draw(st.none() | st.sampled_from(known)) if known else None

    def record(self, kind: type[FlowElement], **more: Any) -> Any:
        drawn = {name: self.draw(FIELDS[name]) for name in (each.name for each in fields(kind)) if name in FIELDS}
        if kind is bpmn.DataObject:
            drawn.pop("refers_to")
        if issubclass(kind, bpmn.Gateway):
            drawn.pop("data_associations")
        return kind(id=self.id(), name=self.draw(NAME), **{**drawn, **more})

    def inside(self, depth: int) -> dict[str, Any]:
        """Draw what a process or sub-process holds."""
        nodes: list[Any] = []
        for _ in range(self.draw(st.integers(0, 4))):
            kind = self.draw(st.sampled_from((*ACTIVITIES, *EVENTS, *GATEWAYS)))
            more: dict[str, Any] = {}
            if issubclass(kind, bpmn.SubProcess):
                more = self.inside(depth + 1) if depth < 2 else {}
            if kind is bpmn.BoundaryEvent:
                more = {"attached_to": self.one([node.id for node in nodes if node.id])}
            nodes.append(self.record(kind, **more))
        own = [node.id for node in nodes if node.id]
        flows = self._flows(own)
        defaults = {flow.source_ref: flow.id for flow in flows if flow.id and self.draw(FLAG)}
        nodes = [_with_default(node, defaults.get(node.id)) for node in nodes]
        data = [self.record(kind) for kind in self.draw(st.lists(st.sampled_from(DATA), max_size=1))]
        self.nodes += own
        self.shaped += own
        self.lined += [flow.id for flow in flows if flow.id]
        return {
            "flow_elements": tuple(self.draw(st.permutations([*nodes, *flows, *data]))),
            "lane_sets": self._lane_sets(own),
            "artifacts": self._artifacts(own),
        }

    def _flows(self, own: list[str]) -> list[SequenceFlow]:
        found = []
        for _ in range(self.draw(st.integers(0, 4)) if own else 0):
            body, has = self.draw(BODY), self.draw(FLAG)
            ends = {"source_ref": self.one([*own, *own, "lost"]), "target_ref": self.one(own)}
            flow = SequenceFlow(
                id=self.id(), name=self.draw(NAME), has_condition=has, condition=body if has else None, **ends
            )
            found.append(flow)
        return found

    def _lane_sets(self, own: list[str]) -> tuple[LaneSet, ...]:
        if not self.draw(FLAG):
            return ()
        left = list(own)
        lanes = tuple(self._lane(left, 0) for _ in range(self.draw(st.integers(0, 2))))
        return (LaneSet(id=self.id(), name=self.draw(NAME), lanes=lanes),)

    def _lane(self, left: list[str], depth: int) -> Lane:
        own = [left.pop() for _ in range(self.draw(st.integers(0, len(left))))]
        inner = range(self.draw(st.integers(0, 2)) if depth < 2 else 0)
        lanes = tuple(self._lane(list(own), depth + 1) for _ in inner)
        lane = Lane(id=self.id(), name=self.draw(NAME), flow_node_refs=tuple(own), lanes=lanes)
        self.shaped += [lane.id] if lane.id else []
        return lane

    def _artifacts(self, own: list[str]) -> tuple[bpmn.Artifact, ...]:
        kinds = self.draw(st.lists(st.sampled_from(["text", "tie", "group"]), max_size=2))
        made: list[bpmn.Artifact] = []
        for kind in kinds:
            base: dict[str, Any] = {"id": self.id(), "name": self.draw(NAME)}
            if kind == "text":
                made.append(
                    bpmn.TextAnnotation(**base, text=self.draw(TEXT.map(lambda text: text or None) | st.none()))
                )
            elif kind == "tie":
                direction = self.draw(st.sampled_from(["none", "one", "both"]))
                made.append(
                    bpmn.Association(**base, source_ref=self.one(own), target_ref=self.one(own), direction=direction)
                )
            else:
                made.append(bpmn.Group(**base, category_value_ref=self.draw(st.none() | st.just("v"))))
        return tuple(made)

    def collaboration(self, processes: list[str]) -> bpmn.Collaboration:
        pools = [
            bpmn.Participant(
                id=self.id(), name=self.draw(NAME), process_ref=self.one(processes), is_multiple=self.draw(FLAG)
            )
            for _ in range(self.draw(st.integers(0, 3)))
        ]
        ends = [*self.nodes, *(pool.id for pool in pools if pool.id)]
        messages = [
            bpmn.MessageFlow(id=self.id(), name=self.draw(NAME), source_ref=self.one(ends), target_ref=self.one(ends))
            for _ in range(self.draw(st.integers(0, 2)))
        ]
        self.shaped += [pool.id for pool in pools if pool.id]
        self.lined += [message.id for message in messages if message.id]
        return bpmn.Collaboration(
            id=self.id(), name=self.draw(NAME), participants=tuple(pools), message_flows=tuple(messages),
            artifacts=self._artifacts(self.nodes),
        )  # fmt: skip

    def diagram(self) -> Diagram:
        if not self.draw(FLAG):
            return Diagram()
        number = st.integers(-50, 2000).map(float) | st.floats(-50, 2000, width=32)
        size = st.integers(1, 400).map(float)
        bounds = st.builds(Bounds, number, number, size, size)
        shape = st.builds(Shape, st.none() | bounds, st.none() | FLAG, st.none() | FLAG, st.none() | bounds)
        points = st.lists(st.tuples(number, number), max_size=3).map(tuple)
        edge = st.builds(Edge, points, st.none() | bounds)
        shapes = {key: self.draw(shape) for key in self.shaped if self.draw(st.integers(0, 4))}
        edges = {key: self.draw(edge) for key in self.lined if self.draw(st.integers(0, 4))}
        lost = self.draw(st.integers(0, 1))
        counts = DiagramCounts(diagrams=1, shapes=len(shapes) + lost, edges=len(edges), dangling=lost)
        return Diagram(shapes=shapes, edges=edges, counts=counts)


def _with_default(node: Any, default: str | None) -> Any:
    return replace(node, default=default) if default and hasattr(node, "default") else node


@st.composite
def definitions(draw: st.DrawFn) -> Definitions:
    """Draw what a file says."""
    maker = _Maker(draw)
    processes = tuple(
        bpmn.Process(id=maker.id(), name=draw(NAME), is_executable=draw(st.none() | FLAG), **maker.inside(0))
        for _ in range(draw(st.integers(1, 2)))
    )
    known = [process.id for process in processes if process.id]
    roots = [
        bpmn.RootElement(id=maker.id(), name=draw(NAME), type=kind)
        for kind in draw(st.lists(st.sampled_from(ROOTS), max_size=2))
    ]
    return Definitions(
        id=maker.id(), name=draw(NAME), target_namespace=draw(st.sampled_from(["urn:t", "http://x/?a=1&b"])),
        exporter=draw(NAME), exporter_version=draw(st.none() | st.just("1.0")), processes=processes,
        collaborations=tuple(maker.collaboration(known) for _ in range(draw(st.integers(0, 1)))),
        roots=tuple(roots), diagram=maker.diagram(),
    )  # fmt: skip
