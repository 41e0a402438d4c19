"""Make several steps of one."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import Task
from reengineer.options._change import Change, a_type
from reengineer.options._fields import Cv, Minutes, Time
from reengineer.options._redraw import Redraw, stood_for
from reengineer.quantities import Distribution, QuantityError

_KINDS = {kind.tag: kind for kind in Task.__subclasses__()}
_SLACK_S = 1e-6
_COMING = (
    "inputs", "transfer", "release", "batch", "patience", "limit", "balk", "retrial", "abandoned_to", "balked_to",
    "call_back", "escalation",
)  # fmt: skip
"""What holds until work on a step begins: the first part keeps it."""
_GOING = ("cost", "fails", "error_rate", "updates")
"""What holds when a step completes: the last part keeps it."""
_THROUGHOUT = (
    "not_same_person", "calendar", "at_close", "priority", "preempts",
    "interruptible", "due", "system", "manual", "value",
)  # fmt: skip
_BY_THE_SAME = ("same_person", "prefer_same_person", "hold")
_REPEATED = ("instances", "loop")


class StepPart(BaseModel):
    """Say what one part of a step is.

    Parameters
    ----------
    name : str, optional
    role : str, optional
        The group that does it; that of the step where left out.
    duration : time
        Or `mean`, with `cv` where it varies.
    mean : duration, or minutes as a plain number
    cv : number
    controls, outputs : list of str
        Of those of the step, which the part carries out and makes; the last part has what no other names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    role: str | None = None
    duration: Time | None = None
    mean: Minutes | None = None
    cv: Cv | None = None
    controls: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if (self.duration is None) == (self.mean is None):
            raise QuantityError("each part has a duration or a mean; write mean: 10 min and cv: 0.4")
        if self.duration is not None and self.cv is not None:
            raise QuantityError("cv goes with mean; write mean: 10 min and cv: 0.4, or the duration alone")
        return self

    @property
    def time(self) -> Distribution:
        """Return how long the part takes; a mean with a spread is a gamma time."""
        if self.duration is not None:
            return self.duration
        assert self.mean is not None  # noqa: S101 - one of the two
        if not self.cv or not float(self.mean):
            return Distribution.fixed(self.mean.seconds)
        return Distribution.of("gamma", mean=self.mean.seconds, cv=self.cv)


class SplitStep(Change):
    """Make several steps of one, each with its own people and time: more queues and hand-overs, less spread in each.

    The first part reads what the step read. The last part makes and controls what no other part names.

    How it is queued for, who gives up included, holds for the first part; what it costs, how it fails and what it
    changes for the last; who may do it, its hours and its priority for each.

    **Needs** a task with one way on that is done once; parts that take at least as long as the step in all, less its
    `setup_time`.
    **Keeps** controls, data and what the step costs, the latter on the last part; each part stands for the step.
    **A boundary may forbid** more hand-overs.

    Parameters
    ----------
    step : str
    parts : list of StepPart
        Two or more, in their order.
    """

    operation = "split_step"

    step: str
    parts: Annotated[tuple[StepPart, ...], Field(min_length=2)]

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the parts in a row."""
        step = self._checked(as_is)
        way_on = self.one_way_on(as_is, step)
        redraw = Redraw(as_is, self.operation, step.node)
        kind = _KINDS.get(step.node.type, Task)
        whole = stood_for(as_is, step.id)
        tasks: list[str] = []
        for number, part in enumerate(self.parts, start=1):
            name = part.name or f"{step.name} ({number} of {len(self.parts)})"
            notes = self._notes(step, number - 1)
            made = redraw.task(kind, name, notes, stands_for=whole)
            redraw.follow(made, (step.id,))
            if tasks:
                redraw.beside(made, tasks[-1])
                redraw.flow(tasks[-1], made)
            else:
                redraw.in_place_of(made, step.id)
            tasks.append(made)
        for flow in as_is.map.incoming(step.id):
            redraw.redirect(flow.id, target=tasks[0])
        redraw.redirect(way_on.id, source=tasks[-1])
        redraw.remove_node(step.id)
        return redraw.done()

    def _checked(self, as_is: AnnotatedMap) -> Step:
        step = self.step_of(as_is, self.step)
        if step.node.kind != "task" or as_is.map.boundary_events(step.id):
            message = f"{step.id} is {a_type(step.node)} or carries boundary events"
            raise self.refuse("RE404", message, "Name a plain task.")
        repeated = [name for name in _REPEATED if getattr(step.notes, name) is not None]
        if repeated:
            message = f"{step.id} is done several times ({repeated[0]}), so its parts would no longer take turns"
            raise self.refuse("RE404", message, "Name a step that is done once.")
        for part in self.parts:
            if part.role is not None:
                self.group_of(as_is, part.role)
            strange = [ref for ref in part.controls if ref not in step.notes.controls]
            strange += [ref for ref in part.outputs if ref not in step.notes.outputs]
            if strange:
                message = f"{step.id} neither controls nor makes {strange[0]}"
                raise self.refuse("RE406", message, "Name what the annotations say of the step.")
        if step.notes.duration is not None:
            self._check_times(step, step.notes.duration)
        return step

    def _check_times(self, step: Step, whole: Distribution) -> None:
        setup = float(step.notes.setup_time) if step.notes.setup_time is not None else 0.0
        total = sum(part.time.mean for part in self.parts)
        if total < whole.mean - setup - _SLACK_S:
            message = (
                f"the parts take {total / 60:g} min in all, less than the {(whole.mean - setup) / 60:g} of the step"
            )
            raise self.refuse(
                "RE408", message, "Let the parts add up, and use change_duration for work that goes away."
            )

    def _notes(self, step: Step, number: int) -> StepNotes:
        part, notes = self.parts[number], step.notes
        is_first, is_last = number == 0, number == len(self.parts) - 1
        named = {name: {ref for each in self.parts for ref in getattr(each, name)} for name in ("controls", "outputs")}
        kept: dict[str, object] = {}
        for name in ("controls", "outputs"):
            rest = tuple(ref for ref in getattr(notes, name) if is_last and ref not in named[name])
            kept[name] = (*getattr(part, name), *rest)
        kept |= {name: getattr(notes, name) for name in _COMING if is_first}
        kept |= {name: getattr(notes, name) for name in _GOING if is_last}
        who: dict[str, object] = {"role": part.role} if part.role else {"role": notes.role, "needs": notes.needs}
        kept |= {name: getattr(notes, name) for name in _THROUGHOUT}
        kept |= {name: getattr(notes, name) for name in _BY_THE_SAME if part.role is None}
        stated = {name: value for name, value in {**who, **kept}.items() if value not in (None, (), {})}
        return StepNotes(duration=part.time, **stated)
