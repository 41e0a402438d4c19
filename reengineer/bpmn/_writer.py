"""Write a map back: the very bytes where nothing was edited, the edited tree in the file's own clothes otherwise."""

import re
from pathlib import Path
from typing import Protocol, runtime_checkable

from lxml import etree

from reengineer.bpmn._apply import edited_tree
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._draw_whole import with_diagram
from reengineer.bpmn._encoding import decode, mark_of
from reengineer.bpmn._xml import first_tag, refuse

# What is not to be touched in group 1, or the end of an empty element.
_EMPTY = re.compile(r"(<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>)|/>", re.DOTALL)


@runtime_checkable
class HasDefinitions(Protocol):
    """A map made from definitions."""

    @property
    def definitions(self) -> Definitions:
        """Return what the map was made from."""


@runtime_checkable
class HasMap(Protocol):
    """An annotated map."""

    @property
    def map(self) -> HasDefinitions:
        """Return the map without its notes."""


def write_bpmn(
    of: Definitions | HasDefinitions | HasMap, path: str | Path | None = None, *, draw: bool | None = None
) -> bytes:
    """Return a map as a BPMN file, and write it where a path is given.

    Parameters
    ----------
    of : Definitions, ProcessMap or AnnotatedMap
        Without edits the bytes are those that were read. With edits all that was not touched keeps its ids, extensions,
        comments, prefixes, places in the diagram, and the file its XML declaration, encoding and line ends.
    path : str or Path, optional
        Where to write.
    draw : bool, optional
        Whether a map that draws nothing gets a diagram, as modellers show nothing without one. When not given, a map
        with edits does.

    Returns
    -------
    bytes
        The file's content.

    Raises
    ------
    BpmnError
        RE209: the path cannot be written.
    """
    definitions = _definitions(of)
    if draw or (draw is None and definitions.edits):
        definitions = with_diagram(definitions)
    content = _content(definitions)
    if path is not None:
        _write(Path(path), content)
    return content


def _definitions(of: Definitions | HasDefinitions | HasMap) -> Definitions:
    if isinstance(of, Definitions):
        return of
    return of.definitions if isinstance(of, HasDefinitions) else of.map.definitions


def _write(path: Path, content: bytes) -> None:
    from reengineer.files import write_bytes_atomic

    try:
        write_bytes_atomic(path, content)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        refuse("RE209", f"the map cannot be written: {reason}", "Choose another path.", file=str(path))


def _content(definitions: Definitions) -> bytes:
    if not definitions.edits:
        return definitions.original
    tree = edited_tree(definitions)
    return serialise(tree.root, definitions.original)


def serialise(root: etree._Element, original: bytes) -> bytes:
    """Write a tree with what surrounds the root in the original, and in its encoding and with its line ends."""
    before, encoding, fault = decode(original)
    if fault:
        before, encoding = _said_to_be_utf8(before), "utf-8"
    plain_ends = before.replace("\r\n", "\n")
    body = etree.tostring(root, encoding="unicode", with_tail=False)
    if _has_space_in_empty_elements(plain_ends):
        body = _EMPTY.sub(lambda found: found.group(1) or " />", body)
    text = plain_ends[: first_tag(plain_ends)] + body + _after_root(plain_ends)
    if plain_ends != before:
        text = text.replace("\n", "\r\n")
    return mark_of(original) + text.encode(encoding, "xmlcharrefreplace")


def _said_to_be_utf8(text: str) -> str:
    """Correct the XML declaration of a file that is not in the encoding that it names."""
    return re.sub(r"""(<\?xml[^>]*?encoding\s*=\s*["'])[^"']*""", r"\g<1>UTF-8", text, count=1)


def _has_space_in_empty_elements(text: str) -> bool:
    elements = _EMPTY.sub(lambda found: "" if found.group(1) else "/>", text)
    return elements.count(" />") * 2 > elements.count("/>")


def _after_root(text: str) -> str:
    """Return the comments, instructions and white space behind the root element."""
    end = _without_space(text, len(text))
    while True:
        opening = next((start for stop, start in (("-->", "<!--"), ("?>", "<?")) if text.endswith(stop, 0, end)), None)
        if opening is None:
            return text[end:]
        end = _without_space(text, text.rindex(opening, 0, end))


def _without_space(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end
