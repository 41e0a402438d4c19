"""Find out what a file refers to, in its extensions too."""

from reengineer.bpmn._apply import edited_tree
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._reader import Reader
from reengineer.bpmn._xml import references_in


def referred_ids(definitions: Definitions) -> frozenset[str]:
    """Return the ids that any attribute or element whose name ends in Ref refers to; the file is parsed for it."""
    root = edited_tree(definitions, places=False).root
    reader = Reader(root, definitions.file)
    return frozenset(key for text in references_in(root) if (key := reader.reference(text)) is not None)
