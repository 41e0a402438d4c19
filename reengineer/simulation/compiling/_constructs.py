"""Draw tiny maps, each around one construct of BPMN, for the table of what is simulated."""

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cache
from typing import Any

from reengineer._records import dataclass
from reengineer.bpmn import KnownAttribute

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = (
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"'
)

EVENTS = {
    "startEvent": ("message", "timer", "signal", "conditional"),
    "intermediateCatchEvent": ("message", "timer", "signal", "conditional", "link"),
    "intermediateThrowEvent": ("message", "signal", "escalation", "compensate", "link"),
    "boundaryEvent": ("message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel"),
    "endEvent": ("message", "signal", "escalation", "error", "compensate", "cancel", "terminate"),
}
"""Which kinds of event may stand where, at the top of a process (BPMN 2.0.2, table 10.93)."""

SEVERAL = {
    "multiple": ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent"),
    "parallel multiple": ("intermediateCatchEvent", "boundaryEvent"),
}
"""Where an event may stand that has several definitions."""

BEHIND_TASK = "conditionExpression behind a task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """Describe a map around one element ``x``, between ``s`` and ``e``.

    Parameters
    ----------
    tag, inside, attributes : str
        The element's XML name, what is inside it, and its further attributes.
    beside, around, behind : str
        What else stands in the process, before it, and after it.
    flows : str
        Pairs as ``a>b``; a flow's id is ``a_b``.
    steps : tuple of str
        The elements whose notes state a duration.
    notes : mapping
        Further notes.
    """

    tag: str = "task"
    inside: str = ""
    attributes: str = ""
    beside: str = '<startEvent id="s"/><endEvent id="e"/>'
    around: str = ""
    behind: str = ""
    flows: str = "s>x x>e"
    steps: tuple[str, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)

    def bpmn(self) -> bytes:
        """Return the map as BPMN."""
        pairs = (flow.split(">") for flow in self.flows.split())
        flows = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)
        node = f'<{self.tag} id="x" {self.attributes}>{self.inside}</{self.tag}>'
        process = f'<process id="P">{node}{self.beside}{flows}</process>'
        return f'<definitions xmlns="{_MODEL}" {_DI}>{self.around}{process}{self.behind}</definitions>'.encode()


def element(tag: str) -> Construct:
    """Return a map with an element in its usual place."""
    if tag == "startEvent":
        return _start("")
    if tag == "endEvent":
        return Construct(tag=tag, beside='<startEvent id="s"/>', flows="s>x")
    if tag == "boundaryEvent":
        return replace(_boundary("timer"), inside=f"<timerEventDefinition>{_AN_HOUR}</timerEventDefinition>")
    if tag == "eventBasedGateway":
        return _race()
    if tag.endswith("Gateway"):
        ends = '<startEvent id="s"/><endEvent id="e"/><endEvent id="f"/>'
        shares = _SHARES.get(tag, {})
        return Construct(tag=tag, beside=ends, flows="s>x x>e x>f", notes={"flows": shares})
    if tag.endswith("Event"):
        return Construct(tag=tag)
    return Construct(tag=tag, steps=("x",))


_AN_HOUR = "<timeDuration>PT1H</timeDuration>"
_SHARES: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "exclusiveGateway": {"x": {"x_e": 0.5, "x_f": 0.5}},
    "inclusiveGateway": {"x": {"x_e": 1.0, "x_f": 0.5}},
}


def _race() -> Construct:
    """Return a map with an event-based gateway before two events."""
    events = "".join(
        f'<intermediateCatchEvent id="{name}"><timerEventDefinition/></intermediateCatchEvent>' for name in "cd"
    )
    ends = '<startEvent id="s"/><endEvent id="e"/><endEvent id="f"/>'
    delays = {"events": {"c": {"delay": "1 h"}, "d": {"delay": "2 h"}}}
    return Construct(tag="eventBasedGateway", beside=events + ends, flows="s>x x>c x>d c>e d>f", notes=delays)


def event(tag: str, kind: str) -> Construct:
    """Return a map with an event of a kind in its usual place."""
    name = 'name="L"' if kind == "link" else ""
    definition = f"<{kind}EventDefinition {name}/>"
    made = element(tag)
    if tag == "boundaryEvent":
        return _boundary(kind)
    if kind == "link" and tag == "intermediateThrowEvent":
        partner = f'<intermediateCatchEvent id="c">{definition}</intermediateCatchEvent>'
        return replace(made, inside=definition, beside=made.beside + partner, flows="s>x c>e")
    if kind == "link":
        partner = f'<intermediateThrowEvent id="t">{definition}</intermediateThrowEvent>'
        return replace(made, inside=definition, beside=made.beside + partner, flows="s>t x>e")
    return replace(made, inside=definition)


def several(tag: str, kind: str) -> Construct:
    """Return a map with an event of several definitions: one that waits, of timers; one that throws, of others."""
    timer = f"<timerEventDefinition>{_AN_HOUR}</timerEventDefinition>"
    is_thrown = tag in ("intermediateThrowEvent", "endEvent")
    inside = "<messageEventDefinition/><signalEventDefinition/>" if is_thrown else timer + timer
    made = replace(_boundary("message") if tag == "boundaryEvent" else element(tag), inside=inside)
    parallel = 'parallelMultiple="true"' if kind == "parallel multiple" else ""
    return replace(made, attributes=f"{made.attributes} {parallel}".strip())


def _start(definition: str) -> Construct:
    demand = {"case": {"start": "x", "arrivals": "60 min"}}
    return Construct(
        tag="startEvent", inside=definition, beside='<endEvent id="e"/>', flows="x>e", notes={"cases": demand}
    )


def _boundary(kind: str) -> Construct:
    nodes = '<startEvent id="s"/><task id="a"/><endEvent id="e"/><endEvent id="f"/>'
    return Construct(
        tag="boundaryEvent",
        attributes='attachedToRef="a"',
        inside=f"<{kind}EventDefinition/>",
        beside=nodes,
        flows="s>a a>e x>f",
    )


def with_attribute(tag: str, known: KnownAttribute) -> tuple[Construct, Construct]:
    """Return the map of an element without an attribute, and with it or with another value of it."""
    if known.name == "parallelMultiple":
        return several("intermediateCatchEvent", "multiple"), several("intermediateCatchEvent", "parallel multiple")
    if tag not in other_elements():
        made = element(tag)
        kept = " ".join(part for part in made.attributes.split() if not part.startswith(f"{known.name}="))
        return made, replace(made, attributes=f'{kept} {known.name}="{known.value}"')
    without, made = other_elements()[tag]
    if f"{known.name}=" in made.beside:
        return without, made
    return made, replace(made, beside=made.beside.replace(f"<{tag} ", f'<{tag} {known.name}="{known.value}" '))


_TASK = Construct(steps=("x",))
_PICTURE = (
    '<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape bpmnElement="x"><dc:Bounds x="1" y="1" width="100" height="80"/>'
    '<di:BPMNLabel><dc:Bounds x="1" y="1" width="9" height="9"/></di:BPMNLabel></di:BPMNShape>'
    '<di:BPMNEdge bpmnElement="x_e"><dd:waypoint x="101" y="41"/><dd:waypoint x="200" y="41"/></di:BPMNEdge>'
    "</di:BPMNPlane></di:BPMNDiagram>"
)
_LANES = (
    '<laneSet id="L"><lane id="l" name="clerk"><flowNodeRef>x</flowNodeRef><childLaneSet id="M">'
    '<lane id="m" name="senior"><flowNodeRef>x</flowNodeRef></lane></childLaneSet></lane></laneSet>'
)
_POOLS = (
    '<participant id="o" processRef="P"><participantMultiplicity/></participant><participant id="q"/>'
    '<messageFlow id="n" sourceRef="x" targetRef="q"/>'
)
_ANNOTATED = '<textAnnotation id="n"><text>why</text></textAnnotation><association id="k" sourceRef="x" targetRef="n"/>'
_DATA = (
    '<dataObject id="d"/><dataObjectReference id="n" dataObjectRef="d"/><dataStoreReference id="k" dataStoreRef="D"/>'
)
_READS = (
    "<dataInputAssociation><sourceRef>n</sourceRef><targetRef>k</targetRef></dataInputAssociation>"
    "<dataOutputAssociation><sourceRef>n</sourceRef><targetRef>k</targetRef></dataOutputAssociation>"
)
_REPEATED = "<standardLoopCharacteristics>{}</standardLoopCharacteristics>"
_SEVERAL = "<multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics>"


@cache
def other_elements() -> Mapping[str, tuple[Construct, Construct]]:
    """Return, for each element that is read and is no flow node, a map without it and one with it."""
    beside = {
        ("laneSet", "lane", "childLaneSet", "flowNodeRef"): _LANES,
        ("textAnnotation", "text", "association"): _ANNOTATED,
        ("group",): '<group id="n"/>',
        ("dataObject", "dataObjectReference", "dataStoreReference"): _DATA,
    }
    around: dict[tuple[str, ...], str] = {
        ("collaboration", "participant", "participantMultiplicity", "messageFlow"): (
            f'<collaboration id="c">{_POOLS}</collaboration>'
        ),
        **{(name,): f'<{name} id="c">{_POOLS}</{name}>' for name in ("choreography", "globalConversation")},
        **{(name,): f'<{name} id="n" name="N"/>' for name in ("message", "signal", "error", "escalation", "dataStore")},
    }
    pairs = {
        **{names: (_TASK, replace(_TASK, beside=_TASK.beside + text)) for names, text in beside.items()},
        **{names: (_TASK, replace(_TASK, around=text)) for names, text in around.items()},
        **_inside_task(),
        **_inside_event(),
        **_flows(),
        ("BPMNDiagram", "BPMNPlane", "BPMNShape", "BPMNEdge", "BPMNLabel", "Bounds", "waypoint"): (
            _TASK,
            replace(_TASK, behind=_PICTURE),
        ),
    }
    return {name: pair for names, pair in pairs.items() for name in names}


_Pairs = dict[tuple[str, ...], tuple[Construct, Construct]]


def _inside_task() -> _Pairs:
    inside = {
        ("incoming",): "<incoming>s_x</incoming>",
        ("outgoing",): "<outgoing>x_e</outgoing>",
        ("standardLoopCharacteristics",): _REPEATED.format(""),
        ("multiInstanceLoopCharacteristics",): _SEVERAL.format(""),
    }
    parts = {
        ("loopCondition",): (_REPEATED, "<loopCondition>again</loopCondition>"),
        ("loopCardinality",): (_SEVERAL, "<loopCardinality>3</loopCardinality>"),
        ("completionCondition",): (_SEVERAL, "<completionCondition>done</completionCondition>"),
    }
    reading = replace(_TASK, beside=_TASK.beside + _DATA)
    return {
        **{names: (_TASK, replace(_TASK, inside=text)) for names, text in inside.items()},
        **{
            names: (replace(_TASK, inside=holder.format("")), replace(_TASK, inside=holder.format(text)))
            for names, (holder, text) in parts.items()
        },
        ("dataInputAssociation", "dataOutputAssociation", "sourceRef", "targetRef"): (
            reading,
            replace(reading, inside=_READS),
        ),
    }


def _inside_event() -> _Pairs:
    catch = Construct(tag="intermediateCatchEvent")
    timer = replace(catch, inside="<timerEventDefinition/>")
    texts = {"timeDate": "2026-03-02T09:00:00", "timeDuration": "PT2H", "timeCycle": "R3/PT2H"}
    timers: _Pairs = {
        (name,): (timer, replace(timer, inside=f"<timerEventDefinition><{name}>{text}</{name}></timerEventDefinition>"))
        for name, text in texts.items()
    }
    waits = "<conditionalEventDefinition>{}</conditionalEventDefinition>"
    return {
        **timers,
        ("condition",): (
            replace(catch, inside=waits.format("")),
            replace(catch, inside=waits.format("<condition>stock &lt; 3</condition>")),
        ),
        ("eventDefinitionRef",): (catch, _referring(catch)),
    }


def _referring(catch: Construct) -> Construct:
    """Return the map of an event that refers to a definition at the top of the file."""
    shared = f'<timerEventDefinition id="D">{_AN_HOUR}</timerEventDefinition>'
    return replace(catch, inside="<eventDefinitionRef>D</eventDefinitionRef>", around=shared)


def _flows() -> _Pairs:
    ends = _TASK.beside + '<endEvent id="f"/>'
    extra = '<sequenceFlow id="x_f" sourceRef="x" targetRef="f">{}</sequenceFlow>'
    condition = "<conditionExpression>large</conditionExpression>"
    one_way, two_ways = replace(_TASK, beside=ends), replace(_TASK, beside=ends + extra.format(""))
    choice = element("exclusiveGateway")
    choice = replace(choice, flows="s>x x>e", beside=choice.beside + extra.format(""))
    return {
        ("sequenceFlow",): (one_way, two_ways),
        ("conditionExpression",): (
            choice,
            replace(choice, beside=choice.beside.replace("></seq", f">{condition}</seq")),
        ),
        (BEHIND_TASK,): (two_ways, replace(_TASK, beside=ends + extra.format(condition))),
    }
