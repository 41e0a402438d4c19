"""Change the members of resource groups, for the changes that do."""

from reengineer.annotations import MemberNotes, ResourceNotes
from reengineer.quantities import Estimate


def resized(name: str, group: ResourceNotes, by: int) -> ResourceNotes:
    """Return a group with so many members more, or fewer."""
    members = group.members
    if isinstance(members, tuple):
        taken = {member.name for member in members}
        fresh = (f"{name} {number}" for number in range(1, len(members) + by + len(taken) + 1))
        new = [MemberNotes(name=text) for text in fresh if text not in taken][: max(by, 0)]
        return group.model_copy(update={"members": (*members[: len(members) + min(by, 0)], *new)})
    assert members is not None  # noqa: S101 - the caller refuses it
    ends = (
        (None, None) if members.low is None or members.high is None else (max(members.low + by, 0.0), members.high + by)
    )
    return group.model_copy(update={"members": Estimate(members.value + by, *ends)})


def moved(name: str, group: ResourceNotes, number: int) -> tuple[ResourceNotes, ResourceNotes]:
    """Return a group without some members, and a new group called ``name`` of those that leave it.

    Named members leave from the end of the list. The new group keeps calendar and cost.
    """
    staying = resized(name, group, -number)
    leaving = group.members[-number:] if isinstance(group.members, tuple) else Estimate(float(number))
    return staying, group.model_copy(update={"members": leaving})
