"""Send all cases one way."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw
from reengineer.options._shares import branch_of, split_of
from reengineer.processmap import Flow, Node

_SMALL = 0.5


class RemoveGateway(Change):
    """Send all cases the way that most take; what only the other branches led to goes.

    The other cases are handled as exceptions elsewhere, or no longer served: say which in `why`.

    **Needs** an exclusive gateway; a branch that at least half of the cases take; no control on what goes.
    **A boundary may forbid** it where a control stands on a branch.

    Parameters
    ----------
    gateway : str
    default : str
        The branch that stays: its flow's id, or ``to TARGET``.
    """

    operation = "remove_gateway"

    gateway: str
    default: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with one way for all."""
        gateway = split_of(self, as_is, self.gateway, types=("exclusiveGateway",))
        kept = branch_of(self, as_is, gateway, self.default)
        self._check_shares(as_is, gateway, kept)
        gone = self._only_behind(as_is, gateway, kept)
        self._check_controls(as_is, gone)
        redraw = Redraw(as_is, self.operation, gateway)
        for flow in as_is.map.incoming(gateway.id):
            if flow.source not in gone:
                redraw.redirect(flow.id, target=kept.target)
        self._drop_merges(as_is, redraw, gateway, kept, gone)
        redraw.remove_node(gateway.id)
        for node in gone:
            redraw.remove_node(node)
        return redraw.done()

    def _check_shares(self, as_is: AnnotatedMap, gateway: Node, kept: Flow) -> None:
        if gateway.id not in as_is.notes.flows:
            return
        others = 1 - as_is.shares(gateway.id)[kept.id]
        if others > _SMALL:
            message = f"{others:.0%} of the cases take the other branches of {gateway.id}"
            raise self.refuse("RE408", message, "Keep the branch that most cases take.")
        if kept.target == gateway.id:
            raise self.refuse("RE408", f"{kept.id} leads back to {gateway.id} itself", "Keep another branch.")

    def _only_behind(self, as_is: AnnotatedMap, gateway: Node, kept: Flow) -> list[str]:
        """Return the nodes that nothing leads to any more once the other branches are gone."""
        others = [flow.target for flow in as_is.map.outgoing(gateway.id) if flow.id != kept.id]
        reached = set().union(
            *(as_is.map.reachable(node.id, (gateway.id,)) for node in as_is.map.starts if node.id != gateway.id),
            as_is.map.reachable(kept.target, (gateway.id,)),
        )
        behind = set().union(*(as_is.map.reachable(target, (gateway.id,)) for target in others))
        return [node.id for node in as_is.map.nodes if node.id in behind - reached - {gateway.id}]

    def _check_controls(self, as_is: AnnotatedMap, gone: list[str]) -> None:
        for node in gone:
            controls = as_is.step(node).notes.controls if as_is.map.node(node).is_activity else ()
            left = [
                control
                for control in controls
                if not any(control in step.notes.controls for step in as_is.steps if step.id not in gone)
            ]
            if left:
                message = f"{node} carries out {left[0]}, which nothing else does"
                raise self.refuse("RE408", message, "Move the control first, or keep the branch.")

    def _drop_merges(self, as_is: AnnotatedMap, redraw: Redraw, gateway: Node, kept: Flow, gone: list[str]) -> None:
        """Take out merges that only one way still leads to; a gateway with one way in and one out decides nothing."""
        left = {gateway.id, *gone}
        for node in as_is.map.nodes:
            ways_in, ways_on = as_is.map.incoming(node.id), as_is.map.outgoing(node.id)
            if node.type != "exclusiveGateway" or len(ways_in) < 2 or len(ways_on) != 1 or node.id in left:
                continue
            staying = [flow for flow in ways_in if flow.source not in left or flow.id == kept.id]
            if len(staying) == 1 and node.id != kept.target and ways_on[0].target != node.id:
                redraw.redirect(staying[0].id, target=ways_on[0].target)
                redraw.remove_node(node.id)
