"""Read values from a small CSV, to be laid over a map."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reengineer._records import dataclass
from reengineer.bpmn import plain
from reengineer.errors import InputError, Problem, counted, nearest
from reengineer.files import read_text
from reengineer.processmap import ProcessMap
from reengineer.report._heat import Overlay
from reengineer.source import Source

MAX_BYTES = 5_000_000
LARGEST = 1e15
LONGEST_TEXT = 40

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+")
_HEAD = "Write step,value or step,value,text above the values; the title of the second becomes the caption."


@dataclass(frozen=True, slots=True)
class Values:
    """Hold values by id of the element, and what they are: the title of their column."""

    overlay: Mapping[str, Overlay]
    caption: str


def read_values(path: str | Path, process_map: ProcessMap) -> Values:
    """Read the values of steps from a CSV of two or three columns: step, value and, if wanted, the text to print.

    Parameters
    ----------
    path : str or Path
        UTF-8, with a head; columns are parted by comma, semicolon or tab. A step is named by its id, or by its name
        where only one element has it. The title of the second column becomes the caption of the legend.
    process_map : ProcessMap
        The map whose elements are named.

    Raises
    ------
    InputError
        RE101 to RE103: the file cannot be read. RE720: it is no such table. RE721: there is no such element.
        RE722: a value is not a number of 0 or more. RE723: an element has two values. All problems are reported.
    """
    table = _Table(str(path), read_text(path, max_bytes=MAX_BYTES), process_map)
    values = table.read()
    if table.problems:
        raise InputError(table.problems)
    return values


class _Table:
    """Read row after row, and collect what is wrong."""

    def __init__(self, file: str, text: str, process_map: ProcessMap) -> None:
        self.file = file
        self.text = text
        self.ids = {node.id for node in process_map.nodes}
        self.by_name: dict[str, list[str]] = {}
        for node in process_map.nodes:
            self.by_name.setdefault(plain(node.name), []).append(node.id)
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self) -> Values:
        """Return what the file holds."""
        overlay: dict[str, Overlay] = {}
        rows = self._rows()
        line, head = next(rows, (1, []))
        if len(head) not in (2, 3) or any(_NUMBER.fullmatch(cell.strip()) for cell in head[1:2]):
            self._report("RE720", "the first line is no head of two or three columns", _HEAD, line)
            return Values({}, "")
        for number, row in rows:
            if any(cell.strip() for cell in row):
                overlay.update(self._value(number, row, len(head)))
        if not overlay and not self.problems:
            self._report("RE720", "the file has a head and no values", "Write one line a step below the head.", line)
        return Values(overlay, plain(head[1]))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give each row with the line on which it starts."""
        first = self.text.split("\n", 1)[0]
        parted = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=parted, strict=True)
        line = 1
        while True:
            try:
                row = next(reader, None)
            except csv.Error as fault:
                message = f"the line cannot be read as CSV: {fault}"
                self._report("RE720", message, "Close every quotation mark that is opened.", line)
                return
            if row is None:
                return
            yield line, row
            line = reader.line_num + 1

    def _value(self, line: int, row: Sequence[str], width: int) -> dict[str, Overlay]:
        if len(row) > width or len(row) < 2:
            message = f"the line has {counted(len(row), 'column')}, the head has {width}"
            self._report("RE720", message, "Write as many columns as the head has.", line)
            return {}
        key, value = self._element(row[0].strip(), line), self._number(row[1].strip(), line)
        if key is None or value is None:
            return {}
        if key in self.lines:
            message = f'"{key}" has a value in line {self.lines[key]} too'
            self._report("RE723", message, "Keep one of the two lines.", line)
            return {}
        self.lines[key] = line
        text = plain(row[2])[:LONGEST_TEXT] if len(row) > 2 and row[2].strip() else f"{value:,.6g}"
        return {key: Overlay(value, text)}

    def _element(self, name: str, line: int) -> str | None:
        if name in self.ids:
            return name
        found = self.by_name.get(plain(name), []) if name else []
        if len(found) == 1:
            return found[0]
        if found:
            message, remedy = f'{len(found)} elements are called "{name}"', f"Write an id: {', '.join(found[:5])}."
        else:
            hint = nearest(name, [*self.ids, *filter(None, self.by_name)])
            message = f'the map has no element "{name[:80]}"' + (f"; {hint}" if hint else "")
            remedy = "Write the id or the name of an element of the map."
        self._report("RE721", message, remedy, line)
        return None

    def _number(self, text: str, line: int) -> float | None:
        value = float(text) if _NUMBER.fullmatch(text) else -1.0
        if 0 <= value <= LARGEST:
            return value
        message = f'the value "{text[:80]}" is not a number from 0 to {LARGEST:g}'
        self._report(
            "RE722", message, "Write it in digits with a point, such as 2.5, and put units into the head.", line
        )
        return None

    def _report(self, code: str, message: str, remedy: str, line: int) -> None:
        self.problems.append(Problem(code, message, remedy, Source(file=self.file, line=line)))
