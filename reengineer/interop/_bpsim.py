"""Read the simulation data of BPSim 1.0 and 2.0 that a BPMN file carries."""

from datetime import datetime

from reengineer.annotations import Arrivals, CaseNotes, Clock, EventNotes
from reengineer.errors import with_article
from reengineer.expressions import ExpressionError
from reengineer.interop._bpsim_expressions import condition, properties_in
from reengineer.interop._bpsim_numbers import plain_number
from reengineer.interop._bpsim_people import Element, Resources
from reengineer.interop._bpsim_scenario import PROPERTY, Parameter, Scenario, find_scenario, parameter
from reengineer.interop._bpsim_steps import Steps
from reengineer.interop._bpsim_values import UNITS_S, length_s, time_of
from reengineer.interop._draft import Draft, Model, bare_name, free_name, listed, new_draft
from reengineer.interop._hours import weekly_hours
from reengineer.interop._imported import Imported
from reengineer.interop._qbp_values import attribute
from reengineer.interop._values import inclusive_shares, is_blank, number_of, shares_of
from reengineer.processmap import Flow, Node
from reengineer.quantities import QuantityError
from reengineer.simulation import RunSettings
from reengineer.source import Source

SPLITS = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
PERCENT = 100.0
OUTPUTS = ("traceOutput", "traceFormat", "baseResultFrequency", "baseResultFrequencyCumul")
SETTINGS = {"id", "replication", "seed", "baseTimeUnit", "baseCurrencyUnit", *OUTPUTS}
LIMITS = ("Start", "Duration", "Warmup")
MOST_LENGTH_S = 100 * 366 * 86_400.0
_CONTROL = "ControlParameters"


def read_bpsim(model: Model, *, scenario: str | None = None, start: datetime | None = None) -> Imported:
    """Read a BPMN file with simulation data of BPSim, of either version under either namespace.

    Parameters
    ----------
    model : path, bytes, Definitions or ProcessMap
    scenario : str, optional
        Id or name of the one to read, with all that it inherits; the first that holds no results where left out.
    start : datetime, optional
        Local start of the run where the scenario states none; a length in months needs one.

    Returns
    -------
    Imported
        A bare map, with a finding, where the file carries no such data.

    Raises
    ------
    InputError
        RE133 a value is impossible; RE134 there is no such scenario; RE135 something has no meaning here.
    BpmnError
        The map cannot be read.
    """
    draft = new_draft(model)
    found = find_scenario(draft, scenario)
    if found is None:
        remedy = "Fill in the notes by hand, or give the file that has them."
        draft.told.find("the file carries no simulation data of BPSim", remedy, draft.file)
        return draft.finish(RunSettings())
    return _Reader(draft, found, start).read()


