"""What Prosimos does, as the reference cases state it: the same here, or another thing on purpose.

Batches and firing rules stand in `test_prosimos_batches` and `test_prosimos_in_a_run`; here are the others, worked in
minutes.
"""

import json
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import Clock, EventNotes
from reengineer.errors import InputError, ModelError
from reengineer.files import read_yaml
from reengineer.interop import read_prosimos, read_qbp
from reengineer.simulation import Job, RunSettings, run_model
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import STATE_INTERRUPTED, STATE_OPEN
from reengineer.simulation._program import Program
from reengineer.simulation.selftest._examples import run_model_of

Rows = list[dict[str, Any]]
RowsOf = Callable[[Program, RawRun], Rows]
TWO = 2.0
"""Minutes that every step of the line with a batch takes."""
THURSDAY = 3 * 1440 + 9 * 60


@pytest.fixture(scope="module")
def behaviour(shared: Path) -> dict[str, Any]:
    data = read_yaml(shared / "oracles" / "prosimos_behaviour.yaml").data
    assert isinstance(data, dict)
    return data


@pytest.fixture(scope="module")
def rows() -> Callable[..., Rows]:
    """Return the function that runs a model of the worked examples and gives its rows, in minutes."""

    def found(model: dict[str, Any], *steps: str) -> Rows:
        program, raw = run_model_of(model)
        names, log = program.names, raw.log
        table = []
        for values in range(len(log.rows)):
            row = {name: int(log.column(name)[values]) for name in ("case", "visit", "instance", "state", "work")}
            row |= {name: log.column(name)[values] / 60e6 for name in ("enabled", "started", "completed")}
            row["step"] = names.elements[int(log.column("element")[values])]
            row["waited"] = float(log.waits[values].sum()) / 60e6
            table.append(row)
        return sorted((row for row in table if row["step"] in steps), key=lambda row: (row["started"], row["case"]))

    return found


