"""Name everything in a model that is not simulated, all of it at once, before a run."""

from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap, EventNotes, ResourceNotes, StepNotes
from reengineer.bpmn import CallActivity, Transaction, called_name
from reengineer.errors import Problem, with_article
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.simulation.compiling._distributions import SIMULATED
from reengineer.simulation.compiling._layout import Layout, entries, is_event_sub_process, link_names
from reengineer.source import Source

REFUSED_TYPES = {
    "complexGateway": "Use an exclusive, inclusive or parallel gateway.",
    "adHocSubProcess": "Draw the usual order of the work, or give it a duration and a role.",
}
ENDS = frozenset({
    "none", "message", "signal", "escalation", "error", "terminate", "cancel", "compensate",
})  # fmt: skip
THROWS = frozenset({"none", "message", "signal", "escalation", "link", "compensate"})
CATCHES = frozenset({"none", "message", "signal", "timer", "conditional", "link"})
BOUNDARIES = frozenset({
    "timer", "message", "signal", "conditional", "error", "escalation", "cancel", "compensate",
})  # fmt: skip
HANDLERS = frozenset({"timer", "message", "signal", "conditional", "error", "escalation"})
ALONE = frozenset({"error", "terminate", "cancel", "compensate"})
"""What holds the token of who throws it: of several definitions one at most is of these."""
AT_ONCE = frozenset({"error", "cancel"})
"""What ends its scope when it comes, and cannot wait for others."""
PLACES = {"end": "an end", "throw": "a throw", "catch": "a catch", "boundary": "a boundary"}
KNOWN = {"end": ENDS, "throw": THROWS, "catch": CATCHES, "boundary": BOUNDARIES}
HANDLER_REMEDIES = {
    "compensate": "Draw what undoes a step as a task for compensation, tied to a compensation event on its border.",
    "none": "Say what starts the event sub-process: a timer, message, signal, condition, error or escalation.",
}
WAITS = {"call_back": "a call-back", "escalation": "an escalation"}
CLOSED = ("subprocess", "call")


def refusals(annotated: AnnotatedMap, layout: Layout) -> list[Problem]:
    """Return a problem for each element and note of a layout that is not simulated."""
    problems: list[Problem] = []
    for node in layout.nodes:
        problems.extend(_of_node(annotated, layout, node))
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
    for _, part in distribution.parts:
        yield from family_refusals(part, place)


def _refuse(what: str, remedy: str, place: Source) -> Problem:
    return Problem("RE501", f"{what} is not simulated by this version", remedy, place)


def _of_node(annotated: AnnotatedMap, layout: Layout, node: Node) -> Iterator[Problem]:
    notes = annotated.notes.steps.get(node.id, StepNotes())
    worked = notes.duration is not None or notes.delay is not None or bool(notes.requests)
    if node.type in REFUSED_TYPES and not worked:
        yield _refuse(with_article(node.type), REFUSED_TYPES[node.type], node.source)
    elif node.kind in CLOSED and not worked and not is_event_sub_process(node):
        yield from _of_holder(annotated, layout, node)
    elif node.id in layout.parts:
        yield from _of_parts(layout, node)
    elif node.kind == "event" and node.id not in layout.whole:
        yield from _of_event(annotated, node)
    elif node.type == "eventBasedGateway":
        yield from _of_event_gateway(annotated, node)
    yield from _of_step(notes, node)
    yield from _of_release(notes, node)
    yield from _of_release(annotated.notes.events.get(node.id, EventNotes()), node)
    if node.position == "start" and node.id in layout.fed and getattr(node.element, "parallel_multiple", False):
        yield _refuse("a pool that several messages start together", "Let one message start it.", node.source)


def _of_parts(layout: Layout, node: Node) -> Iterator[Problem]:
    """Give what is wrong with an event of several definitions."""
    name = PLACES.get(node.position, "a start")
    known = KNOWN.get(node.position, HANDLERS) - {"none", "link"}
    kinds = [part.trigger for part in layout.parts[node.id]]
    is_thrown = node.position in ("throw", "end")
    unknown = [kind for kind in kinds if kind not in known or (kind == "compensate" and not is_thrown)]
    held = [kind for kind in kinds if kind in ALONE]
    if unknown:
        yield _refuse(f"{name} event of several kinds, with {unknown[0]},", "Leave that kind out.", node.source)
    elif is_thrown and len(held) > 1:
        yield _refuse(f"{name} event of both {held[0]} and {held[1]}", "Keep one of them.", node.source)
    elif getattr(node.element, "parallel_multiple", False) and not AT_ONCE.isdisjoint(kinds):
        yield _refuse(f"{name} event that waits for an error together with others", "Draw them apart.", node.source)


def _of_holder(annotated: AnnotatedMap, layout: Layout, node: Node) -> Iterator[Problem]:
    """Give what is wrong with a sub-process or call that is run from inside."""
    holder = layout.called.get(node.id, node.id)
    if layout.inside(node) < 0:
        yield _unopened(node)
        return
    starts = [each for each in entries(annotated.map, holder) if each.position == "start"]
    if len(starts) > 1:
        yield _refuse(
            f"{with_article(node.type)} with {len(starts)} start events",
            "Leave one plain start event inside it.",
            node.source,
        )
    if isinstance(node.element, Transaction) and not _is_left_by_cancel(annotated, node):
        remedy = "Put a cancel event on its border, and draw what follows."
        yield _refuse("a transaction with a cancel end event and none on its border", remedy, node.source)
    if _calls_itself(annotated, layout, node.process, layout.called.get(node.id)):
        yield _refuse("a process that calls itself", "Give the call activity a duration and a role.", node.source)


