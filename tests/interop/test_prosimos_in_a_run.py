"""Models of Prosimos run here as the reference cases state, once they are read."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reengineer.annotations import AnnotatedMap, Clock
from reengineer.files import read_yaml
from reengineer.interop import Imported, read_prosimos
from reengineer.interop._prosimos import chances_of_sets
from reengineer.simulation import Job, RunSettings, run_model

SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MODEL = f'<definitions xmlns="{SPACE}" targetNamespace="x"><process id="P">{{}}</process></definitions>'
LINE = {"s": "startEvent", "A": "task", "x": "exclusiveGateway", "B": "task", "C": "task", "m": "exclusiveGateway"} | {
    "D": "task", "E": "task", "e": "endEvent"}  # fmt: skip
LINE_FLOWS = "s>A A>x x>B x>C B>m C>m m>D D>E E>e"
START = datetime(2022, 9, 26)  # noqa: DTZ001
NAMES = {"size": "size", "hour": "daily_hour", "weekday": "week_day"}


def bpmn(nodes: dict[str, str], flows: str) -> bytes:
    inside = "".join(f'<{tag} id="{key}" name="{key}"/>' for key, tag in nodes.items())
    for flow in flows.split():
        a, b = flow.split(">")
        inside += f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>'
    return MODEL.format(inside).encode()


def fixed(seconds: float) -> dict[str, Any]:
    return {"distribution_name": "fix", "distribution_params": [{"value": seconds}]}


def model(times: dict[str, float], *, every: float = 120, members: int = 5, **more: Any) -> bytes:
    resource = {"id": "r", "name": "R", "amount": members, "cost_per_hour": 0, "calendar": more.pop("calendar", "")}
    data: dict[str, Any] = {
        "resource_profiles": [{"id": "p", "name": "P", "resource_list": [resource]}],
        "task_resource_distribution": [
            {"task_id": task, "resources": [{"resource_id": "r", **fixed(time)}]} for task, time in times.items()
        ],
        "arrival_time_distribution": fixed(every),
    }
    return json.dumps({**data, **more}).encode()


def line(batches: Sequence[dict[str, Any]], *, every: float = 120, flush: bool = False) -> Imported:
    shares = [{"path_id": "x_B", "value": 0.3}, {"path_id": "x_C", "value": 0.7}]
    data = model(
        dict.fromkeys("ABCDE", 120.0),
        every=every,
        gateway_branching_probabilities=[{"gateway_id": "x", "probabilities": shares}],
        batch_processing=list(batches),
    )
    return read_prosimos(bpmn(LINE, LINE_FLOWS), data, flush=flush)


def rows(made: AnnotatedMap, cases: int, step: str, start: datetime = START) -> pd.DataFrame:
    notes = made.notes.model_copy(update={"clock": Clock(start=start)})
    log = run_model(made.with_notes(notes), RunSettings(cases=cases, replications=1), Job(log=True, unstable=True)).log
    found = log[log["element"] == step].sort_values(["started", "case"])
    return found.assign(**{name: _seconds(found[name], start) for name in ("enabled", "started", "completed")})


def _seconds(times: pd.Series, start: datetime) -> pd.Series:
    return (times - pd.Timestamp(start, tz="UTC")).dt.total_seconds().round(6)


def batch(step: str, kind: str, scale: dict[int, float], **size: int) -> dict[str, Any]:
    rules = [[{"attribute": "size", "comparison": "=", "value": size["size"]}]]
    factors = [{"key": str(key), "value": value} for key, value in scale.items()]
    return {"task_id": step, "type": kind, "firing_rules": rules, "duration_distrib": factors}


def test_sequential_batches_of_three() -> None:
    found = rows(line([batch("D", "Sequential", {1: 1.0, 3: 0.8}, size=3)]).map, 6, "D")
    assert found["started"].tolist() == [480, 576, 672, 840, 936, 1032]
    assert (found["started"] - found["enabled"]).tolist() == [240, 216, 192, 240, 216, 192]
    assert set((found["completed"] - found["started"]).tolist()) == {96}


@pytest.mark.parametrize(("flush", "durations"), [(False, [288.0] * 3), (True, [288.0] * 3 + [120.0])])
def test_parallel_batches_take_scale_times_size_and_flush_sends_the_rest(flush: bool, durations: list[float]) -> None:
    made = line([batch("D", "Parallel", {1: 1.0, 3: 0.8}, size=3)], flush=flush)
    found = rows(made.map, 4, "D").dropna(subset=["started"])
    assert found["started"].tolist()[:3] == [480, 480, 480]
    assert (found["completed"] - found["started"]).dropna().tolist() == durations


def test_two_batches_in_a_row() -> None:
    made = line([batch("D", "Parallel", {3: 0.8}, size=3), batch("E", "Sequential", {3: 0.5}, size=3)])
    assert rows(made.map, 3, "D")["completed"].tolist() == [768] * 3
    assert rows(made.map, 3, "E")["started"].tolist() == [768, 828, 888]


def test_firing_rules_in_a_run(shared: Path) -> None:
    data = read_yaml(shared / "oracles" / "prosimos_behaviour.yaml").data
    assert isinstance(data, dict)
    for case in data["firing_rules_in_a_run"]:
        given = case["given"]
        groups = [
            [
                {"attribute": NAMES[name], "comparison": sign, "value": value}
                for name, sign, value in (rule.split(" ") for rule in rules)
            ]
            + (
                []
                if any(rule.startswith("size") for rule in rules)
                else [{"attribute": "size", "comparison": ">=", "value": 2}]
            )
            for rules in given.get("any_of", [given.get("rule")])
        ]
        scale = [{"key": str(key), "value": value} for key, value in given.get("scale", {}).items()]
        made = line(
            [{"task_id": "D", "type": "Parallel", "firing_rules": groups, "duration_distrib": scale}],
            every=given["arrivals"]["every"],
        )
        start = datetime.fromisoformat(given["start"])
        found = rows(made.map, given["arrivals"]["cases"], "D", start).dropna(subset=["started"])
        sizes = Counter(found["started"])
        expected = Counter()
        for each in case["expect"]["batches"]:
            at = round((datetime.fromisoformat(each["start"]) - start).total_seconds(), 6)
            expected[at] += sum(each.get("sizes", [each.get("size")]))
        assert sizes == expected, case["id"]
        for each in case["expect"]["batches"]:
            if "duration" in each:
                at = round((datetime.fromisoformat(each["start"]) - start).total_seconds(), 6)
                taken = found[found["started"] == at]
                assert set((taken["completed"] - taken["started"]).tolist()) == {each["duration"]}


SPLIT = {
    "s": "startEvent",
    "g": "inclusiveGateway",
    "A": "task",
    "B": "task",
    "C": "task",
    "j": "inclusiveGateway",
    "e": "endEvent",
}
SPLIT_FLOWS = "s>g g>A g>B g>C A>j B>j C>j j>e"
TIMES = {"A": 1.0, "B": 2.0, "C": 3.0}


def split(gateway: str, flows: list[dict[str, Any]], **more: Any) -> AnnotatedMap:
    nodes = {**SPLIT, "g": gateway, "j": gateway}
    branches = [{"gateway_id": "g", "probabilities": flows}]
    data = model(TIMES, every=60, gateway_branching_probabilities=branches, **more)
    return read_prosimos(bpmn(nodes, SPLIT_FLOWS), data).map


def taken(made: AnnotatedMap, cases: int) -> Counter[tuple[str, ...]]:
    log = run_model(made, RunSettings(cases=cases, replications=1), Job(log=True, unstable=True)).log
    steps = log[log["element"].isin(["A", "B", "C"])]
    return Counter(tuple(sorted(each)) for _, each in steps.groupby("case")["element"])


@pytest.mark.parametrize("true", ["ABC", "AB", "B"])
def test_conditions_of_an_inclusive_split_take_what_is_true(true: str) -> None:
    flows = [{"path_id": f"g_{task}", "value": 0.3, "condition_id": task} for task in "ABC"]
    rules = [
        {"id": task, "rules": [[{"attribute": "client", "comparison": "=" if task in true else "!=", "value": "new"}]]}
        for task in "ABC"
    ]
    client = [{"name": "client", "type": "discrete", "values": [{"key": "new", "value": 1.0}]}]
    made = split("inclusiveGateway", flows, branch_rules=rules, case_attributes=client)
    assert taken(made, 50) == {tuple(true): 50}


def test_one_true_condition_of_an_exclusive_split_is_taken() -> None:
    flows = [{"path_id": f"g_{task}", "value": 0.3, "condition_id": task} for task in "ABC"]
    rules = [
        {"id": task, "rules": [[{"attribute": "size", "comparison": "in", "value": span}]]}
        for task, span in (("A", [0, 10]), ("B", [11, 500]), ("C", [501, "inf"]))
    ]
    client = [{"name": "size", "type": "continuous", "values": fixed(200)}]
    made = split("exclusiveGateway", flows, branch_rules=rules, case_attributes=client)
    assert taken(made, 30) == {("B",): 30}


def test_chances_of_sets_are_those_of_the_reference() -> None:
    assert chances_of_sets([0.5, 0.5]) == pytest.approx({(1,): 0.375, (2,): 0.375, (1, 2): 0.25})
    whole = chances_of_sets([0.1, 0.3, 0.6])
    assert sum(whole.values()) == pytest.approx(1)
    none = 0.9 * 0.7 * 0.4
    assert whole[1,] == pytest.approx(0.1 * 0.7 * 0.4 + none * 0.1)


def test_shares_of_an_inclusive_split_give_sets_with_their_chances() -> None:
    flows = [{"path_id": f"g_{task}", "value": value} for task, value in (("A", 0.5), ("B", 0.5), ("C", 1.0))]
    found = taken(split("inclusiveGateway", flows), 4000)
    # C is always taken; A and B each in half of the cases.
    expected = {("A", "C"): 1000, ("B", "C"): 1000, ("A", "B", "C"): 1000, ("C",): 1000}
    assert set(found) == set(expected)
    assert all(abs(found[key] - many) < 5 * (many * 0.75) ** 0.5 for key, many in expected.items())


def week(days: str, hours: tuple[str, str]) -> list[dict[str, str]]:
    first, last = days.split()
    return [{"from": first, "to": last, "beginTime": hours[0], "endTime": hours[1]}]


def test_work_pauses_over_the_weekend() -> None:
    office = [{"id": "c", "name": "c", "time_periods": week("MONDAY FRIDAY", ("09:00:00", "17:00:00"))}]
    data = model({"A": 28_800}, every=60, members=1, calendar="c", resource_calendars=office)
    made = read_prosimos(bpmn({"s": "startEvent", "A": "task", "e": "endEvent"}, "s>A A>e"), data).map
    friday = datetime(2024, 1, 5, 16)  # noqa: DTZ001
    found = rows(made, 2, "A", friday)
    day = timedelta(days=1).total_seconds()
    assert found["started"].tolist() == [0, 3 * day]
    assert found["completed"].tolist() == [3 * day, 4 * day]


@pytest.mark.parametrize(
    ("start", "first"), [("2023-02-28 13:22:30.035185", "2023-03-01 09:00:00"), ("2023-02-22 10:22:30.035185", None)]
)
def test_the_first_case_comes_at_the_start_or_the_next_opening(start: str, first: str | None) -> None:
    hours = week("WEDNESDAY WEDNESDAY", ("09:00:00", "14:00:00"))
    data = model({"A": 60}, every=60, members=1, arrival_time_calendar=hours)
    made = read_prosimos(bpmn({"s": "startEvent", "A": "task", "e": "endEvent"}, "s>A A>e"), data).map
    at = datetime.fromisoformat(start)
    wanted = (datetime.fromisoformat(first or start) - at).total_seconds()
    assert rows(made, 5, "A", at)["started"].tolist()[0] == pytest.approx(wanted, abs=1e-5)


def test_priorities_go_before_and_no_case_waits_for_one_that_has_not_come() -> None:
    rules = [
        {"priority_level": level, "rules": [[{"attribute": "client", "comparison": "=", "value": word}]]}
        for level, word in ((1, "Business"), (2, "Regular"))
    ]
    values = [
        {"key": word, "value": share} for word, share in (("Business", 0.3), ("Regular", 0.4), ("Not Known", 0.3))
    ]
    client = [{"name": "client", "type": "discrete", "values": values}]
    data = model({"A": 1800}, every=0.001, members=1, case_attributes=client, prioritisation_rules=rules)
    made = read_prosimos(bpmn({"s": "startEvent", "A": "task", "e": "endEvent"}, "s>A A>e"), data).map
    assert [level.level for level in made.notes.cases["case"].priorities] == [1, 2, 3]
    log = run_model(made, RunSettings(cases=20, replications=1), Job(log=True, unstable=True)).log
    order = log[log["element"] == "A"].sort_values("started")["case"].tolist()
    # All but the first are there when the first is done; what is served first is not what came first.
    assert order != sorted(order)
    assert len(order) == 20


def test_a_marker_that_does_not_say_how_often_is_done_once() -> None:
    marked = bpmn({"s": "startEvent", "A": "task", "e": "endEvent"}, "s>A A>e").replace(
        b'<task id="A" name="A"/>', b'<task id="A"><standardLoopCharacteristics/></task>'
    )
    read = read_prosimos(marked, model({"A": 60}))
    assert len(rows(read.map, 3, "A")) == 3
    assert any("is done once, as in Prosimos" in problem.message for problem in read.translated)
    several = marked.replace(
        b"<standardLoopCharacteristics/>",
        b"<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>",
    )
    assert len(rows(read_prosimos(several, model({"A": 60})).map, 3, "A")) == 9


def test_every_set_has_its_own_word() -> None:
    for many in (2, 3, 5):
        found = chances_of_sets([1 / many] * many)
        assert len(found) == 2**many - 1
        assert set(found) == {
            tuple(at + 1 for at in range(many) if bits[at]) for bits in product((0, 1), repeat=many) if any(bits)
        }
