"""The firing rules of Prosimos, as the reference cases state them, do the same when they are written our way."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import BatchNotes
from reengineer.errors import InputError
from reengineer.files import read_yaml
from reengineer.interop import read_prosimos

Make = Callable[..., bytes]
NAMES = {
    "size": "size",
    "oldest_wait": "large_wt",
    "ready_wait": "ready_wt",
    "hour": "daily_hour",
    "weekday": "week_day",
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(scope="module")
def oracle(shared: Path) -> dict[str, Any]:
    data = read_yaml(shared / "oracles" / "prosimos_behaviour.yaml").data
    assert isinstance(data, dict)
    return data


def groups_of(case: dict[str, Any]) -> list[list[dict[str, str]]]:
    """Return the rules of a case in Prosimos's own form."""
    lists = case.get("any_of") or [case["rule"]]
    return [
        [
            {"attribute": NAMES[name], "comparison": sign, "value": value}
            for name, sign, value in (re.fullmatch(r"(\w+) ([<>=]+) (\S+)", rule).groups() for rule in rules)  # type: ignore[union-attr]
        ]
        for rules in lists
    ]


def batch_of(bpmn: bytes, groups: object, kind: str = "Parallel", **more: Any) -> BatchNotes:
    fixed = {"distribution_name": "fix", "distribution_params": [{"value": 120}]}
    people = [{"id": "p", "name": "P", "resource_list": [{"id": "r", "name": "R", "amount": 5, "cost_per_hour": 0}]}]
    batch = {"task_id": "a", "type": kind, "size_distrib": [], "duration_distrib": [], "firing_rules": groups, **more}
    data = {
        "resource_profiles": people,
        "task_resource_distribution": [{"task_id": "a", "resources": [{"resource_id": "r", **fixed}]}],
        "batch_processing": [batch],
    }
    found = read_prosimos(bpmn, json.dumps(data).encode()).map.notes.steps["a"].batch
    assert found is not None
    return found


def is_open(rule: Any, at: datetime) -> bool:
    start, end = (rule.window or "00:00-24:00").split("-")
    minutes = at.hour * 60 + at.minute
    hours = int(start[:2]) * 60 + int(start[3:]) <= minutes < int(end[:2]) * 60 + int(end[3:])
    return hours and (not rule.weekdays or DAYS[at.weekday()] in rule.weekdays)


def fired(batch: BatchNotes, waiting: list[datetime], now: datetime) -> list[tuple[datetime, int]]:
    """Fire by the rules of the notes: looked at when something joins, when a wait is reached, and at each full hour."""
    moments = set(waiting) | {now}
    for rule in batch.rules:
        if rule.waited is not None:
            moments |= {at + timedelta(seconds=float(rule.waited)) for at in waiting}
    hour = min(waiting).replace(minute=0, second=0, microsecond=0)
    while hour <= now:
        moments.add(hour)
        hour += timedelta(hours=1)
    ready: list[datetime] = []
    done: list[tuple[datetime, int]] = []
    left = sorted(waiting)
    for at in sorted(moment for moment in moments if min(waiting) <= moment <= now):
        while left and left[0] <= at:
            ready.append(left.pop(0))
        while ready and any(
            len(ready) >= (rule.size or 1)
            and (rule.waited is None or (at - ready[0]).total_seconds() >= float(rule.waited))
            and is_open(rule, at)
            for rule in batch.rules
        ):
            size = min(batch.max or len(ready), len(ready))
            done.append((at, size))
            ready = ready[size:]
    return done


def moment(text: str, date: object) -> datetime:
    return datetime.fromisoformat(text if len(text) > 8 else f"{date} {text}")


def test_every_translated_rule_fires_as_stated(bpmn: Make, oracle: dict[str, Any]) -> None:
    tried = 0
    for case in oracle["firing_rules"]["cases"]:
        if case["agree"] == "refused" or case["id"] == "empty_range":
            continue
        batch = batch_of(bpmn(), groups_of(case))
        waiting = [moment(text, case.get("date")) for text in case["waiting"]]
        found = fired(batch, waiting, moment(case["now"], case.get("date")))
        expected = case.get("ours_batches", case["batches"]) or []
        assert [size for _, size in found] == expected, case["id"]
        first = case.get("ours", case.get("first_start"))
        if first:
            assert found[0][0] == moment(first, case.get("date")), case["id"]
        tried += 1
    assert tried == 19


def test_rules_on_the_last_arrival_are_refused(bpmn: Make, oracle: dict[str, Any]) -> None:
    refused = [case for case in oracle["firing_rules"]["cases"] if case["agree"] == "refused"]
    assert refused
    for case in refused:
        with pytest.raises(InputError, match="ready_wt"):
            batch_of(bpmn(), groups_of(case))


def test_a_range_that_nothing_meets_is_refused_when_read(bpmn: Make, oracle: dict[str, Any]) -> None:
    case = next(case for case in oracle["firing_rules"]["cases"] if case["id"] == "empty_range")
    with pytest.raises(InputError, match="no batch can ever meet"):
        batch_of(bpmn(), groups_of(case))


def test_rules_in_a_run_fire_as_stated(bpmn: Make, oracle: dict[str, Any]) -> None:
    for case in oracle["firing_rules_in_a_run"]:
        given = case["given"]
        groups = groups_of(given)
        for rules in groups:
            if not any(rule["attribute"] == "size" for rule in rules):
                rules.append({"attribute": "size", "comparison": ">=", "value": "2"})
        batch = batch_of(bpmn(), groups)
        start = datetime.fromisoformat(given["start"])
        enabled = [
            start + timedelta(seconds=k * given["arrivals"]["every"] + 240) for k in range(given["arrivals"]["cases"])
        ]
        expected = [
            (datetime.fromisoformat(each["start"]), size)
            for each in case["expect"]["batches"]
            for size in each.get("sizes", [each.get("size")])
        ]
        found = fired(batch, enabled, expected[-1][0])
        assert found == expected, case["id"]


def keyed(**scales: float) -> list[dict[str, Any]]:
    return [{"key": key.removeprefix("_"), "value": value} for key, value in scales.items()]


def test_a_parallel_batch_takes_its_scale_times_its_size(bpmn: Make) -> None:
    rule = [[{"attribute": "size", "comparison": "=", "value": 3}]]
    batch = batch_of(bpmn(), rule, duration_distrib=keyed(_1=1.0, _3=0.8))
    assert (batch.style, batch.max, batch.rules[0].size) == ("parallel", 3, 3)
    assert batch.factor == pytest.approx({"1": 1.0, "2": 2.0, "3": 2.4})


def test_a_sequential_batch_takes_its_scale(bpmn: Make) -> None:
    rule = [[{"attribute": "size", "comparison": ">", "value": 2}]]
    batch = batch_of(bpmn(), rule, kind="Sequential", duration_distrib=keyed(_1=0.8, _3=0.75, _5=0.6))
    assert (batch.style, batch.max, batch.rules[0].size) == ("sequential", None, 3)
    assert batch.factor == {"1": 0.8, "3": 0.75, "5": 0.6}


def test_a_size_for_sure_is_a_rule_and_a_drawn_one_is_refused(bpmn: Make) -> None:
    batch = batch_of(bpmn(), [], size_distrib=keyed(_1=0, _3=1.0))
    assert (batch.rules[0].size, batch.max) == (3, 3)
    with pytest.raises(InputError, match="the size of a batch is drawn"):
        batch_of(bpmn(), [], size_distrib=keyed(_2=0.5, _3=0.5))
