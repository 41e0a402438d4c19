"""Take rare cases out of the ordinary queue."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change, edited
from reengineer.options._lanes import lane_of
from reengineer.options._redraw import Redraw
from reengineer.options._shares import split_of
from reengineer.processmap import Flow, Node

_RARE = 0.5


class AddExceptionPath(Change):
    """Give the rare branch of a gateway to a group of its own, in a lane of its own.

    Every step that only this branch leads to is done by the group; rare cases leave the ordinary queue, and both
    queues change.

    **Needs** an exclusive gateway with shares, whose smallest branch is rare and holds a step.
    **A boundary may forbid** unequal treatment.

    Parameters
    ----------
    gateway : str
    role : str
        The group that works the rare cases.
    """

    operation = "add_exception_path"

    gateway: str
    role: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the rare branch in other hands."""
        gateway = split_of(self, as_is, self.gateway, types=("exclusiveGateway",))
        role = self.group_of(as_is, self.role)
        branch = self._rare(as_is, gateway)
        nodes = self._only_by(as_is, branch)
        steps = [as_is.step(node.id) for node in nodes if node.is_activity]
        if not any(step.notes.groups for step in steps):
            message = f"nobody of ours works on the branch {branch.id}"
            raise self.refuse("RE408", message, "Name a gateway whose rare branch holds a step.")
        to_be = self._in_lane(as_is, gateway, role, nodes)
        for step in steps:
            if step.notes.groups:
                to_be = to_be.with_step(step.id, edited(step.notes, role=role, needs=()))
        return to_be

    def _rare(self, as_is: AnnotatedMap, gateway: Node) -> Flow:
        shares = as_is.shares(gateway.id)
        least = min(as_is.map.outgoing(gateway.id), key=lambda flow: shares[flow.id])
        if shares[least.id] >= _RARE:
            message = f"no branch of {gateway.id} is rare: the smallest takes {shares[least.id]:.0%}"
            raise self.refuse("RE408", message, "Name a gateway with a branch that few cases take.")
        return least

    def _only_by(self, as_is: AnnotatedMap, branch: Flow) -> list[Node]:
        """Return the nodes that cases reach by the branch alone."""
        if not as_is.map.dominates(branch.source, branch.target) or len(as_is.map.incoming(branch.target)) > 1:
            return []
        without = set().union(*(as_is.map.reachable(node.id, (branch.target,)) for node in as_is.map.starts))
        inside = as_is.map.reachable(branch.target, (branch.source,))
        return [node for node in as_is.map.nodes if node.id in inside - without]

    def _in_lane(self, as_is: AnnotatedMap, gateway: Node, role: str, nodes: list[Node]) -> AnnotatedMap:
        redraw = Redraw(as_is, self.operation, gateway)
        first = next(as_is.step(node.id) for node in nodes if node.is_activity)
        lane = lane_of(as_is, role, first) or redraw.lane(role)
        if lane is None:
            return as_is
        for node in nodes:
            if node.parent == node.process and node.position != "boundary":
                redraw.assign_lane(node.id, lane)
        return redraw.done()