def _is_left_by_cancel(annotated: AnnotatedMap, node: Node) -> bool:
    """Say whether nothing cancels a transaction, or an event on its border goes on from there."""
    ends = any(each.position == "end" and each.trigger == "cancel" for each in annotated.map.children(node.id))
    return not ends or any(each.trigger in ("cancel", "multiple") for each in annotated.map.boundary_events(node.id))


def _unopened(node: Node) -> Problem:
    """Return what is wrong with a sub-process or call that nothing stands in."""
    opaque = "Give it a duration and a role, and it is simulated as one step"
    if not isinstance(node.element, CallActivity):
        return _refuse(f"an empty {node.type}", f"{opaque}.", node.source)
    name = called_name(node.element)
    if not name:
        return _refuse("a callActivity that names no process", f"{opaque}; or state calledElement.", node.source)
    what = f"a callActivity that calls {name}, no process of this file or of one other file in its folder,"
    remedy = f"{opaque}; or name the file under steps: {{{node.id}: {{calls: ..}}}}."
    return _refuse(what, remedy, node.source)


def _calls_itself(annotated: AnnotatedMap, layout: Layout, process: str, called: str | None) -> bool:
    """Say whether calls lead from a called process back to the one that calls it."""
    seen: set[str] = set()
    waiting = [called] if called is not None else []
    while waiting:
        holder = waiting.pop()
        if holder == process:
            return True
        if holder not in seen:
            seen.add(holder)
            waiting.extend(
                target
                for source, target in layout.called.items()
                if annotated.map.index.nodes[source].process == holder
            )
    return False


def _of_event(annotated: AnnotatedMap, node: Node) -> Iterator[Problem]:
    known = KNOWN.get(node.position)
    stated = annotated.notes.events.get(node.id, EventNotes()).delay is not None
    holder = annotated.map.index.nodes.get(node.parent)
    if node.position == "start" and holder is not None and is_event_sub_process(holder):
        known = HANDLERS
    if known is not None and node.trigger not in known and not (stated and node.position in ("catch", "boundary")):
        name = PLACES.get(node.position, "a start")
        remedy = HANDLER_REMEDIES.get(node.trigger) if node.position == "start" else None
        remedy = remedy or "Use another kind of event, or draw flows."
        yield _refuse(f"{name} event of kind {node.trigger}", remedy, node.source)
    elif node.trigger == "link":
        yield from _of_link(annotated, node)


def _of_link(annotated: AnnotatedMap, node: Node) -> Iterator[Problem]:
    names = set(link_names(node))
    other = "catch" if node.position == "throw" else "throw"
    pairs = [
        each
        for each in annotated.map.children(node.parent)
        if each.trigger == "link" and each.position == other and names & set(link_names(each))
    ]
    if not pairs or (node.position == "throw" and len(pairs) > 1):
        what = "without its other half" if not pairs else "with several targets"
        yield _refuse(f"a link event {what}", "Give one throw and one catch in one process the same name.", node.source)


def _of_event_gateway(annotated: AnnotatedMap, node: Node) -> Iterator[Problem]:
    if getattr(node.element, "instantiate", False) or getattr(node.element, "event_gateway_type", "") == "parallel":
        yield _refuse(
            "an event-based gateway that starts cases or waits for all events", "Use start events.", node.source
        )
    for flow in annotated.map.outgoing(node.id):
        target = annotated.map.index.nodes[flow.target]
        if target.position != "catch" and target.type != "receiveTask":
            yield _refuse(
                f"an event-based gateway that leads to {with_article(target.type)}",
                "Lead it to catch events or receive tasks.",
                node.source,
            )
            break
        if annotated.map.boundary_events(target.id):
            yield _refuse(
                f"a boundary event on {target.label}, which an event-based gateway leads to,",
                "Draw its event as one more way out of the gateway.",
                node.source,
            )


def _of_release(notes: StepNotes | EventNotes, node: Node) -> Iterator[Problem]:
    if notes.release is not None and notes.delay is not None:
        yield _refuse("a delay together with a release", "State one of them.", node.source)


def _of_step(notes: StepNotes, node: Node) -> Iterator[Problem]:
    for key, what in WAITS.items():
        if getattr(notes, key) is not None:
            if not notes.requests:
                yield _refuse(f"{what} of a step that needs nobody", "State who does it, or leave it out.", node.source)
            if notes.batch is not None:
                yield _refuse(f"{what} together with a batch", "State one of them.", node.source)
    if notes.batch is not None and notes.release is not None:
        yield _refuse("a batch together with a release", "State one of them.", node.source)


def _of_group(name: str, group: ResourceNotes) -> Iterator[Problem]:
    place = Source(element_name=name)
    if group.slow and group.capacity in (None, 1):
        yield _refuse("a slow-down of members with one item at a time", "State a capacity, or leave it out.", place)