def chain(nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a model in which the nodes follow each other."""
    whole = {"S": {"kind": "start"}, **nodes, "Z": {"kind": "end"}}
    names = list(whole)
    return {"nodes": whole, "flows": [f"{a} > {b}" for a, b in pairwise(names)], **more}


def line(batch: dict[str, Any] | None, cases: int) -> dict[str, Any]:
    """Return the line with a batched step, done by one member who does nothing else."""
    steps: dict[str, Any] = {name: {"work": TWO, "needs": "rest"} for name in "ABCDE"}
    steps["D"] = {"work": TWO, "needs": "one"} | ({"batch": batch} if batch else {})
    nodes = {"S": {"kind": "start"}, "A": steps["A"], "X": {"kind": "xor", "route": {"else": ["C"]}}}
    nodes |= {name: steps[name] for name in "BC"} | {"M": {"kind": "xor"}}
    nodes |= {name: steps[name] for name in "DE"} | {"Z": {"kind": "end"}}
    flows = ["S > A", "A > X", "X > B", "X > C", "B > M", "C > M", "M > D", "D > E", "E > Z"]
    groups = {"rest": {"members": ["a", "b", "c", "d"]}, "one": {"members": ["e"]}}
    return {"nodes": nodes, "flows": flows, "groups": groups, "arrivals": [TWO * case for case in range(cases)]}


BATCH = {
    "parallel": {"rules": [{"size": 3}], "max": 3, "style": "parallel", "factor": {1: 1.0, 3: 2.4}},
    "sequential": {"rules": [{"size": 3}], "max": 3, "style": "sequential", "factor": {1: 1.0, 3: 0.8}},
    "no_batch": None,
}


@pytest.mark.parametrize("style", BATCH)
@pytest.mark.parametrize("flush", [False, True])
def test_a_batch_keeps_its_member_busy_once(behaviour: dict[str, Any], style: str, flush: bool) -> None:
    (case,) = (each for each in behaviour["batching"] if each["id"] == "utilisation_of_the_batch_member")
    batch = BATCH[style]
    program, raw = run_model_of(line(batch and batch | {"flush": flush}, 7))
    busy = raw.busy[program.names.members.index("e")] / 1e6
    expected = case["expect"]["without_flush"][style]["busy"]
    assert busy == (case["expect"]["with_flush"]["busy"] if flush and batch else expected)
    left = int((raw.log.column("state") == STATE_OPEN).sum())
    assert left == (1 if batch and not flush else 0)


def test_a_size_drawn_for_sure_is_a_rule_with_a_maximum(rows: Callable[..., Rows]) -> None:
    found = rows(line(BATCH["parallel"], 5), "D")
    assert [row["started"] for row in found if row["state"] != STATE_OPEN] == [8.0, 8.0, 8.0]
    assert sum(row["state"] == STATE_OPEN for row in found) == 2


@pytest.mark.parametrize(("size", "seconds"), [(1, 96), (2, 96), (3, 90), (4, 90), (5, 72), (7, 72), (10, 72)])
def test_a_factor_holds_from_its_size_on(rows: Callable[..., Rows], size: int, seconds: int) -> None:
    factor = {1: 0.8, 3: 0.75, 5: 0.6}
    batch = {"rules": [{"size": size}], "max": size, "style": "sequential", "factor": factor}
    found = rows(line(batch, size), "D")
    assert {row["work"] / 1e6 for row in found} == {seconds}


def test_a_timer_needs_nobody_and_runs_on_elapsed_time(rows: Callable[..., Rows]) -> None:
    hours = [[THURSDAY, THURSDAY + 300]]
    timer = {"kind": "catch", "event": "timer", "after": 15}
    model = chain({"T": {"work": 30, "needs": "one"}, "W": timer}, arrivals=[THURSDAY] * 5)
    model["groups"] = {"one": {"members": ["a"], "open": hours}}
    assert [row["started"] - THURSDAY for row in rows(model, "T")] == [0, 30, 60, 90, 120]
    assert [row["waited"] for row in rows(model, "W")] == [15] * 5


def test_the_first_of_several_events_wins(behaviour: dict[str, Any], shared: Path) -> None:
    (case,) = (each for each in behaviour["events"] if each["id"] == "first_event_wins")
    made = read_qbp(shared / "samples" / "qbp" / "stock_replenishment.bpmn").map
    delays = {made.map.node(name).id: EventNotes.model_validate({"delay": f"{seconds} s"})
              for name, seconds in case["given"]["delays"].items()}  # fmt: skip
    notes = made.notes.model_copy(update={"events": made.notes.events | delays})
    result = run_model(made.with_notes(notes), RunSettings(cases=5, replications=1), Job(log=True, unstable=True))
    rows = result.event_log.frame
    for name, many in case["expect"]["fired"].items():
        own = rows[rows["element"] == made.map.node(name).id]
        assert len(own) == many, name
        if many:
            lasted = (own["completed"] - own["enabled"]).dt.total_seconds()
            assert set(lasted) == {case["expect"]["durations"][name]}


def test_two_timers_in_a_row_have_their_own_delays(rows: Callable[..., Rows]) -> None:
    timers = {name: {"kind": "catch", "event": "timer", "after": after} for name, after in (("V", 60), ("W", 120))}
    found = rows(chain({"A": {"work": 1}, **timers}, arrivals=[0, 1000, 2000]), "V", "W")
    assert [row["waited"] for row in found] == [60, 120] * 3 or sum(row["waited"] for row in found) == 3 * 180
    assert {row["completed"] % 1000 for row in found if row["step"] == "W"} == {181}


def test_terminate_cuts_the_case(rows: Callable[..., Rows]) -> None:
    nodes = {"S": {"kind": "start"}, "F": {"kind": "and"}, "A": {"work": 1}, "B": {"work": 10}, "C": {"work": 1}}
    nodes |= {"T": {"kind": "terminate"}, "Z": {"kind": "end"}}
    model = {"nodes": nodes, "flows": ["S > F", "F > A", "F > B", "A > T", "B > C", "C > Z"], "arrivals": [0]}
    found = {row["step"]: row for row in rows(model, "A", "B", "C")}
    assert set(found) == {"A", "B"}
    assert (found["B"]["started"], found["B"]["completed"], found["B"]["state"]) == (0, 1, STATE_INTERRUPTED)


def test_a_marker_of_three_instances_counts(rows: Callable[..., Rows]) -> None:
    assert len(rows(chain({"A": {"work": 1, "instances": 3}}, arrivals=[0, 10, 20]), "A")) == 9


LEVELS = {"1": 1, "2": 2, "3": 1, "4": 2, "5": 2, "6": 1}


def test_a_case_waits_for_nobody_who_has_not_come(behaviour: dict[str, Any], rows: Callable[..., Rows]) -> None:
    (case,) = (each for each in behaviour["priorities"]["in_a_run"] if each["id"] == "priority_is_causal")
    model = chain({"A": {"work": 10 / 60, "needs": "one"}}, arrivals=[at / 60 for at in case["given"]["arrivals"]])
    model["groups"] = {"one": {"members": ["a"]}}
    model["cases"] = {number: {"priority": level} for number, level in LEVELS.items()}
    starts = [round(row["started"] * 60) for row in rows(model, "A")]
    assert starts == list(case["expect"]["starts"].values())


def test_within_a_level_first_come_is_first_served(rows: Callable[..., Rows]) -> None:
    levels = [2, 3, 1, 2, 1, 3, 1, 2]
    model = chain({"A": {"work": 30, "needs": "one"}}, arrivals=[0.0] * len(levels))
    model["groups"] = {"one": {"members": ["a"]}}
    model["cases"] = {str(number): {"priority": level} for number, level in enumerate(levels, start=1)}
    order = [row["case"] for row in rows(model, "A")]
    assert order == sorted(order, key=lambda case: (levels[case - 1], case))


def test_a_batch_is_ranked_and_ordered_by_its_oldest(rows: Callable[..., Rows]) -> None:
    levels = [3, 3, 1, 1, 2, 1, 1, 1]
    batch = {"rules": [{"size": 4}], "max": 4, "style": "sequential"}
    model = chain({"A": {"work": 5, "needs": "one", "batch": batch}}, arrivals=[0.0] * 8)
    model["groups"] = {"one": {"members": ["a"]}}
    model["cases"] = {str(number): {"priority": level} for number, level in enumerate(levels, start=1)}
    # The oldest of the first four has level 3, that of the others 2: the second batch goes first, each in its order.
    assert [row["case"] for row in rows(model, "A")] == [5, 6, 7, 8, 1, 2, 3, 4]


def level_of(rules: list[Any], values: dict[str, Any]) -> int:
    """Return the level that the importer's conditions give a case with these attributes."""
    names = [
        {"name": name, "type": "discrete", "values": [{"key": value, "value": 1.0}]}
        if isinstance(value, str)
        else {"name": name, "type": "continuous", "values": {"distribution_name": "fix", "distribution_params": [
            {"value": value}]}}
        for name, value in values.items()
    ]  # fmt: skip
    fixed = {"distribution_name": "fix", "distribution_params": [{"value": 60}]}
    people = [{"id": "p", "name": "P", "resource_list": [{"id": "r", "name": "R", "amount": 1, "cost_per_hour": 0}]}]
    data = {
        "resource_profiles": people,
        "task_resource_distribution": [{"task_id": "A", "resources": [{"resource_id": "r", **fixed}]}],
        "arrival_time_distribution": fixed,
        "case_attributes": names,
        "prioritisation_rules": [{"priority_level": level, "rules": rule} for level, rule in enumerate(rules, start=1)],
    }
    made = read_prosimos(BPMN.encode(), json.dumps(data).encode()).map
    from reengineer.annotations import complete
    from reengineer.simulation import compile_model
    from reengineer.simulation.reference import ReferenceEngine

    program = compile_model(complete(made)[0], RunSettings(cases=1))
    engine = ReferenceEngine(program, 1, 0)
    engine.run()
    return int(engine.state.cases[0].attributes[-1])


SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMN = (
    f'<definitions xmlns="{SPACE}" targetNamespace="x"><process id="P"><startEvent id="s"/><task id="A"/>'
    '<endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="A"/>'
    '<sequenceFlow id="g" sourceRef="A" targetRef="e"/></process></definitions>'
)


def between(name: str, span: list[Any]) -> dict[str, Any]:
    return {"attribute": name, "comparison": "in", "value": span}


def equal(text: str) -> dict[str, Any]:
    name, _, value = text.partition(" = ")
    return {"attribute": name, "comparison": "=", "value": value}


def rule_of(case: dict[str, Any]) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    """Return a rule of the reference in Prosimos's own form, and the attributes of the case."""
    if "range" in case:
        return [[between("x", case["range"])]], {"x": case["value"]}
    if "any_of" in case:
        return [[between("amount", span), equal(case["and"])] for span in case["any_of"]], case["value"]
    parts = []
    for text in case["all_of"]:
        name, sign, value = text.split(" ", 2)
        parts.append(between(name, json.loads(value)) if sign == "in" else equal(text))
    return [parts], case["value"]


def test_conditions_of_priorities_hold_as_stated(behaviour: dict[str, Any]) -> None:
    for case in behaviour["priorities"]["predicates"]:
        rule, values = rule_of(case)
        assert (level_of([rule], values) == 1) is case["expect"], case


def test_the_first_level_that_matches_counts(behaviour: dict[str, Any]) -> None:
    for case in behaviour["priorities"]["levels"]:
        rules = [[[between("x", span)]] for span in case["levels"].values()]
        expected = len(rules) + 1 if case["expect"] == "last" else case["expect"]
        assert level_of(rules, {"x": case["value"]}) == expected, case


def test_who_is_on_duty_goes_before_who_is_not(rows: Callable[..., Rows]) -> None:
    nights = [[day * 1440, day * 1440 + 480] for day in range(3)]
    model = chain({"A": {"work": 1, "needs": "one"}}, arrivals=[300 * case for case in range(6)])
    model["groups"] = {"one": {"members": {"night": {"open": nights}, "always": {}}}}
    assert [row["waited"] for row in rows(model, "A")] == [0] * 6


def test_arrivals_run_on_open_time() -> None:
    office = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]
    expon = {"distribution_name": "expon", "distribution_params": [{"value": v} for v in (1800, 0, 10**9)]}
    short = {"distribution_name": "fix", "distribution_params": [{"value": 1}]}
    people = [{"id": "p", "name": "P", "resource_list": [{"id": "r", "name": "R", "amount": 5, "cost_per_hour": 0}]}]
    data = {
        "resource_profiles": people,
        "task_resource_distribution": [{"task_id": "A", "resources": [{"resource_id": "r", **short}]}],
        "arrival_time_distribution": expon,
        "arrival_time_calendar": office,
    }
    made = read_prosimos(BPMN.encode(), json.dumps(data).encode()).map
    monday = made.with_notes(made.notes.model_copy(update={"clock": Clock(start=datetime(2026, 1, 5))}))  # noqa: DTZ001
    log = run_model(monday, RunSettings(cases=800, replications=1), Job(log=True)).log
    days = log["enabled"].dt.date.nunique()
    # Sixteen a day on average: 800 of them vary by about 28, so their days by less than two.
    assert abs(days - 800 / 16) < 4 * 28 / 16
    # The first comes at the start.
    assert not (log["enabled"][1:].dt.strftime("%H:%M:%S.%f") == "09:00:00.000000").any()


