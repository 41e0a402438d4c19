"""Derive levers from the boundary: of what is permitted, that which can be decided without guessing an effect.

How many people work, when, in which order, and how often a check is made are decisions: what they bring follows from
the model. How much quicker a trained clerk is, or what software costs, are estimates; nobody has made them, so levers
that need them are not derived. They are named, and can be written down.
"""

from collections.abc import Callable, Iterator, Mapping

from reengineer._records import dataclass
from reengineer.options import Change, parse_change
from reengineer.search._judge import Study
from reengineer.search._space import Lever, Setting, written_change

MOST_SETTINGS = 12
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
GUESS = "it needs estimates that nobody has stated; write it as a lever of the search, or as an option"
Derived = Iterator[Lever | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Hold what a boundary permits of one operation.

    Parameters
    ----------
    operation : str
    least, most : mapping of str to float
        Limits by parameter.
    choices : mapping of str to tuple of str
        Values permitted by parameter; those not named are free.
    room : float or None
        Posts that may be added before the cap on all of them is reached; None where there is none.
    """

    operation: str
    least: Mapping[str, float]
    most: Mapping[str, float]
    choices: Mapping[str, tuple[str, ...]]
    room: float | None = None


def _permissions(study: Study) -> Iterator[Permission]:
    if study.boundary is None:
        return
    limit = study.boundary.constraints.headcount
    cap = None if limit is None else limit.total_max
    posts = sum(group.count for group in study.as_is.notes.resources.values())
    barred = {entry.op for entry in study.boundary.forbidden_changes}
    for entry in study.boundary.permitted_changes:
        if entry.op in barred:
            continue
        bounds = entry.bounds()
        yield Permission(
            operation=entry.op,
            least={name: bound for side, name, bound in bounds if side == "min"},
            most={name: bound for side, name, bound in bounds if side == "max"},
            choices=dict(entry.choices()),
            room=None if cap is None else max(0.0, cap - posts),
        )


def derived(study: Study) -> tuple[tuple[Lever, ...], tuple[tuple[str, str], ...]]:
    """Return levers for what the boundary permits, and what of it is left out, with the reason.

    Parameters
    ----------
    study : Study
        Without a boundary nothing is derived.
    """
    levers: dict[str, Lever] = {}
    left_out: list[tuple[str, str]] = []
    for permission in _permissions(study):
        derive = _DERIVED.get(permission.operation)
        found = [GUESS] if derive is None else list(derive(study, permission))
        for item in found or ["nothing in the map calls for it"]:
            if isinstance(item, str):
                left_out.append((permission.operation, item))
            else:
                levers.setdefault(item.id, item)
    return tuple(levers.values()), tuple(dict.fromkeys(left_out))


def _lever(name: str, title: str, changes: Iterator[Change]) -> Lever:
    settings = (Setting(title=change.title, changes=(change,), written=(written_change(change),)) for change in changes)
    return Lever(id=name, title=title, settings=tuple(settings))


def _change(operation: str, **parameters: object) -> Change:
    """Return a change from its parameters, read as those of a file are."""
    words = (f"{name}='{value}'" if isinstance(value, str) else f"{name}={value}" for name, value in parameters.items())
    return parse_change(f"{operation} {' '.join(words)}")


def _groups(study: Study, permission: Permission) -> list[str]:
    """Return the groups that a permission is about, of those whose members are known."""
    groups = study.as_is.notes.resources
    named = permission.choices.get("role", tuple(groups))
    return [name for name in named if name in groups and groups[name].members is not None]


def _headcount(study: Study, permission: Permission) -> Derived:
    low, high = permission.least.get("by", 0.0), permission.most.get("by", permission.room)
    if high is None:
        yield "no limit is stated; write max, or total_max under constraints"
        return
    for name in _groups(study, permission):
        now = study.as_is.notes.resources[name].count
        steps = [by for by in range(max(int(low), 1 - now), int(high) + 1) if by]
        if steps:
            kept = steps if len(steps) <= MOST_SETTINGS else sorted(steps, key=abs)[:MOST_SETTINGS]
            changes = (_change("change_headcount", role=name, by=by) for by in sorted(kept))
            yield _lever(f"headcount {name}", f"Number of people: {name}", changes)


def _calendar(study: Study, permission: Permission) -> Derived:
    notes = study.as_is.notes
    for name in _groups(study, permission):
        own = notes.resources[name].calendar
        others = [calendar for calendar in notes.calendars if calendar != own]
        if others:
            changes = (_change("change_calendar", role=name, shifts=calendar) for calendar in others)
            yield _lever(f"calendar {name}", f"Working hours: {name}", changes)


def _priority_rule(study: Study, permission: Permission) -> Derived:
    notes = study.as_is.notes
    for name in _groups(study, permission):
        served = [step for step in notes.steps.values() if name in step.groups]
        rules = ["shortest"] + (["edd"] if served and all(step.due is not None for step in served) else [])
        allowed = permission.choices.get("rule", tuple(rules))
        wanted = [rule for rule in rules if rule in allowed and rule != (notes.resources[name].discipline or "fifo")]
        if served and wanted:
            changes = (_change("change_priority_rule", role=name, rule=rule) for rule in wanted)
            yield _lever(f"order {name}", f"Who is served next: {name}", changes)


def _routing(study: Study, permission: Permission) -> Derived:
    if "gateway" not in permission.choices:
        yield "no gateways are named whose shares can be decided; write gateways in the boundary"
        return
    for gateway in permission.choices["gateway"]:
        node = study.as_is.map.find(gateway)
        flows = [] if node is None else study.as_is.map.outgoing(node.id)
        if node is None or len(flows) != 2 or node.id not in study.as_is.notes.flows:
            yield f"{gateway} is not a split into two whose shares are known"
            continue
        now, low, high = study.as_is.shares(node.id, assume=True)[flows[1].id], *_between(permission, "probability")
        shares = (share for share in QUARTERS if low <= share <= high and abs(share - now) > 1e-9)
        changes = (_change("change_routing", gateway=node.id, flow=flows[1].id, probability=each) for each in shares)
        yield _lever(f"share {node.id}", f"Share of cases: {node.label} to {flows[1].target}", changes)


def _between(permission: Permission, name: str) -> tuple[float, float]:
    return permission.least.get(name, 0.0), permission.most.get(name, 1.0)


def _unbatch(study: Study, permission: Permission) -> Derived:
    notes = study.as_is.notes
    held = [ref for ref, step in notes.steps.items() if step.batch is not None or step.release is not None]
    held += [ref for ref, event in notes.events.items() if event.release is not None]
    for ref in held:
        if ref in permission.choices.get("step", (ref,)):
            label = study.as_is.map.node(ref).label
            yield _lever(f"unbatch {ref}", f"Let items go on at once: {label}", iter([_change("unbatch", step=ref)]))


_DERIVED: Mapping[str, Callable[[Study, Permission], Derived]] = {
    "change_headcount": _headcount,
    "change_calendar": _calendar,
    "change_priority_rule": _priority_rule,
    "change_routing": _routing,
    "unbatch": _unbatch,
}
