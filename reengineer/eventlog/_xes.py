"""Read XES as a stream: events become rows whose columns are the keys of their attributes."""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from reengineer.errors import InputError, Problem
from reengineer.eventlog._tables import CHUNK, Chunk, open_log
from reengineer.source import Source

_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_BLOCK = 1 << 20
MAX_KEYS = 500
"""Most different attributes; beyond them a log is no table."""
MAX_PART = 32 << 20
"""Most bytes of one tag with its attributes."""
MAX_DEPTH = 1_000


class _Kinds(dict[str, str]):
    """Tell of a tag, which may carry a prefix, what it is; worked out once for each tag."""

    def __missing__(self, tag: str) -> str:
        local = tag.rpartition(":")[2]
        self[tag] = "value" if local in _VALUES else local if local in ("event", "trace") else ""
        return self[tag]


class _Reader:
    """Gather the attributes of events column by column, while the parser goes through the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[int] = []
        self._columns: dict[str, list[str]] = {}
        self._trace: dict[str, str] = {}
        self._traces = 0
        self._kinds = _Kinds()
        self._depth = self._place = self._fed = 0
        self._holder = ""
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser

    def feed(self, data: bytes, *, last: bool) -> None:
        """Take bytes; raise `InputError` where they are not well-formed."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code) or "not well-formed"
            place = Source(file=self.name, line=error.lineno, column=error.offset + 1)
            raise InputError([Problem("RE364", f"this is not XML: {what}", "Save the log anew.", place)]) from None
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > MAX_PART:
            self._refuse(f"one tag has more than {MAX_PART >> 20} MiB")

    def _refuse(self, message: str) -> None:
        place = Source(file=self.name, line=self._parser.CurrentLineNumber)
        raise InputError([Problem("RE366", message, "Check that it is an event log.", place)])

    def _doctype(self, *_: object) -> None:
        place = Source(file=self.name, line=self._parser.CurrentLineNumber)
        message = "the log has a DOCTYPE, which is not read"
        raise InputError([Problem("RE364", message, "Take the DOCTYPE out; XES needs none.", place)])

    def _start(self, tag: str, attributes: list[str]) -> None:
        # This runs once for every attribute of a log, so it does the common thing first.
        kind = self._kinds[tag]
        if kind == "value":
            depth = self._depth
            self._depth = depth + 1
            if depth or not self._holder:
                # Attributes of attributes are passed over: nothing here is made of them.
                self._check_depth()
                return
            if len(attributes) == 4 and attributes[0] == "key" and self._holder == "event":
                column = self._columns.get(attributes[1])
                if column is not None and len(column) == self._place:
                    column.append(attributes[3])
                    return
            self._value(attributes)
        elif kind == "event" and self._holder == "trace":
            self._holder, self._depth = "event", 0
            self._place = len(self.lines)
            self.lines.append(self._parser.CurrentLineNumber)
            for key, value in self._trace.items():
                self._put(key, value)
        elif kind == "trace":
            self._holder, self._depth = "trace", 0
            self._traces += 1
            self._trace = {"case:concept:name": f"trace {self._traces}"}
        else:
            self._depth += 1
            self._check_depth()

    def _check_depth(self) -> None:
        if self._depth > MAX_DEPTH:
            self._refuse(f"elements nest more than {MAX_DEPTH} deep")

    def _value(self, attributes: list[str]) -> None:
        if len(attributes) == 4 and attributes[0] == "key" and attributes[2] == "value":
            key, value = attributes[1], attributes[3]
        else:
            given = dict(zip(attributes[::2], attributes[1::2], strict=True))
            if "key" not in given or "value" not in given:
                return
            key, value = given["key"], given["value"]
        if self._holder == "event":
            self._put(key, value)
        else:
            self._trace[f"case:{key}"] = value

    def _put(self, key: str, value: str) -> None:
        column = self._columns.get(key)
        if column is None:
            column = self._new(key)
        gap = self._place - len(column)
        if gap:
            if gap < 0:
                column[-1] = value
                return
            column.extend([""] * gap)
        column.append(value)

    def _new(self, key: str) -> list[str]:
        if len(self._columns) == MAX_KEYS:
            message = f"the events have more than {MAX_KEYS} different attributes"
            raise InputError([Problem("RE366", message, "Take out those not needed.", Source(file=self.name))])
        return self._columns.setdefault(key, [])

    def _end(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1
            return
        kind = self._kinds[tag]
        if kind == "event" and self._holder == "event":
            self._holder = "trace"
        elif kind == "trace":
            self._holder = ""

    def take(self) -> Chunk:
        """Return the events gathered so far, and begin anew; not while an event is open."""
        count = len(self.lines)
        for column in self._columns.values():
            column.extend([""] * (count - len(column)))
        chunk = Chunk(lines=self.lines, cells=self._columns)
        self.lines, self._columns = [], {key: [] for key in self._columns}
        return chunk

    @property
    def is_inside(self) -> bool:
        """Say whether an event is open."""
        return self._holder == "event"


def xes_chunks(path: Path) -> Iterator[Chunk]:
    """Give the events of an XES log.

    Raises
    ------
    InputError
        RE364: it is not well-formed, or has a DOCTYPE.
    """
    reader = _Reader(str(path))
    with open_log(path) as stream:
        while data := stream.read(_BLOCK):
            reader.feed(data, last=False)
            if len(reader.lines) >= CHUNK and not reader.is_inside:
                yield reader.take()
    reader.feed(b"", last=True)
    if reader.lines:
        yield reader.take()