def test_a_calendar_that_never_closes_loses_nothing() -> None:
    always = {"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59.999999"}
    fixed = {"distribution_name": "fix", "distribution_params": [{"value": 259_200}]}
    person = {"id": "r", "name": "R", "amount": 1, "cost_per_hour": 0, "calendar": "c"}
    data = {
        "resource_profiles": [{"id": "p", "name": "P", "resource_list": [person]}],
        "resource_calendars": [{"id": "c", "name": "c", "time_periods": [always]}],
        "task_resource_distribution": [{"task_id": "A", "resources": [{"resource_id": "r", **fixed}]}],
        "arrival_time_distribution": fixed,
    }
    made = read_prosimos(BPMN.encode(), json.dumps(data).encode()).map
    log = run_model(made, RunSettings(cases=1, replications=1), Job(log=True, unstable=True)).log
    assert (log["completed"] - log["started"]).dt.total_seconds().tolist() == [259_200]


def split(gateway: str, true: str, conditions: str, *, default: str = "") -> dict[str, int]:
    """Return how many of 20 cases took each way out of a split whose flows have conditions or shares."""
    inside = '<startEvent id="s"/>' + f'<{gateway} id="g"' + (f' default="g_{default}"' if default else "") + "/>"
    inside += "".join(f'<task id="{task}"/><sequenceFlow id="g_{task}" sourceRef="g" targetRef="{task}"/>'
                      f'<sequenceFlow id="{task}_e" sourceRef="{task}" targetRef="e"/>' for task in "ABC")  # fmt: skip
    inside += '<endEvent id="e"/><sequenceFlow id="s_g" sourceRef="s" targetRef="g"/>'
    xml = f'<definitions xmlns="{SPACE}" targetNamespace="x"><process id="P">{inside}</process></definitions>'
    fixed = {"distribution_name": "fix", "distribution_params": [{"value": 60}]}
    people = [{"id": "p", "name": "P", "resource_list": [{"id": "r", "name": "R", "amount": 9, "cost_per_hour": 0}]}]
    flows = [
        {"path_id": f"g_{task}", "value": share} | ({"condition_id": task} if task in conditions else {})
        for task, share in zip("ABC", (0.1, 0.3, 0.6), strict=True)
        if task != default
    ]
    rules = [
        {"id": task, "rules": [[{"attribute": "client", "comparison": "=", "value": "new" if task in true else "old"}]]}
        for task in conditions
    ]
    client = [{"key": "new", "value": 1.0}, {"key": "old", "value": 0.0}]
    data = {
        "resource_profiles": people,
        "task_resource_distribution": [
            {"task_id": task, "resources": [{"resource_id": "r", **fixed}]} for task in "ABC"
        ],
        "arrival_time_distribution": fixed,
        "gateway_branching_probabilities": [{"gateway_id": "g", "probabilities": flows}],
        "branch_rules": rules,
        "case_attributes": [{"name": "client", "type": "discrete", "values": client}],
    }
    made = read_prosimos(xml.encode(), json.dumps(data).encode()).map
    log = run_model(made, RunSettings(cases=20, replications=1), Job(log=True, unstable=True)).log
    return {str(task): int(many) for task, many in log["element"].value_counts().items()}


