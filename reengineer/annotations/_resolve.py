"""Resolve the references of annotations against a map, collecting everything that is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeVar

from reengineer.annotations._calendars import make_calendar
from reengineer.annotations._demand import CaseNotes, WorkInHand
from reengineer.annotations._records import Annotations
from reengineer.annotations._routing import may_have_shares, takes_several
from reengineer.annotations._steps import EventNotes, StepNotes
from reengineer.errors import Problem, Severity, nearest, shortened
from reengineer.files import Document, Path
from reengineer.processmap import Flow, Node, ProcessMap, event_parts, part_name
from reengineer.quantities import Estimate, QuantityError, format_number
from reengineer.source import Source

SHARE_TOLERANCE = 1e-9
MOST_TOLD = 1000
"""Characters of a message: a name from a file may be as long as the file."""
SPLITS = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")

_V = TypeVar("_V")
Shares = dict[str, Estimate | Literal["rest"]]


class Resolver:
    """Turn names into ids of the map and check what depends on both.

    Parameters
    ----------
    map : ProcessMap
    document : Document or None
        Where the annotations stand; None for what was made in memory.
    """

    def __init__(self, map: ProcessMap, document: Document | None = None) -> None:  # noqa: A002 - the word is the map
        self.map = map
        self.document = document
        self.problems: list[Problem] = []

    def resolve(self, notes: Annotations) -> Annotations:
        """Return the annotations with every reference as an id; problems are collected."""
        resolved = notes.model_copy(
            update={
                "steps": self._steps(notes),
                "events": self._events(notes),
                "flows": self._flows(notes),
                "transitions": self._transitions(notes),
                "cases": self._cases(notes),
            }
        )
        self._check_groups(notes)
        self._check_calendars(notes)
        self._check_currency(notes)
        return resolved

    def add(self, code: str, message: str, remedy: str, path: Path, severity: Severity = "error") -> None:
        """Collect a problem at a place of the annotations."""
        place = self.document.place(path, key=True) if self.document else Source()
        told = message if len(message) <= MOST_TOLD else f"{message[: MOST_TOLD - 3]}..."
        self.problems.append(Problem(code, told, remedy, place, severity))

    def _node(self, ref: str, path: Path, what: str, known: Iterable[Node]) -> Node | None:
        found = self.map.find(ref)
        if found is not None:
            return found
        named = [node.id for node in self.map.nodes if node.name == " ".join(ref.split())]
        if named:
            message = f"{what} '{shortened(ref)}' is the name of {len(named)} elements: {', '.join(named)}"
            self.add("RE302", message, "Use the id of the one you mean.", path)
            return None
        hint = nearest(ref, [word for node in known for word in (node.id, node.name) if word])
        remedy = f"Use an id or name of the map; {hint}." if hint else "Use an id or name of the map."
        self.add("RE301", f"the map has no {what} '{shortened(ref)}'", remedy, path)
        return None

    def _steps(self, notes: Annotations) -> dict[str, StepNotes]:
        found: dict[str, StepNotes] = {}
        for ref, step in notes.steps.items():
            node = self._node(ref, ("steps", ref), "step", self.map.activities)
            if node is not None and not node.is_activity:
                remedy = f"Move it to {'events' if node.kind == 'event' else 'flows'}."
                self.add("RE303", f"'{ref}' is no step: it is of type {node.type}", remedy, ("steps", ref))
            elif node is not None and node.id in found:
                self.add("RE304", f"'{ref}' has notes already", "Keep one of the two.", ("steps", ref))
            elif node is not None and step != StepNotes():
                found[node.id] = self._step(ref, step)
        return self._in_order(found)

    def _step(self, ref: str, step: StepNotes) -> StepNotes:
        changed: dict[str, object] = {}
        for field in ("same_person", "prefer_same_person"):
            other = getattr(step, field)
            node = self._node(other, ("steps", ref, field), "step", self.map.activities) if other else None
            if node is not None:
                changed[field] = node.id
        others = [self._node(other, ("steps", ref, "not_same_person"), "step", self.map.activities)
                  for other in step.not_same_person]  # fmt: skip
        if others:
            changed["not_same_person"] = tuple(node.id for node in others if node is not None)
        return step.model_copy(update=changed) if changed else step

    def _events(self, notes: Annotations) -> dict[str, EventNotes]:
        found: dict[str, EventNotes] = {}
        events = [node for node in self.map.nodes if node.kind == "event"]
        for ref, event in notes.events.items():
            node = self._node(ref, ("events", ref), "event", events)
            if node is not None and node.kind != "event" and node.type != "receiveTask":
                remedy = f"Move it to {'steps' if node.is_activity else 'flows'}."
                self.add("RE303", f"'{ref}' is no event: it is of type {node.type}", remedy, ("events", ref))
            elif node is not None and node.id in found:
                self.add("RE304", f"'{ref}' has notes already", "Keep one of the two.", ("events", ref))
            elif node is not None and event != EventNotes():
                found[node.id] = event
                self._check_parts(ref, node, event)
        return self._in_order(found)

    def _check_parts(self, ref: str, node: Node, event: EventNotes) -> None:
        known = [part_name(node, part) for part in event_parts(self.map, node)]
        for name in event.parts:
            if name not in known:
                message = f"'{ref}' has no part '{shortened(name)}'"
                remedy = f"Its parts are: {', '.join(known)}." if known else "State it of the event as a whole."
                self.add("RE556", message, remedy, ("events", ref, "parts", name))

    def _flows(self, notes: Annotations) -> dict[str, Shares]:
        found: dict[str, Shares] = {}
        gateways = [node for node in self.map.nodes if node.kind == "gateway" or may_have_shares(self.map, node)]
        for ref, shares in notes.flows.items():
            node = self._node(ref, ("flows", ref), "gateway", gateways)
            if node is None:
                continue
            if not self._chooses(node):
                ways = len(self.map.outgoing(node.id))
                message = f"'{ref}' does not choose between branches: it is of type {node.type}, ways on: {ways}"
                self.add("RE305", message, _SPLIT, ("flows", ref))
                continue
            before = len(self.problems)
            branches = self._branches(ref, node, shares)
            if len(self.problems) == before:
                self._check_shares(ref, node, branches)
            if branches:
                found[node.id] = {
                    flow.id: branches[flow.id] for flow in self.map.outgoing(node.id) if flow.id in branches
                }
        return self._in_order(found)

    def _chooses(self, node: Node) -> bool:
        return (node.type in SPLITS and self.map.is_split(node.id)) or may_have_shares(self.map, node)

    def _branches(self, ref: str, node: Node, shares: Mapping[str, Estimate | Literal["rest"]]) -> Shares:
        found: Shares = {}
        outgoing = self.map.outgoing(node.id)
        for branch, share in shares.items():
            flow = find_branch(self.map, outgoing, branch)
            path: Path = ("flows", ref, branch)
            if flow is None:
                known = [name for item in outgoing for name in (f"to {item.target}", item.id)]
                hint = nearest(branch, known)
                remedy = f"The branches are {', '.join(known[::2])}{'; ' + hint if hint else ''}."
                self.add("RE306", f"'{ref}' has no branch '{shortened(branch)}'", remedy, path)
            elif flow.id in found:
                self.add("RE304", f"'{branch}' has a share already", "Keep one of the two.", path)
            else:
                found[flow.id] = share
        return found

    def _check_shares(self, ref: str, node: Node, shares: Shares) -> None:
        path: Path = ("flows", ref)
        if takes_several(self.map, node):
            return
        rests = [flow for flow, share in shares.items() if share == "rest"]
        total = sum(float(share) for share in shares.values() if isinstance(share, Estimate))
        missing = [flow for flow in self.map.outgoing(node.id) if flow.id not in shares]
        if len(rests) > 1:
            self.add("RE308", f"'{ref}' has {len(rests)} branches marked rest", "Mark one branch rest.", path)
        elif missing:
            listed = ", ".join(f"to {flow.target}" for flow in missing)
            remedy = "Give every branch a share, or one of them rest."
            self.add("RE307", f"'{ref}' has no share for the branch {listed}", remedy, path)
        elif total > 1 + SHARE_TOLERANCE or (not rests and total < 1 - SHARE_TOLERANCE):
            message = f"the shares of '{ref}' add up to {format_number(round(total, 9))}, not to 1"
            self.add("RE307", message, "Change one of them, or mark one branch rest.", path)

    def _transitions(self, notes: Annotations) -> dict[str, object]:
        found = {}
        for key, facts in notes.transitions.items():
            ends = [
                self._node(part.strip(), ("transitions", key), "step", self.map.activities) for part in key.split("->")
            ]
            if all(ends):
                found[" -> ".join(node.id for node in ends if node)] = facts
        return dict(found)

    def _cases(self, notes: Annotations) -> dict[str, object]:
        found = {}
        starts = [node for node in self.map.nodes if node.position == "start"]
        for name, case in notes.cases.items():
            path: Path = ("cases", name, "start")
            node = self._node(case.start, path, "start event", starts) if case.start is not None else None
            if node is not None and node.position != "start" and node not in self.map.starts:
                self.add("RE303", f"'{case.start}' is no start event", "Name the event at which cases start.", path)
            update: dict[str, object] = {"initial_work": self._initial_work(name, case)} if case.initial_work else {}
            found[name] = case.model_copy(update=update if node is None else {**update, "start": node.id})
        return dict(found)

    def _initial_work(self, name: str, case: CaseNotes) -> dict[str, int | WorkInHand]:
        """Return the cases in hand by the id of where they are."""
        found: dict[str, int | WorkInHand] = {}
        places = [node for node in self.map.nodes if node.holds_cases]
        for ref, work in case.initial_work.items():
            path: Path = ("cases", name, "initial_work", ref)
            node = self._node(ref, path, "step", places)
            if node is not None and not node.holds_cases:
                remedy = "Name a step, an intermediate event, or the gateway before the events that are waited for."
                self.add("RE303", f"no case waits at '{ref}': it is of type {node.type}", remedy, path)
            elif node is not None and node.id in found:
                self.add("RE304", f"the work in hand at '{ref}' is stated already", "Keep one of the two.", path)
            elif node is not None:
                found[node.id] = work
        return self._in_order(found)

    def _check_groups(self, notes: Annotations) -> None:
        used: dict[str, Path] = {}
        for ref, step in notes.steps.items():
            for need in step.requests:
                path: Path = ("steps", ref, "role" if step.role is not None else "needs")
                used.setdefault(need.group, path)
                if need.group not in notes.resources:
                    self._unknown("RE310", "group", need.group, notes.resources, path)
            self._check_escalation(ref, step, notes)
        for name, group in notes.resources.items():
            if group.members is not None and group.count == 0 and (name in used or group.members == ()):
                remedy = "Write how many people it has, or take it from its steps."
                self.add("RE312", f"nobody is in the group '{name}'", remedy, ("resources", name, "members"))
        self._check_quantities(notes)

    def _check_escalation(self, ref: str, step: StepNotes, notes: Annotations) -> None:
        group = step.escalation.group if step.escalation is not None else None
        if group is not None and group not in notes.resources:
            self._unknown("RE310", "group", group, notes.resources, ("steps", ref, "escalation", "group"))

    def _check_quantities(self, notes: Annotations) -> None:
        for ref, step in notes.steps.items():
            for need in step.needs:
                group = notes.resources.get(need.group)
                if group is not None and group.members is not None and 0 < group.count < need.quantity:
                    message = f"'{ref}' needs {need.quantity} of '{need.group}', which has {group.count}"
                    self.add("RE313", message, "Lower the quantity, or add members.", ("steps", ref, "needs"))

    def _check_calendars(self, notes: Annotations) -> None:
        for path, name in _calendar_names(notes):
            if name not in notes.calendars:
                self._unknown("RE311", "calendar", name, notes.calendars, path)
        for name, calendar in notes.calendars.items():
            path = ("calendars", name)
            try:
                opens = not make_calendar(name, calendar, notes.clock).never_opens
            except QuantityError as fault:
                message, _, remedy = str(fault).partition("; ")
                self.add("RE315", message, remedy[:1].upper() + remedy[1:] + ".", (*path, "holidays"))
                continue
            if not opens:
                remedy = 'Write opening hours, such as mon-fri: "09:00-17:00".'
                self.add("RE314", f"the calendar '{name}' never opens", remedy, path)

    def _check_currency(self, notes: Annotations) -> None:
        seen = list(_currencies(notes))
        wanted = notes.currency or (seen[0][1] if seen else None)
        for path, currency in seen:
            if currency != wanted:
                message = f"this is in {currency}, and the rest of the file in {wanted}"
                self.add("RE316", message, f"Convert it to {wanted}.", path)

    def _unknown(self, code: str, what: str, name: str, known: Iterable[str], path: Path) -> None:
        names = list(known)
        section = "resources" if what == "group" else "calendars"
        hint = nearest(name, names) or (f"those known are {', '.join(names)}" if names else "none is defined yet")
        remedy = f"Add it under {section}, or use another; {hint}."
        self.add(code, f"there is no {what} '{shortened(name)}'", remedy, path)

    def _in_order(self, found: dict[str, _V]) -> dict[str, _V]:
        return {node.id: found[node.id] for node in self.map.nodes if node.id in found}


_SPLIT = (
    "Shares belong to exclusive, inclusive or event-based gateways with two or more branches, and to steps and events "
    "whose ways on have conditions."
)


def find_branch(map: ProcessMap, outgoing: Iterable[Flow], branch: str) -> Flow | None:  # noqa: A002
    """Return the flow that ``to TARGET``, a flow's id or its unique name means, or None."""
    outgoing = tuple(outgoing)
    found = [flow for flow in outgoing if flow.id == branch]
    if not found and branch.startswith("to "):
        target = map.find(branch[3:].strip())
        found = [flow for flow in outgoing if target is not None and flow.target == target.id]
    if not found:
        found = [flow for flow in outgoing if flow.name and flow.name == " ".join(branch.split())]
    return found[0] if len(found) == 1 else None


