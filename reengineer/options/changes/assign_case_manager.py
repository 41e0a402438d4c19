"""Let each case keep one member of a group."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._fields import Factor, Minutes, ShareOf1
from reengineer.options._queues import steps_of_group
from reengineer.options._times import slowed
from reengineer.quantities import Estimate


class AssignCaseManager(Change):
    """Let each case keep the member of a group who does its first step for all further steps of that group.

    A step waits `hold` for that member, and then goes to anyone of the group. What need not be read again is saved:
    later steps take `duration_factor` times as long.

    **Needs** a group that does several steps, and a rule of cover: how long to wait for the person.
    **A boundary may forbid** it without cover.

    Parameters
    ----------
    role : str
        The group.
    share : share
        Of the cases; only all of them can be told apart today.
    duration_factor : number above 0
        On the steps after the first.
    hold : duration, or minutes as a plain number
        How long a step waits for the member.
    """

    operation = "assign_case_manager"

    role: str
    share: ShareOf1 = Estimate(1.0)
    duration_factor: Factor = 1.0
    hold: Minutes | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which steps prefer whoever did the first."""
        role = self.group_of(as_is, self.role)
        if self.share.value != 1 or self.share.is_range:
            message = "a share of the cases alone cannot be given one person yet"
            raise self.refuse("RE410", message, "Leave share out, or sort those cases with add_triage first.")
        if self.hold is None:
            message = "it is not said how long a step waits for its person before somebody else covers"
            raise self.refuse("RE407", message, "Write hold, such as hold: 4 h.")
        steps = steps_of_group(as_is, role)
        ids = [step.id for step in steps]
        first = next((step for step in steps if self._comes_first(as_is, step.id, ids)), None)
        if first is None or len(steps) < 2:
            message = f"no step of {role} comes before its others, so no member begins every case"
            raise self.refuse("RE408", message, "Name a group whose first step comes before its others on every way.")
        to_be = as_is
        for step in steps:
            if step.id != first.id:
                notes = edited(step.notes, prefer_same_person=first.id, same_person=None, hold=self.hold)
                to_be = slowed(to_be.with_step(step.id, notes), step.id, self.duration_factor)
        return to_be

    @staticmethod
    def _comes_first(as_is: AnnotatedMap, step: str, steps: list[str]) -> bool:
        return all(step == other or as_is.map.dominates(step, other) for other in steps)
