"""Say as annotations what a worked example states of steps, events, people and demand."""

from collections.abc import Mapping
from typing import Any

from reengineer._records import dataclass
from reengineer.simulation.selftest._maps import (
    START,
    Model,
    all_flows,
    all_nodes,
    kind_of,
    pools_of,
    singles,
    timer_starts,
)

TIMES = ("after", "threshold", "ring", "retry", "max_delay")
LOOSE = ("task", "receive", "send", "call", "subprocess")

Notes = dict[str, Any]


def stated_starts(model: Model) -> tuple[str, ...]:
    """Return the start events whose arrivals are stated one by one; none where there is one list for all cases."""
    arrivals = model["arrivals"]
    names = {name for name, _ in all_nodes(model)}
    return tuple(arrivals) if isinstance(arrivals, dict) and set(arrivals) <= names else ()


def notes_of(model: Model) -> Notes:
    """Return the annotations of a model."""
    return _Noting(model).notes()


@dataclass(frozen=True, slots=True)
class _Noting:
    model: Model

    def notes(self) -> Notes:
        orders = _orders(self.model)
        resources = {name: _group(orders.get(name, {}) | group) for name, group in self.model.get("groups", {}).items()}
        steps = {name: self._step(node) for name, node in all_nodes(self.model) if kind_of(node) in LOOSE}
        timed = timer_starts(self.model)
        events = {name: self._event(node) for name, node in all_nodes(self.model) if name not in timed}
        shares = {name: self._equal(name) for name, node in all_nodes(self.model) if kind_of(node) in ("xor", "or")}
        return {
            "currency": "GBP",
            "clock": {"start": START.date().isoformat(), "timezone": "UTC"},
            "resources": resources,
            "steps": {name: notes for name, notes in steps.items() if notes},
            "events": {name: notes for name, notes in events.items() if notes},
            "flows": {name: branches for name, branches in shares.items() if len(branches) > 1},
            "cases": self._cases(),
        }

    def _cases(self) -> Notes:
        """Return the kinds of case: one, or one for each start event whose arrivals are stated."""
        starts = stated_starts(self.model)
        initial = self.model.get("initial", {})
        in_hand = {"initial_work": {place: _in_minutes(work) for place, work in initial.items()}}
        if starts:
            kinds: Notes = {start: {"start": start, "arrivals": "1 min"} for start in starts}
            kinds[starts[0]] |= in_hand
            return kinds
        first = next(iter(pools_of(self.model).values()))["nodes"]
        timed = timer_starts(self.model)
        own = [name for name, node in first.items() if (node or {}).get("kind") == "start" and name not in timed]
        if not own:
            return {}
        start = own[0]
        return {"case": {"start": start, "arrivals": self._arrivals(), **in_hand}}

    def _arrivals(self) -> Notes:
        arrivals = self.model["arrivals"]
        if isinstance(arrivals, list) or "rates" in arrivals:
            return {"every": "1 min"}
        first = {"first": arrivals["first"]} if "first" in arrivals else {}
        return {"every": f"{arrivals['gap']} min", **first}

    def _equal(self, gateway: str) -> Notes:
        """Return shares that nobody draws from, because every route is stated."""
        targets = [target for source, target in all_flows(self.model) if source == gateway]
        return {f"to {target}": 1 if place == 0 else 0 for place, target in enumerate(targets)}

    def _step(self, node: Mapping[str, Any]) -> Notes:
        if "external" in node:
            return {"delay": f"{node['external']} min"} | self._repetition(node)
        if kind_of(node) in ("subprocess", "call") and not {"work", "needs"} & set(node):
            return self._repetition(node)
        if kind_of(node) == "receive":
            return self._repetition(node)
        found: Notes = {"duration": f"{node.get('expected', usual(node.get('work', 0)))} min"}
        same = (
            "priority", "preempts", "interruptible", "work_kind", "at_close", "limit", "same_person",
            "prefer_same_person", "balk", "abandoned_to", "balked_to", "fails", "learning",
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
        return found | _waits(node) | _release(node) | self._repetition(node)

    @staticmethod
    def _repetition(node: Mapping[str, Any]) -> Notes:
        found: Notes = {}
        if "instances" in node:
            found["instances"] = node["instances"] if isinstance(node["instances"], int | float) else 1
        found |= {key: node[key] for key in ("sequential", "stop_after", "loop") if key in node}
        return found

    @staticmethod
    def _event(node: Mapping[str, Any]) -> Notes:
        found: Notes = {}
        if kind_of(node) in LOOSE:
            return found
        found |= _release(node)
        if "after" in node or "at" in node:
            found["delay"] = f"{node.get('after', 0)} min"
        if "times" in node:
            found["times"] = node["times"]
        found |= {key: node[key] for key in ("from", "broadcast") if key in node}
        return found | _parts(node)


def _in_minutes(work: Any) -> Any:  # noqa: ANN401 - what a file holds
    """Return work in hand with the units of its times."""
    if not isinstance(work, Mapping):
        return work
    return {key: f"{value} min" if key in ("left", "age") else value for key, value in work.items()}


def _parts(node: Mapping[str, Any]) -> Notes:
    """Return how long each of several events takes that are drawn as one."""
    kinds = [single["event"] for single in singles(node)]
    names = [
        kind if kind not in kinds[:place] else f"{kind}.{kinds[: place + 1].count(kind)}"
        for place, kind in enumerate(kinds)
    ]
    found = {
        name: {"delay": f"{single['after']} min"}
        for name, single in zip(names, singles(node), strict=True)
        if "after" in single
    }
    return {"parts": found} if found else {}


def _orders(model: Model) -> dict[str, dict[str, Any]]:
    """Return the order of its queue for each group: groups that steps share have that which one of them states."""
    groups: Mapping[str, Mapping[str, Any]] = model.get("groups", {})
    found = {
        name: {key: group[key] for key in ("discipline", "ageing") if key in group} for name, group in groups.items()
    }
    shared = [
        names for _, node in all_nodes(model) if len(names := groups_in(node.get("needs")).keys() & found.keys()) > 1
    ]
    for _ in groups:
        for names in shared:
            together = {key: value for name in sorted(names) for key, value in found[name].items()}
            found.update({name: together | found[name] for name in names})
    return found


def groups_in(needs: Any) -> dict[str, None]:  # noqa: ANN401 - what a file holds
    """Return the groups that needs name, in any of their forms, in order."""
    if isinstance(needs, str):
        return {needs: None}
    if isinstance(needs, Mapping):
        return {needs["group"]: None} if "group" in needs else dict.fromkeys(needs)
    return {name: None for each in needs or () for name in groups_in(each)}


def _group(group: Mapping[str, Any]) -> Notes:
    members = group["members"]
    found = {
        key: group[key] for key in ("choice", "discipline", "capacity", "slow", "prefer_same_kind") if key in group
    }
    if "rate" in group:
        found["cost"] = f"{group['rate']} GBP/h"
    if "overtime_rate" in group:
        found["overtime"] = f"{group['overtime_rate']} GBP/h"
    if "ageing" in group:
        found["ageing"] = f"{group['ageing']} min"
    if isinstance(members, list):
        return found | {"members": [{"name": member} for member in members]}
    return found | {"members": [_member(member, notes or {}) for member, notes in members.items()]}


def usual(work: Any) -> float:  # noqa: ANN401 - what a file holds
    """Return what work is expected to take: of what is stated case by case or visit by visit, the mean."""
    if isinstance(work, Mapping):
        work = list(work.values())
    if isinstance(work, list):
        return sum(usual(each) for each in work) / len(work)
    return float(work)


def _waits(node: Mapping[str, Any]) -> Notes:
    """Return what becomes of who waits: called back, escalated."""
    return {
        key: {name: f"{value} min" if name in TIMES else value for name, value in node[key].items()}
        for key in ("call_back", "escalation")
        if key in node
    }


def _release(node: Mapping[str, Any]) -> Notes:
    """Return when waiting items go on: at minutes of each day, or every so many minutes."""
    if "release" not in node:
        return {}
    stated = node["release"]
    if "every" in stated:
        return {"release": {"every": f"{stated['every']} min"}}
    return {"release": {"at": [_clock(minute) for minute in stated["at"]]}}


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


def _member(name: str, notes: Mapping[str, Any]) -> Notes:
    found: Notes = {"name": name}
    if "rate" in notes:
        found["cost"] = f"{notes['rate']} GBP/h"
    if "factor" in notes:
        found["speed"] = 1 / notes["factor"]
    if "skills" in notes:
        found["skills"] = notes["skills"]
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
