"""Say of a map what it tells itself, so that people only add what it cannot know."""

from reengineer.annotations._annotated import AnnotatedMap
from reengineer.annotations._assume import AUTOMATED, group_for, slug
from reengineer.annotations._demand import CaseNotes
from reengineer.annotations._people import ResourceNotes
from reengineer.annotations._reached import open_starts
from reengineer.annotations._records import Annotations
from reengineer.annotations._steps import EventNotes, StepNotes
from reengineer.annotations._waiting import timer_delay, waiting_events
from reengineer.processmap import ProcessMap


def prefill(map: ProcessMap) -> Annotations:  # noqa: A002 - the word is the map
    """Return annotations with what the map says: groups by lane, kinds of case by start event, stated timers."""
    bare = AnnotatedMap(map=map)
    resources: dict[str, ResourceNotes] = {}
    steps: dict[str, StepNotes] = {}
    for node in map.activities:
        if node.type in (*AUTOMATED, "receiveTask") or map.is_expanded(node.id):
            continue
        group = group_for(bare, node, resources)
        resources.setdefault(group, ResourceNotes())
        steps[node.id] = StepNotes(role=group)
    delays = {node.id: delay for node in waiting_events(bare) if (delay := timer_delay(node)) is not None}
    return Annotations(
        resources=resources,
        steps=steps,
        events={event: EventNotes(delay=delay) for event, delay in delays.items()},
        cases=_cases(map, open_starts(bare)),
    )


def _cases(map: ProcessMap, starts: list[str]) -> dict[str, CaseNotes]:  # noqa: A002
    cases: dict[str, CaseNotes] = {}
    for start in starts:
        name = (slug(map.index.nodes[start].name) if len(starts) > 1 else "case") or slug(start)
        cases[name if name not in cases else slug(start)] = CaseNotes(start=start)
    return cases
