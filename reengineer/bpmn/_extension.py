"""Hold what a file says in a vocabulary that is not BPMN's: one element with what is inside it."""

from dataclasses import field

from reengineer._records import dataclass
from reengineer.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Hold one element inside the ``extensionElements`` of another, or inside such an element.

    Parameters
    ----------
    name : str
        Without a prefix.
    attributes : tuple of (name, value)
        In the order of the file. Those of other namespaces are not among them.
    children : tuple of Extension
        In the order of the file.
    text : str
        What stands between the children, trimmed; it is read, never written.
    namespace : str or None
        Of a child whose namespace is not that of the element around it; such a child is read, never written.
    line : int or None
        Line of the start tag, from 1.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: "tuple[Extension, ...]" = ()
    text: str = ""
    namespace: str | None = None
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """Hold what one element of a file says in one foreign namespace.

    Parameters
    ----------
    key : str or None
        The key of a process, flow element or lane; None where something else carries it.
    tag : str
        The XML name of the element that carries it, such as ``userTask``.
    source : Source
        The place of that element.
    content : tuple of Extension
        In the order of the file.
    """

    key: str | None
    tag: str
    source: Source
    content: tuple[Extension, ...]
