"""Do checks that turn cases down in another order."""

from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._moving import Unit, unit_of
from reengineer.options._redraw import Redraw
from reengineer.options._routes import is_backward


class ReorderKnockouts(Change):
    """Do checks that can turn a case down in another order; each keeps its gateway and its branch out.

    For independent checks the expected work is least in the order of duration over share turned down. Checks that turn
    the same cases down are not independent: then only data on both tell, and the shares stay as the map has them.

    **Needs** a chain of checks, each followed by its gateway, all turning down to one place or to ends.
    **A boundary may forbid** it where an order is agreed.

    Parameters
    ----------
    steps : list of str
        The checks, in the order wanted.
    """

    operation = "reorder_knockouts"

    steps: Annotated[tuple[str, ...], Field(min_length=2)]

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the checks in that order."""
        wanted = [unit_of(self, as_is, self.step_of(as_is, ref)) for ref in self.steps]
        for unit in wanted:
            self._check(as_is, unit)
        now = self._chain(wanted)
        self._check_targets(as_is, wanted)
        if [unit.step.id for unit in now] == [unit.step.id for unit in wanted]:
            raise self.refuse("RE616", "the checks stand in that order already", "Name them in another order.")
        redraw = Redraw(as_is, self.operation, now[0].step.node)
        inside = {node for unit in now for node in unit.nodes}
        for flow in as_is.map.incoming(now[0].step.id):
            if flow.source not in inside:
                redraw.redirect(flow.id, target=wanted[0].step.id)
        targets = [unit.step.id for unit in wanted[1:]] + [now[-1].way_on.target]
        for unit, target in zip(wanted, targets, strict=True):
            redraw.redirect(unit.way_on.id, target=target)
        return redraw.done()

    def _check(self, as_is: AnnotatedMap, unit: Unit) -> None:
        step = unit.step
        if not unit.rejects:
            message = f"{step.id} turns nothing down: no gateway stands behind it"
            raise self.refuse("RE408", message, "Name checks with a gateway directly behind each.")
        if any(is_backward(as_is, flow) for flow in unit.rejects):
            message = f"{step.id} sends cases back, and what they pass again would change"
            raise self.refuse("RE408", message, "Name checks that turn cases down for good.")
        if step.notes.is_check is False and step.notes.is_knockout is not True:
            raise self.refuse("RE406", f"{step.id} is not a check", "Name checks only.")

    def _chain(self, units: list[Unit]) -> list[Unit]:
        """Return the checks in the order in which they stand."""
        by_entry = {unit.step.id: unit for unit in units}
        followed = {unit.way_on.target for unit in units}
        first = [unit for unit in units if unit.step.id not in followed]
        chain = first[:1]
        while chain and (following := by_entry.get(chain[-1].way_on.target)) is not None and len(chain) < len(units):
            chain.append(following)
        if len(chain) != len(self.steps) or len(by_entry) != len(self.steps):
            message = f"{', '.join(unit.step.id for unit in units)} do not follow each other directly"
            raise self.refuse("RE408", message, "Name checks of one chain, each once, with nothing else between them.")
        return chain

    def _check_targets(self, as_is: AnnotatedMap, units: list[Unit]) -> None:
        targets = {flow.target for unit in units for flow in unit.rejects}
        if len(targets) > 1 and any(as_is.map.node(target).position != "end" for target in targets):
            message = f"the checks turn cases down to different places: {', '.join(sorted(targets))}"
            raise self.refuse("RE408", message, "Let all turn down to one place, or to ends.")
