"""Write what is said in a foreign namespace into the extension elements of a tree."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from reengineer.bpmn._edits import SetExtension
from reengineer.bpmn._encoding import decode, mark_of, said_to_be_utf8
from reengineer.bpmn._extension import Extension
from reengineer.bpmn._tree import DOCUMENTATION, EXTENSION_ELEMENTS, Tree, append, insert, insert_at, remove
from reengineer.bpmn._write_nodes import make
from reengineer.bpmn._xml import first_tag, qualified

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_ROOT_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_DECLARATION = re.compile(r"""\bxmlns:([\w.\-]+)\s*=\s*["']""")


def set_extension(edit: SetExtension, tree: Tree) -> None:
    """Put new content where the old one of the same namespace stood, or behind whatever else is there."""
    element = tree.owner(edit.id)
    _check(edit.content, tree)
    holders = list(element.iterchildren(EXTENSION_ELEMENTS))
    old = [child for holder in holders for child in holder.iterchildren(qualified("*", edit.namespace))]
    place = None
    if old and (holder := old[0].getparent()) is not None:
        place = holder, holder.index(old[0])
    for child in old:
        remove(child)
    if not edit.content:
        for holder in {child_of for child_of in holders if old and _is_bare(child_of)}:
            remove(holder)
        return
    if place is None:
        holder = holders[0] if holders else _new_holder(element)
        place = holder, len(holder)
    for further, content in enumerate(edit.content):
        holder, position = place
        child = _build(content, edit, make(qualified(content.name, edit.namespace), holder))
        _put(holder, child, position + further)


def _is_bare(holder: etree._Element) -> bool:
    return len(holder) == 0 and not (holder.text or "").strip() and not holder.attrib


def _new_holder(element: etree._Element) -> etree._Element:
    holder = make(EXTENSION_ELEMENTS, element)
    insert(element, holder, (DOCUMENTATION,))
    return holder


def _put(holder: etree._Element, child: etree._Element, position: int) -> None:
    if position == len(holder):
        append(holder, child)
    else:
        insert_at(holder, child, position)


def _build(content: Extension, edit: SetExtension, element: etree._Element) -> etree._Element:
    for name, value in content.attributes:
        element.set(name, value)
    for child in content.children:
        _build(child, edit, etree.SubElement(element, qualified(child.name, edit.namespace)))
    return element


def _check(content: Iterable[Extension], tree: Tree) -> None:
    """Refuse names and texts that XML cannot hold."""
    for item in content:
        for name in (item.name, *(name for name, _ in item.attributes)):
            if not _NAME.fullmatch(name):
                message = f'"{name}" cannot be the name of an element or attribute in XML'
                raise tree.refuse(
                    "RE233", message, "Begin with a letter; go on with letters, digits, '_', '-' and '.'."
                )
        for _, value in item.attributes:
            tree.check_text(value)
        _check(item.children, tree)


def declared(original: bytes, edits: Iterable[object]) -> bytes:
    """Return the file with a prefix declared at its root for each foreign namespace that edits bring in.

    The rest of the file stays as it is, to the byte.
    """
    content = {(edit.id, edit.namespace): edit for edit in edits if isinstance(edit, SetExtension)}
    wanted = {edit.namespace: edit.prefix for edit in content.values() if edit.content}
    if not wanted:
        return original
    text, encoding, fault = decode(original)
    start = first_tag(text)
    tag = _ROOT_TAG.match(text, start) if start is not None else None
    if tag is None:
        return original
    new = _declarations(text, tag.group(), wanted)
    end = tag.end() - (2 if tag.group().endswith("/>") else 1)
    while text[end - 1].isspace():
        end -= 1
    if fault:
        return said_to_be_utf8(text[:end] + new + text[end:]).encode()
    before = len(mark_of(original)) + len(text[:end].encode(encoding))
    return original[:before] + new.encode(encoding) + original[before:]


def _declarations(text: str, tag: str, wanted: Mapping[str, str]) -> str:
    taken = {str(prefix) for prefix in _DECLARATION.findall(text)}
    new = ""
    for namespace, prefix in wanted.items():
        if _has_prefix(tag, namespace):
            continue
        free, number = prefix, 1
        while free in taken:
            number += 1
            free = f"{prefix}{number}"
        taken.add(free)
        new += f' xmlns:{free}="{_escaped(namespace)}"'
    return new


def _has_prefix(tag: str, namespace: str) -> bool:
    """Say whether the root element declares a prefix for a namespace."""
    pairs: Any = re.findall(r"""\bxmlns:[\w.\-]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return any(namespace in pair for pair in pairs)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
