"""Find and join ways through a map."""

from collections.abc import Iterable

from reengineer.annotations import AnnotatedMap
from reengineer.options._redraw import Redraw
from reengineer.processmap import Flow


def is_backward(annotated: AnnotatedMap, flow: Flow) -> bool:
    """Say whether a flow leads back: whoever is at its source has passed its target before."""
    return annotated.map.dominates(flow.target, flow.source)


def nearest_steps_before(annotated: AnnotatedMap, nodes: Iterable[str]) -> list[str]:
    """Return the activities that one comes to first going back from some nodes, these included."""
    found: list[str] = []
    waiting = list(dict.fromkeys(nodes))
    seen = set(waiting)
    for node in waiting:
        if annotated.map.node(node).is_activity:
            found.append(node)
            continue
        fresh = [flow.source for flow in annotated.map.incoming(node) if flow.source not in seen]
        waiting.extend(dict.fromkeys(fresh))
        seen.update(fresh)
    return found


def merge_into(redraw: Redraw, as_is: AnnotatedMap, flow: Flow) -> str:
    """Return the node that a new way may lead to in order to join a flow, a new merge on it where needed.

    An exclusive gateway with one way on takes any number of flows; a task would too, but a drawn merge is clearer, and
    a parallel gateway would wait for the new way for ever.
    """
    target = as_is.map.node(flow.target)
    if target.type == "exclusiveGateway" and len(as_is.map.outgoing(target.id)) == 1:
        return target.id
    merge = redraw.gateway(near=target.id)
    redraw.redirect(flow.id, target=merge)
    redraw.flow(merge, target.id)
    return merge
