"""Find which step reads and writes which data items, from the notes and from the data drawn in the map."""

from collections.abc import Iterable, Mapping

from reengineer._records import dataclass
from reengineer.annotations import StepNotes
from reengineer.bpmn import DataElement, DataStoreReference
from reengineer.processmap import ProcessMap


@dataclass(frozen=True, slots=True, kw_only=True)
class DataNotes:
    """Hold the data items that steps read and write.

    Parameters
    ----------
    reads, writes : mapping of str to tuple of str
        Items by node id, for the nodes of which anything is stated or drawn.
    stores : frozenset of str
        Those that are stores: to write into one twice is not to capture the same data twice.
    """

    reads: Mapping[str, tuple[str, ...]]
    writes: Mapping[str, tuple[str, ...]]
    stores: frozenset[str]

    def is_stated(self, step: str) -> bool:
        """Say whether anything is known of the data of a step."""
        return step in self.writes

    def readers(self, items: Iterable[str], steps: Iterable[str]) -> tuple[str, ...]:
        """Return the steps among some that read one of the items."""
        wanted = frozenset(items)
        return tuple(step for step in steps if wanted.intersection(self.reads.get(step, ())))


def data_notes(map_: ProcessMap, notes: Mapping[str, StepNotes]) -> DataNotes:
    """Return what is stated and drawn of the data of each step.

    An empty list that somebody wrote states that there is none; a list that nobody wrote states nothing.
    """
    labels, nothing = _labels(map_), StepNotes()
    reads: dict[str, tuple[str, ...]] = {}
    writes: dict[str, tuple[str, ...]] = {}
    for node in map_.nodes:
        stated, links = notes.get(node.id, nothing), node.element.data_associations
        drawn_in = [labels.get(source, source) for link in links if link.kind == "input" for source in link.sources]
        drawn_out = [labels.get(link.target, link.target) for link in links if link.kind == "output" and link.target]
        if links or {"inputs", "outputs"} & stated.model_fields_set:
            reads[node.id] = tuple(dict.fromkeys((*(stated.inputs or ()), *drawn_in)))
            writes[node.id] = tuple(dict.fromkeys((*(stated.outputs or ()), *drawn_out)))
    drawn = map_.definitions.walk()
    stores = frozenset(labels[item.id] for item, _, _ in drawn if isinstance(item, DataStoreReference) and item.id)
    return DataNotes(reads=reads, writes=writes, stores=stores)


def _labels(map_: ProcessMap) -> dict[str, str]:
    """Return the name of each data object and store by id; two of one name are the same data."""
    found = {}
    for element, _, _ in map_.definitions.walk():
        if isinstance(element, DataElement) and element.id:
            found[element.id] = element.name or element.refers_to or element.id
    return found