@pytest.mark.parametrize("true", ["ABC", "AB"])
def test_of_several_true_flows_the_first_is_taken(true: str) -> None:
    assert split("exclusiveGateway", true, "ABC") == {"A": 20}


@pytest.mark.parametrize("gateway", ["exclusiveGateway", "inclusiveGateway"])
def test_none_true_and_no_default_is_an_error(gateway: str) -> None:
    with pytest.raises(ModelError, match="RE595"):
        split(gateway, "", "ABC")
    assert split(gateway, "", "AB", default="C") == {"C": 20}


@pytest.mark.parametrize("gateway", ["exclusiveGateway", "inclusiveGateway"])
def test_conditions_and_shares_do_not_mix(gateway: str) -> None:
    with pytest.raises(InputError, match="g"):
        split(gateway, "A", "A")


def test_without_conditions_shares_decide() -> None:
    found = split("exclusiveGateway", "", "")
    assert sum(found.values()) == 20
    assert set(found) <= {"A", "B", "C"}


def or_map(first: float, second: float, way: str) -> dict[str, Any]:
    nodes = {"S": {"kind": "start"}, "O": {"kind": "or", "route": {"else": [["A", "B"]]}}, "A": {"work": first}}
    nodes |= {"B": {"work": second}, "X": {"kind": "xor", "route": {"else": [way]}}, "T": {"work": 50}}
    nodes |= {"J": {"kind": "or"}, "M": {"kind": "xor"}, "Z": {"kind": "end"}}
    flows = ["S > O", "O > A", "O > B", "A > J", "B > X", "X > J", "X > T", "T > M", "J > M", "M > Z"]
    return {"nodes": nodes, "flows": flows, "arrivals": [0]}


