"""Check that what a boundary names is there, and say which rules it has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries._ground import Ground
from reengineer.boundaries._records import Must
from reengineer.errors import Problem, nearest
from reengineer.operations import OPERATIONS

if TYPE_CHECKING:
    from reengineer.boundaries._boundary import Boundary

Place = tuple[str | int, ...]
_LIMITS = ("implementation_budget", "running_cost_per_year", "headcount", "opening_hours", "implementation_months")
_ALWAYS = (
    "scope", "locked_steps", "permitted_changes", "forbidden_changes", "no_redundancies", "roles_may_not_lose",
    "consultation_needed_if", "must_keep_channels", "no_new_personal_data", "dpia_needed_if", "vulnerable",
)  # fmt: skip


def name_problems(ground: Ground) -> Iterator[Problem]:
    """Give a problem for every name of the boundary that the map does not have (B002)."""
    boundary, as_is = ground.boundary, ground.as_is
    processes = [process.id for process in as_is.map.processes if process.id]
    if boundary.process not in processes:
        yield _unknown(ground, "process", boundary.process, ("process",), processes)
    for what, ref, place in _element_refs(ground):
        if ground.id_of(ref) is None:
            yield _unknown(ground, what, ref, place, _element_names(as_is))
    flows = {flow.id for flow in as_is.map.flows}
    for number, entry in enumerate(boundary.rules.closed_flows):
        if entry.flow not in flows:
            yield _unknown(ground, "closed flow", entry.flow, ("rules", "closed_flows", number, "flow"), sorted(flows))
    groups = list(as_is.notes.resources)
    for number, keep in enumerate(boundary.people.roles_may_not_lose):
        if keep.role not in groups:
            yield _unknown(ground, "role", keep.role, ("people", "roles_may_not_lose", number, "role"), groups)
    yield from _limit_names(ground)
    yield from _permitted_names(ground)
    yield from _waived_rules(ground)


def _limit_names(ground: Ground) -> Iterator[Problem]:
    """Give a problem for each outcome limit on a step, event, group or kind of case that is not there."""
    notes = ground.as_is.notes
    for number, limit in enumerate(ground.boundary.constraints.outcomes):
        known = {"group": list(notes.resources), "class": list(notes.cases)}.get(limit.scope)
        if limit.scope in ("step", "event"):
            known = _element_names(ground.as_is)
        if known is not None and limit.scope_id not in known:
            place: Place = ("constraints", "outcomes", number)
            yield _unknown(ground, f"{limit.scope} of {limit.measure}", limit.scope_id or "", place, known)


def _permitted_names(ground: Ground) -> Iterator[Problem]:
    """Warn of names in permissions that the map does not have: they permit nothing."""
    groups = list(ground.as_is.notes.resources)
    for number, entry in enumerate(ground.boundary.permitted_changes):
        place: Place = ("permitted_changes", number)
        elements = (*OPERATIONS[entry.op].subjects, "before", "at")
        for name, values in entry.choices():
            for value in values:
                if name in elements and ground.id_of(value) is None:
                    found = _unknown(ground, f"{name} of {entry.op}", value, place, _element_names(ground.as_is))
                elif name in ("role", "roles") and value not in groups:
                    found = _unknown(ground, f"role of {entry.op}", value, place, groups)
                else:
                    continue
                yield replace(found, severity="warning")


def _waived_rules(ground: Ground) -> Iterator[Problem]:
    """Warn of waivers of rules that the boundary does not have, or that nobody can waive."""
    known = rule_names(ground.boundary)
    for number, waiver in enumerate(ground.boundary.exceptions):
        if waiver.rule in known or waiver.rule in {name.split(" ")[0] for name in known}:
            continue
        hint = nearest(waiver.rule, known)
        message = f'the waiver for option {waiver.option} names rule "{waiver.rule}", which no option can break'
        remedy = f"Name the rule as a breach does{f' ({hint})' if hint else ''}."
        place = ground.boundary.place(("exceptions", number, "rule"))
        yield Problem("B002", message, remedy, place, "warning")


def rule_names(boundary: "Boundary") -> tuple[str, ...]:
    """Return the names of the rules that a waiver may name, as breaches print them.

    The agreement itself is not among them: a boundary that lapsed, was altered or is wrong cannot be waived.
    """
    rules, limits = boundary.rules, boundary.constraints
    names = [control.id for control in boundary.controls]
    names += [f"precedence {rule.before} before {rule.after}" for rule in rules.precedence]
    names += [f"separation_of_duties {rule.group}" for rule in rules.separation_of_duties]
    names += [f"minimum_check_share {rule.step}" for rule in rules.minimum_check_share]
    names += [f"{limit.measure} limit" for limit in limits.outcomes]
    names += [key for key in _LIMITS if getattr(limits, key) is not None]
    return (*dict.fromkeys(names), *_ALWAYS)


def _unknown(ground: Ground, what: str, name: str, place: Place, known: list[str]) -> Problem:
    hint = nearest(name, known)
    message = f'{what} "{name}" is not in the map' + (f" ({hint})" if hint else "")
    remedy = "Name it as the map does." if hint else f"Known here: {', '.join(known[:20]) or 'none'}."
    return Problem("B002", message, remedy, ground.boundary.place(place))


def _element_names(as_is: AnnotatedMap) -> list[str]:
    names = [node.name for node in as_is.map.nodes if node.name and node.name.lower() != node.id.lower()]
    return [node.id for node in as_is.map.nodes] + names


def _element_refs(ground: Ground) -> Iterator[tuple[str, str, Place]]:
    boundary, scope = ground.boundary, ground.boundary.scope
    for key, ref in (("from_event", scope.from_event), ("to_event", scope.to_event)):
        if ref is not None:
            yield "scope event", ref, ("scope", key)
    if scope.include_steps != "all":
        yield from (("included step", ref, ("scope", "include_steps", n)) for n, ref in enumerate(scope.include_steps))
    yield from (("excluded step", ref, ("scope", "exclude_steps", n)) for n, ref in enumerate(scope.exclude_steps))
    yield from (("locked step", lock.step, ("locked_steps", n, "step")) for n, lock in enumerate(boundary.locked_steps))
    for number, control in enumerate(boundary.controls):
        what = f"step of {control.id}"
        yield from ((what, ref, ("controls", number, "steps", n)) for n, ref in enumerate(control.steps))
        yield from _must_refs(control.id, control.must, ("controls", number, "must"))
    yield from _rule_refs(ground)


def _must_refs(control: str, must: Must, place: Place) -> Iterator[tuple[str, str, Place]]:
    if must.on_every_path is not None:
        for key, ref in (("from", must.on_every_path.from_), ("to", must.on_every_path.to)):
            if ref not in ("start", "end"):
                yield f"{control} {key}", ref, (*place, "on_every_path", key)
    for number, ref in enumerate(must.different_people):
        yield f"{control} step", ref, (*place, "different_people", number)


def _rule_refs(ground: Ground) -> Iterator[tuple[str, str, Place]]:
    rules = ground.boundary.rules
    for number, order in enumerate(rules.precedence):
        yield "step", order.before, ("rules", "precedence", number, "before")
        yield "step", order.after, ("rules", "precedence", number, "after")
    for number, group in enumerate(rules.separation_of_duties):
        for n, ref in enumerate(group.steps):
            yield "step", ref, ("rules", "separation_of_duties", number, "steps", n)
    for number, share in enumerate(rules.minimum_check_share):
        yield "step", share.step, ("rules", "minimum_check_share", number, "step")
    for number, keep in enumerate(ground.boundary.people.roles_may_not_lose):
        for n, ref in enumerate(keep.steps):
            yield "step", ref, ("people", "roles_may_not_lose", number, "steps", n)
