"""Parse XML that may come from anyone: no entity, no document type, no network, no endless depth."""

import re
from functools import cache
from typing import Any, NoReturn

from lxml import etree

from reengineer.bpmn._encoding import decode, looks_like_utf8, width
from reengineer.bpmn._mend import MOST_MENDS, Mend, TooManyFaults, count_tags, mend_of, mend_text, words_of
from reengineer.errors import BpmnError, Problem
from reengineer.source import Source

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

FEW_ATTRIBUTES = 200
LARGEST_BYTES = 64 * 1024 * 1024


def qualified(name: str, namespace: str = MODEL) -> str:
    """Return the name as lxml writes it, with its namespace in braces."""
    return f"{{{namespace}}}{name}"


def split_tag(tag: str) -> tuple[str, str]:
    """Return the namespace and the name in a tag as lxml writes it, also where XML does not allow the name."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def refuse(code: str, message: str, remedy: str, *, file: str, line: int | None = None) -> NoReturn:
    """Raise the error that says why a file is not read."""
    raise BpmnError([Problem(code, message, remedy, Source(file=file, line=line))])


def _parser(*, recover: bool, keep: bool, encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
        remove_comments=not keep,
        remove_pis=not keep,
        strip_cdata=not keep,
    )


@cache
def _strict_parser(*, keep: bool) -> etree.XMLParser:
    """Return a parser that is made once; making one takes as long as reading a small file."""
    return _parser(recover=False, keep=keep)


def parse(data: bytes, *, file: str, keep: bool = False) -> tuple[etree._Element, tuple[Problem, ...]]:
    """Parse a file and return its root, and warnings: what was mended in thought, a doubtful encoding.

    Parameters
    ----------
    data : bytes
        At most 64 MiB.
    file : str
        Named in messages.
    keep : bool
        Keep comments, processing instructions and CDATA sections, to write them again.

    Raises
    ------
    BpmnError
        RE201 too big, RE202 empty, RE203 a document type, RE204 not XML, RE205 too deep, RE207 not BPMN 2.0.
    """
    _check_bytes(data, file)
    try:
        root = etree.fromstring(data, _strict_parser(keep=keep))
    except etree.XMLSyntaxError as error:
        root, problems = _second_pass(data, error, file, keep=keep)
    else:
        problems = _doubts(data, file)
    _check_document(root, file)
    return root, problems


def _doubts(data: bytes, file: str) -> tuple[Problem, ...]:
    said = looks_like_utf8(data)
    if said is None:
        return ()
    message = f"the file says that it is in {said}, but seems to be in UTF-8; letters with accents are wrong then"
    remedy = 'Write encoding="UTF-8" into the first line, if names look odd.'
    return (Problem("RE208", message, remedy, Source(file=file, line=1), "warning"),)


def _check_bytes(data: bytes, file: str) -> None:
    if len(data) > LARGEST_BYTES:
        refuse("RE201", "the file has more than 64 MiB", "Split the map into several files.", file=file)
    if not (data[:1024].strip() or data.strip()):
        refuse("RE202", "the file is empty", "Export the map again from the modelling tool.", file=file)
    if data.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        refuse("RE204", "the file is compressed, not XML", "Unpack it and give the .bpmn file inside.", file=file)
    _refuse_doctype_in(_beginning(data), file)


def _refuse_doctype_in(text: str, file: str) -> None:
    """Refuse a document type before the root element; the parser never sees it."""
    at = _markup(text)
    if text[at : at + 9].upper() == "<!DOCTYPE":
        _refuse_doctype(file, text.count("\n", 0, at) + 1)


def _refuse_doctype(file: str, line: int | None) -> NoReturn:
    message = "the file declares a document type (DOCTYPE), which BPMN does not use and which can hide an attack"
    remedy = "Delete the line that begins with <!DOCTYPE, or export the map again."
    refuse("RE203", message, remedy, file=file, line=line)


def _beginning(data: bytes) -> str:
    """Return as much of a file as shows where its first tag or document type is, whatever the encoding's width."""
    encoding = width(data) or "latin-1"
    size = 1024
    while True:
        text = data[:size].decode(encoding, "replace")
        if size >= len(data) or _NAMED.match(text, _markup(text)):
            return text
        size *= 8


