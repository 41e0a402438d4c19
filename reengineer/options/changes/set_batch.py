"""Gather items before a step, or let them go on at set times."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from reengineer.annotations import AnnotatedMap, BatchNotes, BatchRule, EventNotes, Release
from reengineer.options._change import Change, a_type, edited
from reengineer.quantities import Distribution, Duration, QuantityError


class SetBatch(Change):
    """Gather items before a step until there are enough or the oldest has waited long enough; or let them go on at
    set times.

    With `size` and `max_wait` a batch goes when either is reached, and is set up once; with `size` alone the last
    items of a run stay behind, which the run reports. With `period` items go on one by one every so often, counted
    from each opening. What held items back before no longer does.

    **Needs** a task; with `period`, a task or an event.
    **A boundary may forbid** waits above its limits.

    Parameters
    ----------
    step : str
    size : whole number, 2 or more
    max_wait, period : duration
    """  # noqa: D205 - one sentence

    operation = "set_batch"

    step: str
    size: Annotated[int, Field(ge=2)] | None = None
    max_wait: Duration | None = None
    period: Duration | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if (self.period is None) == (self.size is None and self.max_wait is None):
            raise QuantityError("a batch goes by number and wait, or by the clock; write size and max_wait, or period")
        for name in ("max_wait", "period"):
            time = getattr(self, name)
            if time is not None and time.seconds.least <= 0:
                raise QuantityError(f"{name} is {time}; write a time above 0, such as 2 h")
        return self

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which items are held back there."""
        step = self.step_of(as_is, self.step, activity=False)
        if self.period is not None:
            return self._released(as_is, step.id, Release(every=self.period))
        if not step.node.is_activity:
            message = f"{step.id} is {a_type(step.node)}, and only work can be batched"
            raise self.refuse("RE404", message, "Name a task, or state a period.")
        rules = tuple(
            BatchRule(**rule) for rule in ({"size": self.size}, {"waited": self.max_wait}) if any(rule.values())
        )
        return as_is.with_step(step.id, edited(step.notes, batch=BatchNotes(rules=rules), release=None))

    def _released(self, as_is: AnnotatedMap, step: str, release: Release) -> AnnotatedMap:
        node = as_is.map.node(step)
        if node.is_activity:
            notes = as_is.step(step).notes
            self._refuse_delay(step, notes.delay)
            return as_is.with_step(step, edited(notes, release=release, batch=None))
        if node.position != "catch":
            raise self.refuse("RE404", f"{step} is {a_type(node)} and holds nothing back", "Name a task or a wait.")
        event = as_is.notes.events.get(step, EventNotes())
        self._refuse_delay(step, event.delay)
        return as_is.with_event(step, event.model_copy(update={"release": release, "delay": None}))

    def _refuse_delay(self, step: str, delay: Distribution | None) -> None:
        if delay is not None and delay != Distribution.fixed(0.0):
            message = f"{step} waits for somebody outside, whose answer has its own time"
            raise self.refuse("RE406", message, "Name the step after it.")
