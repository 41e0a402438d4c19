"""Write a map and its notes as a model of Prosimos."""

import json
from collections.abc import Iterable
from typing import Any

from reengineer.annotations import AnnotatedMap, Need, StepNotes, timer_delay
from reengineer.bpmn import SetName, SetType, write_bpmn
from reengineer.errors import ModelError, with_article
from reengineer.interop._written import Exported, Losses
from reengineer.processmap import Flow, Node
from reengineer.quantities import Distribution, Rate
from reengineer.source import Source

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
KNOWN = frozenset(("role", "needs", "duration", "delay"))
NOBODY = "Nobody"
ALWAYS = "always"
FAR = 1e9
Json = dict[str, Any]


def write_prosimos(annotated: AnnotatedMap, *, approximate: bool = False) -> Exported:
    """Return the two files of a model of Prosimos 2, and what of the notes they cannot hold.

    Parameters
    ----------
    annotated : AnnotatedMap
    approximate : bool
        Write distributions that Prosimos does not have as gamma distributions of the same mean and variance.

    Returns
    -------
    Exported
        Prosimos takes start and number of cases from its command line.

    Raises
    ------
    ModelError
        RE151 the model has what Prosimos cannot express at all: sub-processes, boundary events, several ends, several
        people at once, distributions that it does not have.
    """
    return _Writer(annotated, approximate=approximate).write()


