"""Parse XML that may come from anyone: no entity, no document type, no network, no endless depth."""

import re
from functools import cache
from typing import Any, NoReturn

from lxml import etree

from reengineer.errors import BpmnError, Problem
from reengineer.source import Source

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

FEW_ATTRIBUTES = 200
LARGEST_BYTES = 64 * 1024 * 1024

_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def qualified(name: str, namespace: str = MODEL) -> str:
    """Return the name as lxml writes it, with its namespace in braces."""
    return f"{{{namespace}}}{name}"


def refuse(code: str, message: str, remedy: str, *, file: str, line: int | None = None) -> NoReturn:
    """Raise the error that says why a file is not read."""
    raise BpmnError([Problem(code, message, remedy, Source(file=file, line=line))])


def _parser(*, recover: bool, keep: bool) -> etree.XMLParser:
    return etree.XMLParser(
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
    """Parse a file and return its root, and a warning where it had to be mended in thought.

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
        RE201 too big, RE202 empty, RE203 a document type, RE204 not XML, RE205 too deep.
    """
    _check_bytes(data, file)
    try:
        root = etree.fromstring(data, _strict_parser(keep=keep))
    except etree.XMLSyntaxError as error:
        root, problems = _second_pass(data, error, file, keep=keep)
    else:
        problems = ()
    _check_document(root, file)
    return root, problems


def _check_bytes(data: bytes, file: str) -> None:
    if len(data) > LARGEST_BYTES:
        size = f"{len(data) / 1024 / 1024:.0f} MiB"
        refuse("RE201", f"the file has {size}; at most 64 MiB are read", "Split the map into several files.", file=file)
    if not (data[:1024].strip() or data.strip()):
        refuse("RE202", "the file is empty", "Export the map again from the modelling tool.", file=file)
    if data.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        refuse("RE204", "the file is compressed, not XML", "Unpack it and give the .bpmn file inside.", file=file)
    line = _doctype_line(data)
    if line is not None:
        refuse(
            "RE203",
            "the file declares a document type (DOCTYPE), which BPMN does not use and which can hide an attack",
            "Delete the line that begins with <!DOCTYPE, or export the map again.",
            file=file,
            line=line,
        )


def _doctype_line(data: bytes) -> int | None:
    """Find a document type before the root element; the parser never sees it."""
    head = _prolog(data)
    found = _DOCTYPE.search(head)
    return head.count("\n", 0, found.start()) + 1 if found else None


def _width(data: bytes) -> str | None:
    """Return the encoding that a byte order mark or the first bytes give away; None for one byte a character."""
    found = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if found is None and b"\x00" in data[:4]:
        return "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
    return found


_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def declared_encoding(data: bytes) -> str:
    """Return the encoding of a file, by its byte order mark, its declaration, or the default of XML.

    What Python does not know, or what the bytes are not in, is read as Windows-1252, which any bytes can be.
    """
    declared = _DECLARED.match(data)
    encoding = _width(data) or (declared.group(1).decode("ascii") if declared else "utf-8")
    try:
        data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return "cp1252"
    return encoding


def _prolog(data: bytes) -> str:
    """Return what stands before the root element, whatever the encoding's width."""
    encoding = _width(data) or "latin-1"
    size = 1024
    while True:
        text = data[:size].decode(encoding, "replace")
        found = first_tag(text)
        if found is not None:
            return text[:found]
        if size >= len(data):
            return text
        size *= 8


_SKIPPED = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_TAG = re.compile(r"<[^!?\s]")


def first_tag(text: str) -> int | None:
    """Return where the root element begins, or None where the text ends before it."""
    position = 0
    while True:
        tag = _TAG.search(text, position)
        if tag is None:
            return None
        skipped = _SKIPPED.search(text, position)
        if skipped is None or tag.start() < skipped.start():
            return tag.start()
        position = skipped.end()


def _second_pass(
    data: bytes, error: etree.XMLSyntaxError, file: str, *, keep: bool
) -> tuple[etree._Element, tuple[Problem, ...]]:
    """Read again and mend what can be mended without losing an element; refuse the rest."""
    line, words = error.lineno or None, _words(error)
    if "depth" in words.lower():
        refuse("RE205", f"elements are nested too deep ({words})", "Flatten the map.", file=file, line=line)
    root = _mended(data, keep=keep)
    if root is None:
        refuse("RE204", f"the file is not well-formed XML: {words}", _EXPORT, file=file, line=line)
    problem = Problem(
        "RE206",
        f"the file is not well-formed XML and was read with mends: {words}",
        _EXPORT,
        Source(file=file, line=line),
        "warning",
    )
    return root, (problem,)


def _mended(data: bytes, *, keep: bool) -> etree._Element | None:
    """Return the root of a recovered tree, or None where recovery loses or renames an element."""
    parser = _parser(recover=True, keep=keep)
    try:
        root: etree._Element | Any = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        # Nothing in it could be recovered.
        return None
    if root is None or any(entry.type not in _MENDABLE for entry in parser.error_log):
        return None
    # An element with an undeclared prefix keeps it as part of its name, and nobody knows what it is.
    renamed = any(isinstance(element.tag, str) and ":" in element.tag.rpartition("}")[2] for element in root.iter())
    return None if renamed else root


_EXPORT = "Export the map again from the modelling tool, or mend the line in a text editor."

# Faults that recovery mends without dropping an element: what follows a closed tag or a stray byte is not among them.
_MENDABLE = frozenset(
    (
        etree.ErrorTypes.ERR_UNDECLARED_ENTITY,
        etree.ErrorTypes.WAR_UNDECLARED_ENTITY,
        etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
        etree.ErrorTypes.NS_ERR_XML_NAMESPACE,
        etree.ErrorTypes.NS_ERR_QNAME,
    )
)


def _words(error: etree.XMLSyntaxError) -> str:
    """Return the parser's message on one line, without its own place."""
    return re.sub(r",? ?line \d+, column \d+.*$", "", " ".join((error.msg or "unknown fault").split()))[:200]


def _check_document(root: etree._Element, file: str) -> None:
    if root.tag != qualified("definitions"):
        _refuse_root(root, file)


def _refuse_root(root: etree._Element, file: str) -> NoReturn:
    space, local = etree.QName(root).namespace, etree.QName(root).localname[:60]
    remedy = "Export the map as BPMN 2.0 XML (.bpmn)."
    if space == MODEL:
        message = f"the root element is {local}; it must be definitions"
    else:
        found = f"the namespace {space[:100]}" if space else "no namespace"
        message = f"the root element {local} has {found}; BPMN 2.0 has {MODEL}"
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
    found: Any = root.xpath("//@id", smart_strings=False)
    return list(found)


def ids_within(element: etree._Element) -> frozenset[str]:
    """Return the ids of an element and of all that is inside it."""
    found: Any = element.xpath(".//@id", smart_strings=False)
    return frozenset(found)