_NAMED = re.compile(r"<(?!!--|\?).{9}", re.DOTALL)
# In one go, however many comments are left open.
_PROLOG = re.compile(r"(?:[^<]++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)


def _markup(text: str) -> int:
    """Return where the first "<" is that begins no comment or instruction, or a comment or instruction left open."""
    found = _PROLOG.match(text)
    return found.end() if found else 0


def first_tag(text: str) -> int | None:
    """Return where the root element begins, or None where something else comes first."""
    at = _markup(text)
    return at if _TAG.match(text, at) else None


_TAG = re.compile(r"<[^!?\s]")


def _second_pass(
    data: bytes, error: etree.XMLSyntaxError, file: str, *, keep: bool
) -> tuple[etree._Element, tuple[Problem, ...]]:
    """Read again and mend what can be mended without losing an element; refuse the rest."""
    _refuse_limit(error.msg, error.lineno, file)
    text, codec, fault = decode(data)
    _refuse_doctype_in(text, file)
    try:
        text, mends = mend_text(text)
    except TooManyFaults:
        _refuse_fault(words_of(error.msg), error.lineno, file)
    root, more = _recovered(text, file, keep=keep)
    mends += more
    if fault or not mends:
        message = fault or f"{words_of(error.msg)}; it was read as {codec}"
        mends.append(Mend(error.lineno, message, "Export the map again as UTF-8."))
    return root, tuple(_warning(mend, file) for mend in sorted(dict.fromkeys(mends), key=lambda mend: mend.line or 0))


def _recovered(text: str, file: str, *, keep: bool) -> tuple[etree._Element, list[Mend]]:
    """Parse mended text, and let the parser mend what is left."""
    parser = _parser(recover=True, keep=keep, encoding="utf-8")
    try:
        root: etree._Element | Any = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        # Nothing in it could be recovered.
        _refuse_fault(words_of(error.msg), error.lineno, file)
    mends = _mends_of_parser(parser, file)
    if root is None:
        _refuse_fault("there is no element in it", None, file)
    if count_tags(text) != sum(1 for _ in root.iter("*")):
        # Once it recovers, the parser says nothing of what stands behind the root element.
        _refuse_fault("elements would be lost", mends[0].line if mends else None, file)
    _refuse_unknown_elements(root, file)
    return root, mends


def _mends_of_parser(parser: etree.XMLParser, file: str) -> list[Mend]:
    """Return what the parser mended, each once; refuse what it did not mend without a loss."""
    mends: dict[Mend, None] = {}
    entries = [entry for entry in parser.error_log if entry.level != etree.ErrorLevels.WARNING]
    for entry in entries:
        _refuse_limit(entry.message, entry.line, file)
        mend = mend_of(entry)
        # The parser keeps about a hundred faults to itself, and says nothing of those that follow.
        if mend is None or len(entries) >= MOST_MENDS:
            _refuse_fault(words_of(entry.message), entry.line, file)
        mends[mend] = None
    return list(mends)


def _warning(mend: Mend, file: str) -> Problem:
    message = f"the file is not well-formed XML and was read with a mend: {mend.message}"
    return Problem("RE206", message, mend.remedy, Source(file=file, line=mend.line), "warning")


def _refuse_limit(message: str | None, line: int | None, file: str) -> None:
    """Refuse a file that has more of something than the parser takes, in the first pass and in the second."""
    words = words_of(message)
    if "Excessive depth" in words:
        refuse("RE205", f"elements are nested too deep ({words})", "Flatten the map.", file=file, line=line or None)
    if _LONG.search(words):
        remedy = "Look for text or pictures pasted into this place, and take them out."
        refuse("RE201", f"one text of the file is too long ({words})", remedy, file=file, line=line or None)


_LONG = re.compile(r"\btoo (?:long|big)\b|\b(?:huge text node|huge input lookup|buffer size limit)\b", re.IGNORECASE)


def _refuse_fault(words: str, line: int | None, file: str) -> NoReturn:
    remedy = "Export the map again from the modelling tool, or mend the line in a text editor."
    refuse("RE204", f"the file is not well-formed XML: {words}", remedy, file=file, line=line or None)


def _refuse_unknown_elements(root: etree._Element, file: str) -> None:
    """Refuse elements with an undeclared prefix, for nobody knows what they are; in extensions that does not matter."""
    for element in root.iter("*"):
        _, name = split_tag(str(element.tag))
        if ":" in name and next(element.iterancestors(_EXTENSIONS), None) is None:
            prefix = name.partition(":")[0]
            message = f'the prefix "{prefix}" of the element <{name}> is not declared, so its meaning is not known'
            remedy = f'Declare it at the root element: xmlns:{prefix}="...".'
            refuse("RE204", message, remedy, file=file, line=line_of(element))


_EXTENSIONS = qualified("extensionElements")


def _check_document(root: etree._Element, file: str) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        # In an encoding whose "<" is none in Latin-1 and UTF-16, such as UTF-7.
        _refuse_doctype(file, None)
    if root.tag != qualified("definitions"):
        _refuse_root(root, file)


def _refuse_root(root: etree._Element, file: str) -> NoReturn:
    space, local = split_tag(str(root.tag))
    remedy = "Export the map as BPMN 2.0 XML (.bpmn)."
    if space == MODEL:
        message = f"the root element is {local[:60]}; it must be definitions"
    else:
        found = f"the namespace {space[:100]}" if space else "no namespace"
        message = f"the root element {local[:60]} has {found}; BPMN 2.0 has {MODEL}"
    refuse("RE207", message, remedy, file=file, line=line_of(root))


def line_of(element: etree._Element) -> int | None:
    """Return the line of an element's start tag, from 1; None for what was made in memory."""
    line: Any = element.sourceline
    return int(line) if line else None


def items_of(element: etree._Element) -> list[tuple[str, str]]:
    """Return the attributes of an element in the order of the file.

    The parser's own list takes time by the square of their number, which a hostile file makes large.
    """
    if len(element.attrib) <= FEW_ATTRIBUTES:
        few: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
        return few
    many: Any = element.xpath("@*")
    return [(value.attrname, str(value)) for value in many]


def ids_in(root: etree._Element) -> list[str]:
    """Return every id in a tree, diagram and extensions included, in the order of the file."""
    # Half as long as the path //@id takes.
    return [key for element in root.iter("*") if (key := element.get("id")) is not None]


def references_in(root: etree._Element) -> list[str]:
    """Return what the attributes and elements of a tree refer to whose names end in Ref, as written."""
    found: Any = root.xpath(
        "//@*[substring(local-name(), string-length(local-name()) - 2) = 'Ref']"
        " | //*[substring(local-name(), string-length(local-name()) - 2) = 'Ref']/text()",
        smart_strings=False,
    )
    return [text.strip() for text in found]


def ids_within(element: etree._Element) -> frozenset[str]:
    """Return the ids of an element and of all that is inside it."""
    found: Any = element.xpath(".//@id", smart_strings=False)
    return frozenset(found)
