"""Write an edited tree out of the text that it was read from, so that what was not touched stays as it was spelt.

The parser forgets how a file was spelt: quotes, references such as ``&#228;``, line ends, blanks within tags. So each
element keeps the pieces of text it was read from, and only where an element no longer says what it said then is a piece
written anew.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from reengineer.bpmn._xml import items_of

_QUOTED = r"""(?:[^>"'?!]|"[^"]*"|'[^']*')"""
_TOKEN = re.compile(rf"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<{_QUOTED}(?:[^>"']|"[^"]*"|'[^']*')*+>""", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(\s+)([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_TAG = re.compile(r"<([^\s/>]+)(.*?)(\s*/?>)", re.DOTALL)
_XML = "http://www.w3.org/XML/1998/namespace"


def is_element(node: etree._Element) -> bool:
    """Say whether a node is an element: not a comment, an instruction or a reference."""
    tag: Any = node.tag
    return isinstance(tag, str)


class Piece:
    """Hold how a node was spelt, and what it said."""

    __slots__ = ("attributes", "end", "start", "tag", "tail", "tail_was", "text", "text_was", "was_empty")

    def __init__(self, node: etree._Element, start: str) -> None:
        self.start, self.end = start, ""
        self.text, self.text_was = "", node.text
        self.tail, self.tail_was = "", node.tail
        self.tag: Any = node.tag
        self.was_empty = _is_empty(node)
        self.attributes = items_of(node) if is_element(node) else []

    @property
    def is_empty_tag(self) -> bool:
        """Say whether it is an element without an end tag."""
        return self.start.endswith("/>")


class Pieces:
    """Hold how each node of a tree that was just read is spelt.

    Parameters
    ----------
    root : element
    text : str
        The whole file.
    begin : int
        Where the root's start tag begins in it.
    """

    def __init__(self, root: etree._Element, text: str, begin: int) -> None:
        self.text, self.begin = text, begin
        self.by_node: dict[etree._Element, Piece] = {}
        self.end: int | None = None
        self._nodes: Iterator[etree._Element] = root.iter()
        self._open: list[Piece] = []
        self._slot: tuple[Piece, str] | None = None
        self._read()

    @property
    def fit(self) -> bool:
        """Say whether text and tree go together; where the parser had to mend, they may not."""
        return self.end is not None

    def _read(self) -> None:
        position, words = self.begin, ""
        for found in _TOKEN.finditer(self.text, self.begin):
            token, words = found.group(), words + self.text[position : found.start()]
            position = found.end()
            if token.startswith("<![CDATA["):
                words += token
                continue
            if self._slot is not None:
                setattr(*self._slot, words)
            words = ""
            if not (self._close(token) if token.startswith("</") else self._begin(token)):
                return
            if not self._open:
                self.end = position if next(self._nodes, None) is None else None
                return

    def _close(self, token: str) -> bool:
        piece = self._open.pop()
        piece.end = token
        self._slot = piece, "tail"
        return True

    def _begin(self, token: str) -> bool:
        node = next(self._nodes, None)
        if node is None or not _fits(node, token):
            return False
        piece = self.by_node[node] = Piece(node, token)
        is_open = is_element(node) and not piece.is_empty_tag
        self._slot = piece, "text" if is_open else "tail"
        if is_open:
            self._open.append(piece)
        return True


def _fits(node: etree._Element, token: str) -> bool:
    if is_element(node):
        name = _TAG.match(token)
        return name is not None and name[1].rpartition(":")[2] == etree.QName(node).localname
    kind: Any = node.tag
    # A reference that the parser left standing is a node without a tag of its own.
    return (kind is etree.Comment and token.startswith("<!--")) or (kind is etree.PI and token.startswith("<?"))


class Splicer:
    """Write nodes: as they were spelt where they say the same, anew otherwise."""

    def __init__(self, pieces: Pieces) -> None:
        self.whole = pieces
        self.pieces = pieces.by_node
        self.line_end = "\r\n" if "\r\n" in pieces.text else "\n"
        self.empty_end = " />" if _has_space_in_empty_tags(self.pieces.values()) else "/>"

    def file(self, root: etree._Element) -> str:
        """Return the whole file as text."""
        return self.whole.text[: self.whole.begin] + self.body(root) + self.whole.text[self.whole.end :]

    def body(self, root: etree._Element) -> str:
        """Return the root element as text."""
        parts: list[str] = []
        walk: Any = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                parts.append(self._start(node))
            else:
                parts.append(self._end(node) if event == "end" else self._other(node))
                if node is not root:
                    parts.append(self._tail(node))
        return "".join(parts)

    def _start(self, node: etree._Element) -> str:
        piece = self.pieces.get(node)
        is_empty = _is_empty(node)
        if piece is None:
            return _new_tag(node) + (self.empty_end if is_empty else ">" + self._words(node.text))
        tag = piece.start if _same(node, piece) else _changed_tag(node, piece)
        if is_empty and not piece.was_empty:
            return tag[:-1].rstrip() + self.empty_end
        if is_empty and piece.is_empty_tag:
            return tag
        if piece.is_empty_tag:
            tag = tag[:-2].rstrip() + ">"
        return tag + (piece.text if node.text == piece.text_was else self._words(node.text))

    def _end(self, node: etree._Element) -> str:
        piece = self.pieces.get(node)
        if _is_empty(node) and (piece is None or piece.is_empty_tag or not piece.was_empty):
            return ""
        if piece is not None and piece.end and node.tag == piece.tag:
            return piece.end
        return f"</{_qualified_name(node)}>"

    def _other(self, node: etree._Element) -> str:
        piece = self.pieces.get(node)
        return piece.start if piece is not None else str(etree.tostring(node, encoding="unicode", with_tail=False))

    def _tail(self, node: etree._Element) -> str:
        piece = self.pieces.get(node)
        return piece.tail if piece is not None and node.tail == piece.tail_was else self._words(node.tail)

    def _words(self, text: str | None) -> str:
        return _escaped(text or "").replace("\n", self.line_end)


def _has_space_in_empty_tags(pieces: Iterable[Piece]) -> bool:
    tags = [piece.start for piece in pieces if piece.is_empty_tag]
    return 2 * sum(tag[-3].isspace() for tag in tags) > len(tags)


def _is_empty(node: etree._Element) -> bool:
    return len(node) == 0 and not node.text


def _same(node: etree._Element, piece: Piece) -> bool:
    return node.tag == piece.tag and items_of(node) == piece.attributes


def _qualified_name(node: etree._Element) -> str:
    local = etree.QName(node).localname
    return f"{node.prefix}:{local}" if node.prefix else local


def _changed_tag(node: etree._Element, piece: Piece) -> str:
    """Return a start tag with new values in their old places, what is gone taken out, what is new at the end."""
    before, now = dict(piece.attributes), dict(items_of(node))
    written: set[str] = set()

    def spelt(found: re.Match[str]) -> str:
        blank, name, equals, _ = found.groups()
        key = _key(node, name)
        written.add(key)
        if key in before and key not in now:
            return ""
        if before.get(key) == now.get(key):
            return found.group()
        return f'{blank}{name}{equals}"{_escaped(now[key], in_tag=True)}"'

    found = _TAG.fullmatch(piece.start)
    name, attributes, end = found.groups() if found is not None else (_qualified_name(node), "", ">")
    kept = _ATTRIBUTE.sub(spelt, attributes)
    new = _attributes(node, ((key, value) for key, value in now.items() if key not in written))
    return f"<{name if node.tag == piece.tag else _qualified_name(node)}{kept}{new}{end}"


def _key(node: etree._Element, name: str) -> str:
    """Return the name of an attribute as the tree has it, from how it is spelt."""
    prefix, colon, local = name.partition(":")
    space = _XML if prefix == "xml" else node.nsmap.get(prefix)
    return f"{{{space}}}{local}" if colon and space else name


def _new_tag(node: etree._Element) -> str:
    parent = node.getparent()
    around: Any = parent.nsmap if parent is not None else {}
    spaces = {prefix: uri for prefix, uri in node.nsmap.items() if around.get(prefix) != uri}
    declared = "".join(
        f' xmlns{":" + prefix if prefix else ""}="{_escaped(str(uri), in_tag=True)}"' for prefix, uri in spaces.items()
    )
    return f"<{_qualified_name(node)}{declared}{_attributes(node, items_of(node))}"


def _attributes(node: etree._Element, items: Iterable[tuple[Any, Any]]) -> str:
    return "".join(f' {_attribute_name(node, str(key))}="{_escaped(str(value), in_tag=True)}"' for key, value in items)


def _attribute_name(node: etree._Element, key: str) -> str:
    """Return the name of an attribute with the prefix that its namespace has there."""
    if not key.startswith("{"):
        return key
    name = etree.QName(key)
    if name.namespace == _XML:
        return f"xml:{name.localname}"
    prefix = next((prefix for prefix, uri in node.nsmap.items() if prefix and uri == name.namespace), None)
    return f"{prefix}:{name.localname}" if prefix else name.localname


_IN_TEXT: dict[str, str | int | None] = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_TAG = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def _escaped(text: str, *, in_tag: bool = False) -> str:
    """Return text with what XML would take for something else as references."""
    return text.translate(str.maketrans(_IN_TAG if in_tag else _IN_TEXT))
