"""Redraw a map for one change: collect edits under new ids, then make them all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Literal

from reengineer.annotations import AnnotatedMap, Annotations, StepNotes, WorkInHand, work_in_hand
from reengineer.bpmn import (
    AddFlowNode,
    AddLane,
    AddSequenceFlow,
    AssignLane,
    Edit,
    EndEvent,
    ExclusiveGateway,
    FlowNode,
    MoveShape,
    ParallelGateway,
    RedirectFlow,
    RemoveFlowNode,
    RemoveLane,
    SequenceFlow,
    SetDefault,
    Task,
)
from reengineer.processmap import Flow, Node
from reengineer.quantities import Estimate

Share = Estimate | float | Literal["rest"]


class Redraw:
    """Collect what one change does to a map.

    New elements are called ``<source id>_<operation>_<n>``, n counting from 1 past what the map has already.

    Parameters
    ----------
    as_is : AnnotatedMap
        Stays as it is.
    operation : str
    base : Node
        The element that the change is about; new nodes stand in its process and lane.
    """

    def __init__(self, as_is: AnnotatedMap, operation: str, base: Node) -> None:
        self.as_is = as_is
        self.base = base
        self._prefix = f"{base.id}_{operation}_"
        self._numbers = count(1)
        self._taken = {*as_is.map.index.nodes, *as_is.map.index.flows, *(lane.id for lane in as_is.map.lanes)}
        self._edits: list[Edit] = []
        self._removed: list[str] = []
        self._steps: dict[str, StepNotes] = {}
        self._shares: dict[str, Mapping[str, Share]] = {}
        self._stands_for: dict[str, tuple[str, ...]] = {}
        self._followed: dict[str, tuple[str, ...]] = {}
        self._brought = Annotations()

    def new_id(self) -> str:
        """Return the next id that nothing has."""
        found = next(name for number in self._numbers if (name := f"{self._prefix}{number}") not in self._taken)
        self._taken.add(found)
        return found

    def is_free(self, name: str) -> bool:
        """Say whether nothing has this id."""
        return name not in self._taken

    def take(self, name: str) -> str:
        """Claim an id that a user chose."""
        self._taken.add(name)
        return name

    def gateway(self, name: str | None = None, *, near: str | None = None) -> str:
        """Add an exclusive gateway and return its id."""
        return self._add(ExclusiveGateway(id=self.new_id(), name=name), near=near)

    def task(
        self,
        kind: type[Task],
        name: str,
        notes: StepNotes,
        *,
        task_id: str | None = None,
        stands_for: tuple[str, ...] = (),
        lane: str | None = None,
    ) -> str:
        """Add a task with its notes and what it stands for, and return its id."""
        made = self._add(kind(id=task_id or self.new_id(), name=name), lane=lane)
        self._steps[made] = notes
        if stands_for:
            self._stands_for[made] = stands_for
        return made

    def parallel(self, *, near: str | None = None) -> str:
        """Add a parallel gateway and return its id."""
        return self._add(ParallelGateway(id=self.new_id()), near=near)

    def in_place_of(self, made: str, old: str) -> None:
        """Draw a new node where one that goes has stood."""
        self._edits = [
            replace(edit, instead_of=old) if isinstance(edit, AddFlowNode) and edit.node.id == made else edit
            for edit in self._edits
        ]

    def beside(self, made: str, near: str) -> None:
        """Draw a new node beside another."""
        self._edits = [
            replace(edit, near=near) if isinstance(edit, AddFlowNode) and edit.node.id == made else edit
            for edit in self._edits
        ]

    def move_shape(self, node: str, near: str) -> None:
        """Draw a node that has moved beside another."""
        self._edits.append(MoveShape(id=node, near=near))

    def node(self, node: FlowNode, *, near: str | None = None) -> str:
        """Add any node under its id and return that."""
        return self._add(node, near=near)

    def end(self, name: str, *, near: str | None = None) -> str:
        """Add an end event and return its id."""
        return self._add(EndEvent(id=self.new_id(), name=name), near=near)

    def _add(self, node: FlowNode, *, lane: str | None = None, near: str | None = None) -> str:
        # What stands in a sub-process is in a lane through the sub-process alone.
        own = (lane or self.base.lane) if self.base.parent == self.base.process else None
        self._edits.append(AddFlowNode(parent=self.base.parent, node=node, lane=own, near=near or self.base.id))
        return str(node.id)

    def lane(self, name: str) -> str | None:
        """Add a lane below the others and return its id; None in a process without lanes."""
        if self.base.lane is None:
            return None
        lane = self.new_id()
        self._edits.append(AddLane(process=self.base.process, id=lane, name=name))
        return lane

    def flow(self, source: str, target: str, name: str | None = None) -> str:
        """Add a sequence flow and return its id."""
        flow = SequenceFlow(id=self.new_id(), name=name, source_ref=source, target_ref=target)
        self._edits.append(AddSequenceFlow(parent=self.base.parent, flow=flow))
        return str(flow.id)

    def copy_flow(self, name: str, source: str, target: str, like: Flow) -> None:
        """Add a flow under an id, with the label and the condition of another."""
        flow = SequenceFlow(
            id=name, name=like.element.name, source_ref=source, target_ref=target, condition=like.condition
        )
        self._edits.append(AddSequenceFlow(parent=self.base.parent, flow=flow))
        if like.is_default:
            self._edits.append(SetDefault(gateway=source, flow=name))

    def bring(self, notes: Annotations) -> None:
        """Add notes on elements that are new."""
        self._brought = notes

    def redirect(self, flow: str, *, source: str | None = None, target: str | None = None) -> None:
        """Give a flow another source or target."""
        self._edits.append(RedirectFlow(id=flow, source=source, target=target))

    def remove_node(self, node: str) -> None:
        """Remove a node with the flows it still has, and the notes on it."""
        self._edits.append(RemoveFlowNode(id=node))
        self._removed.append(node)

    def drop_lane_left_by(self, node: Node) -> None:
        """Remove the lane of a node that goes, where nothing else stands in it."""
        lane = next((lane for lane in self.as_is.map.lanes if lane.id == node.lane), None)
        if lane is None or any(inner.parent == lane.id for inner in self.as_is.map.lanes):
            return
        gone = {node.id, *(event.id for event in self.as_is.map.boundary_events(node.id))}
        if set(lane.nodes) <= gone:
            self._edits.append(RemoveLane(id=lane.id))

    def follow(self, new: str, steps: tuple[str, ...]) -> None:
        """Let notes on who may do other steps, where they name one of the steps, name the new task as well."""
        self._followed[new] = steps

    def assign_lane(self, node: str, lane: str) -> None:
        """Move a node to another lane."""
        self._edits.append(AssignLane(node=node, lane=lane))

    def shares(self, gateway: str, shares: Mapping[str, Share]) -> None:
        """State the shares of a new gateway by flow id."""
        self._shares[gateway] = shares

    def done(self) -> AnnotatedMap:
        """Return the new map, with notes on what is new and none on what is gone."""
        definitions = self.as_is.map.definitions.edit(*self._edits) if self._edits else self.as_is.map.definitions
        drawn = self._following(self.as_is.with_definitions(definitions))
        gone = [*self._removed, *(flow.id for flow in self.as_is.map.flows if flow.id not in drawn.map.index.flows)]
        made = self._with_work_moved(drawn.without(gone) if gone else drawn)
        for step, notes in self._steps.items():
            made = made.with_step(step, notes)
        for gateway, shares in (*self._shares.items(), *self._brought.flows.items()):
            made = made.with_shares(gateway, shares)
        for step, notes in self._brought.steps.items():
            made = made.with_step(step, notes)
        for event, event_notes in self._brought.events.items():
            made = made.with_event(event, event_notes)
        kept = {node: steps for node, steps in self.as_is.stands_for.items() if node not in self._removed}
        return replace(made, stands_for={**kept, **self._stands_for})

    def _with_work_moved(self, made: AnnotatedMap) -> AnnotatedMap:
        """Move the work in hand at steps that are gone to the task that does them, or to where their cases go on."""
        moved = {}
        for kind, notes in made.notes.cases.items():
            if not notes.initial_work.keys().isdisjoint(self._removed):
                work = {place: each for place, each in notes.initial_work.items() if place not in self._removed}
                for place, stated in notes.initial_work.items():
                    goes_to = self._place_of_work(made, place) if place in self._removed else None
                    if goes_to is not None:
                        work[goes_to] = _with_more(work.get(goes_to), work_in_hand(stated))
                moved[kind] = notes.model_copy(update={"initial_work": work})
        return made.with_cases(moved) if moved else made

    def _place_of_work(self, made: AnnotatedMap, step: str) -> str | None:
        """Return where the work in hand at a step that is gone lies now; None where nothing is left to do for it."""
        for new, steps in self._followed.items():
            if step in steps:
                return new
        nodes, flows = made.map.index.nodes, made.map.index.flows
        led = [flows[flow.id].target for flow in self.as_is.map.incoming(step) if flow.id in flows]
        after = [flow.target for flow in self.as_is.map.outgoing(step) if flow.target in nodes]
        waiting = led or after
        seen = set(waiting)
        for place in waiting:
            if nodes[place].holds_cases:
                return place
            onward = [flow.target for flow in made.map.outgoing(place) if flow.target not in seen]
            seen.update(onward)
            waiting.extend(onward)
        return None

    def _following(self, drawn: AnnotatedMap) -> AnnotatedMap:
        for new, followed in self._followed.items():
            for step, notes in drawn.notes.steps.items():
                changed = _named_too(notes, new, followed, self._removed)
                drawn = drawn.with_step(step, notes.model_copy(update=changed)) if changed else drawn
        return drawn


def _with_more(there: int | WorkInHand | None, more: WorkInHand) -> int | WorkInHand:
    """Return the work in hand at a place to which more comes; what was begun of that begins anew."""
    if there is None:
        return more.cases if more.age is None else WorkInHand(cases=more.cases, age=more.age)
    if isinstance(there, int):
        return there + more.cases
    return there.model_copy(update={"cases": there.cases + more.cases, "begun": there.under_way or None})


def _named_too(notes: StepNotes, new: str, followed: Sequence[str], removed: Sequence[str]) -> dict[str, object]:
    """Return what becomes of the references to steps that a new task does too, or does instead."""
    changed: dict[str, object] = {}
    if set(notes.not_same_person) & set(followed):
        changed["not_same_person"] = (*notes.not_same_person, new)
    for name in ("same_person", "prefer_same_person", "abandoned_to", "balked_to"):
        ref = getattr(notes, name)
        if ref in followed and ref in removed:
            changed[name] = new
    return changed


def stood_for(as_is: AnnotatedMap, step: str) -> tuple[str, ...]:
    """Return the as-is steps that a step carries: those it stands for, else itself."""
    return as_is.stands_for.get(step, (step,))
