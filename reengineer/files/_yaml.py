"""Read YAML with the place of every key and value.

The data are built from libyaml's events rather than by its composer: the composer recurses in C without a limit, so
that a file of opening brackets ends the interpreter.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from reengineer.errors import InputError, Problem, shortened
from reengineer.files._document import Document
from reengineer.files._document import Path as Route
from reengineer.files._marks import Mark, Marks, place_of
from reengineer.files._scalars import plain_value
from reengineer.source import Source

MAX_BYTES = 10_000_000
MAX_DEPTH = 40
MAX_NODES = 500_000
MAX_JOINED = 10_000
# The loader is used for its events alone. Where PyYAML was built without libyaml, its own parser gives the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REMEDY_EMPTY = "Write at least one 'key: value' line, such as 'version: 1'."
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_yaml(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    error: type[InputError] = InputError,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read a YAML file, or bytes, into plain data with places.

    Parameters
    ----------
    source : path or bytes
    name : str, optional
        What to call the file in problems; the path where it is left out.
    error : type of InputError
        Which error to raise.
    max_bytes : int
        Larger files are refused.

    Raises
    ------
    InputError
        With every problem found: the file is missing, too large, empty, not text, not YAML, repeats a key, uses a tag,
        nests or repeats itself beyond bounds.
    """
    file = name if name is not None else ("" if isinstance(source, bytes) else str(source))
    data = source if isinstance(source, bytes) else read_bytes(source, name=file, error=error, max_bytes=max_bytes)
    if len(data) > max_bytes:
        raise error([_too_large(file, len(data), max_bytes)])
    return _Builder(file, _text(data, file, error), error).document()


def read_bytes(
    path: str | Path, *, name: str | None = None, error: type[InputError] = InputError, max_bytes: int = MAX_BYTES
) -> bytes:
    """Return the bytes of a file under a size cap; raise `error` where it is missing, a folder or too large."""
    file, path = str(path) if name is None else name, Path(path)
    place = Source(file=file)
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise error([Problem("RE101", "there is no such file", "Check the path.", place)]) from None
    except OSError as fault:
        message = f"the file cannot be read: {fault.strerror}"
        raise error([Problem("RE101", message, "Check the path.", place)]) from None
    if len(data) > max_bytes:
        raise error([_too_large(file, path.stat().st_size, max_bytes)])
    return data


def read_text(
    path: str | Path, *, name: str | None = None, error: type[InputError] = InputError, max_bytes: int = MAX_BYTES
) -> str:
    """Return the text of a file under a size cap; raise `error` where it is missing, too large or no text."""
    file = str(path) if name is None else name
    return _text(read_bytes(path, name=file, error=error, max_bytes=max_bytes), file, error)


def _too_large(file: str, size: int, most: int) -> Problem:
    message = f"the file has {size} bytes; at most {most} are read"
    return Problem("RE102", message, "Split it, or check that it is the right file.", Source(file=file))


def _text(data: bytes, file: str, error: type[InputError]) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - data.rfind(b"\n", 0, fault.start)
        place = Source(file=file, line=line, column=column)
        raise error([Problem("RE103", "the file is not UTF-8 text", "Save it as UTF-8.", place)]) from None
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        place = Source(file=file, line=line, column=bad.start() - text.rfind("\n", 0, bad.start()))
        message = f"the file holds the control character {ord(bad.group()):#04x}"
        raise error([Problem("RE103", message, "Remove it; is this a text file?", place)])
    return text


class _StopError(Exception):
    """End reading at a problem that leaves nothing to go on with."""


