"""Give a file without a diagram one, so that modellers open what is written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reengineer.bpmn._apply import edited_tree, missing_ids
from reengineer.bpmn._asked import asked_of
from reengineer.bpmn._containers import SubProcess
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._diagram import Diagram
from reengineer.bpmn._edits import AddDiagram
from reengineer.bpmn._keys import Keys, keys_of
from reengineer.bpmn._layout import lay_out
from reengineer.bpmn._reader import Reader


def with_diagram(definitions: Definitions) -> Definitions:
    """Return definitions that draw every process, laid out; those that draw anything are returned as they are.

    A collaboration is one diagram with the processes of its pools; each other process is one of its own.
    """
    if not definitions.diagram.is_empty:
        return definitions
    named = missing_ids(definitions)
    keyed = replace(definitions, edits=(*asked_of(definitions.edits), *named))
    if named:
        tree = edited_tree(keyed, places=False)
        keyed = replace(Reader(tree.root, definitions.file).read(), edits=keyed.edits)
    pages = tuple(_pages(keyed, keys_of(keyed), lay_out(keyed)))
    return replace(definitions, edits=(*keyed.edits, *pages))


def _pages(definitions: Definitions, keys: Keys, diagram: Diagram) -> Iterator[AddDiagram]:
    """Give a diagram for each collaboration with an id, then for each process that no pool shows."""
    page_of = _page_of(definitions, keys)
    pages = list(dict.fromkeys(page_of.values()))
    for page in pages:
        shapes = tuple((key, shape) for key, shape in diagram.shapes.items() if page_of.get(key) == page)
        edges = tuple((key, edge) for key, edge in diagram.edges.items() if page_of.get(key) == page)
        if shapes:
            yield AddDiagram(page, shapes, edges)


def _page_of(definitions: Definitions, keys: Keys) -> Mapping[str, str]:
    """Return for everything that may be drawn the collaboration or process whose diagram draws it."""
    page_of: dict[str, str] = {}
    holders: dict[str, str] = {}
    for whole in definitions.collaborations:
        for pool in whole.participants if whole.id else ():
            page_of[pool.id or ""] = whole.id or ""
            holders.setdefault(pool.process_ref or "", whole.id or "")
        for item in (*whole.message_flows, *whole.artifacts) if whole.id else ():
            page_of[item.id or ""] = whole.id or ""
    for key, process in keys.processes:
        page_of.update((item.id or "", holders.get(key, key)) for item in process.artifacts)
    for keyed in keys.elements:
        page = holders.get(keyed.process, keyed.process)
        page_of[keyed.key] = page
        inside = keyed.element.artifacts if isinstance(keyed.element, SubProcess) else ()
        links = getattr(keyed.element, "data_associations", ())
        page_of.update((item.id or "", page) for item in (*inside, *links))
    page_of.update((key, holders.get(process, process)) for key, _, process, _ in keys.lanes)
    page_of.pop("", None)
    return page_of
