"""Parse XML that is not BPMN and may come from anyone: no document type, no entity, no endless depth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from reengineer.errors import InputError, Problem
from reengineer.source import Source

LARGEST_BYTES = 64 * 1024 * 1024
DEEPEST = 200
MOST_ELEMENTS = 2_000_000


@dataclass(slots=True)
class Element:
    """Hold one element of a file, by its name without a prefix."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list["Element | str"] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, otherwise)

    @property
    def children(self) -> Iterator["Element"]:
        """Give the elements directly inside."""
        return (item for item in self.content if isinstance(item, Element))

    def named(self, *names: str) -> Iterator["Element"]:
        """Give the elements directly inside that have one of these names."""
        return (item for item in self.children if item.name in names)

    def first(self, name: str) -> "Element | None":
        """Return the first element directly inside with a name, or None."""
        return next(self.named(name), None)

    @property
    def all(self) -> Iterator["Element"]:
        """Give the element and all that is inside it, in the order of the file."""
        stack = [self]
        while stack:
            found = stack.pop()
            yield found
            stack.extend(reversed([*found.children]))

    @property
    def text(self) -> str:
        """Return all text inside, in the order of the file, on one line."""
        words: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            found = stack.pop()
            if isinstance(found, str):
                words.append(found)
            else:
                stack.extend(reversed(found.content))
        return " ".join("".join(words).split())


def refuse(code: str, message: str, remedy: str, file: str, line: int | None = None) -> NoReturn:
    """Raise the error that says why a file is not read."""
    raise InputError([Problem(code, message, remedy, Source(file=file, line=line))])


def parse_markup(data: bytes, file: str) -> Element:
    """Return the root of an XML file.

    Raises
    ------
    InputError
        RE141 it is too large, nests too deep, holds a document type, or is not well-formed.
    """
    if len(data) > LARGEST_BYTES:
        refuse("RE141", "the file has more than 64 MiB", "Split the drawing.", file)
    builder = _Builder(file)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: builder.start(name, given, parser.CurrentLineNumber)
    parser.EndElementHandler = lambda _: builder.end()
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        words = expat.errors.messages.get(fault.code, "it cannot be read")
        refuse("RE141", f"the file is not well-formed XML: {words}", "Export it again.", file, fault.lineno)
    except (ValueError, LookupError):
        refuse("RE141", "the file is in an encoding that is not read", "Save it as UTF-8.", file)
    if builder.root is None:
        refuse("RE141", "the file is empty", "Export it again.", file)
    return builder.root


class _Builder:
    def __init__(self, file: str) -> None:
        self.file, self.count = file, 0
        self.open: list[Element] = []
        self.root: Element | None = None

    def start(self, name: str, given: dict[str, str], line: int) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            refuse("RE141", "elements nest too deep, or there are too many", "Split the drawing.", self.file, line)
        made = Element(_local(name), {_local(key): value for key, value in given.items()}, line)
        if self.open:
            self.open[-1].content.append(made)
        else:
            self.root = made
        self.open.append(made)

    def end(self) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1].content.append(data)

    def doctype(self, *_: Any) -> None:  # noqa: ANN401 - as the parser calls it
        message = "the file declares a document type (DOCTYPE), which can hide an attack"
        refuse("RE141", message, "Delete the line that begins with <!DOCTYPE.", self.file)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