@pytest.mark.parametrize(
    ("first", "second", "way", "since", "fires"),
    [
        (5, 8, "T", 5, 8),  # undecided until B is done; then its token has turned away
        (8, 5, "T", 8, 8),  # the other is gone before
        (5, 8, "J", 5, 8),  # undecided, then both are there
        (8, 5, "J", 5, 8),  # the other came first
    ],
)
def test_an_inclusive_join_waits_for_what_can_still_come(
    rows: Callable[..., Rows], first: float, second: float, way: str, since: float, fires: float
) -> None:
    (row,) = rows(or_map(first, second, way), "J")
    assert (row["enabled"], row["completed"]) == (since, fires)


def test_every_case_of_the_reference_is_looked_at(behaviour: dict[str, Any]) -> None:
    """What is added to the reference is to be added to the tests of it."""
    of = {name: [each["id"] for each in behaviour[name]] for name in ("batching", "events", "calendars")}
    assert of == {
        "batching": [
            "sequential_size_3", "scale_is_a_lower_bound", "parallel_size_3", "parallel_then_one_left_over",
            "two_batches_in_a_row", "utilisation_of_the_batch_member", "size_drawn",
        ],
        "events": [
            "timer_after_task", "first_event_wins", "two_timers_in_a_row", "terminate_cuts_the_case", "multi_instance",
        ],
        "calendars": [
            "work_pauses_over_the_weekend", "on_shift_before_off_shift", "arrivals_on_open_time",
            "start_outside_the_arrival_calendar", "start_inside_the_arrival_calendar", "always_open_loses_nothing",
        ],
    }  # fmt: skip
    runs = [each["id"] for each in behaviour["priorities"]["in_a_run"]]
    assert runs == ["all_arrive_at_once", "inside_a_batch", "batches_against_each_other", "priority_is_causal"]
