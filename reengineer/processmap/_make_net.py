"""Make the net of one process or sub-process from the map.

Each sub-process inside is one step, whose choices are the outcomes found for it beforehand: what happens inside does
not depend on what happens outside, except that it can be cut short.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from reengineer.bpmn import Activity, BoundaryEvent, EventBasedGateway, ReceiveTask
from reengineer.processmap import _paths
from reengineer.processmap._map import Flow, Node, ProcessMap
from reengineer.processmap._net import DONE, Choice, Net, Outcome, Place, Step
from reengineer.processmap._throws import Throw, Throws

_CHOOSING = ("inclusiveGateway", "complexGateway")
_MOST_CONDITIONS = 10
_MOST_TOLD = 4


def make_net(map_: ProcessMap, holder: str, throws: Throws, outcomes: Mapping[str, tuple[Outcome, ...]]) -> Net:
    """Return the net of what a process or sub-process holds directly.

    Parameters
    ----------
    holder : str
        The process or sub-process.
    outcomes : mapping
        How each sub-process directly inside can be over.
    """
    return _Maker(map_, holder, throws, outcomes).make()


def is_left_aside(node: Node) -> bool:
    """Say whether a node takes no part in the flow of tokens: compensation, and event sub-processes."""
    if isinstance(node.element, Activity) and node.element.is_for_compensation:
        return True
    return _paths.is_event_sub_process(node) or (node.position == "boundary" and node.trigger == "compensate")


def begins(map_: ProcessMap, holder: str) -> tuple[tuple[Node, ...], ...]:
    """Return the ways in which a run can begin: the nodes at which tokens appear at once.

    Each start event alone is one way, and so is each step that starts a process by itself. Where there is neither, all
    nodes that nothing leads to begin together (BPMN 2.0.2, 13.2).
    """
    nodes = _paths.starts_of(map_, holder)
    alone = tuple((node,) for node in nodes if node.position == "start" or _instantiates(node))
    return alone or ((nodes,) if nodes else ())


def _instantiates(node: Node) -> bool:
    return isinstance(node.element, ReceiveTask | EventBasedGateway) and node.element.instantiate


class _Maker:
    """Hold what is looked up while one net is made."""

    def __init__(
        self, map_: ProcessMap, holder: str, throws: Throws, outcomes: Mapping[str, tuple[Outcome, ...]]
    ) -> None:
        self.map = map_
        self.throws = throws
        self.outcomes = outcomes
        self.holder = holder
        self.net = Net()
        self.once: dict[str, int] = {}
        self.nodes = [node for node in map_.children(holder) if not is_left_aside(node)]
        self.into: dict[str, list[int]] = {node.id: [] for node in self.nodes}
        self.out_of: dict[str, list[tuple[int, Flow | None]]] = {node.id: [] for node in self.nodes}

    def make(self) -> Net:
        """Make places, then steps."""
        for node in self.nodes:
            for flow in self.map.outgoing(node.id):
                if flow.target in self.into:
                    self._join(Place(flow.id, node.id, flow.target), flow)
            for target in _paths.link_targets(self.map, node):
                self._join(Place(None, node.id, target), None)
        self._begin()
        for node in self.nodes:
            if self.into[node.id]:
                self._step(node)
        return self.net

    def _join(self, place: Place, flow: Flow | None) -> None:
        number = self.net.add(place)
        self.out_of[place.source].append((number, flow))
        self.into[place.target].append(number)

    def _begin(self) -> None:
        """Add a way into the net for each way in which a run can begin."""
        for first in begins(self.map, self.holder):
            places = []
            for node in first:
                places.append(self.net.add(Place(None, "", node.id)))
                self.into[node.id].append(places[-1])
            self.net.steps.append(Step("", "start", [], [Choice(places)]))

    def _step(self, node: Node) -> None:
        """Add the step of a node; a node at which tokens simply end has none."""
        ins = self.into[node.id]
        step = Step(node.id, self._way_of_joining(node), ins, [])
        thrown = self.throws.of(node)
        if thrown.kind in ("ends", "leaves"):
            step.choices = [Choice([], stops=_stop(thrown))]
        elif node.is_activity:
            self._activity(node, step)
        else:
            self._ways_on(node, step)
            if thrown.kind == "tells":
                self._tell(step, thrown.catch)
        if _is_end(step):
            for place in ins:
                self.net.places[place].is_end = True
            return
        for choice in step.choices:
            if not choice.places and choice.stops is None:
                choice.places.append(self._end_of(node))
        self.net.steps.append(step)

    def _way_of_joining(self, node: Node) -> str:
        if len(self.into[node.id]) < 2:
            return "each"
        if node.type == "parallelGateway":
            return "all"
        return "any" if node.type in _CHOOSING else "each"

    def _end_of(self, node: Node) -> int:
        """Return a place in which tokens end at a node that something else happens at as well."""
        return self.net.add(Place(None, node.id, node.id, is_end=True))

    def _tell(self, step: Step, catch: str) -> None:
        told = frozenset((catch,))
        step.choices = [Choice(choice.places, told=told) for choice in step.choices]

    def _ways_on(self, node: Node, step: Step) -> None:
        """Set the choices that the flows out of a node give."""
        ways = self.out_of[node.id]
        places = [place for place, _ in ways]
        by_choice = node.type in ("exclusiveGateway", "eventBasedGateway")
        if node.type == "eventBasedGateway" and isinstance(node.element, EventBasedGateway):
            by_choice = node.element.event_gateway_type != "parallel"
        if by_choice or all(flow is None for _, flow in ways):
            step.choices = [Choice([place]) for place in places] or [Choice([])]
        elif node.type in _CHOOSING and len(ways) > 1:
            step.free = [place for place, flow in ways if flow is not None and not flow.is_default]
            step.choices = [Choice([place]) for place, flow in ways if flow is not None and flow.is_default]
        elif node.kind == "gateway" or len(ways) < 2:
            step.choices = [Choice(places)]
        else:
            step.choices = self._implicit_split([(place, flow) for place, flow in ways if flow is not None], node)

    def _implicit_split(self, ways: list[tuple[int, Flow]], node: Node) -> list[Choice]:
        """Return the choices of a node other than a gateway (BPMN 2.0.2, 13.3.2).

        Every flow without a condition gets a token, and so does any set of those with one. The default flow gets one
        if no other does.
        """
        always = [place for place, flow in ways if not flow.is_default and not _has_condition(flow)]
        perhaps = [place for place, flow in ways if not flow.is_default and _has_condition(flow)]
        default = [place for place, flow in ways if flow.is_default]
        if len(perhaps) > _MOST_CONDITIONS:
            self.net.too_wide = node.id
            perhaps = perhaps[:_MOST_CONDITIONS]
        sizes = range(0 if always else 1, len(perhaps) + 1)
        found = [Choice([*always, *taken]) for size in sizes for taken in combinations(perhaps, size)]
        return found + ([Choice(default)] if default and not always else [])

    def _activity(self, node: Node, step: Step) -> None:
        """Set what an activity can end in: going on, a boundary event, or the end of all around it.

        A token in a sub-process that never ends stays where it is.
        """
        self._ways_on(node, step)
        events = [event for event in self.map.boundary_events(node.id) if event.id in self.out_of]
        found = self.outcomes.get(node.id, (DONE,))
        if not events and found == (DONE,):
            return
        usual, step.choices = step.choices, []
        tied = {outcome.catch for outcome in found} | {catch for outcome in found for catch in outcome.told}
        for outcome in found:
            for choice in usual if outcome.kind == "done" else [self._left_by(outcome, node)]:
                step.choices += self._told(node, outcome, choice)
        known = node.id in self.outcomes
        for event in events:
            if isinstance(event.element, BoundaryEvent) and event.element.cancel_activity:
                if not (known and (event.trigger == "cancel" or (event.id in tied and event.trigger == "escalation"))):
                    step.choices.append(self._caught(event))
            elif event.id not in tied:
                step.sides.append(self._side(event.id))
        if not step.choices:
            step.choices = [Choice(step.ins[:1])]

    def _event(self) -> int:
        self.net.events += 1
        return self.net.events - 1

    def _caught(self, event: Node) -> Choice:
        places = [place for place, _ in self.out_of[event.id]] or [self._end_of(event)]
        return Choice(places, via=(event.id,))

    def _left_by(self, outcome: Outcome, node: Node) -> Choice:
        """Return where a token goes on that leaves a sub-process in another way than by its end."""
        catch = self.map.index.nodes.get(outcome.catch)
        if catch is None or (catch.attached_to != node.id and catch.parent != self.holder):
            return Choice([], stops=Outcome("leaves", outcome.catch))
        if catch.attached_to == node.id:
            return self._caught(catch)
        return Choice([], stops=Outcome("taken"))

    def _told(self, node: Node, outcome: Outcome, choice: Choice) -> Iterator[Choice]:
        """Give a choice with the tokens that boundary events put meanwhile, each only once in a run."""
        here = [catch for catch in sorted(outcome.told) if self.map.index.nodes[catch].attached_to == node.id]
        further = outcome.told - frozenset(here)
        sides = [self._side(catch) for catch in here[:_MOST_TOLD]]
        if len(here) > _MOST_TOLD:
            self.net.too_wide = node.id
        for happen in product((True, False), repeat=len(sides)):
            now = [side for side, new in zip(sides, happen, strict=True) if new]
            yield Choice(
                places=[*choice.places, *(place for side in now for place in side.places)],
                via=choice.via + tuple(name for side in now for name in side.via),
                stops=choice.stops,
                told=further,
                once=tuple(number for side in now for number in side.once),
                after=tuple(number for side, new in zip(sides, happen, strict=True) if not new for number in side.once),
            )

    def _side(self, catch: str) -> Choice:
        if catch not in self.once:
            self.once[catch] = self._event()
        side = self._caught(self.map.index.nodes[catch])
        side.once = (self.once[catch],)
        return side


def _stop(thrown: Throw) -> Outcome:
    if thrown.kind == "leaves":
        return Outcome("leaves", thrown.catch)
    return Outcome("taken") if thrown.catch else DONE


def _is_end(step: Step) -> bool:
    """Say whether nothing at all happens at the step but that each token ends."""
    return (
        step.join == "each"
        and step.free is None
        and not step.sides
        and all(not (choice.places or choice.via or choice.told or choice.stops) for choice in step.choices)
    )


def _has_condition(flow: Flow) -> bool:
    return bool(flow.condition) or flow.element.has_condition
