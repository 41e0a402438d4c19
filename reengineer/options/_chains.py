"""Check that steps follow each other directly."""

from collections.abc import Sequence
from itertools import pairwise

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change, a_type


def check_chain(change: Change, as_is: AnnotatedMap, chain: Sequence[Step]) -> None:
    """Refuse steps that are no chain of plain tasks: nothing may stand, split or join between them.

    Raises
    ------
    ChangeError
        RE404 one of them is no task, or carries boundary events; RE408 they do not follow each other, or one appears
        twice.
    """
    for step, following in pairwise(chain):
        way_on, ways_in = as_is.map.outgoing(step.id), as_is.map.incoming(following.id)
        if len(way_on) != 1 or len(ways_in) != 1 or way_on[0].target != following.id:
            message = f"{step.id} and {following.id} are no chain: {between(as_is, step.id, following.id)}"
            raise change.refuse("RE408", message, "Name steps that follow each other directly, in their order.")
    for step in chain:
        if step.node.kind != "task" or as_is.map.boundary_events(step.id):
            message = f"{step.id} is {a_type(step.node)} or carries boundary events"
            raise change.refuse("RE404", message, "Name plain tasks.")


def between(as_is: AnnotatedMap, first: str, second: str) -> str:
    """Say in words what keeps two steps from following each other directly."""
    path = as_is.map.shortest_path(first, second)
    if path is None or first == second:
        return f"no way leads from {first} to {second}"
    if len(path) > 2:
        named = ", ".join(f"{node} ({as_is.map.node(node).type})" for node in path[1:-1])
        return f"between them stand {named}"
    return "something splits or joins between them"
