"""Tell customers how far their case is before they ask."""

from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap, StepNotes
from reengineer.bpmn import SendTask
from reengineer.options._causes import without_part
from reengineer.options._change import Change
from reengineer.options._fields import Fee, PositiveShare, ShareOf1
from reengineer.options._places import place_of
from reengineer.options._redraw import Redraw
from reengineer.quantities import Distribution


class AddProactiveUpdate(Change):
    """Tell customers how far their case is before they ask: a message at each point, and fewer contacts that chase.

    That a wait feels shorter when one is told is not modelled.

    **Needs** places on the map, and where chasing contacts are seen: a kind of case, a way on which cases repeat, or
    their share of all arrivals.
    **A boundary may forbid** messages without consent, or that promise too much.

    Parameters
    ----------
    points : list of places
        Each a flow's id, ``before STEP`` or ``after STEP``.
    chase_reduction : share above 0
        Of the chasing contacts, that no longer come.
    unit_cost : money
        Of each message.
    cause : str
        The kind of case, the flow or the step of the contacts that chase; or words for what is in no map.
    part : share
        Of all arrivals that chase, where the cause is only words.
    """

    operation = "add_proactive_update"

    points: Annotated[tuple[str, ...], Field(min_length=1)]
    chase_reduction: PositiveShare
    unit_cost: Fee | None = None
    cause: str = "chase"
    part: ShareOf1 | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the messages and fewer contacts."""
        to_be = without_part(self, as_is, self.cause, self.chase_reduction, self.part)
        for point in self.points:
            place = place_of(self, to_be, point)
            redraw = Redraw(to_be, self.operation, place.beside)
            notes = StepNotes(duration=Distribution.fixed(0.0), cost=self.unit_cost)
            message = redraw.task(SendTask, "Tell the customer how far it is", notes)
            place.put(redraw, message, message)
            to_be = redraw.done()
        process = to_be.notes.process.model_copy(update={"proactive_updates": True})
        return to_be.with_notes(to_be.notes.model_copy(update={"process": process}))