class _Writer:
    def __init__(self, annotated: AnnotatedMap, *, approximate: bool) -> None:
        self.annotated, self.map, self.notes = annotated, annotated.map, annotated.notes
        self.losses = Losses(annotated, "Prosimos", approximate=approximate)

    def write(self) -> Exported:
        """Return both files; raise with everything that cannot be written."""
        self._check_map()
        calendars, pools = self._calendars(), self._pools()
        tasks = [self._task(node) for node in self.map.nodes if node.is_activity]
        if any(resource["resource_id"] == NOBODY for task in tasks for resource in task["resources"]):
            pools.append(_nobody())
            calendars.append({"id": NOBODY, "name": NOBODY, "time_periods": _periods(((0, 7 * 1440),))})
        data = {
            "resource_profiles": pools,
            "arrival_time_distribution": self._arrivals(),
            "arrival_time_calendar": self._arrival_calendar(),
            "gateway_branching_probabilities": [*self._branches()],
            "task_resource_distribution": tasks,
            "resource_calendars": calendars,
            "event_distribution": [*self._events()],
            "batch_processing": [],
            "case_attributes": [],
            "prioritisation_rules": [],
        }
        self.losses.groups()
        self._left_out()
        self.losses.stop()
        text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False).encode()
        return Exported(bpmn=self._bpmn(), parameters=text, lost=tuple(self.losses.lost))

    def _check_map(self) -> None:
        refuse = self.losses.refuse
        for node in self.map.nodes:
            ordinary = node.kind == "task" or node.type in GATEWAYS
            plain = node.kind == "event" and node.position in ("start", "end", "catch")
            if not ordinary and not plain:
                refuse(with_article(node.type), "Take it out, or draw it as tasks and gateways.", node.source)
            elif node.position == "end" and node.trigger == "terminate":
                self.losses.change("an end event that ends the case is written as a plain one", node.source)
            if getattr(node.element, "loop", None) is not None and not self._is_done_once(node):
                refuse("a loop or multi-instance marker", "Draw the loop with a gateway.", node.source)
        for position, word in (("start", "start"), ("end", "end")):
            found = [node for node in self.map.nodes if node.position == position]
            if len(found) != 1:
                remedy = f"Join them to one {word} event."
                refuse(f"{len(found)} {word} events", remedy, found[1].source if found else self.map.definitions.source)
        conditions = [flow for flow in self.map.flows if flow.condition and self._is_open(flow)]
        if conditions:
            refuse("the conditions of this map", "Give the branches shares.", conditions[0].place)

    def _is_done_once(self, node: Node) -> bool:
        """Say whether a marker repeats nothing, as the notes have it: Prosimos looks at no marker."""
        step = self.notes.steps.get(node.id)
        if step is None:
            return False
        times = step.instances
        return (step.loop is not None and step.loop.times == 1) or (
            times is not None and times.family == "fixed" and times.mean == 1
        )

    def _is_open(self, flow: Flow) -> bool:
        """Say whether a flow leaves a choice that has no shares, so that its condition decides."""
        return self.map.is_split(flow.source) and flow.source not in self.notes.flows

    def _bpmn(self) -> bytes:
        edits: list[SetType | SetName] = [
            SetType(node.id, "task") for node in self.map.nodes if node.kind == "task" and node.type != "task"
        ]
        if any(flow.element.id != flow.id for flow in self.map.flows):
            # Any edit gives ids to what has none, and the parameters speak of all flows by id.
            edits.extend(SetName(node.id, node.name) for node in self.map.nodes[:1])
        definitions = self.map.definitions
        return write_bpmn(definitions.edit(*edits) if edits else definitions)

    def _pools(self) -> list[Json]:
        pools = []
        for name, group in self.notes.resources.items():
            named = isinstance(group.members, tuple)
            members = group.people(name)
            if not members:
                continue
            listed = [
                {
                    "id": _resource(name, member.name) if named else name,
                    "name": member.name if named else name,
                    "cost_per_hour": _hourly(member.cost or group.cost),
                    "amount": 1 if named else len(members),
                    "calendar": member.calendar or group.calendar or ALWAYS,
                    "assignedTasks": [],
                }
                for member in (members if named else members[:1])
            ]
            pools.append({"id": name, "name": name, "resource_list": listed})
        return pools

    def _calendars(self) -> list[Json]:
        names = [*self.notes.calendars, None]
        return [
            {
                "id": name or ALWAYS,
                "name": name or ALWAYS,
                "time_periods": _periods(self.annotated.calendar(name).weekly),
            }
            for name in names
        ]

    def _task(self, node: Node) -> Json:
        notes = self.notes.steps.get(node.id, StepNotes())
        self.losses.notes(node, notes, KNOWN)
        time = notes.duration or notes.delay or Distribution.fixed(0.0)
        needs = self._needs(node, notes)
        found: list[Json] = []
        for need in needs:
            for resource, speed in self._members(need):
                own = (need.duration or time).scaled(1 / speed) if speed != 1 else need.duration or time
                found.append({"resource_id": resource, **self._drawn(own, node.source)})
        if not found:
            self.losses.change(f"'{node.label}' needs nobody; it is given to many who are always there", node.source)
            found.append({"resource_id": NOBODY, **self._drawn(time, node.source)})
        return {"task_id": node.id, "resources": found}

    def _needs(self, node: Node, notes: StepNotes) -> tuple[Need, ...]:
        numbers = [need.alternative for need in notes.requests]
        if len(set(numbers)) != len(numbers) or any(need.quantity != 1 for need in notes.requests):
            self.losses.refuse("a step that needs several people at once", "Name one group a step.", node.source)
        if any(need.skill for need in notes.requests):
            self.losses.lose("skills that a step needs", node.source)
        return notes.requests

    def _members(self, need: Need) -> Iterable[tuple[str, float]]:
        group = self.notes.resources.get(need.group)
        if group is None:
            return
        if not isinstance(group.members, tuple):
            yield need.group, 1.0
            return
        for member in group.members:
            yield _resource(need.group, member.name), float(member.speed)

    def _drawn(self, made: Distribution, place: Source) -> Json:
        if made.working:
            self.losses.lose("time that counts open hours only", place)
        values = self._values(made, place)
        if values is None:
            rough = self.losses.roughly(made, place)
            values = self._values(rough, place) if rough is not None else ("fix", [0.0])
        name, numbers = values or ("fix", [0.0])
        return {"distribution_name": name, "distribution_params": [{"value": number} for number in numbers]}

    def _values(self, made: Distribution, place: Source) -> tuple[str, list[float]] | None:
        """Return the name and numbers of a distribution in Prosimos's order; None where it has no such."""
        given = {name: value.value for name, value in made.parameters}
        if made.is_uncertain:
            self.losses.lose(f"the range of {made}", place)
        bounds = [0.0, max(FAR, 1e3 * made.mean)]
        family = made.family
        if family == "truncated":
            whole = made.parts[0][1]
            bounds, family = [given["low"], given["high"]], whole.family
            given = {name: value.value for name, value in whole.parameters}
            made = whole
        mean = given.get("mean", 0.0)
        if family == "fixed":
            return "fix", [given["value"]]
        if family == "exponential":
            return "expon", [mean, *bounds]
        if family == "uniform":
            return "uniform", [given["low"], given["high"]]
        if family == "normal":
            return "norm", [mean, given["sd"], *bounds]
        if family in ("lognormal", "gamma", "erlang"):
            return "lognorm" if family == "lognormal" else "gamma", [mean, made.variance, *bounds]
        return None

    def _arrivals(self) -> Json:
        cases = [case for case in self.notes.cases.values() if case.arrivals is not None]
        place = self.map.definitions.source
        if len(cases) != 1 or cases[0].arrivals is None:
            what = f"{len(cases)} kinds of case" if cases else "a model without arrivals"
            self.losses.refuse(what, "State one kind of case with how often it arrives.", place)
            return {}
        arrivals = cases[0].arrivals
        if arrivals.every is not None:
            return self._drawn(arrivals.every, place)
        table = arrivals.per_hour or {}
        rates = {rate for hours in table.values() for rate in hours.values()}
        if len(rates) == 1 and len(table) == 7 and all(list(hours) == ["00:00-24:00"] for hours in table.values()):
            return self._drawn(Distribution.of("exponential", mean=3600 / rates.pop().value), place)
        self.losses.refuse("arrivals at changing rates, or from a file", "State the time between two cases.", place)
        return {}

    def _arrival_calendar(self) -> list[Json]:
        names = [case.arrivals.calendar for case in self.notes.cases.values() if case.arrivals is not None]
        return _periods(self.annotated.calendar(names[0] if names else None).weekly)

    def _branches(self) -> Iterable[Json]:
        for node in self.map.nodes:
            if node.type == "inclusiveGateway" and self.map.is_split(node.id):
                self.losses.refuse("shares of an inclusive gateway", "Use an exclusive one.", node.source)
            elif node.type == "exclusiveGateway" and self.map.is_split(node.id):
                try:
                    shares = self.annotated.shares(node.id)
                except ModelError:
                    self.losses.refuse("a choice without shares", "State them under flows.", node.source)
                    continue
                listed = [{"path_id": flow, "value": share} for flow, share in shares.items()]
                yield {"gateway_id": node.id, "probabilities": listed}

    def _events(self) -> Iterable[Json]:
        for node in self.map.nodes:
            if node.position != "catch":
                continue
            notes = self.notes.events.get(node.id)
            delay = notes.delay if notes is not None else None
            if notes is not None and notes.release is not None:
                self.losses.lose("release at stated instants", node.source)
            delay = delay or timer_delay(node)
            if delay is None:
                self.losses.refuse("an event without a delay", "State it under events.", node.source)
            else:
                yield {"event_id": node.id, **self._drawn(delay, node.source)}

    def _left_out(self) -> None:
        for name, case in self.notes.cases.items():
            for key in ("attributes", "priorities", "population", "cost", "initial_work"):
                if getattr(case, key):
                    self.losses.lose(f"'{key}' of cases", Source(element_name=name))


def _hourly(rate: Rate | None) -> float:
    return float(rate.amount) if rate is not None else 0.0


def _resource(group: str, member: str) -> str:
    return f"{group} / {member}"


def _nobody() -> Json:
    resource = {
        "id": NOBODY, "name": NOBODY, "cost_per_hour": 0.0, "amount": 1000, "calendar": NOBODY, "assignedTasks": []
    }  # fmt: skip
    return {"id": NOBODY, "name": NOBODY, "resource_list": [resource]}


def _periods(weekly: Iterable[tuple[int, int]]) -> list[Json]:
    """Return weekly minutes as periods of single days."""
    found = []
    for start, end in weekly:
        for day in range(start // 1440, (end - 1) // 1440 + 1):
            first, last = max(start - day * 1440, 0), min(end - day * 1440, 1440)
            found.append(
                {
                    "from": DAYS[day % 7],
                    "to": DAYS[day % 7],
                    "beginTime": f"{first // 60:02d}:{first % 60:02d}:00.000",
                    "endTime": f"{last // 60:02d}:{last % 60:02d}:00.000" if last < 1440 else "23:59:59.999",
                }
            )
    return found
