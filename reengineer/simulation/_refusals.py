"""Name everything in a model that this version does not simulate, all of it at once, before a run."""

from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap, EventNotes, ResourceNotes, StepNotes
from reengineer.errors import Problem
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.simulation._distributions import SIMULATED
from reengineer.source import Source

SUPPORTED_TYPES = frozenset({
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
    "startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "exclusiveGateway",
    "parallelGateway",
})  # fmt: skip
OPAQUE_TYPES = frozenset({"subProcess", "transaction", "callActivity"})
PLAIN_ENDS = frozenset({"none", "message", "signal", "escalation"})
PLAIN_THROWS = frozenset({"none", "message", "signal", "escalation"})
NEAREST = {
    "inclusiveGateway": "Use an exclusive gateway, or a parallel one around optional work.",
    "complexGateway": "Use an exclusive or a parallel gateway.",
    "eventBasedGateway": "Use an exclusive gateway with the share of each event, and a delay on each.",
    "boundaryEvent": "Put an exclusive gateway with the share of such cases behind the activity.",
    "subProcess": "Give the sub-process a duration and a role, and it is simulated as one step.",
    "callActivity": "Give the call activity a duration and a role, and it is simulated as one step.",
    "adHocSubProcess": "Draw the usual order of the work as a sub-process with a duration.",
}

UNSUPPORTED_STEP = (
    "transfer", "priority", "preempts", "interruptible", "setup", "work_kind", "patience", "limit", "batch",
    "instances", "same_person", "prefer_same_person", "hold", "updates", "call_back", "escalation",
)  # fmt: skip
UNSUPPORTED_GROUP = ("overtime", "ageing", "capacity", "slow")


def refusals(annotated: AnnotatedMap, nodes: tuple[Node, ...]) -> list[Problem]:
    """Return a problem for each element and note among `nodes` that cannot be simulated."""
    problems: list[Problem] = []
    for node in nodes:
        problems.extend(_of_node(annotated, node))
    for name, group in annotated.notes.resources.items():
        problems.extend(_of_group(name, group))
    return problems


def family_refusals(distribution: Distribution, place: Source) -> Iterator[Problem]:
    """Yield a problem where no engine draws from a distribution.

    Parameters
    ----------
    distribution : Distribution
    place : Source
        Of the element or the demand that it belongs to.
    """
    if distribution.family not in SIMULATED:
        yield _refuse(
            f"a {distribution.family} distribution", "Choose another, such as gamma(mean=12 min, cv=0.5).", place
        )
    elif distribution.family == "empirical" and not distribution.points:
        yield Problem("RE516", f"the values of {distribution} were not read", "Read the notes from their file.", place)


def _refuse(what: str, remedy: str, place: Source) -> Problem:
    return Problem("RE501", f"{what} is not simulated by this version", remedy, place)


def _of_node(annotated: AnnotatedMap, node: Node) -> Iterator[Problem]:
    notes = annotated.notes.steps.get(node.id, StepNotes())
    worked = notes.duration is not None or notes.delay is not None
    if (node.type in OPAQUE_TYPES and not worked) or node.type not in SUPPORTED_TYPES | OPAQUE_TYPES:
        yield _refuse(
            f"a {node.type}", NEAREST.get(node.type, "Redraw it with tasks, events and gateways."), node.source
        )
    elif node.position == "end" and node.trigger not in PLAIN_ENDS:
        yield _refuse(f"an end event of kind {node.trigger}", "Use a plain end event.", node.source)
    elif node.position == "throw" and node.trigger not in PLAIN_THROWS:
        yield _refuse(f"a throw event of kind {node.trigger}", "Draw the way as sequence flows.", node.source)
    if getattr(node.element, "loop", None) is not None:
        yield _refuse(
            "a loop or multi-instance marker",
            "Draw the loop with an exclusive gateway, or take the marker off.",
            node.source,
        )
    yield from _of_step(notes, node)
    yield from _of_release(notes, node)
    yield from _of_release(annotated.notes.events.get(node.id, EventNotes()), node)


def _of_release(notes: StepNotes | EventNotes, node: Node) -> Iterator[Problem]:
    if notes.release is not None and notes.delay is not None:
        yield _refuse("a delay together with a release", "State one of them.", node.source)


def _of_step(notes: StepNotes, node: Node) -> Iterator[Problem]:
    for key in UNSUPPORTED_STEP:
        if getattr(notes, key) not in (None, {}):
            yield _refuse(f"the key {key} of a step", "Take it out of the annotations.", node.source)
    if notes.at_close not in (None, "pause"):
        yield _refuse(f"at_close: {notes.at_close}", "Write at_close: pause, or leave it out.", node.source)
    needs = notes.requests
    if len(needs) > 1 or any(need.quantity != 1 or need.skill or need.duration for need in needs):
        yield _refuse("a step that needs several people, skills or alternatives", "Name one role.", node.source)


def _of_group(name: str, group: ResourceNotes) -> Iterator[Problem]:
    place = Source(element_name=name)
    for key in UNSUPPORTED_GROUP:
        if getattr(group, key) not in (None, (), 1):
            yield _refuse(f"the key {key} of a resource group", "Take it out of the annotations.", place)
    if group.discipline not in (None, "fifo"):
        yield _refuse(f"the discipline {group.discipline}", "Write discipline: fifo, or leave it out.", place)
    if group.choice not in (None, "first"):
        yield _refuse(f"the choice {group.choice}", "Write choice: first, or leave it out.", place)