class _Builder:
    """Turn events into data, collecting problems."""

    def __init__(self, file: str, text: str, error: type[InputError]) -> None:
        self.file, self.text, self.error = file, text, error
        self.problems: list[Problem] = []
        self.places: dict[Route, Mark] = {}
        self.keys: dict[Route, Mark] = {}
        self.anchors: dict[str, object] = {}
        self.open_anchors: list[str] = []
        self.nodes = 0

    def document(self) -> Document:
        """Read the one document of the text."""
        data: object = None
        try:
            data = self._stream()
        except yaml.MarkedYAMLError as fault:
            self._refuse_syntax(fault)
        except yaml.YAMLError as fault:
            self._add("RE104", f"this is not YAML: {fault}", "See the examples of the format.", Source(file=self.file))
        except _StopError:
            pass
        if self.problems:
            raise self.error(self.problems)
        return Document(
            data=data, file=self.file, places=Marks(self.file, self.places), keys=Marks(self.file, self.keys)
        )

    def _stream(self) -> object:
        events = self._events()
        first = next(events)
        if isinstance(first, yaml.StreamEndEvent):
            self._stop("RE105", "the file is empty", _REMEDY_EMPTY, Source(file=self.file, line=1, column=1))
        start = next(events)
        data = self._node(events, start, ())
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop("RE104", "a second document starts here", "Keep one document a file.", self._place(after))
        if data is None and not self.problems:
            self._stop("RE105", "the file is empty", _REMEDY_EMPTY, self._place(start))
        return data

    def _events(self) -> Iterator[Any]:
        parser: Any = _LOADER(self.text)
        parser.get_event()
        while (event := parser.get_event()) is not None:
            yield event

    def _node(self, events: Iterator[Any], event: Any, path: Route) -> object:  # noqa: ANN401 - yaml has no types here
        self._count(event)
        if len(path) > MAX_DEPTH:
            self._stop("RE106", f"the file nests more than {MAX_DEPTH} deep", "Write it flatter.", self._place(event))
        self.places[path] = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._check_tag(event)
        anchor = event.anchor
        if anchor is not None:
            self.open_anchors.append(anchor)
        data = self._content(events, event, path)
        if anchor is not None:
            self.open_anchors.remove(anchor)
            self.anchors[anchor] = data
        return data

    def _content(self, events: Iterator[Any], event: Any, path: Route) -> object:  # noqa: ANN401
        if isinstance(event, yaml.ScalarEvent):
            return plain_value(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, event, path)
        return self._mapping(events, event, path)

    def _list(self, events: Iterator[Any], start: Any, path: Route) -> list[object]:  # noqa: ANN401
        items: list[object] = []
        is_open = is_joined = False
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            if is_joined := is_open and _is_plain(event):
                items[-1] = self._joined(items[-1], event)
            else:
                items.append(self._node(events, event, (*path, len(items))))
            is_open = start.flow_style and _is_plain(event) and _is_unclosed(items[-1])
        self._check_closed(is_joined and is_open, event)
        return items

    def _mapping(self, events: Iterator[Any], start: Any, path: Route) -> dict[str, object]:  # noqa: ANN401
        items: dict[str, object] = {}
        unclosed: str | None = None
        is_joined = False
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            first = next(events) if not isinstance(event, _STARTS) else None
            was, is_joined = is_joined, unclosed is not None and _is_plain(event) and _is_empty(first)
            if is_joined and unclosed is not None:
                items[unclosed] = self._joined(items[unclosed], event)
            else:
                self._check_closed(was and unclosed is not None, event)
                unclosed = self._pair(events, event, first, (items, path))
            is_open = unclosed is not None and start.flow_style and _is_unclosed(items.get(unclosed))
            unclosed = unclosed if is_open else None
        self._check_closed(is_joined and unclosed is not None, event)
        return items

    def _joined(self, text: object, event: Any) -> str:  # noqa: ANN401
        joined = f"{text}, {event.value}"
        if len(joined) > MAX_JOINED:
            self._check_closed(is_open=True, event=event)
            raise _StopError
        return joined

    def _check_closed(self, is_open: bool, event: Any) -> None:  # noqa: ANN401
        if is_open:
            remedy = "Close it, or put the text in quotes."
            self._add("RE104", "a parenthesis that was opened before is not closed here", remedy, self._place(event))

    def _pair(self, events: Iterator[Any], key_event: Any, first: Any, into: "_Into") -> str | None:  # noqa: ANN401
        """Add a key and its value; return the key if the value is plain text."""
        items, path = into
        key = self._key(key_event)
        if key in items:
            line = self.keys[*path, key].line + 1
            message = f"the key '{shortened(key)}' stands here again; it is already on line {line}"
            self._add("RE107", message, "Keep one of the two.", self._place(key_event))
            self._node(events, first, (*path, key))
            return None
        self.keys[*path, key] = key_event.start_mark
        items[key] = self._node(events, first, (*path, key))
        return key if _is_plain(first) else None

    def _key(self, event: Any) -> str:  # noqa: ANN401
        self._count(event)
        if isinstance(event, yaml.AliasEvent) and isinstance(text := self._alias(event), str):
            return text
        if not isinstance(event, yaml.ScalarEvent):
            self._stop("RE104", "a key is not plain text", "Write a word before the colon.", self._place(event))
        self._check_tag(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = event.value
        return str(event.value)

    def _alias(self, event: Any) -> object:  # noqa: ANN401
        if event.anchor in self.open_anchors:
            self._stop("RE106", f"'*{event.anchor}' contains itself", "Write the value out.", self._place(event))
        if event.anchor not in self.anchors:
            message = f"nothing is called '&{event.anchor}' above"
            self._stop("RE104", message, "Write the value out.", self._place(event))
        data = self.anchors[event.anchor]
        self.nodes += _size(data, MAX_NODES)
        self._count(event)
        return data

    def _count(self, event: Any) -> None:  # noqa: ANN401
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"the file holds more than {MAX_NODES} values, repeats counted"
            self._stop("RE106", message, "Split it, and write fewer repeats.", self._place(event))

    def _check_tag(self, event: Any) -> None:  # noqa: ANN401
        if event.tag is not None and event.tag != "!":
            message = f"the tag '{shortened(event.tag)}' is not known here"
            self._add("RE108", message, "Leave the tag out.", self._place(event))

    def _refuse_syntax(self, fault: yaml.MarkedYAMLError) -> None:
        mark = fault.problem_mark or fault.context_mark
        place = Source(file=self.file, line=mark.line + 1, column=mark.column + 1) if mark else Source(file=self.file)
        words = " ".join(part for part in (fault.problem, fault.context) if part)
        self._add("RE104", f"this is not YAML: {words}", "Check indentation, colons, brackets and quotes here.", place)

    def _place(self, event: Any) -> Source:  # noqa: ANN401
        return place_of(event.start_mark, self.file)

    def _add(self, code: str, message: str, remedy: str, place: Source) -> None:
        self.problems.append(Problem(code, message, remedy, place))

    def _stop(self, code: str, message: str, remedy: str, place: Source) -> None:
        self._add(code, message, remedy, place)
        raise _StopError


_Into = tuple[dict[str, object], Route]
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)


def _is_plain(event: object) -> bool:
    return isinstance(event, yaml.ScalarEvent) and bool(event.implicit[0])


def _is_empty(event: object) -> bool:
    return isinstance(event, yaml.ScalarEvent) and bool(event.implicit[0]) and event.value == ""


def _is_unclosed(value: object) -> bool:
    """Say whether a text was cut at a comma inside parentheses.

    Within braces YAML ends plain text at a comma, so that ``{delay: gamma(mean=2 h, cv=0.6)}`` comes apart. People
    write it all the same, and what they mean is plain.
    """
    return isinstance(value, str) and value.count("(") > value.count(")")


def _size(data: object, most: int) -> int:
    """Count the values of data, up to a bound."""
    found, waiting = 0, [data]
    while waiting and found <= most:
        item = waiting.pop()
        found += 1
        waiting.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
    return found
