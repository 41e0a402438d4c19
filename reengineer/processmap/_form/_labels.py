"""Check labels: what has none, and what shares one."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from reengineer.bpmn import Process, SubProcess, plain
from reengineer.errors import Problem
from reengineer.processmap._form._flows import DECIDING
from reengineer.processmap._form._rules import found, listing
from reengineer.processmap._form._scopes import sub_processes
from reengineer.processmap._map import Node, ProcessMap


def check_labels(map_: ProcessMap) -> Iterator[Problem]:
    """Give activities, events, choices, pools and lanes that a reader cannot name, or not tell apart."""
    plain_ends: dict[str, list[Node]] = defaultdict(list)
    for node in map_.nodes:
        if node.is_activity and not node.name:
            message = f"the {node.type} has no label"
            yield found("RE256", message, "Write what is done, as verb and object.", node.source)
        elif node.type in DECIDING and map_.is_split(node.id):
            yield from _choice(map_, node)
        elif node.kind == "event" and not node.name:
            if node.trigger == "none" and node.position in ("start", "end"):
                plain_ends[node.process].append(node)
            else:
                yield _no_label(node.type, "Write what happens.", node)
    for events in plain_ends.values():
        yield _plain_ends(events)
    yield from _holders(map_)
    yield from _shared(map_)


def _no_label(what: str, remedy: str, node: Node) -> Problem:
    return found("RE259", f"the {what} has no label", remedy, node.source)


def _choice(map_: ProcessMap, node: Node) -> Iterator[Problem]:
    leaving = map_.outgoing(node.id)
    if not node.name:
        yield _no_label("gateway that splits", "Write the question that it decides.", node)
    bare = [flow for flow in leaving if not flow.name and not flow.is_default]
    if bare:
        message = f"{len(bare)} of the {len(leaving)} flows that leave the gateway have no label"
        yield found("RE257", message, "Write on each flow when it is taken.", node.source)


def _plain_ends(events: list[Node]) -> Problem:
    """Return one finding for all plain start and end events of a process: many good maps leave them bare."""
    if len(events) == 1:
        return _no_label(events[0].type, "Write what has happened when a case is here.", events[0])
    message = f"{len(events)} start and end events have no label: {listing(node.id for node in events)}"
    return found("RE259", message, "Write what has happened when a case is there.", events[0].source)


def _holders(map_: ProcessMap) -> Iterator[Problem]:
    for pool in map_.pools:
        if not plain(pool.name):
            yield found("RE259", "the pool has no label", "Write whose process it is.", pool.source)
    holders: Iterator[Process | SubProcess] = chain(map_.processes, sub_processes(map_))
    for holder in holders:
        lanes = holder.lanes
        for lane in lanes if len(lanes) > 1 else ():
            if not plain(lane.name):
                yield found("RE259", "the lane has no label", "Write who does its work.", lane.source)


def _shared(map_: ProcessMap) -> Iterator[Problem]:
    for name, keys in map_.index.by_name.items():
        activities = [map_.index.nodes[key] for key in keys if map_.index.nodes[key].is_activity]
        if len(activities) > 1:
            message = f'{len(activities)} activities are labelled "{name}"'
            yield found("RE258", message, "Give them different labels, or name them by id.", activities[1].source)
