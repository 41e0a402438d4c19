"""Let some members of a group help with the steps of others."""

from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap, Need, Step
from reengineer.options._change import Change, edited
from reengineer.options._fields import Factor
from reengineer.options._times import rounded


class CrossTrain(Change):
    """Let some members of a group also do other steps, where nobody who usually does them is free.

    Each step gets the helpers as its last alternative, at `duration_factor` times the duration. Where fewer than all
    members help, those who do get the skill ``helps`` with the name of the first step.

    **Needs** a group with enough members, and steps that others do.
    **A boundary may forbid** it where two steps need different people.

    Parameters
    ----------
    role : str
        The group that helps.
    steps : list of str
    people : whole number, optional
        How many of its members; all where left out.
    duration_factor : number above 0
        On the time that the steps take them.
    """

    operation = "cross_train"

    role: str
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    people: Annotated[int, Field(ge=1)] | None = None
    duration_factor: Factor = 1.0

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which the group helps."""
        role = self.group_of(as_is, self.role)
        group = as_is.notes.resources[role]
        if self.people is not None and self.people > group.count:
            message = f"{role} has {group.count} members, so {self.people} cannot be trained"
            raise self.refuse("RE408", message, "Train fewer.")
        steps = [self._step(as_is, ref) for ref in self.steps]
        to_be, skill = as_is, None
        if self.people is not None and self.people < group.count:
            skill = f"helps {steps[0].id}"
            members = [
                member.model_copy(update={"skills": (*member.skills, skill)}) if number < self.people else member
                for number, member in enumerate(group.people(role))
            ]
            to_be = to_be.with_resources({role: group.model_copy(update={"members": tuple(members)})})
        for step in steps:
            to_be = to_be.with_step(step.id, edited(step.notes, role=None, needs=self._needs(step, skill)))
        return to_be

    def _step(self, as_is: AnnotatedMap, ref: str) -> Step:
        step = self.step_of(as_is, ref)
        if not step.notes.groups:
            raise self.refuse("RE406", f"nobody of ours does {step.id}", "Name a step that a group does.")
        if self.role in step.notes.groups:
            raise self.refuse("RE406", f"{self.role} does {step.id} already", "Name steps that others do.")
        return step

    def _needs(self, step: Step, skill: str | None) -> tuple[Need, ...]:
        usual = step.notes.requests
        last = 1 + max(need.alternative for need in usual)
        time = step.notes.duration if self.duration_factor != 1 else None
        slower = None if time is None else rounded(time.scaled(self.duration_factor))
        return (*usual, Need(group=self.role, skill=skill, alternative=last, duration=slower))
