"""Do steps at the same time instead of one after the other."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._chains import check_chain
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw


class Parallelise(Change):
    """Do the steps of a chain at the same time, between a parallel split and its join.

    The longest branch sets the time; the work stays, and who is ready first waits at the join.

    **Needs** a chain of steps, none of which uses what another makes, or asks for another's person.
    **A boundary may forbid** it where an order is agreed.

    Parameters
    ----------
    steps : list of str
        In the order of the chain.
    """

    operation = "parallelise"

    steps: Annotated[tuple[str, ...], Field(min_length=2)]

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the steps side by side."""
        chain = [self.step_of(as_is, ref) for ref in self.steps]
        check_chain(self, as_is, chain)
        self._check_data(chain)
        ways_in, way_on = as_is.map.incoming(chain[0].id), self.one_way_on(as_is, chain[-1])
        if not ways_in:
            raise self.refuse("RE408", f"nothing leads to {chain[0].id}", "Keep a start event before it.")
        redraw = Redraw(as_is, self.operation, chain[0].node)
        split = redraw.parallel(near=ways_in[0].source)
        join = redraw.parallel(near=chain[-1].id)
        for flow in ways_in:
            redraw.redirect(flow.id, target=split)
        redraw.flow(split, chain[0].id)
        for step in chain[1:]:
            redraw.redirect(as_is.map.incoming(step.id)[0].id, source=split)
        for step in chain:
            redraw.flow(step.id, join)
        redraw.redirect(way_on.id, source=join)
        return redraw.done()

    def _check_data(self, chain: Sequence[Step]) -> None:
        for number, step in enumerate(chain):
            for later in chain[number + 1 :]:
                shared = [item for item in later.notes.inputs if item in step.notes.outputs]
                if shared:
                    message = f'{later.id} uses "{shared[0]}", which {step.id} makes, so they cannot run side by side'
                    raise self.refuse("RE608", message, "Leave one of them out.")
                if step.id in (later.notes.same_person, later.notes.prefer_same_person):
                    message = f"{later.id} is for whoever did {step.id}, who cannot do both at once"
                    raise self.refuse("RE608", message, "Leave one of them out.")
