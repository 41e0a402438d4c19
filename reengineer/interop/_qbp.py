"""Read the simulation data that QBP tools (BIMP, Apromore) write into a BPMN file."""

import re
from collections.abc import Iterator
from datetime import datetime

from reengineer.annotations import Arrivals, Clock, EventNotes, Need, ResourceNotes, StepNotes
from reengineer.bpmn import Extension, extensions, foreign_roots
from reengineer.errors import InputError, Problem
from reengineer.interop._draft import Draft, Model, free_name, new_draft
from reengineer.interop._imported import Imported
from reengineer.interop._qbp_spare import WHY, tell_spare
from reengineer.interop._qbp_values import attribute, children, distribution, inner, timetable
from reengineer.interop._values import inclusive_shares, is_blank, number_of, shares_of, stated
from reengineer.processmap import Node
from reengineer.quantities import Distribution, Estimate, Money, Rate
from reengineer.simulation import RunSettings
from reengineer.source import Source

QBP = "http://www.qbp-simulator.com/Schema201212"
RESULTS = "http://www.qbp-simulator.com/ApiSchema201212"
INFO = "processSimulationInfo"
SPLITS = ("exclusiveGateway", "inclusiveGateway")


def read_qbp(model: Model) -> Imported:
    """Read a BPMN file with simulation data of BIMP or Apromore, in the dialect of the engine or of the editor.

    Parameters
    ----------
    model : path, bytes, Definitions or ProcessMap

    Returns
    -------
    Imported
        All values are taken as seconds; the units that the file names are those of a screen.

    Raises
    ------
    InputError
        RE136 the file carries no such data; RE133 a value is impossible.
    BpmnError
        The map cannot be read.
    """
    draft = new_draft(model)
    return _Reader(draft, _info(draft)).read()


def _info(draft: Draft) -> Extension:
    """Return the simulation data of a file, wherever they stand."""
    definitions = draft.map.definitions
    found = [item for item in foreign_roots(definitions, QBP) if item.name == INFO]
    found += [item for holder in extensions(definitions, QBP) for item in holder.content if item.name == INFO]
    if not found:
        message = "the file carries no simulation data of QBP (BIMP, Apromore)"
        raise InputError([Problem("RE136", message, "Give a BPMN file with processSimulationInfo.", draft.file)])
    info = max(found, key=lambda item: sum(len(part.children) for part in item.children))
    for other in found:
        if other is not info:
            why = "another place of the file holds more of it"
            draft.told.ignore("a second processSimulationInfo", why, Source(file=definitions.file, line=other.line))
    return info


