"""Keep information that has been asked for, instead of asking again."""

from pydantic import Field

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import ServiceTask
from reengineer.options._change import Change, a_type
from reengineer.options._fields import PositiveShare
from reengineer.options._redraw import Redraw, stood_for
from reengineer.quantities import Distribution, Duration


class BufferInformation(Change):
    """Keep information that has been asked for: where it is at hand, nobody is asked and nobody waits.

    An exclusive split before the look-up sends `hit_rate` of the cases to the store instead, which makes what the
    look-up makes. That an answer may be out of date is kept on record with `freshness`; the errors that come of it are
    stated with ``change_error_rate``.

    **Needs** a look-up: a step or an event that waits for somebody outside, or that asks them.
    **A boundary may forbid** keeping data longer than they may be kept.

    Parameters
    ----------
    step : str
        May name an event.
    source : str, optional
        Where the information is kept.
    hit_rate : share above 0
    freshness : duration, optional
        How old an answer may be.
    """

    operation = "buffer_information"

    step: str
    # Every change has a source already: its place in the file.
    kept_in: str | None = Field(None, alias="source")
    hit_rate: PositiveShare
    freshness: Duration | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the store beside the look-up."""
        step = self._look_up(as_is)
        way_on, ways_in = self.one_way_on(as_is, step), as_is.map.incoming(step.id)
        if not ways_in:
            raise self.refuse("RE408", f"nothing leads to {step.id}", "Keep a start event before it.")
        redraw = Redraw(as_is, self.operation, step.node)
        split = redraw.gateway("Known already?", near=ways_in[0].source)
        kept = {name: getattr(step.notes, name) for name in ("inputs", "outputs") if getattr(step.notes, name)}
        name = f"Take from {self.kept_in}" if self.kept_in else f"Take what is known instead of: {step.name}"
        store = redraw.task(
            ServiceTask,
            name,
            StepNotes(duration=Distribution.fixed(0.0), system=self.kept_in, **kept),
            stands_for=stood_for(as_is, step.id) if step.node.is_activity else (),
        )
        merge = redraw.gateway()
        for flow in ways_in:
            redraw.redirect(flow.id, target=split)
        hit, miss = redraw.flow(split, store, "yes"), redraw.flow(split, step.id, "no")
        redraw.shares(split, {hit: self.hit_rate, miss: "rest"})
        redraw.flow(store, merge)
        redraw.flow(step.id, merge)
        redraw.redirect(way_on.id, source=merge)
        return redraw.done()

    def _look_up(self, as_is: AnnotatedMap) -> Step:
        step = self.step_of(as_is, self.step, activity=False)
        node, notes = step.node, step.notes
        if node.kind == "gateway" or node.position not in ("", "catch"):
            raise self.refuse("RE404", f"{step.id} is {a_type(node)} and asks nobody", "Name a step or a wait.")
        if notes.delay is None and notes.external_lookup is not True:
            message = f"{step.id} does not wait for somebody outside"
            raise self.refuse("RE406", message, "Name a look-up: one with a delay, or with external_lookup: true.")
        return step
