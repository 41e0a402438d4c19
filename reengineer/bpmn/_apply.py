"""Make edits on the tree of the original file, and read the records of the result."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from reengineer.bpmn._apply_diagram import bounds_of
from reengineer.bpmn._asked import AskedEdits, asked_of
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Diagram, Later, LaterCounts
from reengineer.bpmn._edits import AddFlowNode, Edit, FindPlaces, GiveIds, RemoveLane
from reengineer.bpmn._keys import keys_of
from reengineer.bpmn._make_edits import make_edit
from reengineer.bpmn._placement import find_places
from reengineer.bpmn._reader import Reader
from reengineer.bpmn._set_extension import declared
from reengineer.bpmn._tree import Tree
from reengineer.bpmn._xml import parse


def apply_edits(definitions: Definitions, new: Sequence[Edit]) -> Definitions:
    """Return definitions with more edits made; places of new shapes and lines are found when somebody looks."""
    if not new:
        return definitions
    asked = (*asked_of(definitions.edits), *missing_ids(definitions), *new, FindPlaces())
    tree = made_tree(definitions.original, asked, definitions.file, places=False)
    later = _Later(original=definitions.original, asked=asked, file=definitions.file)
    records = Reader(tree.root, definitions.file, diagram=later.diagram()).read()
    edits = AskedEdits(asked, later.edits)
    return replace(records, original=definitions.original, mended=definitions.mended, edits=edits)


@dataclass(slots=True)
class _Later:
    """Find the places of edits once, when they are first asked for."""

    original: bytes
    asked: tuple[Edit, ...]
    file: str
    _found: "tuple[tuple[Edit, ...], Diagram] | None" = field(default=None)

    def _both(self) -> tuple[tuple[Edit, ...], Diagram]:
        if self._found is None:
            made: list[Edit] = []
            tree = made_tree(self.original, self.asked, self.file, made=made)
            self._found = (tuple(made), Reader(tree.root, self.file).diagram())
        return self._found

    def edits(self) -> tuple[Edit, ...]:
        """Return all edits with their places."""
        return self._both()[0]

    def diagram(self) -> Diagram:
        """Return what is drawn, found when it is looked into."""
        return Diagram(
            shapes=Later(lambda: self._both()[1].shapes),
            edges=Later(lambda: self._both()[1].edges),
            pages=Later(lambda: self._both()[1].pages),
            counts=LaterCounts(lambda: self._both()[1].counts),
        )


def edited_tree(definitions: Definitions, *, places: bool = True) -> Tree:
    """Return the tree of the original with all edits made; without `places`, its diagram is not to be read."""
    return made_tree(definitions.original, asked_of(definitions.edits), definitions.file, places=places)


def made_tree(
    original: bytes, edits: Sequence[Edit], file: str, *, places: bool = True, made: list[Edit] | None = None
) -> Tree:
    """Return the tree of the original with edits made.

    Parameters
    ----------
    original : bytes
    edits : sequence of Edit
    file : str
    places : bool
        Whether to find places; without them the diagram is not to be read.
    made : list of Edit, optional
        Takes every edit made, those of places included.
    """
    root, _ = parse(declared(original, edits), file=file, keep=True)
    return with_edits(root, edits, file, places=places, made=made)


def with_edits(
    root: etree._Element, edits: Sequence[Edit], file: str, *, places: bool = True, made: list[Edit] | None = None
) -> Tree:
    """Return a tree that was just read with edits made on it, as `made_tree` does."""
    tree = Tree(root, file)
    done: list[Edit] = [] if made is None else made
    since = 0
    for edit in edits:
        if isinstance(edit, FindPlaces):
            found = _places(tree, tuple(done[since:])) if places and tree.has_diagram() else ()
            for place in found:
                make_edit(place, tree)
            done.extend(found)
            since = len(done)
            continue
        done.append(_placed(edit, tree))
        make_edit(edit, tree)
    return tree


def _placed(edit: Edit, tree: Tree) -> Edit:
    """Return an edit with the place of what goes by it or before it, while that is still there."""
    if isinstance(edit, RemoveLane):
        return replace(edit, bounds=bounds_of(edit.id, tree))
    if not isinstance(edit, AddFlowNode) or edit.instead_of is None or edit.bounds is not None:
        return edit
    return replace(edit, bounds=bounds_of(edit.instead_of, tree))


def _places(tree: Tree, new: tuple[Edit, ...]) -> tuple[Edit, ...]:
    return find_places(Reader(tree.root, tree.file).read(), new)


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
