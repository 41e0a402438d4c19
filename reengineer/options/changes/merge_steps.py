"""Make one task of a chain of steps."""

from collections.abc import Sequence
from math import sqrt
from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import Task
from reengineer.options._chains import check_chain
from reengineer.options._change import Change
from reengineer.options._fields import Cv, Minutes
from reengineer.options._redraw import Redraw, stood_for
from reengineer.quantities import Distribution, Duration, Estimate, Money

_KINDS = {kind.tag: kind for kind in Task.__subclasses__()}


class MergeSteps(Change):
    """Make one task of a chain of steps that one role can do.

    The task's mean time is the sum of the steps' less `saved_setup`; its variance is the sum of theirs, as if their
    times were independent, unless `new_cv` is given. A time that varies becomes a gamma time.

    **Needs** a chain without split, join or event between its steps, and one role for all of them.
    **Keeps** every control, input, output and cost of the steps it replaces, and stands for each of them.
    **A boundary may forbid** it where two of the steps need different people.

    Parameters
    ----------
    steps : list of str
        In the order of the chain.
    saved_setup : minutes or duration
        Work that falls away, in all; none where left out.
    role : str, optional
        Needed where the steps are done by several.
    new_cv : number, optional
    """

    operation = "merge_steps"

    steps: Annotated[tuple[str, ...], Field(min_length=2)]
    saved_setup: Minutes = Duration(Estimate(0.0))
    role: str | None = None
    new_cv: Cv | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which one task stands for the chain."""
        chain = [self.step_of(as_is, ref) for ref in self.steps]
        self._check(as_is, chain)
        redraw = Redraw(as_is, self.operation, chain[0].node)
        kinds = {step.node.type for step in chain}
        task = redraw.task(
            _KINDS.get(chain[0].node.type, Task) if len(kinds) == 1 else Task,
            " and ".join(step.name for step in chain),
            self._notes(as_is, chain),
            stands_for=tuple(dict.fromkeys(ref for step in chain for ref in stood_for(as_is, step.id))),
        )
        redraw.in_place_of(task, chain[0].id)
        redraw.follow(task, tuple(step.id for step in chain))
        for flow in as_is.map.incoming(chain[0].id):
            redraw.redirect(flow.id, target=task)
        for flow in as_is.map.outgoing(chain[-1].id):
            redraw.redirect(flow.id, source=task)
        for step in chain:
            redraw.remove_node(step.id)
        return redraw.done()

    def _check(self, as_is: AnnotatedMap, chain: Sequence[Step]) -> None:
        ids = {step.id for step in chain}
        check_chain(self, as_is, chain)
        for step in chain[1:]:
            if step.notes.release is not None or step.notes.batch is not None:
                raise self.refuse("RE408", f"{step.id} holds items back", "Unbatch it first.")
        for step in chain:
            self._check_apart(step, ids)

    def _check_apart(self, step: Step, ids: set[str]) -> None:
        apart = sorted(ids & set(step.notes.not_same_person))
        if apart:
            message = f"{step.id} may not be done by whoever did {apart[0]}, so one task cannot be both"
            raise self.refuse("RE406", message, "Leave one of them out.")

    def _role(self, as_is: AnnotatedMap, chain: Sequence[Step]) -> str | None:
        if self.role is not None:
            return self.group_of(as_is, self.role)
        groups = dict.fromkeys(group for step in chain for group in step.notes.groups)
        if len(groups) > 1:
            message = f"the steps are done by {', '.join(groups)}, and one role must do all"
            raise self.refuse("RE407", message, "Write role with the group that will.")
        return next(iter(groups), None)

    def _notes(self, as_is: AnnotatedMap, chain: Sequence[Step]) -> StepNotes:
        notes = [step.notes for step in chain]
        made = {field.id for field in chain}
        lists = {
            name: tuple(dict.fromkeys(ref for note in notes for ref in getattr(note, name) if ref not in made))
            for name in ("controls", "inputs", "outputs", "not_same_person")
        }
        for number, note in enumerate(notes):
            made_before = {item for earlier in notes[:number] for item in earlier.outputs}
            inside = [item for item in note.inputs if item in made_before]
            lists["inputs"] = tuple(item for item in lists["inputs"] if item not in inside)
        return StepNotes(
            role=self._role(as_is, chain),
            duration=self._time([note.duration for note in notes if note.duration is not None]),
            cost=_total([note.cost for note in notes if note.cost is not None]),
            release=notes[0].release,
            batch=notes[0].batch,
            **lists,
        )

    def _time(self, times: Sequence[Distribution]) -> Distribution | None:
        if not times:
            return None
        mean = sum(time.mean for time in times) - float(self.saved_setup)
        if mean < 0:
            total = sum(time.mean for time in times) / 60
            message = f"saved_setup is more than the {total:g} min that the steps take in all"
            raise self.refuse("RE408", message, "Save less.")
        sd = sqrt(sum(time.variance for time in times)) if self.new_cv is None else self.new_cv * mean
        if mean == 0 or sd == 0:
            return Distribution.fixed(mean)
        return Distribution.of("gamma", mean=mean, cv=sd / mean)


def _total(costs: Sequence[Money]) -> Money | None:
    if not costs:
        return None
    return Money(Estimate(sum(float(cost) for cost in costs)), costs[0].currency)