def _calendar_names(notes: Annotations) -> Iterator[tuple[Path, str]]:
    for path, name in (*_calendars_of_people(notes), *_calendars_of_elements(notes)):
        if name is not None:
            yield path, name


def _calendars_of_people(notes: Annotations) -> Iterator[tuple[Path, str | None]]:
    for name, case in notes.cases.items():
        if case.arrivals is not None:
            yield ("cases", name, "arrivals", "calendar"), case.arrivals.calendar
    for name, group in notes.resources.items():
        yield ("resources", name, "calendar"), group.calendar
        for number, member in enumerate(group.members if isinstance(group.members, tuple) else ()):
            yield ("resources", name, "members", number, "calendar"), member.calendar


def _calendars_of_elements(notes: Annotations) -> Iterator[tuple[Path, str | None]]:
    sections: tuple[tuple[str, Mapping[str, StepNotes | EventNotes]], ...] = (
        ("steps", notes.steps),
        ("events", notes.events),
    )
    for section, elements in sections:
        for ref, element in elements.items():
            yield (section, ref, "calendar"), element.calendar
            for name, part in element.parts.items() if isinstance(element, EventNotes) else ():
                yield (section, ref, "parts", name, "calendar"), part.calendar
            if element.release is not None:
                yield (section, ref, "release", "calendar"), element.release.calendar


def _currencies(notes: Annotations) -> Iterator[tuple[Path, str]]:
    for name, group in notes.resources.items():
        for field in ("cost", "overtime"):
            if (rate := getattr(group, field)) is not None:
                yield ("resources", name, field), rate.currency
        for number, member in enumerate(group.members if isinstance(group.members, tuple) else ()):
            if member.cost is not None:
                yield ("resources", name, "members", number, "cost"), member.cost.currency
    for ref, step in notes.steps.items():
        for field in ("cost", "external_unit_cost"):
            if (money := getattr(step, field)) is not None:
                yield ("steps", ref, field), money.currency
