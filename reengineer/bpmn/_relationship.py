"""Put what belongs to a file as a whole into it: resources, and relationships to data of another vocabulary."""

from collections.abc import Iterable, Mapping

from lxml import etree

from reengineer.bpmn._extension import Extension
from reengineer.bpmn._xml import parse, qualified


def with_relationship(
    content: bytes,
    kind: str,
    data: Extension,
    namespace: str,
    *,
    prefix: str = "ext",
    resources: Mapping[str, str] | None = None,
) -> bytes:
    """Return a BPMN file with a relationship that holds data, in place of any of the same kind.

    Parameters
    ----------
    content : bytes
        The file; what is not touched keeps its content, not its spelling.
    kind : str
        The type of the relationship, such as ``BPSimData``.
    data : Extension
        One element with what is inside it; text stands before its children.
    namespace, prefix : str
        Of the data.
    resources : mapping of str to str, optional
        Ids and names of resources to declare, where the file does not yet.

    Raises
    ------
    BpmnError
        If the file cannot be read.
    """
    root, _ = parse(content, file="", keep=True)
    for old in [item for item in root.iterchildren(qualified("relationship")) if item.get("type") == kind]:
        root.remove(old)
    _declare(root, (resources or {}).items())
    relationship = etree.SubElement(root, qualified("relationship"), type=kind)
    holder = etree.SubElement(relationship, qualified("extensionElements"))
    _build(holder, data, namespace, prefix)
    for name in ("source", "target"):
        etree.SubElement(relationship, qualified(name)).text = root.get("id") or "definitions"
    etree.indent(relationship, level=1)
    text: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return text


def _declare(root: etree._Element, resources: Iterable[tuple[str, str]]) -> None:
    """Write resources before processes, collaborations and diagrams."""
    known = {item.get("id") for item in root.iter("*")}
    place = len(root.findall(qualified("import"))) + len(root.findall(qualified("extension")))
    for key, name in resources:
        if key not in known:
            made = etree.Element(qualified("resource"), id=key, name=name)
            made.tail = "\n"
            root.insert(place, made)
            place += 1


def _build(around: etree._Element, data: Extension, namespace: str, prefix: str) -> None:
    name = f"{{{namespace}}}{data.name}"
    made = etree.SubElement(around, name, nsmap={prefix: namespace})
    for key, value in data.attributes:
        made.set(key, value)
    if data.text:
        made.text = data.text
    for child in data.children:
        _build(made, child, namespace, prefix)
