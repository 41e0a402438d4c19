"""Read the process of another file, to be drawn into a map."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Annotations, StepNotes, annotate
from reengineer.bpmn import Activity, BoundaryEvent, Event, FlowNode, Gateway, read_bpmn
from reengineer.errors import BpmnError, InputError, counted, with_article
from reengineer.options._change import Change
from reengineer.processmap import Flow, Node, check_behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Hold the process of a file between its start and its ends.

    Parameters
    ----------
    source : AnnotatedMap
    nodes : tuple of Node
        Without start and ends, in document order; boundary events after what they stand on.
    flows : tuple of Flow
        Between the nodes, and from them to the ends.
    first : str
        The node that the start leads to.
    """

    source: AnnotatedMap
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    first: str

    def renamed(self, node: Node, names: Mapping[str, str]) -> FlowNode:
        """Return the record of a node under its new id, its references following."""
        element = replace(node.element, id=names[node.id], data_associations=())
        if isinstance(element, Activity | Gateway) and getattr(element, "default", None):
            element = replace(element, default=None)
        if isinstance(element, BoundaryEvent):
            element = replace(element, attached_to=names.get(node.attached_to or ""))
        return element

    def notes(self, names: Mapping[str, str]) -> Annotations:
        """Return the notes that travel in the file under the new ids; of people and demand none."""
        notes = self.source.notes
        return Annotations(
            steps={names[ref]: _following(step, names) for ref, step in notes.steps.items() if ref in names},
            events={names[ref]: event for ref, event in notes.events.items() if ref in names},
            flows={
                names[ref]: {names[flow]: share for flow, share in shares.items()}
                for ref, shares in notes.flows.items()
                if ref in names
            },
        )


def _following(step: StepNotes, names: Mapping[str, str]) -> StepNotes:
    changed: dict[str, object] = {
        name: names.get(getattr(step, name)) for name in ("same_person", "prefer_same_person") if getattr(step, name)
    }
    if step.not_same_person:
        changed["not_same_person"] = tuple(names[ref] for ref in step.not_same_person if ref in names)
    return step.model_copy(update=changed) if changed else step


def path_of(change: Change, file: str) -> Path:
    """Return where a file lies that an option names: beside the option's file."""
    return Path(change.source.file).parent / file if change.source.file else Path(file)


def read_drawn(change: Change, file: str) -> Drawn:
    """Read a file named in an option, from the folder of the option's file.

    Raises
    ------
    ChangeError
        RE622 the file cannot be read, is not sound, or holds what cannot be drawn into another map.
    """
    try:
        annotated = annotate(read_bpmn(path_of(change, file)))
    except (BpmnError, InputError) as error:
        raise change.refuse(
            "RE622", f"{file}: {error.problems[0].message}", "Mend the file, or name another."
        ) from error
    wrong = [problem for problem in check_behaviour(annotated.map) if problem.severity == "error"]
    if wrong:
        raise change.refuse("RE622", f"{file} is not sound: {wrong[0].message}", "Mend the map first.")
    return _between(change, annotated, file)


def _between(change: Change, annotated: AnnotatedMap, file: str) -> Drawn:
    map_ = annotated.map
    starts = [node for node in map_.nodes if node.position == "start"]
    if len(map_.processes) != 1 or len(starts) != 1 or len(map_.outgoing(starts[0].id)) != 1:
        held = f"{counted(len(map_.processes), 'process', 'processes')} and {counted(len(starts), 'start')}"
        message = f"{file} has {held}, and one of each is needed"
        raise change.refuse("RE622", message, "Draw one process with one start and one way from it.")
    ends = {node.id for node in map_.nodes if node.position == "end"}
    inner = sorted(
        (node for node in map_.nodes if node.id not in ends and node.id != starts[0].id),
        key=lambda node: node.position == "boundary",
    )
    for node in map_.nodes:
        strange = _strange(node)
        if strange:
            message = f"{file}: {node.id} is {strange}, which cannot be drawn into another map"
            raise change.refuse("RE622", message, "Draw the part with plain tasks, events and gateways.")
    first = map_.outgoing(starts[0].id)[0].target
    lost = [node.id for node in inner if not map_.outgoing(node.id)]
    if first in ends or lost:
        what = f"{lost[0]} leads nowhere" if lost else "nothing stands between start and end"
        raise change.refuse("RE622", f"{file}: {what}", "Lead every way to an end event.")
    flows = tuple(flow for flow in map_.flows if flow.source != starts[0].id)
    return Drawn(source=annotated, nodes=tuple(inner), flows=flows, first=first)


def _strange(node: Node) -> str:
    """Say what about a node ties it to its own file; empty where nothing does."""
    element = node.element
    if node.kind in ("subprocess", "call"):
        return with_article(node.type)
    if not isinstance(element, Event):
        return ""
    if node.position in ("start", "end"):
        return "" if node.trigger == "none" else f"{with_article(node.type)} of kind {node.trigger}"
    refers = element.event_definition_refs or any(item.reference for item in element.event_definitions)
    return f"an event of kind {node.trigger} that refers to its own file" if refers else ""
