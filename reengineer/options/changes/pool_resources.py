"""Make one group of several."""

from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap, MemberNotes, Need, ResourceNotes, StepNotes
from reengineer.options._change import Change, edited
from reengineer.options._fields import Factor
from reengineer.options._times import slowed
from reengineer.quantities import Estimate


class PoolResources(Change):
    """Make one group of several: one queue for all their steps, and the capacity of all.

    The new group is called after the others, and members keep calendar and pay. Work that is new to a member takes
    `duration_factor` times as long. Since any member may get any of the work, each step slows by the share of members
    to whom it is new: with 2 of 5 new to it and a factor of 1.2 by 1.08.

    **Needs** groups whose members are known and which no step needs together.
    **A boundary may forbid** it where two steps need different people, or at different places.

    Parameters
    ----------
    roles : list of str
        The groups, two or more.
    duration_factor : number above 0
    """

    operation = "pool_resources"

    roles: Annotated[tuple[str, ...], Field(min_length=2)]
    duration_factor: Factor = 1.0

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with one group."""
        roles = tuple(dict.fromkeys(self.group_of(as_is, role) for role in self.roles))
        self._check(as_is, roles)
        name = " and ".join(roles)
        if name in as_is.notes.resources:
            raise self.refuse("RE406", f'the group "{name}" exists', "Rename it in the annotations.")
        to_be = as_is
        for step, factor in self._factors(as_is, roles).items():
            to_be = slowed(to_be, step, factor)
        steps = {ref: _served_by(notes, roles, name) for ref, notes in to_be.notes.steps.items()}
        resources = {group: notes for group, notes in as_is.notes.resources.items() if group not in roles}
        resources[name] = _pooled(as_is, roles)
        return to_be.with_notes(to_be.notes.model_copy(update={"steps": steps, "resources": resources}))

    def _check(self, as_is: AnnotatedMap, roles: tuple[str, ...]) -> None:
        if len(roles) < 2:
            raise self.refuse("RE408", f"{roles[0]} alone is one group already", "Name another group too.")
        for role in roles:
            if as_is.notes.resources[role].members is None:
                raise self.refuse("RE407", f"the members of {role} are not known", "State them in the annotations.")
        for ref, notes in as_is.notes.steps.items():
            for number in {need.alternative for need in notes.needs}:
                at_once = {need.group for need in notes.needs if need.alternative == number} & set(roles)
                if len(at_once) > 1:
                    message = f"{ref} needs {' and '.join(sorted(at_once))} at once"
                    raise self.refuse("RE408", message, "Pool groups that no step needs together.")

    def _factors(self, as_is: AnnotatedMap, roles: tuple[str, ...]) -> dict[str, float]:
        people = {role: as_is.notes.resources[role].count for role in roles}
        total = sum(people.values())
        found = {}
        for ref, notes in as_is.notes.steps.items():
            known = sum(people[role] for role in roles if role in notes.groups)
            if known and total:
                found[ref] = (known + self.duration_factor * (total - known)) / total
        return found


def _served_by(notes: StepNotes, roles: tuple[str, ...], name: str) -> StepNotes:
    """Return the notes of a step with the new group in place of the old ones; alternatives that say the same go."""
    changed: dict[str, object] = {}
    if notes.role in roles:
        changed["role"] = name
    elif notes.needs:
        needs = [need.model_copy(update={"group": name}) if need.group in roles else need for need in notes.needs]
        if needs != list(notes.needs):
            changed["needs"] = tuple(_each_once(needs))
    if notes.escalation is not None and notes.escalation.group in roles:
        changed["escalation"] = notes.escalation.model_copy(update={"group": name})
    return edited(notes, **changed) if changed else notes


def _each_once(needs: list[Need]) -> list[Need]:
    seen: dict[tuple[tuple[object, ...], ...], int] = {}
    for number in dict.fromkeys(need.alternative for need in needs):
        alternative = [need for need in needs if need.alternative == number]
        seen.setdefault(tuple((need.group, need.quantity, need.skill) for need in alternative), number)
    kept = {number: place for place, number in enumerate(seen.values())}
    return [
        need.model_copy(update={"alternative": kept[need.alternative]}) for need in needs if need.alternative in kept
    ]


def _pooled(as_is: AnnotatedMap, roles: tuple[str, ...]) -> ResourceNotes:
    groups = [as_is.notes.resources[role] for role in roles]
    first = groups[0]
    alike = all((group.calendar, group.cost, group.overtime) == (first.calendar, first.cost, first.overtime)
                for group in groups)  # fmt: skip
    counts = [group.members for group in groups if isinstance(group.members, Estimate)]
    if alike and len(counts) == len(groups):
        low, high = sum(count.least for count in counts), sum(count.most for count in counts)
        ends = (low, high) if any(count.is_range for count in counts) else (None, None)
        return first.model_copy(update={"members": Estimate(sum(count.value for count in counts), *ends)})
    return first.model_copy(update={"members": tuple(_people(as_is, roles))})


def _people(as_is: AnnotatedMap, roles: tuple[str, ...]) -> list[MemberNotes]:
    """Return all members by name, with the calendar and pay of the group that they come from."""
    found: dict[str, MemberNotes] = {}
    for role in roles:
        group = as_is.notes.resources[role]
        for member in group.people(role):
            own = {"calendar": member.calendar or group.calendar, "cost": member.cost or group.cost}
            name = member.name if member.name not in found else f"{member.name} of {role}"
            found[name] = member.model_copy(update={**own, "name": name})
    return list(found.values())
