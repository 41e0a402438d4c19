"""Write a map back: the very bytes where nothing was edited, the edited tree in the file's own clothes otherwise."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from lxml import etree

from reengineer.bpmn._apply import with_edits
from reengineer.bpmn._asked import asked_of
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._draw_whole import with_diagram
from reengineer.bpmn._edits import AddFlowNode, AddLane, AddSequenceFlow
from reengineer.bpmn._encoding import decode, mark_of, said_to_be_utf8
from reengineer.bpmn._set_extension import declared
from reengineer.bpmn._splice import Pieces, Splicer
from reengineer.bpmn._xml import first_tag, parse, refuse

_DRAWN = (AddFlowNode, AddSequenceFlow, AddLane)


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
        does to which steps, flows or lanes were added.

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
    if draw or (draw is None and any(isinstance(edit, _DRAWN) for edit in asked_of(definitions.edits))):
        definitions = with_diagram(definitions)
    content = _content(definitions)
    if path is not None:
        _write(Path(path), content)
    return content


def _definitions(of: Definitions | HasDefinitions | HasMap) -> Definitions:
    if isinstance(of, Definitions):
        return of
    own = getattr(of, "definitions", None)
    return own if isinstance(own, Definitions) else of.map.definitions  # type: ignore[union-attr]


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
    original = declared(definitions.original, asked_of(definitions.edits))
    root, _ = parse(original, file=definitions.file, keep=True)
    text, encoding, fault = decode(original)
    if fault:
        text, encoding = said_to_be_utf8(text), "utf-8"
    pieces = Pieces(root, text, first_tag(text) or 0)
    with_edits(root, asked_of(definitions.edits), definitions.file)
    written = Splicer(pieces).file(root) if pieces.fit else _anew(root, text)
    return mark_of(original) + written.encode(encoding, "xmlcharrefreplace")


def _anew(root: etree._Element, text: str) -> str:
    """Write a tree that does not go with its text, because the parser mended it, between what surrounds the root."""
    plain_ends = text.replace("\r\n", "\n")
    body = etree.tostring(root, encoding="unicode", with_tail=False)
    written = plain_ends[: first_tag(plain_ends)] + body + _after_root(plain_ends)
    return written if plain_ends == text else written.replace("\n", "\r\n")


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
