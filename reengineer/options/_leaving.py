"""Let people leave the process before it has served them."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw
from reengineer.processmap import Flow
from reengineer.quantities import Estimate


def leaves_after(as_is: AnnotatedMap, step: str) -> Flow | None:
    """Return the branch to an end of the gateway that follows a step; None where it has none, or several."""
    ways = as_is.map.outgoing(step)
    if len(ways) != 1 or as_is.map.node(ways[0].target).type != "exclusiveGateway":
        return None
    found = [flow for flow in as_is.map.outgoing(ways[0].target) if as_is.map.node(flow.target).position == "end"]
    return found[0] if len(found) == 1 else None


def with_leaving(change: Change, as_is: AnnotatedMap, flow: Flow, share: Estimate) -> AnnotatedMap:
    """Return the map in which a share of the cases on a flow ends there; the same map where it is 0."""
    if share.most == 0:
        return as_is
    redraw = Redraw(as_is, change.operation, as_is.map.node(flow.source))
    leave(redraw, flow, share)
    return redraw.done()


def leave(redraw: Redraw, flow: Flow, share: Estimate) -> None:
    """Draw the gateway and the end for those who leave on a flow."""
    split = redraw.gateway("Gives up?", near=flow.source)
    target = flow.target
    redraw.redirect(flow.id, target=split)
    gone = redraw.flow(split, redraw.end("Gave up", near=split), "yes")
    redraw.shares(split, {gone: share, redraw.flow(split, target, "no"): "rest"})