class _Reader:
    """Go through one scenario."""

    def __init__(self, draft: Draft, scenario: Scenario, start: datetime | None) -> None:
        self.draft, self.scenario, self.told, self.start = draft, scenario, draft.told, start
        self.base_s = self._base()
        draft.currency = self._currency()
        self.resources = Resources(draft, scenario)
        self.steps = Steps(draft, self.resources, self.base_s)
        self.cases_limit: int | None = None
        self.arrivals: dict[str, Arrivals] = {}

    def place(self, line: int | None, node: Node | None = None) -> Source:
        place = Source(file=self.draft.map.definitions.file, line=line)
        return place.of_element(node.id, node.name or None) if node else place

    def read(self) -> Imported:
        run = self._limits()
        nodes, flows = self._sorted()
        self._defaults()
        for node, element in nodes:
            if node.is_activity:
                self.steps.add(node, element)
            elif node.kind == "event":
                self._event(node, element)
            else:
                self._ignore_all(node, element, "it is not read at a gateway")
        self._flows(flows)
        self._streams()
        self._left_over()
        if self.cases_limit is not None:
            run = run.model_copy(update={"cases": self.cases_limit})
        return self.draft.finish(run)

    def _base(self) -> float:
        unit = self.scenario.settings.get("baseTimeUnit", "").strip()
        if unit and unit not in UNITS_S:
            message = f"'{unit[:20]}' is no unit of time"
            self.told.impossible(message, f"Use {', '.join(UNITS_S)}.", self.place(self.scenario.line))
        if not unit:
            self.told.translate("no base unit of time is stated; minutes are taken", self.place(self.scenario.line))
        return UNITS_S.get(unit, 60.0)

    def _currency(self) -> str:
        found = self.scenario.settings.get("baseCurrencyUnit", "").strip().upper()
        if not found:
            parts = [part for element in self.scenario.elements.values() for part in element.values()]
            units = {(attribute(part.main, "currencyUnit") or "").strip().upper() for part in parts} - {""}
            found = units.pop() if len(units) == 1 else "USD"
        if len(found) == 3 and found.isascii() and found.isalpha():
            return found
        message = f"'{found[:20]}' is no code of a currency; USD is assumed"
        self.told.find(message, "State it as EUR or USD.", self.place(self.scenario.line))
        return "USD"

    def _limits(self) -> RunSettings:
        """Return the settings of the run; the start goes to the clock."""
        start = self._start()
        given: dict[str, object] = {}
        for name, key in (("Duration", "length"), ("Warmup", "warm_up")):
            seconds = self._length(name, start)
            if seconds:
                given[key] = seconds
        for name, key, least, most in (("replication", "replications", 1, 100_000), ("seed", "seed", 0, 2**32 - 1)):
            text = self.scenario.settings.get(name)
            many = number_of(text)
            if many is not None and least <= many <= most and many == int(many):
                given[key] = int(many)
            elif not is_blank(text):
                message = f"{name} is '{str(text)[:40]}'; it is not used"
                remedy = f"Write a whole number from {least} to {most}."
                self.told.find(message, remedy, self.place(self.scenario.line))
        for name in (*OUTPUTS, *sorted({*self.scenario.settings} - SETTINGS)):
            if name in self.scenario.settings:
                why = "it says what a tool writes" if name in OUTPUTS else "it is not known here"
                self.told.ignore(name, why, self.place(self.scenario.line))
        for name, item in self.scenario.limits.items():
            if name not in LIMITS and not name.startswith(PROPERTY):
                self.told.ignore(name, "it is not known here", self.place(item.line))
        return RunSettings.model_validate(given)

    def _start(self) -> datetime | None:
        item = self.scenario.limits.get("Start")
        value = next(iter(item.children), None) if item else None
        text = attribute(value, "value")
        found = self.start
        if text:
            try:
                instant = datetime.fromisoformat(text.strip())
                if instant.utcoffset():
                    message = f"the start {text.strip()} is taken as local time"
                    self.told.translate(message, self.place(item.line if item else None))
                found = instant.replace(tzinfo=None)
            except ValueError:
                message = f"the start is '{text[:40]}'"
                self.told.impossible(message, "Write it as 2026-01-05T09:00:00.", self.place(item.line if item else 0))
        if found is not None:
            self.draft.clock = Clock(start=found)
        return found

    def _length(self, name: str, start: datetime | None) -> float | None:
        item = self.scenario.limits.get(name)
        part = parameter("", name, item) if item else None
        if item is None or part is None or part.main is None:
            return None
        text = attribute(part.main, "value") or ""
        try:
            if part.main.name != "DurationParameter":
                time = time_of(part.main, self.base_s, self.told, self.place(item.line))
                if time is None or time.family != "fixed":
                    self.told.ignore(f"the {part.main.name} of {name}", "only one time is read", self.place(item.line))
                    return None
                text = time.write(time.mean)
                seconds: float | None = time.mean
            else:
                seconds = length_s(text, start)
        except QuantityError as fault:
            self.told.impossible(str(fault).partition("; ")[0], "Write it as PT40H.", self.place(item.line))
            return None
        if seconds is None:
            remedy = "State a start, or a length in days."
            self.told.find(f"{text} has no fixed length without a start", remedy, self.place(item.line))
        elif seconds > MOST_LENGTH_S:
            self.told.impossible(f"the {name.lower()} is {text}", "Write at most 100 years.", self.place(item.line))
            return None
        return seconds

    def _defaults(self) -> None:
        """Read properties of the scenario, which every case begins with."""
        start = next((node for node in self.draft.map.nodes if node.position == "start"), None)
        for name, item in self.scenario.limits.items():
            part = parameter("PropertyParameters", name, item) if name.startswith(PROPERTY) else None
            if part is not None and start is not None:
                made = self.steps.property(start, part)
                if made is not None:
                    self.draft.attributes[bare_name(name.partition(":")[2])] = made

    def _sorted(self) -> tuple[list[tuple[Node, Element]], dict[str, Element]]:
        """Tell elements by what their reference names; resources are read at once."""
        nodes: list[tuple[Node, Element]] = []
        flows: dict[str, Element] = {}
        declared = {root.id: root.name for root in self.draft.map.definitions.roots if root.type == "resource"}
        for ref, element in self.scenario.elements.items():
            key = self._key(ref, declared)
            if key in self.draft.map.index.nodes:
                nodes.append((self.draft.map.index.nodes[key], element))
            elif key in self.draft.map.index.flows:
                flows[key] = element
            elif key in declared or self._is_resource(ref, element):
                name = free_name(declared.get(key) or key, self.draft.resources, "resource")
                self.resources.add(key, name, element)
                for other in {declared.get(key) or key} - declared.keys():
                    self.resources.names.setdefault(other, name)
                self._spare(ref, element)
            elif key not in self._others():
                known = [*self.draft.map.index.nodes, *self.draft.map.index.flows]
                self.told.unknown("element", ref, known, self.place(self.scenario.lines.get(ref)))
            elif element:
                place = self.place(self.scenario.lines.get(ref))
                self.told.ignore(f"what is said of '{ref[:60]}'", "nothing of it is read", place)
        return nodes, flows

    def _others(self) -> set[str | None]:
        """Return the ids of what else may be spoken of: processes, pools, lanes, and whatever a resource is called."""
        made = self.draft.map
        ids = {*made.index.processes, *(lane.id for lane in made.lanes), *(pool.id for pool in made.pools)}
        return ids | {root.id for root in made.definitions.roots} | set(self.resources.names)

    def _key(self, ref: str, declared: dict[str | None, str | None]) -> str:
        """Return a reference without its prefix, where only that names something."""
        known = {*self.draft.map.index.nodes, *self.draft.map.index.flows, *declared}
        bare = ref.rpartition(":")[2]
        return bare if ref not in known and bare in known else ref

    @staticmethod
    def _is_resource(ref: str, element: Element) -> bool:
        """Say whether a reference that names nothing in the map can only mean a resource."""
        return bool(ref) and bool({name for _, name in element} & {"Quantity", "Availability", "Role"})

    def _spare(self, ref: str, element: Element) -> None:
        for (_, name), part in element.items():
            if name not in ("Quantity", "UnitCost", "Availability", "Role"):
                self.told.ignore(f"{name} of the resource '{ref[:60]}'", "it is not read", self.place(part.line))

    def _event(self, node: Node, element: Element) -> None:
        timer = element.get((_CONTROL, "InterTriggerTimer"))
        time = element.get(("TimeParameters", "ProcessingTime")) or element.get(("TimeParameters", "WaitTime"))
        used = {id(part) for part in (timer,) if part}
        if node.position == "start":
            self._starts(node, element, timer)
            used |= {id(part) for key, part in element.items() if key[1] == "TriggerCount" or key[0].startswith("Prop")}
        elif node.position in ("catch", "boundary"):
            chosen = timer or time
            delay = self.steps.time(node, chosen)
            used |= {id(chosen)}
            if delay is not None:
                self.draft.events[node.id] = EventNotes(delay=delay)
        rest = {key: part for key, part in element.items() if id(part) not in used}
        self._ignore_all(node, rest, f"it is not read at {with_article(node.type)}")

    def _ignore_all(self, node: Node, element: Element, why: str) -> None:
        for part in element.values():
            zero = part.main is not None and number_of(attribute(part.main, "value")) == 0
            if not zero:
                self.told.ignore(f"{part.name} of '{node.label}'", why, self.place(part.line, node))

    def _starts(self, node: Node, element: Element, timer: Parameter | None) -> None:
        for (group, name), part in element.items():
            if group == "PropertyParameters" and name.startswith("Property:"):
                made = self.steps.property(node, part)
                if made is not None:
                    self.draft.attributes[bare_name(name.partition(":")[2])] = made
        limit = element.get((_CONTROL, "TriggerCount"))
        where = self.place(limit.line, node) if limit is not None else node.source
        many = plain_number(limit, self.told, where)
        if many is not None and 1 <= many <= 1e8 and many == int(many):
            self.cases_limit = (self.cases_limit or 0) + int(many)
        elif many is not None:
            self.told.find(f"the number of cases is {many:g}; it is not used", "Write 1 or more.", where)
        if timer is None or timer.main is None:
            return
        gap = self.steps.time(node, timer)
        if gap is None or gap.mean <= 0:
            return
        self.arrivals[node.id] = Arrivals(every=gap, calendar=self._arrival_calendar(timer))

    def _arrival_calendar(self, timer: Parameter) -> str:
        key = next((key for key, value in timer.values.items() if value is timer.main), "")
        found = self.resources.shift(key) if key else None
        if found is None:
            return self.draft.always()
        hours = weekly_hours(found.spans, found.name, self.told, self.place(timer.line))
        if hours is not None:
            self.draft.calendars[found.name] = hours
        return found.name

    def _flows(self, given: dict[str, Element]) -> None:
        shares: dict[str, float] = {}
        for key, element in given.items():
            flow = self.draft.map.index.flows[key]
            for (group, name), part in element.items():
                if (group, name) == (_CONTROL, "Probability"):
                    place = self.place(part.line)
                    found = plain_number(part, self.told, place)
                    if found is not None and self._leaves_split(flow):
                        shares[key] = found
                    elif found not in (None, 0, 1, PERCENT):
                        self.told.ignore(f"Probability of '{key}'", "it leaves no gateway that chooses", place)
                elif (group, name) != (_CONTROL, "Condition"):
                    self.told.ignore(f"{name} of the flow '{key}'", "it is not read at a flow", self.place(part.line))
        if any(share > 1 for share in shares.values()):
            self.told.translate("the probabilities are in percent", self.place(self.scenario.line))
            shares = {key: share / PERCENT for key, share in shares.items()}
        for node in self.draft.map.nodes:
            if self.draft.map.is_split(node.id) and (node.kind == "gateway" or node.is_activity):
                self._split(node, given, shares)

    def _leaves_split(self, flow: Flow) -> bool:
        node = self.draft.map.index.nodes[flow.source]
        return self.draft.map.is_split(node.id) and node.type in SPLITS

    def _split(self, node: Node, given: dict[str, Element], shares: dict[str, float]) -> None:
        flows = self.draft.map.outgoing(node.id)
        wanted = {flow.id: given.get(flow.id, {}).get((_CONTROL, "Condition")) for flow in flows}
        stated = {flow: part for flow, part in wanted.items() if part is not None}
        if stated and self._conditions(node, stated):
            if any(flow.id in shares for flow in flows):
                self.told.ignore(f"the shares of '{node.label}'", "its branches have conditions", node.source)
            return
        here: dict[str, float | None] = {flow.id: shares.get(flow.id) for flow in flows}
        if node.type not in SPLITS or all(share is None for share in here.values()):
            if node.type in ("exclusiveGateway", "inclusiveGateway"):
                self.told.find("the branches have no shares", "Give each branch a share.", node.source)
            return
        read = inclusive_shares if node.type == "inclusiveGateway" else shares_of
        found = read(here, f"'{node.label}'", self.told, node.source)
        if found:
            self.draft.flows[node.id] = found

    def _conditions(self, node: Node, stated: dict[str, Parameter]) -> bool:
        """Write conditions to the flows of a split; False, and told, where they cannot be used."""
        known = set(self.draft.attributes) | {name for step in self.draft.steps.values() for name in step.updates}
        texts = {}
        for flow, part in stated.items():
            text = attribute(part.main, "value") or ""
            asked = properties_in(text)
            wrong = [name for name in asked if name in self.steps.changed or bare_name(name) not in known]
            try:
                texts[flow] = condition(text)
                why = f"the property {listed(wrong)} is not followed" if wrong else ""
            except ExpressionError as fault:
                why = str(fault)
            if why:
                self.told.ignore(f"the conditions of '{node.label}'", why, self.place(part.line, node))
                return False
        self.draft.conditions.update(texts)
        return True

    def _streams(self) -> None:
        if not self.arrivals:
            self.told.find("it is not known how often cases arrive", "State arrivals under cases.", self.draft.file)
            self.draft.arrive(None, self.draft.file)
            return
        for start, arrivals in self.arrivals.items():
            node = self.draft.map.index.nodes[start]
            name = "case" if len(self.arrivals) == 1 else free_name(node.name, self.draft.cases, node.id)
            self.draft.cases[name] = CaseNotes(start=start, arrivals=arrivals, attributes=self.draft.attributes)

    def _left_over(self) -> None:
        place = self.place(self.scenario.line)
        if self.scenario.requests:
            what = f"{self.scenario.requests} requests for results"
            self.told.ignore(what, "all measures are computed in any case", place)
        for name in self.scenario.vendors:
            self.told.ignore(f"the vendor extension '{name}'", "only its vendor knows it", place)
        used = set(self.resources.shifts)
        for key, item in self.scenario.calendars.items():
            if key not in used and attribute(item, "name") not in used:
                self.told.ignore(f"the calendar '{key}'", "nothing refers to it", self.place(item.line))
        for node in self.draft.map.nodes:
            if node.kind == "task" and node.id not in self.draft.steps:
                self.told.find("nothing is said of this task", "Give it a time and a resource.", node.source)
