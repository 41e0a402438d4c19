"""Find what a file says in a foreign namespace."""

from collections.abc import Iterator

from lxml import etree

from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._encoding import width
from reengineer.bpmn._extension import Extended, Extension
from reengineer.bpmn._keys import keys_of
from reengineer.bpmn._tree import EXTENSION_ELEMENTS, numbered
from reengineer.bpmn._xml import items_of, line_of
from reengineer.source import Source

DEEPEST = 40


def has_namespace(definitions: Definitions, namespace: str) -> bool:
    """Say whether a namespace is named anywhere in a file or in its edits; far quicker than reading what it holds."""
    if definitions.edits and _is_set(definitions, namespace):
        return True
    original = definitions.original
    if namespace.encode() in original:
        return True
    # In the encodings that nearly all files have, the bytes are those of ASCII.
    encoding = width(original)
    return encoding is not None and namespace.encode(encoding) in original


def _is_set(definitions: Definitions, namespace: str) -> bool:
    from reengineer.bpmn._asked import asked_of
    from reengineer.bpmn._edits import SetExtension

    return any(isinstance(edit, SetExtension) and edit.namespace == namespace for edit in asked_of(definitions.edits))


def _root(definitions: Definitions) -> etree._Element:
    # What makes edits is loaded where there is something to read.
    from reengineer.bpmn._apply import edited_tree

    return edited_tree(definitions, places=False).root


def extensions(definitions: Definitions, namespace: str) -> tuple[Extended, ...]:
    """Return what the elements of a file say in a foreign namespace, in the order of the file.

    Parameters
    ----------
    definitions : Definitions
        With their edits.
    namespace : str

    Returns
    -------
    tuple of Extended
        One for each element whose ``extensionElements`` hold anything in that namespace. What is nested more than 40
        deep is left out.
    """
    if not definitions.original or not has_namespace(definitions, namespace):
        return ()
    root = _root(definitions)
    keys = dict(_keys(definitions, root))
    found: dict[etree._Element, list[Extension]] = {}
    for holder in root.iter(EXTENSION_ELEMENTS):
        owner = holder.getparent()
        content = [_read(child, namespace, DEEPEST) for child in holder.iterchildren(f"{{{namespace}}}*")]
        if owner is not None and content:
            found.setdefault(owner, []).extend(content)
    return tuple(
        Extended(
            key=keys.get(owner),
            tag=etree.QName(owner).localname,
            source=Source(
                file=definitions.file, line=line_of(owner), element_id=keys.get(owner), element_name=_label(owner)
            ),
            content=tuple(content),
        )
        for owner, content in found.items()
    )


def foreign_roots(definitions: Definitions, namespace: str) -> tuple[Extension, ...]:
    """Return the elements of a foreign namespace that stand at the top of a file, beside processes and diagrams.

    Parameters
    ----------
    definitions : Definitions
        With their edits.
    namespace : str

    Returns
    -------
    tuple of Extension
        In the order of the file. What is nested more than 40 deep is left out.
    """
    if not definitions.original or not has_namespace(definitions, namespace):
        return ()
    root = _root(definitions)
    return tuple(_read(child, namespace, DEEPEST) for child in root.iterchildren(f"{{{namespace}}}*"))


def _keys(definitions: Definitions, root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Give each process, flow element and lane of a tree with its key."""
    keys, elements = keys_of(definitions), numbered(root)
    yield from zip(elements["process"], (key for key, _ in keys.processes), strict=True)
    yield from zip(elements["element"], (item.key for item in keys.elements), strict=True)
    yield from zip(elements["lane"], (key for key, *_ in keys.lanes), strict=True)


def _label(element: etree._Element) -> str | None:
    return " ".join((element.get("name") or "").split()) or None


def _read(element: etree._Element, around: str, further: int) -> Extension:
    name = etree.QName(element)
    children = list(element.iterchildren("*")) if further else []
    words = [element.text, *(child.tail for child in element)]
    return Extension(
        name=name.localname,
        attributes=tuple((key, value) for key, value in items_of(element) if not key.startswith("{")),
        children=tuple(_read(child, name.namespace or "", further - 1) for child in children),
        text=" ".join(" ".join(filter(None, words)).split()),
        namespace=None if name.namespace == around else name.namespace or "",
        line=line_of(element),
    )
