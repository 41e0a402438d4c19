"""Make edits on the tree of the original file, and read the records of the result."""

from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._edits import Edit, GiveIds
from reengineer.bpmn._keys import keys_of
from reengineer.bpmn._make_edits import make_edit
from reengineer.bpmn._placement import find_places
from reengineer.bpmn._reader import Reader
from reengineer.bpmn._set_extension import declared
from reengineer.bpmn._tree import Tree
from reengineer.bpmn._xml import parse


def apply_edits(definitions: Definitions, new: Sequence[Edit]) -> Definitions:
    """Return definitions with more edits made, and the places of new shapes and lines worked out."""
    if not new:
        return definitions
    named = missing_ids(definitions)
    tree = edited_tree(definitions, further=(*named, *new))
    records = Reader(tree.root, definitions.file).read()
    places = find_places(records, tuple(new)) if tree.has_diagram() else ()
    for place in places:
        make_edit(place, tree)
    if places:
        records = replace(records, diagram=Reader(tree.root, definitions.file).diagram())
    edits = (*definitions.edits, *named, *new, *places)
    return replace(records, original=definitions.original, mended=definitions.mended, edits=edits)


def edited_tree(definitions: Definitions, *, further: Sequence[Edit] = ()) -> Tree:
    """Return the tree of the original with all edits made, and further ones."""
    edits = (*definitions.edits, *further)
    root, _ = parse(declared(definitions.original, edits), file=definitions.file, keep=True)
    return with_edits(root, edits, definitions.file)


def with_edits(root: etree._Element, edits: Sequence[Edit], file: str) -> Tree:
    """Return a tree that was just read with edits made on it."""
    tree = Tree(root, file)
    for edit in edits:
        make_edit(edit, tree)
    return tree


def missing_ids(definitions: Definitions) -> tuple[GiveIds, ...]:
    """Return the edit that gives an id to whatever has none of its own."""
    if definitions.edits:
        return ()
    keys = keys_of(definitions)
    groups = {
        "process": [(key, item.id) for key, item in keys.processes],
        "element": [(item.key, item.element.id) for item in keys.elements],
        "lane": [(key, lane.id) for key, lane, _, _ in keys.lanes],
    }
    ids = tuple(
        (group, place, key)
        for group, items in groups.items()
        for place, (key, element_id) in enumerate(items)
        if key != element_id
    )
    return (GiveIds(ids),) if ids else ()
