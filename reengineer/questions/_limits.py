"""Read a boundary as questions need it: what it says of each step, and which suggestions it forbids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from reengineer.boundaries import Boundary, measure_of
from reengineer.measures import Clock
from reengineer.operations import OPERATIONS
from reengineer.processmap import ProcessMap

_MINUTES = {"s": 1 / 60, "min": 1.0, "h": 60.0, "day": 1440.0, "week": 10_080.0}
_HIGH = ("p80", "p90", "p95", "p99", "max")


class _Permission(Protocol):
    def bounds(self) -> tuple[tuple[str, str, float], ...]: ...

    def choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]: ...


@dataclass(kw_only=True)
class Limits:
    """Answer what a boundary says about the elements of one map; names that the map lacks are left to its own checks.

    Parameters
    ----------
    boundary : Boundary
    map : ProcessMap
    """

    boundary: Boundary
    map: ProcessMap

    def id_of(self, reference: str) -> str:
        """Return the id of the node that a reference of the boundary means; the reference where there is none."""
        found = self.map.find(reference)
        return found.id if found is not None else reference

    @cached_property
    def locks(self) -> Mapping[str, str]:
        """Return why each step that may not be changed is kept, by id; a lock is named before the scope."""
        scope = self.boundary.scope
        kept = {self.id_of(step): "outside the agreed scope" for step in scope.exclude_steps}
        if not isinstance(scope.include_steps, str):
            inside = {self.id_of(step) for step in scope.include_steps}
            outside = (node.id for node in self.map.activities if node.id not in inside)
            kept |= dict.fromkeys(outside, "outside the agreed scope")
        for lock in self.boundary.locked_steps:
            by = f" by {lock.by}" if lock.by else ""
            kept[self.id_of(lock.step)] = f"locked{by}" + (f": {lock.why}" if lock.why else "")
        return kept

    @cached_property
    def controls(self) -> Mapping[str, tuple[str, ...]]:
        """Return the controls that each step carries out, by its id."""
        found: dict[str, list[str]] = {}
        for control in self.boundary.controls:
            for step in control.steps:
                found.setdefault(self.id_of(step), []).append(control.id)
        return {step: tuple(ids) for step, ids in found.items()}

    @cached_property
    def duties(self) -> Mapping[str, tuple[str, ...]]:
        """Return the separation-of-duties groups of each step, by id; a control that asks for it is a group itself."""
        found: dict[str, list[str]] = {}
        for group, steps in self._separations():
            for step in steps:
                found.setdefault(self.id_of(step), []).append(group)
        return {step: tuple(groups) for step, groups in found.items()}

    def _separations(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for rule in self.boundary.rules.separation_of_duties:
            yield rule.group, rule.steps
        for control in self.boundary.controls:
            if control.must.different_people:
                yield control.id, control.must.different_people

    def allows_risk_based(self, step: str) -> bool:
        """Say whether cases may be sorted by risk before a step: that is permitted, and not every case must do it."""
        permitted = {entry.op for entry in self.boundary.permitted_changes} & {"add_triage", "change_routing"}
        forbidden = {entry.op for entry in self.boundary.forbidden_changes}
        everyone = {self.id_of(rule.step) for rule in self.boundary.rules.minimum_check_share if rule.min >= 1}
        for control in self.boundary.controls:
            if control.must.on_every_path is not None:
                everyone.update(self.id_of(each) for each in control.steps)
        return bool(permitted - forbidden) and step not in self.locks and step not in everyone

    def least_share(self, measure: str) -> tuple[float | None, float | None]:
        """Return the share that the boundary wants of a measure, and the time within which it counts, in seconds."""
        for limit in self.boundary.constraints.outcomes:
            if limit.measure == measure and limit.min is not None:
                return limit.min, float(limit.within) if limit.within is not None else None
        return None, None

    @property
    def vulnerable_wait_min(self) -> float | None:
        """Return the wait of vulnerable customers that the boundary allows, in minutes."""
        entry = self.boundary.customers.vulnerable
        return entry.max_wait_p90 * _MINUTES[entry.unit] if entry is not None and entry.unit in _MINUTES else None

    def deadline(self, day_min: float) -> tuple[float, Clock] | None:
        """Return the least limit on a high percentile of the cycle time, in minutes, and the clock it is meant on.

        Parameters
        ----------
        day_min : float
            Open minutes of a working day.
        """
        found: list[tuple[float, Clock]] = []
        for limit in self.boundary.constraints.outcomes:
            if limit.measure == "cycle_time" and limit.scope == "process" and limit.max is not None:
                measure = measure_of(limit)
                is_open = measure.clock in ("open", "working")
                unit = day_min if is_open and measure.unit == "day" else _MINUTES.get(measure.unit or "min")
                if limit.statistic in _HIGH and unit is not None:
                    found.append((limit.max * unit, "open" if is_open else "elapsed"))
        return min(found, default=None)

    @cached_property
    def satisfaction_target(self) -> float | None:
        """Return the mean satisfaction, from 0 to 100, that the boundary demands."""
        limits = self.boundary.constraints.outcomes
        return next((limit.min for limit in limits if limit.measure == "csat" and limit.min is not None), None)

    def regulations(self, step: str) -> tuple[tuple[str, str | None], ...]:
        """Return each regulation behind a step with the name of who confirmed it."""
        ids = self.controls.get(step, ())
        return tuple(
            (item.regulation, item.verified_by) for item in self.boundary.controls if item.id in ids and item.regulation
        )

    def protected_by(self, step: str) -> tuple[str, ...]:
        """Return the acts that may not happen before a step, by the boundary's rules of precedence."""
        rules = self.boundary.rules.precedence
        return tuple(self.id_of(rule.after) for rule in rules if self.id_of(rule.before) == step)

    def demands_order(self, a: str, b: str) -> bool:
        """Say whether the boundary demands a before b."""
        return b in self.protected_by(a)

    def against(self, operation: str, parameters: Mapping[str, object]) -> tuple[str, ...]:
        """Return the reasons for which the boundary forbids a suggestion; none where it does not.

        Only what the suggestion states can be judged; an option that follows it is checked in full.
        """
        return tuple(
            dict.fromkeys(
                (
                    *self._type_reasons(operation),
                    *self._lock_reasons(operation, parameters),
                    *self._limit_reasons(operation, parameters),
                )
            )
        )

    def _type_reasons(self, operation: str) -> Iterator[str]:
        kind = OPERATIONS[operation]
        banned = [entry for entry in self.boundary.forbidden_changes if entry.op == operation]
        for entry in banned:
            yield f"forbidden_changes: {operation}" + (f" ({entry.why})" if entry.why else "")
        permitted = any(entry.op == operation for entry in self.boundary.permitted_changes)
        if kind.is_simulated and not banned and not permitted:
            yield f"permitted_changes: {operation} is not among them"

    def _lock_reasons(self, operation: str, parameters: Mapping[str, object]) -> Iterator[str]:
        if not OPERATIONS[operation].is_simulated:
            return
        for name in OPERATIONS[operation].subjects:
            value = parameters.get(name)
            for item in value if isinstance(value, tuple) else (value,):
                reason = self.locks.get(str(item))
                if reason is not None:
                    yield f"{item}: {reason}"

    def _limit_reasons(self, operation: str, parameters: Mapping[str, object]) -> list[str]:
        """Return what exceeds the limits, by the entry that permits most of it where there are several."""
        entries = [entry for entry in self.boundary.permitted_changes if entry.op == operation]
        found = [[*_beyond(entry, parameters), *_not_among(entry, parameters)] for entry in entries]
        return min(found, key=len, default=[])


def _beyond(entry: _Permission, parameters: Mapping[str, object]) -> Iterator[str]:
    for side, name, bound in entry.bounds():
        value = parameters.get(name)
        if isinstance(value, int | float) and (value > bound if side == "max" else value < bound):
            yield f"permitted_changes: {name} {value:g} against {side} {bound:g}"


def _not_among(entry: _Permission, parameters: Mapping[str, object]) -> Iterator[str]:
    for name, values in entry.choices():
        value = parameters.get(name)
        if value is not None and str(value) not in values:
            yield f"permitted_changes: {name} {value} is not among {', '.join(values)}"
