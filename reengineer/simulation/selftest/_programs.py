"""Turn the model of a worked example into a program: what it states case by case becomes expressions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from reengineer.annotations import Annotations, annotate, with_timer_starts
from reengineer.bpmn import read_bpmn
from reengineer.calendars import NEVER
from reengineer.errors import InputError, ModelError, Problem
from reengineer.files import Document, validate
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
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.compiling._context import firsts
from reengineer.simulation.compiling._together import never_together
from reengineer.simulation.selftest._hours import open_time, with_stated_hours
from reengineer.simulation.selftest._maps import Model, all_nodes, kind_of, timer_starts, to_bpmn
from reengineer.simulation.selftest._notes import LOOSE, notes_of, stated_starts
from reengineer.source import Source

TICKS_A_MINUTE = 60_000_000
WEEK_MINUTES = 7 * 24 * 60
Operations = tuple[tuple[int, float], ...]


def program_of(model: Model) -> Program:
    """Return the program of a model."""
    annotated = annotate(read_bpmn(to_bpmn(model)), validate(Annotations, Document(data=notes_of(model))))
    annotated = with_timer_starts(annotated, timer_starts(model))
    cut = model["end"]["cut"] if isinstance(model.get("end"), dict) else None
    settings = RunSettings(length=cut * 60.0, end="cut") if cut else RunSettings(length=4.0 * WEEK_MINUTES * 60)
    program = with_stated_hours(model, compile_model(annotated, settings))
    apart = list(never_together(program, [Source(element_id=name) for name in program.names.elements]))
    if apart:
        raise ModelError(apart)
    return _Stating(model, program).program()


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
                patience=self._unless_of_case("patience", changed.queues.patience),
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
        found = [make(self._nodes[name]) if name in self._nodes else None for name in self._names]
        return np.array([-1 if each is None else self._add(each) for each in found], dtype=np.int64)

    def _work(self, node: Mapping[str, Any]) -> Operations | None:
        is_worked_on = kind_of(node) in ("task", "send") or (
            kind_of(node) in LOOSE and bool({"work", "needs"} & set(node))
        )
        if not is_worked_on or "external" in node:
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
            is_task = kind_of(node) in LOOSE and "needs" in node
            own = node.get(key, usual)
            found.append(self._add(_by_case(stated | {"else": own}, scale)) if is_task else old)
        return np.array(found, dtype=np.int64)

    def _unless_of_case(self, key: str, before: Ints) -> Ints:
        """Return what holds for steps, nowhere if it is stated for a case: then an expression holds for all."""
        is_stated = any(key in case for case in self.model.get("cases", {}).values())
        return np.full(len(before), -1, dtype=np.int64) if is_stated else before

    def _due(self, before: Ints) -> Ints:
        stated = {number: case["due"] for number, case in self.model.get("cases", {}).items() if "due" in case}
        if not stated:
            return before
        arrivals = self.model["arrivals"]
        if not isinstance(arrivals, list):
            remedy = "Write the arrivals as a list of minutes."
            raise InputError([Problem("RE580", "cases that are due at a minute have no minute of arrival", remedy)])
        minutes = sorted(arrivals)
        after = {
            number: due - minutes[int(number) - 1] for number, due in stated.items() if int(number) <= len(minutes)
        }
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
                    self._calendars.append(open_time(rule["window"], 0))
                    found[int(program.batches.rule_first[element]) + place] = len(self._calendars) - 1
        return found

    def _arrivals(self, program: Program) -> Program:
        arrivals = self.model["arrivals"]
        starts = stated_starts(self.model)
        if isinstance(arrivals, list) or starts:
            return self._exactly(program, self._stated_arrivals(starts))
        if "rates" not in arrivals:
            return replace(program, cases=int(arrivals["cases"]), horizon=program.horizon if program.cut else -1)
        until = max(end for _, end, _ in arrivals["rates"])
        spans = [*arrivals["rates"], (until, until, 0.0)]
        rates = [(start, rate / 60 / TICKS_A_MINUTE) for start, rate in _in_turn(spans)]
        gap = self._add(_stated_list(arrivals["unit_gaps"], CASE_NUMBER))
        demand = replace(
            program.demand,
            gap_of=np.array([gap]),
            rate_first=np.array([0, len(rates)]),
            rate_start=np.array([round(start * TICKS_A_MINUTE) for start, _ in rates], dtype=np.int64),
            rate=np.array([rate for _, rate in rates], dtype=np.float64),
        )
        last = program.horizon if program.cut else round(until * TICKS_A_MINUTE)
        return replace(program, demand=demand, cases=len(arrivals["unit_gaps"]), horizon=last)

    def _stated_arrivals(self, starts: Sequence[str]) -> list[Sequence[float]]:
        """Return the minutes of the cases of each kind whose arrivals are stated; those of timers stand behind."""
        arrivals = self.model["arrivals"]
        return [arrivals[start] for start in starts] if starts else [arrivals] * bool(notes_of(self.model)["cases"])

    @staticmethod
    def _exactly(program: Program, stated: Sequence[Sequence[float]]) -> Program:
        """Return the program with the minutes at which the cases of each kind come."""
        first, gaps = program.arrival_first.tolist(), program.stream_gap.tolist()
        ticks = [program.arrival_tick[start:end].tolist() for start, end in pairwise(first)]
        for place, minutes in enumerate(stated, start=program.streams_in_hand):
            gaps[place], ticks[place] = -1, sorted(round(minute * TICKS_A_MINUTE) for minute in minutes)
        return replace(
            program,
            stream_gap=np.array(gaps),
            arrival_first=firsts(map(len, ticks)),
            arrival_tick=np.array([tick for each in ticks for tick in each], dtype=np.int64),
        )


def _in_turn(rates: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Return the rates of spans of time by when they begin; between the spans the rate is 0."""
    found: list[tuple[float, float]] = []
    reached = 0.0
    for start, end, rate in sorted(map(tuple, rates)):
        if start > reached:
            found.append((reached, 0.0))
        found.append((start, rate))
        reached = end
    return found


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
