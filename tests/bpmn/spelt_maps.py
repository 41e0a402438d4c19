"""Spell maps as files in all the ways in which tools and people spell XML; the reader has no part in it."""

from collections.abc import Iterator
from random import Random
from typing import Any

from reengineer import bpmn
from reengineer.bpmn import (
    Bounds,
    Definitions,
    Diagram,
    Edge,
    EventDefinition,
    Lane,
    LaneSet,
    SequenceFlow,
    Shape,
    TimerDefinition,
)

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1", "us-ascii", "windows-1252")
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPACES = {
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "dd": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "x": "urn:foreign",
}
NOISE = ("<!-- a <b/> -->", "<?go on?>", "<!---->")
FOREIGN = (
    '<x:y a="1">w &amp; v<x:z/><![CDATA[<q>]]></x:y>',
    "<x:y  a='&#34;'\n b = \"'\"></x:y><!-- mine -->",
    '<y xmlns="urn:other"><z/></y>',
    '<{m}task id="inner"/><{m}subProcess><{m}task/></{m}subProcess>',
)


def spelt(drawn: Definitions, random: Random) -> bytes:
    """Return a file that says what was drawn, in a spelling of its own."""
    return _Speller(random).file(drawn)


class _Speller:
    """Spell one file: its prefixes, quotes, blanks, line ends, encoding, and noise between elements."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.prefixes = random.choice([("",), ("bpmn:",), ("semantic:",), ("b-1.ä:",), ("", "bpmn:")])
        self.encoding = random.choice(ENCODINGS)
        if self.encoding == "us-ascii" and self.prefixes == ("b-1.ä:",):
            self.prefixes = ("bpmn:",)
        self.indent = random.choice(["", "\n", "\n  ", "\n\t"])
        self.lists = random.random() < 0.5
        self.reference = random.choice(["", "", "tns:"])

    def maybe(self, share: float = 0.3) -> bool:
        return self.random.random() < share

    def file(self, drawn: Definitions) -> bytes:
        spaces = {f"xmlns{':' if prefix else ''}{prefix.rstrip(':')}": MODEL for prefix in self.prefixes}
        spaces |= {f"xmlns:{prefix}": uri for prefix, uri in SPACES.items()} | {
            "xmlns:tns": drawn.target_namespace or ""
        }
        parts = [
            *(self.process(each) for each in drawn.processes),
            *(self.pools(each) for each in drawn.collaborations),
        ]
        self.random.shuffle(parts) if len(drawn.processes) < 2 else None
        parts += [self.tag(each.type, id=each.id, name=each.name) for each in drawn.roots]
        parts += [self.tag("import", importType="x", location="y", namespace="z")] if self.maybe() else []
        parts += [self.diagram(drawn.diagram)] if drawn.diagram.counts.diagrams else []
        root = self.tag(
            "definitions", *parts, **spaces, id=drawn.id, name=drawn.name, targetNamespace=drawn.target_namespace,
            exporter=drawn.exporter, exporterVersion=drawn.exporter_version,
        )  # fmt: skip
        declared = {"utf-8-sig": "UTF-8", "utf-16-be": "UTF-16"}.get(self.encoding, self.encoding)
        head = f'<?xml version="1.0" encoding="{declared}"?>'
        if self.encoding in ("utf-8", "utf-8-sig") and self.maybe():
            head = ""
        text = head + self.noise() + root + self.noise() + self.random.choice(["", "\n"])
        text = text.replace("\n", "\r\n") if self.maybe() else text
        mark = b"\xfe\xff" if self.encoding == "utf-16-be" else b""
        return mark + text.encode(self.encoding, "xmlcharrefreplace")

    def noise(self) -> str:
        return self.indent + self.random.choice(NOISE) if self.maybe(0.15) else ""

    def tag(self, name: str, /, *children: str, text: str | None = None, **attributes: str | None) -> str:
        """Spell an element of BPMN."""
        return self.element(self.random.choice(self.prefixes) + name, *children, text=text, **attributes)

    def element(self, name: str, /, *children: str, text: str | None = None, **attributes: str | None) -> str:
        given = [(key, value) for key, value in attributes.items() if value is not None]
        given += [("x:colour", "red")] if self.maybe(0.1) else []
        self.random.shuffle(given)
        words = "".join(self.blank() + self.attribute(key, value) for key, value in given)
        if not children and text is None:
            return f"<{name}{words}" + self.random.choice(["/>", " />", f"></{name}>", "\n/>"])
        inside = "".join(self.indent + child + self.noise() for child in children)
        body = self.text(text) if text is not None else inside + self.indent
        return f"<{name}{words}{self.random.choice(['', '', ' '])}>{body}</{name}{self.random.choice(['', ' '])}>"

    def blank(self) -> str:
        return self.random.choice([" ", " ", "  ", "\n     "])

    def attribute(self, key: str, value: str) -> str:
        quote = self.random.choice("\"'")
        equals = self.random.choice(["=", "=", " = "])
        spelt_out = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#39;")
        for character in "\n\t\r":
            spelt_out = spelt_out.replace(character, f"&#{ord(character)};")
        return f"{key}{equals}{quote}{spelt_out}{quote}"

    def text(self, text: str) -> str:
        if text and text.isascii() and "]]>" not in text and "\r" not in text and self.maybe():
            return f"<![CDATA[{text}]]>"
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")

    def refer(self, key: str | None) -> str | None:
        """Spell a reference: with the prefix of the target namespace where the file does so."""
        return None if key is None else self.reference + key if not key.startswith(("lost", "nowhere")) else key

    def about(self) -> list[str]:
        """Spell what may stand in any element: words and what other tools say."""
        foreign = [self.random.choice(FOREIGN).replace("{m}", self.prefixes[0])]
        found = [self.tag("documentation", text="d < e")] if self.maybe(0.15) else []
        return found + ([self.tag("extensionElements", *foreign)] if self.maybe(0.25) else [])

    def process(self, process: bpmn.Process) -> str:
        executable = None if process.is_executable is None else self.flag(process.is_executable)
        base = {"id": process.id, "name": process.name, "isExecutable": executable}
        return self.tag("process", *self.about(), *self.inside(process), **base)

    def flag(self, value: bool) -> str:
        return self.random.choice(["true", "1"] if value else ["false", "0"])

    def inside(self, holder: Any) -> Iterator[str]:
        """Spell what a container holds; kinds are mixed, and each kept in its order."""
        lists: dict[str, list[str]] = {}
        for flow in holder.sequence_flows if self.lists else ():
            for name, end in (("incoming", flow.target_ref), ("outgoing", flow.source_ref)):
                if flow.id and end:
                    lists.setdefault(end, []).append(self.tag(name, text=self.refer(flow.id)))
        queues = [
            [self.lane_set(each, "laneSet") for each in holder.lane_sets],
            [self.flow_element(each, lists.get(each.id or "", [])) for each in holder.flow_elements],
            [self.artifact(each) for each in holder.artifacts],
        ]
        while queues := [queue for queue in queues if queue]:
            yield self.random.choice(queues).pop(0)

    def lane_set(self, lane_set: LaneSet, name: str) -> str:
        lanes = [self.lane(each) for each in lane_set.lanes]
        return self.tag(name, *lanes, id=lane_set.id, name=lane_set.name)

    def lane(self, lane: Lane) -> str:
        references = [self.tag("flowNodeRef", text=self.padded(self.refer(key) or "")) for key in lane.flow_node_refs]
        inner = [self.lane_set(LaneSet(lanes=lane.lanes), "childLaneSet")] if lane.lanes else []
        return self.tag("lane", *self.about(), *references, *inner, id=lane.id, name=lane.name)

    def padded(self, text: str) -> str:
        return self.random.choice([text, text, f"\n {text} "])

    def flow_element(self, element: Any, lists: list[str]) -> str:
        attributes: dict[str, str | None] = {"id": element.id, "name": element.name}
        children = [*self.about(), *lists]
        if isinstance(element, SequenceFlow):
            attributes |= {"sourceRef": self.refer(element.source_ref), "targetRef": self.refer(element.target_ref)}
            if element.has_condition:
                children.append(self.tag("conditionExpression", text=element.condition or ""))
            return self.tag(element.tag, *children, **attributes)
        attributes |= self.attributes_of(element)
        children += self.parts_of(element)
        if isinstance(element, bpmn.SubProcess):
            children += self.inside(element)
        return self.tag(element.tag, *children, **attributes)

    def attributes_of(self, element: Any) -> dict[str, str | None]:
        """Spell the attributes of a node or data; what is so by default may be left out."""
        flags = {
            "instantiate": ("instantiate", False), "is_interrupting": ("isInterrupting", True),
            "cancel_activity": ("cancelActivity", True), "triggered_by_event": ("triggeredByEvent", False),
            "parallel_multiple": ("parallelMultiple", False), "is_for_compensation": ("isForCompensation", False),
            "is_collection": ("isCollection", False),
        }  # fmt: skip
        found: dict[str, str | None] = {}
        for name, (key, default) in flags.items():
            value = getattr(element, name, default)
            if hasattr(element, name) and (value != default or self.maybe()):
                found[key] = self.flag(value)
        refers = {bpmn.DataObjectReference: "dataObjectRef", bpmn.DataStoreReference: "dataStoreRef"}.get(type(element))
        found |= {refers: element.refers_to} if refers else {}
        texts = {"default": "default", "attached_to": "attachedToRef", "called_element": "calledElement"}
        found |= {key: self.refer(getattr(element, name)) for name, key in texts.items() if hasattr(element, name)}
        if found.get("calledElement"):
            found["calledElement"] = element.called_element
        words = {"gateway_direction": "gatewayDirection", "event_gateway_type": "eventGatewayType"}
        return found | {
            key: getattr(element, name).capitalize() for name, key in words.items() if hasattr(element, name)
        }

    def parts_of(self, element: Any) -> Iterator[str]:
        for link in getattr(element, "data_associations", ()):
            sources = [self.tag("sourceRef", text=self.padded(key)) for key in link.sources]
            target = [self.tag("targetRef", text=link.target)] if link.target else []
            name = "dataInputAssociation" if link.kind == "input" else "dataOutputAssociation"
            yield self.tag(name, *sources, *target)
        if getattr(element, "loop", None) is not None:
            yield self.loop(element.loop)
        for definition in getattr(element, "event_definitions", ()):
            yield self.event_definition(definition)
        for key in getattr(element, "event_definition_refs", ()):
            yield self.tag("eventDefinitionRef", text=key)

    def loop(self, loop: Any) -> str:
        if isinstance(loop, bpmn.StandardLoopCharacteristics):
            parts = self.optional(loopCondition=loop.condition)
            flags = {"testBefore": self.flag(loop.test_before), "loopMaximum": loop.maximum}
            return self.tag("standardLoopCharacteristics", *parts, **flags)
        parts = self.optional(loopCardinality=loop.cardinality, completionCondition=loop.completion_condition)
        return self.tag("multiInstanceLoopCharacteristics", *parts, isSequential=self.flag(loop.is_sequential))

    def optional(self, **texts: str | None) -> list[str]:
        return [self.tag(name, text=text) for name, text in texts.items() if text is not None]

    def event_definition(self, definition: EventDefinition) -> str:
        model = self.prefixes[0]
        parts = [self.tag(each.kind, text=each.body or "", **self.type_of(each, model)) for each in definition.timers]
        parts += self.optional(condition=definition.condition)
        reference = {"compensate": "activityRef"}.get(definition.kind, f"{definition.kind}Ref")
        named = {reference: definition.reference, "name": definition.name}
        return self.tag(f"{definition.kind}EventDefinition", *parts, **named)

    def type_of(self, timer: TimerDefinition, model: str) -> dict[str, str]:
        if not timer.has_known_type:
            return {"xsi:type": "x:tFormalExpression"}
        return {"xsi:type": f"{model}tFormalExpression"} if self.maybe() else {}

    def artifact(self, artifact: Any) -> str:
        base = {"id": artifact.id, "name": artifact.name}
        if isinstance(artifact, bpmn.TextAnnotation):
            text = [self.tag("text", text=artifact.text or "")] if artifact.text is not None or self.maybe() else []
            return self.tag("textAnnotation", *text, **base)
        if isinstance(artifact, bpmn.Association):
            ends = {"sourceRef": self.refer(artifact.source_ref), "targetRef": self.refer(artifact.target_ref)}
            return self.tag("association", **base, **ends, associationDirection=artifact.direction.capitalize())
        return self.tag("group", **base, categoryValueRef=artifact.category_value_ref)

    def pools(self, group: bpmn.Collaboration) -> str:
        many = self.tag("participantMultiplicity")
        pools = [
            self.tag("participant", *([many] if each.is_multiple else []), id=each.id, name=each.name,
                     processRef=self.refer(each.process_ref))
            for each in group.participants
        ]  # fmt: skip
        messages = [
            self.tag("messageFlow", id=each.id, name=each.name, sourceRef=self.refer(each.source_ref),
                     targetRef=self.refer(each.target_ref))
            for each in group.message_flows
        ]  # fmt: skip
        artifacts = [self.artifact(each) for each in group.artifacts]
        return self.tag("collaboration", *pools, *messages, *artifacts, id=group.id, name=group.name)

    def diagram(self, diagram: Diagram) -> str:
        items = [self.shape(key, each) for key, each in diagram.shapes.items()]
        items += [self.shape("nowhere", Shape())] * diagram.counts.dangling
        items += [self.edge(key, each) for key, each in diagram.edges.items()]
        self.random.shuffle(items)
        return self.element("di:BPMNDiagram", self.element("di:BPMNPlane", *items, bpmnElement="plane"))

    def shape(self, key: str, shape: Shape) -> str:
        flags = {"isHorizontal": shape.is_horizontal, "isExpanded": shape.is_expanded}
        spelt_out = {name: None if value is None else self.flag(value) for name, value in flags.items()}
        parts = [self.bounds(shape.bounds)] if shape.bounds else []
        return self.element(
            "di:BPMNShape", *parts, *self.label(shape.label_bounds), bpmnElement=self.refer(key), **spelt_out
        )

    def edge(self, key: str, edge: Edge) -> str:
        points = [self.element("dd:waypoint", x=self.number(x), y=self.number(y)) for x, y in edge.waypoints]
        return self.element("di:BPMNEdge", *points, *self.label(edge.label_bounds), bpmnElement=self.refer(key))

    def label(self, bounds: Bounds | None) -> list[str]:
        return [self.element("di:BPMNLabel", self.bounds(bounds))] if bounds else []

    def bounds(self, bounds: Bounds) -> str:
        return self.element(
            "dc:Bounds", **{name: self.number(getattr(bounds, name)) for name in ("x", "y", "width", "height")}
        )

    def number(self, value: float) -> str:
        return str(int(value)) if value == int(value) and self.maybe(0.5) else repr(value)
