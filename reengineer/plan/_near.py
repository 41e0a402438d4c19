"""Find who is near a change: the groups whose steps it alters, and those beside them."""

from reengineer.annotations import AnnotatedMap


def affected_groups(as_is: AnnotatedMap, to_be: AnnotatedMap) -> tuple[str, ...]:
    """Return the groups whose steps an option alters, and those that hand work to them or take it from them."""
    touched = {
        name for each in to_be.differences for name in (*each.added, *each.removed, *(row[0] for row in each.changed))
    }
    found: dict[str, None] = {}
    for annotated in (as_is, to_be):
        steps = [node.id for node in annotated.map.nodes if node.id in touched]
        near = [*steps, *(other for step in steps for other in neighbours(annotated, step))]
        for step in near:
            notes = annotated.notes.steps.get(step)
            found |= dict.fromkeys(notes.groups if notes is not None else ())
        found |= dict.fromkeys(name for name in annotated.notes.resources if name in touched)
    return tuple(found)


def neighbours(annotated: AnnotatedMap, step: str) -> list[str]:
    """Return the nearest activities before and after a step, through gateways and events."""
    found: list[str] = []
    for ahead in (True, False):
        seen = [step]
        for node in seen:
            if node != step and annotated.map.node(node).is_activity:
                found.append(node)
                continue
            flows = annotated.map.outgoing(node) if ahead else annotated.map.incoming(node)
            ends = (flow.target if ahead else flow.source for flow in flows)
            seen.extend(end for end in dict.fromkeys(ends) if end not in seen)
    return found
