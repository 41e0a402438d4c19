"""Turn the model of a worked example into a program: what it states case by case becomes expressions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import read_bpmn
from reengineer.calendars import NEVER, OpenTime
from reengineer.simulation._compile import compile_model
from reengineer.simulation._example_maps import TAGS, Model, all_flows, all_nodes, kind_of, pools_of, to_bpmn
from reengineer.simulation._program import Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._tables import (
    CASE_NUMBER,
    CHOOSE,
    CONSTANT,
    EQUAL,
    INSTANCE_NUMBER,
    LESS_EQUAL,
    VISIT_NUMBER,
    Ints,
)

TICKS_A_MINUTE = 60_000_000
WEEK_MINUTES = 7 * 24 * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NODE_KEYS = frozenset({
    "kind", "work", "needs", "fixed", "route", "priority", "preempts", "interruptible", "setup", "work_kind",
    "at_close", "transfer", "external", "patience", "limit", "not_same_person", "same_person", "prefer_same_person",
    "hold", "instances", "sequential", "stop_after", "loop", "batch", "compensated_by", "inside", "attached", "event",
    "after", "at", "clock", "times", "interrupting", "code", "signal", "message", "activity", "expected", "transaction",
    "triggered_by_event", "from", "link", "calls", "release", "balk", "abandoned_to", "balked_to", "fails",
    "retrial",
})  # fmt: skip
GROUP_KEYS = frozenset({
    "members", "rate", "open", "choice", "discipline", "ageing", "capacity", "slow", "overtime_rate",
    "prefer_same_kind",
})  # fmt: skip
MEMBER_KEYS = frozenset({"rate", "open", "factor", "skills"})
MODEL_KEYS = frozenset({"nodes", "flows", "groups", "arrivals", "end", "pools", "messages", "cases", "overtakes"})
LOOSE = ("task", "receive", "send", "call", "subprocess")

Operations = tuple[tuple[int, float], ...]
Notes = dict[str, Any]


def unknown_keys(model: Model) -> list[str]:
    """Return the keys and kinds of nodes of a model that are not known here."""
    return sorted(set(_unknown(model)))


def _unknown(model: Model) -> Iterator[str]:
    yield from (key for key in model if key not in MODEL_KEYS)
    for _, node in all_nodes(model):
        kind = kind_of(node)
        if kind not in TAGS and kind != "subprocess":
            yield f"{kind} node"
        yield from (key for key in node if key not in NODE_KEYS)
    for group in model.get("groups", {}).values():
        yield from (key for key in group if key not in GROUP_KEYS)


def program_of(model: Model) -> Program:
    """Return the program of a model."""
    annotated = annotate(read_bpmn(to_bpmn(model)), Annotations.model_validate(_Noting(model).notes()))
    cut = model["end"]["cut"] if isinstance(model.get("end"), dict) else None
    settings = RunSettings(length=cut * 60.0, end="cut") if cut else RunSettings(length=4.0 * WEEK_MINUTES * 60)
    program = compile_model(annotated, settings)
    return _Stating(model, program).program()


# What annotations can say


@dataclass(frozen=True, slots=True)
class _Noting:
    model: Model

    def notes(self) -> Notes:
        calendars: Notes = {}
        resources = {name: self._group(name, group, calendars) for name, group in self.model.get("groups", {}).items()}
        steps = {name: self._step(node) for name, node in all_nodes(self.model) if kind_of(node) in LOOSE}
        events = {name: self._event(name, node, calendars) for name, node in all_nodes(self.model)}
        first = next(iter(pools_of(self.model).values()))["nodes"]
        start = next(name for name, node in first.items() if (node or {}).get("kind") == "start")
        shares = {name: self._equal(name) for name, node in all_nodes(self.model) if kind_of(node) in ("xor", "or")}
        return {
            "currency": "GBP",
            "clock": {"start": "2026-01-05", "timezone": "UTC"},
            "calendars": calendars,
            "resources": resources,
            "steps": {name: notes for name, notes in steps.items() if notes},
            "events": {name: notes for name, notes in events.items() if notes},
            "flows": {name: branches for name, branches in shares.items() if len(branches) > 1},
            "cases": {"case": {"start": start, "arrivals": self._arrivals(calendars)}},
        }

    def _arrivals(self, calendars: Notes) -> Notes:
        arrivals = self.model["arrivals"]
        if isinstance(arrivals, list) or "rates" in arrivals:
            return {"every": "1 min"}
        found = {"every": f"{arrivals['gap']} min"}
        if "open" in arrivals:
            calendars["demand"] = _hours(arrivals["open"])
            found["calendar"] = "demand"
        return found

    def _equal(self, gateway: str) -> Notes:
        """Return shares that nobody draws from, because every route is stated."""
        targets = [target for source, target in all_flows(self.model) if source == gateway]
        return {f"to {target}": 1 if place == 0 else 0 for place, target in enumerate(targets)}

    def _group(self, name: str, group: Mapping[str, Any], calendars: Notes) -> Notes:
        members = group["members"]
        found = {
            key: group[key] for key in ("choice", "discipline", "capacity", "slow", "prefer_same_kind") if key in group
        }
        if "open" in group:
            calendars[name] = _hours(group["open"])
            found["calendar"] = name
        if "rate" in group:
            found["cost"] = f"{group['rate']} GBP/h"
        if "overtime_rate" in group:
            found["overtime"] = f"{group['overtime_rate']} GBP/h"
        if "ageing" in group:
            found["ageing"] = f"{group['ageing']} min"
        if isinstance(members, list):
            return found | {"members": [{"name": member} for member in members]}
        return found | {"members": [_member(member, notes or {}, calendars) for member, notes in members.items()]}

    def _step(self, node: Mapping[str, Any]) -> Notes:
        if kind_of(node) in ("subprocess", "call") and "work" not in node:
            return self._repetition(node)
        if "external" in node:
            return {"delay": f"{node['external']} min"} | self._repetition(node)
        if kind_of(node) == "receive":
            return self._repetition(node)
        found: Notes = {"duration": f"{node.get('expected', 1)} min"}
        same = (
            "priority", "preempts", "interruptible", "work_kind", "at_close", "limit", "same_person",
            "prefer_same_person", "balk", "abandoned_to", "balked_to", "fails",
        )  # fmt: skip
        found |= {key: node[key] for key in same if key in node}
        found |= {key: f"{node[key]} min" for key in ("setup", "transfer", "patience", "hold") if key in node}
        if "needs" in node:
            found["needs"] = node["needs"]
        if "fixed" in node:
            found["cost"] = f"{node['fixed']} GBP"
        if "not_same_person" in node:
            found["not_same_person"] = node["not_same_person"]
        if "batch" in node:
            found["batch"] = _batch(node["batch"])
        if "retrial" in node:
            found["retrial"] = {"share": node["retrial"]["share"], "after": f"{node['retrial']['after']} min"}
        return found | self._repetition(node)

    @staticmethod
    def _repetition(node: Mapping[str, Any]) -> Notes:
        found: Notes = {}
        if "instances" in node:
            found["instances"] = node["instances"] if isinstance(node["instances"], int | float) else 1
        found |= {key: node[key] for key in ("sequential", "stop_after", "loop") if key in node}
        return found

    def _event(self, name: str, node: Mapping[str, Any], calendars: Notes) -> Notes:
        found: Notes = {}
        if kind_of(node) in LOOSE:
            return found
        if "after" in node or "at" in node:
            found["delay"] = f"{node.get('after', 0)} min"
        if "times" in node:
            found["times"] = node["times"]
        if "from" in node:
            found["from"] = node["from"]
        if "clock" in node:
            calendars[f"clock of {name}"] = _hours(node["clock"])
            found["calendar"] = f"clock of {name}"
        return found


def _batch(batch: Mapping[str, Any]) -> Notes:
    rules = [
        {key: rule[key] for key in ("size",) if key in rule}
        | ({"waited": f"{rule['waited']} min"} if "waited" in rule else {})
        for rule in batch["rules"]
    ]
    found: Notes = {"rules": rules, "style": batch.get("style", "parallel")}
    found |= {key: batch[key] for key in ("max", "flush") if key in batch}
    if "factor" in batch:
        found["factor"] = {str(size): factor for size, factor in batch["factor"].items()}
    return found


def _member(name: str, notes: Mapping[str, Any], calendars: Notes) -> Notes:
    found: Notes = {"name": name}
    if "open" in notes:
        calendars[name] = _hours(notes["open"])
        found["calendar"] = name
    if "rate" in notes:
        found["cost"] = f"{notes['rate']} GBP/h"
    if "factor" in notes:
        found["speed"] = 1 / notes["factor"]
    if "skills" in notes:
        found["skills"] = notes["skills"]
    return found


def _hours(spans: Sequence[Sequence[int]]) -> dict[str, list[str]]:
    """Turn spans in minutes of the first week into hours of its days."""
    hours: dict[str, list[str]] = {}
    for first, last in spans:
        for day in range(first // 1440, -(-last // 1440)):
            start, end = max(first, day * 1440), min(last, (day + 1) * 1440)
            hours.setdefault(DAYS[day % 7], []).append(f"{_clock(start - day * 1440)}-{_clock(end - day * 1440)}")
    return hours


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


# What only expressions can say


class _Stating:
    """Put into a program what a model states for single cases, visits and instances."""

    def __init__(self, model: Model, program: Program) -> None:
        self.model = model
        self._program = program
        self._nodes = dict(all_nodes(model))
        self._names = program.names.elements
        table = program.expressions
        self._first: list[int] = table.first.tolist()
        self._operation: list[int] = table.operation.tolist()
        self._operand: list[float] = table.operand.tolist()
        self._calendars = list(program.calendars)

    def program(self) -> Program:
        """Return the program with all that is stated."""
        changed = self._arrivals(self._program)
        changed = replace(
            changed,
            duration=np.where(self._each(self._work) >= 0, -1, changed.duration),
            work=replace(changed.work, duration_of=self._each(self._work)),
            queues=replace(
                changed.queues,
                priority_of=self._of_case("priority", changed.queues.priority_of),
                patience_of=self._of_case("patience", changed.queues.patience_of),
                due=self._due(changed.queues.due),
            ),
            events=replace(changed.events, timer_tick=self._dates(changed.events.timer_tick)),
            repetition=self._instances(changed),
            routes=replace(changed.routes, condition=self._routes(changed)),
            batches=replace(changed.batches, rule_window=self._windows(changed)),
        )
        if "overtakes" in self.model:
            changed = replace(changed, overtakes=int(self.model["overtakes"]))
        expressions = replace(
            changed.expressions,
            first=np.array(self._first, dtype=np.int64),
            operation=np.array(self._operation, dtype=np.int64),
            operand=np.array(self._operand, dtype=np.float64),
        )
        return replace(changed, expressions=expressions, calendars=tuple(self._calendars))

    def _add(self, operations: Operations) -> int:
        self._operation.extend(operation for operation, _ in operations)
        self._operand.extend(operand for _, operand in operations)
        self._first.append(len(self._operation))
        return len(self._first) - 2

    def _each(self, make: Callable[[Mapping[str, Any]], Operations | None]) -> Ints:
        """Return an expression for each element; -1 where `make` gives none."""
        found = [make(self._nodes.get(name, {})) for name in self._names]
        return np.array([-1 if each is None else self._add(each) for each in found], dtype=np.int64)

    def _work(self, node: Mapping[str, Any]) -> Operations | None:
        if kind_of(node) not in ("task", "send") or "external" in node or ("kind" not in node and not node):
            return None
        repeats = "instances" in node or "loop" in node
        return _stated(node.get("work", 0), 60.0, INSTANCE_NUMBER if repeats else VISIT_NUMBER)

    def _of_case(self, key: str, before: Ints) -> Ints:
        """Return expressions of what is stated for cases; the step's own holds for the others."""
        stated = {number: case[key] for number, case in self.model.get("cases", {}).items() if key in case}
        if not stated:
            return before
        scale = 60.0 if key == "patience" else 1.0
        usual = float("nan") if key == "patience" else 0.0
        found = []
        for name, old in zip(self._names, before.tolist(), strict=True):
            node = self._nodes.get(name, {})
            is_task = kind_of(node) == "task" and "needs" in node
            own = node.get(key, usual)
            found.append(self._add(_by_case(stated | {"else": own}, scale)) if is_task else old)
        return np.array(found, dtype=np.int64)

    def _due(self, before: Ints) -> Ints:
        stated = {number: case["due"] for number, case in self.model.get("cases", {}).items() if "due" in case}
        if not stated:
            return before
        arrivals = self.model["arrivals"]
        after = {number: due - arrivals[int(number) - 1] for number, due in stated.items()}
        expression = self._add(_by_case(after | {"else": float(NEVER // 4_000_000_000_000)}, 60.0))
        return np.full(len(before), expression, dtype=np.int64)

    def _dates(self, before: Ints) -> Ints:
        stated = [self._nodes.get(name, {}).get("at") for name in self._names]
        ticks = [
            old if at is None else round(at * TICKS_A_MINUTE) for at, old in zip(stated, before.tolist(), strict=True)
        ]
        return np.array(ticks, dtype=np.int64)

    def _instances(self, program: Program) -> Any:  # noqa: ANN401 - the table of the same type
        table = program.repetition
        stated = self._each(
            lambda node: _by_case(node["instances"], 1.0) if isinstance(node.get("instances"), dict) else None
        )
        return replace(table, cardinality=np.where(stated >= 0, -1, table.cardinality), cardinality_of=stated)

    def _routes(self, program: Program) -> Ints:
        """Return for each flow out of a gateway with stated routes whether it is among them."""
        found = program.routes.condition.copy()
        for element, name in enumerate(self._names):
            routes = self._nodes.get(name, {}).get("route")
            if routes is None:
                continue
            for place in range(*program.out_first[element : element + 2].tolist()):
                target = self._names[int(program.flow_target[program.out_flow[place]])]
                found[place] = self._add(_by_case({key: _leads(value, target) for key, value in routes.items()}, 1.0))
        return found

    def _windows(self, program: Program) -> Ints:
        found = program.batches.rule_window.copy()
        for element, name in enumerate(self._names):
            rules = self._nodes.get(name, {}).get("batch", {}).get("rules", [])
            for place, rule in enumerate(rules):
                if "window" in rule:
                    spans = [(first * TICKS_A_MINUTE, last * TICKS_A_MINUTE) for first, last in rule["window"]]
                    self._calendars.append(OpenTime([s for s, _ in spans], [e for _, e in spans], 0, 0))
                    found[int(program.batches.rule_first[element]) + place] = len(self._calendars) - 1
        return found

    def _arrivals(self, program: Program) -> Program:
        arrivals = self.model["arrivals"]
        if isinstance(arrivals, list):
            ticks = np.array([round(minute * TICKS_A_MINUTE) for minute in arrivals], dtype=np.int64)
            return replace(
                program, stream_gap=np.array([-1]), arrival_first=np.array([0, len(ticks)]), arrival_tick=ticks
            )
        if "rates" not in arrivals:
            return replace(program, cases=int(arrivals["cases"]), horizon=-1)
        rates = [(start, rate / 60 / TICKS_A_MINUTE) for start, _, rate in arrivals["rates"]]
        gap = self._add(_stated_list(arrivals["unit_gaps"], CASE_NUMBER))
        demand = replace(
            program.demand,
            gap_of=np.array([gap]),
            rate_first=np.array([0, len(rates)]),
            rate_start=np.array([round(start * TICKS_A_MINUTE) for start, _ in rates], dtype=np.int64),
            rate=np.array([rate for _, rate in rates], dtype=np.float64),
        )
        last = round(arrivals["rates"][-1][1] * TICKS_A_MINUTE)
        return replace(program, demand=demand, cases=len(arrivals["unit_gaps"]), horizon=last)


def _leads(value: Any, target: str) -> Any:  # noqa: ANN401 - what a file holds
    """Return by visit whether a route leads to a target; an entry may name several."""
    if not isinstance(value, list):
        return float(value == target)
    return [float(target in entry if isinstance(entry, list) else entry == target) for entry in value]


def _by_case(stated: Any, scale: float) -> Operations:  # noqa: ANN401 - what a file holds
    return _stated(stated, scale, VISIT_NUMBER)


def _stated(value: Any, scale: float, index: int) -> Operations:  # noqa: ANN401 - what a file holds
    """Return the expression of a number, of a list by visit or instance (the last holds), or of a table by case."""
    if isinstance(value, dict):
        operations = _stated(value.get("else", 0), scale, index)
        for case, own in value.items():
            if case != "else":
                is_case = ((CASE_NUMBER, 0.0), (CONSTANT, float(case)), (EQUAL, 0.0))
                operations = (*is_case, *_stated(own, scale, index), *operations, (CHOOSE, 0.0))
        return operations
    if isinstance(value, list):
        return _stated_list(value, index, scale)
    return ((CONSTANT, float(value) * scale),)


def _stated_list(values: Sequence[Any], index: int, scale: float = 1.0) -> Operations:
    """Return the expression of values in turn; the last holds for all that follow."""
    operations = _stated(values[-1], scale, index)
    for place in range(len(values) - 1, 0, -1):
        is_before = ((index, 0.0), (CONSTANT, float(place)), (LESS_EQUAL, 0.0))
        operations = (*is_before, *_stated(values[place - 1], scale, index), *operations, (CHOOSE, 0.0))
    return operations
