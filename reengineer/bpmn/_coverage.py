"""Tell what becomes of each kind of element in a file: walked, read, or only kept."""

from collections import Counter

from lxml import etree

from reengineer._records import dataclass
from reengineer.bpmn._apply import edited_tree
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._known import read_into
from reengineer.bpmn._tree import (
    CHILD_LANE_SET,
    FLOW_NODE_REF,
    FLOW_NODES,
    LANE,
    LANE_SET,
    PROCESS,
    SEQUENCE_FLOW,
)
from reengineer.bpmn._xml import MODEL, line_of, split_tag
from reengineer.source import Source

_WALKED = FLOW_NODES | {PROCESS, SEQUENCE_FLOW, LANE_SET, LANE, CHILD_LANE_SET, FLOW_NODE_REF}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Say what becomes of one kind of element.

    Parameters
    ----------
    name, namespace : str
        Of the XML element; the namespace is empty for BPMN's own.
    count : int
        How often the file has it.
    use : str
        ``walked``: part of the graph. ``read``: in the records. ``kept``: not read, and written back untouched.
    source : Source
        Where it stands first.
    """

    name: str
    namespace: str
    count: int
    use: str
    source: Source


def coverage(definitions: Definitions) -> tuple[Coverage, ...]:
    """Return each kind of element in a file with its use, the most frequent first.

    The first answer to "does it understand my file?": what is only kept is named, never passed over in silence.
    """
    counts: Counter[str] = Counter()
    first: dict[str, etree._Element] = {}
    for element in edited_tree(definitions).root.iter("*"):
        tag = str(element.tag)
        counts[tag] += 1
        first.setdefault(tag, element)
    return tuple(_line(tag, count, first[tag], definitions.file) for tag, count in counts.most_common())


def _line(tag: str, count: int, element: etree._Element, file: str) -> Coverage:
    namespace, name = split_tag(tag)
    return Coverage(
        name=name,
        namespace="" if namespace == MODEL else namespace or "none",
        count=count,
        use=use_of(tag),
        source=Source(file=file, line=line_of(element)),
    )


def use_of(tag: str) -> str:
    """Return walked, read or kept for an XML name with its namespace in braces."""
    if tag in _WALKED:
        return "walked"
    return "read" if tag in read_into() else "kept"
