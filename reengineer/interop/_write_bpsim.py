"""Write a map and its notes as a BPMN file with simulation data of BPSim 2.0."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reengineer.annotations import AnnotatedMap, AttributeNotes, Need, ResourceNotes, StepNotes
from reengineer.bpmn import Extension, SetName, with_relationship, write_bpmn
from reengineer.errors import ModelError
from reengineer.interop._bpsim_scenario import NAMESPACES
from reengineer.interop._write_bpsim_values import calendar_of, element, number_text, value_of, words_value, xml_id
from reengineer.interop._written import Exported, Losses
from reengineer.processmap import Node, ProcessMap
from reengineer.quantities import Distribution
from reengineer.simulation import RunSettings
from reengineer.source import Source

WEEK_MINUTES = 7 * 1440
KNOWN = frozenset(("role", "needs", "duration", "transfer", "cost", "interruptible", "updates", "delay"))
BASE = "as-is"
Parameters = dict[str, dict[tuple[str, str], Extension]]
_PROPERTY = re.compile(r"\bcase\.([a-z][a-z0-9_]*)")


def write_bpsim(
    annotated: AnnotatedMap,
    run: RunSettings | None = None,
    *,
    options: Mapping[str, AnnotatedMap] | None = None,
    approximate: bool = False,
) -> Exported:
    """Return a BPMN file with simulation data of BPSim 2.0, and what of the notes it cannot hold.

    Parameters
    ----------
    annotated : AnnotatedMap
        Becomes the scenario ``as-is``.
    run : RunSettings, optional
    options : mapping of str to AnnotatedMap, optional
        Each becomes a scenario that inherits the first, with what it changes. One that changes the map itself has no
        place in the same file; it is named among what is lost.
    approximate : bool
        Write distributions that the standard does not have as gamma distributions of the same mean and variance.

    Raises
    ------
    ModelError
        RE151 what cannot be written at all.
    """
    losses = Losses(annotated, "BPSim", approximate=approximate)
    cases = run.cases if run is not None else None
    whole = _Scenario(annotated, losses, cases=cases)
    base = whole.parameters()
    losses.groups()
    scenarios = [_scenario(BASE, annotated, base, whole.calendars.values(), run or RunSettings())]
    for name, option in (options or {}).items():
        if _shape(option.map) != _shape(annotated.map):
            losses.lose(f"the option '{name}', which changes the map itself", Source(element_name=name))
            continue
        changed = _Scenario(option, losses, cases=cases, name=name, known=whole.calendars)
        own = {
            ref: rest
            for ref, values in changed.parameters().items()
            if (rest := {key: value for key, value in values.items() if base.get(ref, {}).get(key) != value})
        }
        calendars = [item for key, item in changed.calendars.items() if whole.calendars.get(key) != item]
        scenarios.append(_scenario(name, option, own, calendars, None))
    losses.stop()
    data = Extension(name="BPSimData", children=tuple(scenarios))
    groups = {_resource(name): name for name in annotated.notes.resources}
    content = write_bpmn(_with_ids(annotated.map))
    made = with_relationship(content, "BPSimData", data, NAMESPACES[1], prefix="bpsim", resources=groups)
    return Exported(bpmn=made, lost=tuple(losses.lost))


def _with_ids(made: ProcessMap) -> ProcessMap:
    """Return the map with ids for all its flows; any edit gives them."""
    if all(flow.element.id == flow.id for flow in made.flows) or not made.nodes:
        return made
    from reengineer.processmap import build_map

    return build_map(made.definitions.edit(SetName(made.nodes[0].id, made.nodes[0].name)))


def _shape(made: ProcessMap) -> list[tuple[str, ...]]:
    nodes = [(node.id, node.type, node.trigger) for node in made.nodes]
    return [*nodes, *((flow.id, flow.source, flow.target) for flow in made.flows)]


def _resource(group: str) -> str:
    """Return the id by which a file names a group."""
    return xml_id("Resource", group)


def _scenario(
    name: str,
    annotated: AnnotatedMap,
    parameters: Parameters,
    calendars: Iterable[Extension],
    run: RunSettings | None,
) -> Extension:
    children: list[Extension] = []
    if run is not None:
        children.append(_settings(annotated, run))
    for ref, values in parameters.items():
        groups: dict[str, list[Extension]] = {}
        for (group, _), value in values.items():
            groups.setdefault(group, []).append(value)
        inside = (element(group, *items) for group, items in groups.items())
        children.append(element("ElementParameters", *inside, elementRef=ref))
    children.extend(calendars)
    inherits = {} if run is not None else {"inherits": BASE}
    key = name if name == BASE else xml_id("Scenario", name)
    return element("Scenario", *children, id=key, name=name, **inherits)


def _settings(annotated: AnnotatedMap, run: RunSettings) -> Extension:
    attributes = {"baseTimeUnit": "s", "baseCurrencyUnit": annotated.currency, "seed": str(run.seed)}
    if isinstance(run.replications, int):
        attributes["replication"] = str(run.replications)
    start = element("DateTimeParameter", value=annotated.notes.clock.start.isoformat())
    children = [element("Start", start)]
    if run.horizon_s is not None:
        children.append(element("Duration", element("DurationParameter", value=f"PT{number_text(run.horizon_s)}S")))
    if isinstance(run.warm_up, float | int):
        children.append(element("Warmup", element("DurationParameter", value=f"PT{number_text(run.warm_up)}S")))
    return element("ScenarioParameters", *children, **attributes)


@dataclass(slots=True)
class _Scenario:
    """Gather the parameters of one map: by element, then by group and name."""

    annotated: AnnotatedMap
    losses: Losses
    cases: int | None = None
    name: str = ""
    known: Mapping[str, Extension] = field(default_factory=dict)
    calendars: dict[str, Extension] = field(default_factory=dict)

    def parameters(self) -> Parameters:
        """Return everything that the standard can hold."""
        found: Parameters = {}
        for name, group in self.annotated.notes.resources.items():
            found[_resource(name)] = dict(self._group(name, group))
        for node in self.annotated.map.nodes:
            values = dict(self._node(node))
            if values:
                found[node.id] = values
        for node in self.annotated.map.nodes:
            for flow, value in self._branches(node):
                found.setdefault(flow, {}).update(value)
        for start, values in self._starts():
            found.setdefault(start, {}).update(values)
        return {ref: values for ref, values in found.items() if values}

    def _group(self, name: str, group: ResourceNotes) -> Iterator[tuple[tuple[str, str], Extension]]:
        people = group.people(name)
        if any(float(member.speed) != 1 for member in people):
            self.losses.lose("how fast members are", Source(element_name=name))
        if any(member.cost is not None and member.cost != group.cost for member in people):
            self.losses.lose("costs of single members", Source(element_name=name))
        if people:
            yield ("ResourceParameters", "Quantity"), element("Quantity", *self._counts(name, group))
        if group.cost is not None:
            cost = element("FloatingParameter", value=number_text(float(group.cost.amount)))
            yield ("CostParameters", "UnitCost"), element("UnitCost", cost)

    def _counts(self, name: str, group: ResourceNotes) -> Iterator[Extension]:
        """Give how many are there: one number, or one for each part of the week."""
        hours = {member.calendar or group.calendar for member in group.people(name)}
        only = next(iter(hours)) if len(hours) == 1 else None
        counts = [0] * WEEK_MINUTES
        for member in group.people(name):
            for start, end in self.annotated.calendar(member.calendar or group.calendar).weekly:
                for minute in range(start, end):
                    counts[minute] += 1
        levels = sorted({count for count in counts if count})
        if levels and set(counts) == {levels[0]}:
            yield element("NumericParameter", value=str(levels[0]))
            return
        yield element("NumericParameter", value="0")
        for level in levels:
            key = self._calendar(only or f"{name} {level}", [count == level for count in counts])
            yield element("NumericParameter", value=str(level), validFor=key)

    def _calendar(self, name: str, is_open: list[bool]) -> str:
        """Return the id of a calendar; one that differs from the one of the first scenario is new."""
        key = xml_id("Calendar", name)
        made = calendar_of(key, name, is_open)
        if self.known.get(key, made) != made:
            key = xml_id("Calendar", f"{self.name} {name}")
            made = calendar_of(key, name, is_open)
        self.calendars[key] = made
        return key

    def _node(self, node: Node) -> Iterator[tuple[tuple[str, str], Extension]]:
        notes = self.annotated.notes.steps.get(node.id, StepNotes())
        self.losses.notes(node, notes, KNOWN)
        for name, time in (("ProcessingTime", notes.duration or notes.delay), ("TransferTime", notes.transfer)):
            if time is not None and (value := self._drawn(time, node.source)) is not None:
                yield ("TimeParameters", name), element(name, value)
        if notes.requests:
            value = element("ExpressionParameter", value=self._selection(node, notes.requests))
            yield ("ResourceParameters", "Selection"), element("Selection", value)
        if notes.cost is not None:
            cost = element("FloatingParameter", value=number_text(float(notes.cost)))
            yield ("CostParameters", "FixedCost"), element("FixedCost", cost)
        if notes.interruptible is not None:
            flag = element("BooleanParameter", value=str(notes.interruptible).lower())
            yield ("PriorityParameters", "Interruptible"), element("Interruptible", flag)
        yield from self._properties(notes.updates, node.source)
        event = self.annotated.notes.events.get(node.id)
        if (
            event is not None
            and event.delay is not None
            and (value := self._drawn(event.delay, node.source)) is not None
        ):
            yield ("ControlParameters", "InterTriggerTimer"), element("InterTriggerTimer", value)
        if event is not None and event.release is not None:
            self.losses.lose("release at stated instants", node.source)

    def _selection(self, node: Node, needs: tuple[Need, ...]) -> str:
        if any(need.skill for need in needs):
            self.losses.lose("skills that a step needs", node.source)
        if any(need.duration for need in needs):
            self.losses.lose("times of single alternatives", node.source)
        numbers = list(dict.fromkeys(need.alternative for need in needs))
        texts = [
            " and ".join(
                f"bpsim:getResource('{_resource(need.group)}',{need.quantity})"
                for need in needs
                if need.alternative == number
            )
            for number in numbers
        ]
        if len(texts) == 1:
            return texts[0]
        if any(" and " in text for text in texts):
            self.losses.refuse("alternatives of several people at once", "Name one group in each.", node.source)
        return f"bpsim:orResource({', '.join(texts)})"

    def _branches(self, node: Node) -> Iterator[tuple[str, dict[tuple[str, str], Extension]]]:
        flows = self.annotated.map.outgoing(node.id)
        for flow in flows:
            if flow.condition and len(flows) > 1 and node.id not in self.annotated.notes.flows:
                text = _PROPERTY.sub(lambda match: f"bpsim:getProperty('{match[1]}')", flow.condition).replace(
                    "==", "="
                )
                value = element("ExpressionParameter", value=text)
                yield flow.id, {("ControlParameters", "Condition"): element("Condition", value)}
        if node.id in self.annotated.notes.flows and len(flows) > 1 and node.kind == "gateway":
            try:
                shares = self.annotated.shares(node.id)
            except ModelError:
                return
            for key, share in shares.items():
                value = element("FloatingParameter", value=number_text(share))
                yield key, {("ControlParameters", "Probability"): element("Probability", value)}

    def _starts(self) -> Iterator[tuple[str, dict[tuple[str, str], Extension]]]:
        for name, case in self.annotated.notes.cases.items():
            place = Source(element_name=name)
            start = case.start or next((node.id for node in self.annotated.map.starts), None)
            if start is None:
                continue
            values = dict(self._properties(case.attributes, place))
            for key in ("priorities", "population", "cost", "initial_work"):
                if getattr(case, key):
                    self.losses.lose(f"'{key}' of cases", place)
            arrivals = case.arrivals
            if arrivals is not None and arrivals.every is not None:
                value = self._drawn(arrivals.every, place)
                if value is not None:
                    value = self._during(value, arrivals.calendar)
                    values["ControlParameters", "InterTriggerTimer"] = element("InterTriggerTimer", value)
            elif arrivals is not None:
                self.losses.lose("arrivals at hourly rates, or from a file", place)
            if self.cases is not None and len(self.annotated.notes.cases) == 1:
                limit = element("NumericParameter", value=str(self.cases))
                values["ControlParameters", "TriggerCount"] = element("TriggerCount", limit)
            yield start, values

    def _during(self, value: Extension, calendar: str | None) -> Extension:
        if calendar is None:
            return value
        is_open = [False] * WEEK_MINUTES
        for start, end in self.annotated.calendar(calendar).weekly:
            is_open[start:end] = [True] * (end - start)
        key = self._calendar(calendar, is_open)
        return Extension(name=value.name, attributes=(*value.attributes, ("validFor", key)), children=value.children)

    def _properties(
        self, attributes: Mapping[str, AttributeNotes], place: Source
    ) -> Iterator[tuple[tuple[str, str], Extension]]:
        for name, notes in attributes.items():
            value: Extension | None = None
            if notes.number is not None:
                value = self._drawn(notes.number, place)
            elif notes.share is not None:
                value = element("BinomialDistribution", probability=number_text(float(notes.share)), trials="1")
            elif notes.words is not None:
                value = words_value(notes)
            if value is not None:
                yield ("PropertyParameters", name), element("Property", value, name=name)

    def _drawn(self, made: Distribution, place: Source) -> Extension | None:
        if made.working:
            self.losses.lose("time that counts open hours only", place)
        if made.is_uncertain:
            self.losses.lose(f"the range of {made}", place)
        value = value_of(made)
        if value is None:
            rough = self.losses.roughly(made, place)
            value = value_of(rough) if rough is not None else None
        return value
