"""Tell what tools that follow the schema to the letter drop from a file, though it can be read.

`facts` leaves it out, so that two readings of a file can be compared; the records keep it, because it means something.
"""

import re
from collections.abc import Container, Sequence
from typing import TypeVar

from reengineer.bpmn._containers import LaneSet, RootElement
from reengineer.bpmn._contents import Contents
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._elements import (
    BoundaryEvent,
    DataAssociation,
    Element,
    EndEvent,
    FlowNode,
    ImplicitThrowEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    StartEvent,
)

_Kind = TypeVar("_Kind", LaneSet, RootElement)

_LEGAL = re.compile(r"[^\W\d][\w.\-]*")
_ALL_LEGAL = re.compile(r"(?:[^\W\d][\w.\-]*+\n)*+")
_CATCHING = (StartEvent, IntermediateCatchEvent, BoundaryEvent)
_THROWING = (EndEvent, IntermediateThrowEvent, ImplicitThrowEvent)


def is_legal(element_id: str | None) -> bool:
    """Say whether an id is missing or one that XML allows."""
    return element_id is None or _LEGAL.fullmatch(element_id) is not None


def are_legal(ids: Sequence[str]) -> bool:
    """Say whether all ids are such that XML allows them, in one go."""
    return _ALL_LEGAL.fullmatch("".join(f"{key}\n" for key in ids)) is not None


def misplaced(node: FlowNode) -> tuple[DataAssociation, ...]:
    """Return data that an event cannot have: what a catching one reads, what a throwing one writes."""
    if isinstance(node, _CATCHING):
        return tuple(link for link in node.data_associations if link.kind == "input")
    if isinstance(node, _THROWING):
        return tuple(link for link in node.data_associations if link.kind == "output")
    return ()


class Dropped:
    """Hold what strict tools drop: root elements and sets of lanes with an illegal or repeated id, misplaced data."""

    def __init__(self, definitions: Definitions, contents: Contents) -> None:
        lane_sets = tuple(lane_set for holder, _ in contents.containers for lane_set in holder.lane_sets)
        # What is neither has precedence.
        taken = contents.ids() if definitions.roots or lane_sets else set()
        self._roots = _unfit(definitions.roots, taken)
        self._lane_sets = _unfit(lane_sets, taken)
        # Records are equal where they say the same, so those that are dropped are known by themselves.
        self._known = frozenset(id(item) for group in (self._roots, self._lane_sets) for item in group)
        self._data = tuple(link for node, _, _ in contents.nodes if node.data_associations for link in misplaced(node))

    def __contains__(self, element: LaneSet | RootElement) -> bool:
        return id(element) in self._known

    def ids(self) -> frozenset[str]:
        """Return the ids that refer to nothing once all this is gone."""
        lanes = [lane for item in self._lane_sets for top in item.lanes for lane in top.walk()]
        gone: list[Element | DataAssociation] = [*self._roots, *lanes, *self._data]
        return frozenset(item.id for item in gone if item.id)


def _unfit(elements: tuple[_Kind, ...], taken: Container[str | None]) -> tuple[_Kind, ...]:
    """Return those with an illegal id, one that something else has, or one that an earlier one of them has."""
    seen: set[str] = set()
    found = []
    for element in elements:
        if element.id is None:
            continue
        if not is_legal(element.id) or element.id in seen or element.id in taken:
            found.append(element)
        else:
            seen.add(element.id)
    return tuple(found)
