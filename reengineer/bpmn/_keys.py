"""Give every flow element a key of its own, also where the file has no id or repeats one."""

from collections.abc import Iterator
from typing import NamedTuple

from reengineer._records import dataclass
from reengineer.bpmn._containers import Lane, Process, SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._elements import Element, FlowElement


class Keyed(NamedTuple):
    """Hold a flow element with its key and the keys of what holds it."""

    key: str
    element: FlowElement
    parent: str
    process: str


class KeyMaker:
    """Hand out keys: the id where it is there for the first time, else the XML name and a number."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._taken: set[str] = set()
        self._used: set[str] = set()
        self._counts: dict[str, int] = {}

    def key(self, element: Element) -> str:
        """Return the key of the next element in the order of the file."""
        element_id = element.id
        if element_id and element_id not in self._used:
            self._used.add(element_id)
            return element_id
        return self.fresh(element.tag)

    def fresh(self, stem: str) -> str:
        """Return ``stem_1`` or the next number that nobody has."""
        if not self._taken:
            self._taken.update(ids_of(self._definitions))
        number = self._counts.get(stem, 0) + 1
        while f"{stem}_{number}" in self._taken:
            number += 1
        self._counts[stem] = number
        self._taken.add(f"{stem}_{number}")
        return f"{stem}_{number}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Hold the keys of a whole file, in the order of the file."""

    processes: tuple[tuple[str, Process], ...]
    elements: tuple[Keyed, ...]
    lanes: tuple[tuple[str, Lane, str, str | None], ...]


def ids_of(definitions: Definitions) -> frozenset[str]:
    """Return all ids of processes, flow elements, lanes, artifacts, pools, messages and other roots."""
    return frozenset(element.id for element in all_elements(definitions) if element.id)


def all_elements(definitions: Definitions) -> Iterator[Element]:
    """Give every record that has an id in the file; event definitions and data associations excepted."""
    holders: list[Process | SubProcess] = [*definitions.processes]
    yield from holders
    while holders:
        holder = holders.pop()
        yield from holder.flow_elements
        yield from holder.lane_sets
        yield from holder.lanes
        yield from holder.artifacts
        holders.extend(element for element in holder.flow_elements if isinstance(element, SubProcess))
    for collaboration in definitions.collaborations:
        yield collaboration
        yield from collaboration.participants
        yield from collaboration.message_flows
        yield from collaboration.artifacts
    yield from definitions.roots


def keys_of(definitions: Definitions) -> Keys:
    """Return the keys of processes, flow elements and lanes; the same for the same file, always."""
    maker = KeyMaker(definitions)
    holders: dict[int, str] = {}
    processes = []
    for process in definitions.processes:
        holders[id(process)] = maker.key(process)
        processes.append((holders[id(process)], process))
    elements = []
    containers: list[tuple[Process | SubProcess, str]] = [(process, key) for key, process in processes]
    for element, holder, process in definitions.walk():
        key = maker.key(element)
        elements.append(Keyed(key, element, holders[id(holder)], holders[id(process)]))
        if isinstance(element, SubProcess):
            holders[id(element)] = key
            containers.append((element, holders[id(process)]))
    return Keys(tuple(processes), tuple(elements), tuple(_lanes(containers, maker)))


def _lanes(
    containers: list[tuple[Process | SubProcess, str]], maker: KeyMaker
) -> Iterator[tuple[str, Lane, str, str | None]]:
    for holder, process_key in containers:
        stack: list[tuple[Lane, str | None]] = [
            (lane, None) for lane_set in reversed(holder.lane_sets) for lane in reversed(lane_set.lanes)
        ]
        while stack:
            lane, parent = stack.pop()
            key = maker.key(lane)
            yield key, lane, process_key, parent
            stack.extend((inner, key) for inner in reversed(lane.lanes))