class _Reader:
    """Go through the data of one file, in any order of its parts."""

    def __init__(self, draft: Draft, info: Extension) -> None:
        self.draft, self.info, self.told = draft, info, draft.told
        self.calendars: dict[str, str | None] = {}
        self.groups: dict[str, str] = {}
        self.default: str | None = None

    def place(self, item: Extension, node: Node | None = None) -> Source:
        """Return where a part stands."""
        place = Source(file=self.draft.map.definitions.file, line=item.line)
        return place.of_element(node.id, node.name or None) if node else place

    def read(self) -> Imported:
        self._settings()
        self._timetables()
        self._resources()
        self._elements()
        self._shares()
        self._arrivals()
        self._left_over()
        return self.draft.finish(self._run())

    def _settings(self) -> None:
        currency = (attribute(self.info, "currency") or "").upper()
        self.draft.currency = currency if re.fullmatch("[A-Z]{3}", currency) else "EUR"
        if self.draft.currency != currency:
            shown = f"'{currency[:20]}' is no code of a currency" if currency else "the file names no currency"
            self.told.find(f"{shown}; EUR is assumed", "State it as EUR or USD.", self.place(self.info))
        start = attribute(self.info, "startDateTime")
        if is_blank(start):
            self.told.find("the start of the run is missing", "State it under clock.", self.place(self.info))
            return
        try:
            instant = datetime.fromisoformat(str(start).strip())
            if instant.utcoffset():
                self.told.translate(f"the start {start} is taken as local time", self.place(self.info))
            self.draft.clock = Clock(start=instant.replace(tzinfo=None))
        except (ValueError, OverflowError):
            shown = f"the start of the run is '{str(start)[:40]}'"
            self.told.impossible(shown, "Write it as 2026-01-05T09:00:00.", self.place(self.info))

    def _run(self) -> RunSettings:
        many = stated(attribute(self.info, "processInstances"), "the number of cases", self.told, self.place(self.info))
        if many is None:
            remedy = "State cases or a length under run."
            self.told.find("the number of cases is missing", remedy, self.place(self.info))
            return RunSettings()
        if not (1 <= many <= 100_000_000 and many == int(many)):
            self.told.impossible(f"the number of cases is {many:g}", "Write 1 or more.", self.place(self.info))
            return RunSettings()
        return RunSettings(cases=int(many))

    def _timetables(self) -> None:
        closed = {attribute(item, "id"): item for item in children(self.info, "holidays", "holidays")}
        items = children(self.info, "timetables", "timetable")
        chosen = next((item for item in items if _true(item, "default")), next(iter(items), None))
        used = {attribute(item, "timetableId") for item in children(self.info, "resources", "resource")}
        asked: set[str] = set()
        names: dict[str, str] = {}
        for item in items:
            key = attribute(item, "id") or ""
            name = free_name(attribute(item, "name") or "", names.values(), key or "timetable")
            names[key] = name
            if key not in used and item is not chosen:
                self.told.ignore(f"the timetable '{name}'", "nobody works by it", self.place(item))
                self.calendars[key] = None
                continue
            days = attribute(item, "holidaysId") or ""
            asked.add(days)
            if days and days not in closed:
                self.told.find(f"there are no holidays '{days[:60]}'", "Name those of the file.", self.place(item))
            dates = closed.get(days) if days else None
            found = timetable(item, name, dates, self.told, self.place(item))
            if found is not None:
                self.draft.calendars[name] = found
            self.calendars[key] = name if found is not None else None
        self.default = self.calendars.get(attribute(chosen, "id") or "") if chosen else None
        for unasked, item in closed.items():
            if unasked not in asked:
                self.told.ignore(f"the holidays '{unasked}'", "no timetable in use has them", self.place(item))

    def _resources(self) -> None:
        for item in children(self.info, "resources", "resource"):
            key = attribute(item, "id") or ""
            name = free_name(attribute(item, "name") or "", self.draft.resources, key or "resource")
            if key in self.groups:
                self.told.impossible(f"the resource id '{key}' stands here again", "Keep one.", self.place(item))
                continue
            shown = attribute(item, "totalAmount")
            many = number_of(shown)
            if is_blank(shown):
                message = f"it is not said how many '{name}' there are; one is assumed"
                self.told.find(message, "State it.", self.place(item))
                many = 1.0
            if many is None or not 1 <= many <= 1e6 or many != int(many):
                remedy = "Write a whole number of 1 or more."
                self.told.impossible(f"the resource '{name}' has {shown} members", remedy, self.place(item))
                continue
            self.groups[key] = name
            self.draft.resources[name] = ResourceNotes(
                members=Estimate(many), calendar=self._calendar(item), cost=self._rate(item, name)
            )

    def _calendar(self, item: Extension) -> str | None:
        key = attribute(item, "timetableId")
        if is_blank(key):
            return self.default or self.draft.always()
        if key not in self.calendars:
            message = f"there is no timetable '{key}'; the default one is taken"
            self.told.find(message, "Choose a timetable of the file.", self.place(item))
            return self.default or self.draft.always()
        return self.calendars[key]

    def _rate(self, item: Extension, name: str) -> Rate | None:
        rate = stated(attribute(item, "costPerHour"), f"an hour of '{name}'", self.told, self.place(item))
        if rate is None or rate == 0:
            return None
        if not 0 < rate < 1e9:
            self.told.impossible(f"an hour of '{name}' costs {rate:g}", "Write 0 or more.", self.place(item))
            return None
        return Rate(Estimate(rate), self.draft.currency)

    def _elements(self) -> None:
        described: set[str] = set()
        items = children(self.info, "elements", "element")
        whole = {attribute(item, "elementId") for item in items if _true(item, "simulateAsTask")}
        for item in items:
            ref = attribute(item, "elementId") or ""
            node = self.draft.node(ref, "element", self.draft.map.activities, self.place(item))
            if node is None:
                continue
            if node.id in described or node.parent in whole:
                why = "it is described before" if node.id in described else "its sub-process is simulated as one task"
                self.told.ignore(f"what is said here of '{node.label}'", why, self.place(item, node))
                described.add(node.id)
                continue
            described.add(node.id)
            if node.is_activity:
                self._step(item, node)
            else:
                self._event(item, node)
            self._unread(item, node)
        for node in self.draft.map.nodes:
            if node.kind == "task" and node.id not in described and node.parent not in whole:
                self.told.find("nothing is said of this task", "Give it a time and a resource.", node.source)

    def _step(self, item: Extension, node: Node) -> None:
        place = self.place(item, node)
        if node.kind == "subprocess" and not _true(item, "simulateAsTask"):
            self.told.ignore("what is said of a sub-process", "its inside is simulated", place)
            return
        time = self._time(item, node)
        if time is None:
            self.told.find("the task has no time", "Give it a duration.", place)
        role = self._role(item, node)
        cost = stated(attribute(item, "fixedCost"), "the fixed cost", self.told, place)
        if cost is not None and not 0 <= cost < 1e12:
            self.told.impossible(f"the fixed cost is {cost:g}", "Write 0 or more.", place)
            cost = None
        self.draft.steps[node.id] = StepNotes(
            duration=time,
            role=role,
            cost=Money(Estimate(cost), self.draft.currency) if cost else None,
        )

    def _time(self, item: Extension, node: Node) -> Distribution | None:
        for child in inner(item, "durationDistribution"):
            return distribution(child, self.told, self.place(child, node))
        return None

    def _role(self, item: Extension, node: Node) -> str | None:
        refs = [child.text for holder in inner(item, "resourceIds") for child in inner(holder, "resourceId")]
        refs = [ref for ref in refs if ref]
        if not refs:
            self.told.find("the task has no resource", "Say who does it.", self.place(item, node))
            return None
        for ref in refs[1:]:
            self.told.ignore(f"the resource '{ref}'", "a task has one; the first is taken", self.place(item, node))
        if refs[0] not in self.groups:
            self.told.unknown("resource", refs[0], self.groups, self.place(item, node))
            return None
        return Need(group=self.groups[refs[0]]).group

    def _event(self, item: Extension, node: Node) -> None:
        place = self.place(item, node)
        if number_of(attribute(item, "fixedCost")):
            self.told.ignore(f"the cost of the {node.type}", "only a task has one", place)
        if any(child.text for holder in inner(item, "resourceIds") for child in inner(holder, "resourceId")):
            self.told.ignore(f"the resource of the {node.type}", "only a task has one", place)
        time = self._time(item, node)
        if time is None or (time.family == "fixed" and time.mean == 0):
            return
        if node.position in ("catch", "boundary"):
            self.draft.events[node.id] = EventNotes(delay=time)
        else:
            self.told.ignore(f"the time of the {node.type}", "it takes none", place)

    def _unread(self, item: Extension, node: Node) -> None:
        for name in ("costThreshold", "durationThreshold"):
            if not is_blank(attribute(item, name)) and number_of(attribute(item, name)) != 0:
                self.told.ignore(name, "it changes nothing in a run; set a criterion", self.place(item, node))

    def _shares(self) -> None:
        given: dict[str, tuple[float | None, Extension]] = {}
        for item in children(self.info, "sequenceFlows", "sequenceFlow"):
            ref = attribute(item, "elementId") or ""
            text = attribute(item, "executionProbability")
            share = stated(text, f"the share of '{ref}'", self.told, self.place(item))
            flow = self.draft.map.index.flows.get(ref)
            if flow is None:
                self.told.unknown("sequence flow", ref, self.draft.map.index.flows, self.place(item))
                continue
            source = self.draft.map.index.nodes[flow.source]
            if source.type in SPLITS and self.draft.map.is_split(source.id):
                given[ref] = (share, item)
            elif share is not None:
                self.told.ignore(f"the share of '{ref}'", "it leaves no gateway that chooses", self.place(item))
            for _ in inner(item, "durationDistribution"):
                self.told.ignore("the time of a sequence flow", "a flow takes none", self.place(item))
        for node in self.draft.map.nodes:
            if node.type in SPLITS and self.draft.map.is_split(node.id):
                self._split(node, given)

    def _split(self, node: Node, given: dict[str, tuple[float | None, Extension]]) -> None:
        flows = [flow.id for flow in self.draft.map.outgoing(node.id)]
        found = {flow: given[flow][0] if flow in given else None for flow in flows}
        items = [given[flow][1] for flow in flows if flow in given]
        place = self.place(items[0], node) if items else node.source
        if all(share is None for share in found.values()):
            self.told.find("the branches have no shares", "Give each branch a share.", place)
            return
        read = inclusive_shares if node.type == "inclusiveGateway" else shares_of
        shares = read(found, f"'{node.label}'", self.told, place)
        if shares:
            self.draft.flows[node.id] = shares

    def _arrivals(self) -> None:
        item = next(iter(inner(self.info, "arrivalRateDistribution")), None)
        place = self.place(item or self.info)
        gap = distribution(item, self.told, place) if item is not None else None
        if gap is None or gap.mean <= 0:
            self.told.find("it is not known how often cases arrive", "State arrivals under cases.", place)
            self.draft.arrive(None, place)
            return
        self.draft.arrive(Arrivals(every=gap, calendar=self.default or self.draft.always()), place)

    def _left_over(self) -> None:
        for item in self.info.children:
            if item.name == "statsOptions":
                for name, value in item.attributes:
                    if number_of(value) != 0 and not is_blank(value) and name != "id":
                        self.told.ignore(f"{name}={value}", "set a warm-up under run", self.place(item))
            elif item.name in WHY and (item.children or item.attributes or item.text):
                self.told.ignore(item.name, WHY[item.name], self.place(item))
        tell_spare(self.info, self.told, self.draft.map.definitions.file)
        units = [item for item in _all(self.info) if item.name in ("timeUnit", "durationThresholdTimeUnit")]
        if units:
            why = "they are for a screen; all values are seconds"
            self.told.ignore(f"the units of time ({len(units)} of them)", why, self.place(units[0]))
        if any(name.startswith("raw") for item in _all(self.info) for name, _ in item.attributes):
            why = "they repeat values in a unit for a screen"
            self.told.ignore("rawMean, rawArg1 and rawArg2", why, self.place(self.info))
        for item in foreign_roots(self.draft.map.definitions, RESULTS):
            self.told.ignore(item.name, "it holds results of another run", self.place(item))


def _true(item: Extension, name: str) -> bool:
    """Say whether an attribute is set."""
    return (attribute(item, name) or "").strip().lower() in ("true", "1")


def _all(item: Extension) -> Iterator[Extension]:
    """Give an element and all that is inside it."""
    stack = [item]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(found.children)
