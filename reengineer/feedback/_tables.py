"""Read rows of text from a CSV, a workbook or JSON, each with its place; a row that is broken is a problem."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, counted
from reengineer.feedback._mapping import FeedbackMapping
from reengineer.files import Cell, Sheet, read_bytes, read_workbook
from reengineer.source import Source

MOST_BYTES = 300_000_000
MOST_ROWS = 1_000_000
_Reader = Any  # the type that csv.reader returns has no public name before Python 3.13
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the cells of one row, stripped, in the order of the table's columns."""

    cells: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Hold a table: its columns in order, its rows, and what was wrong with rows that were left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_table(path: str | Path, mapping: FeedbackMapping) -> Table:
    """Read the rows of a file, chosen by its ending: .csv, .tsv, .txt, .xlsx, .json or .jsonl.

    Raises
    ------
    ReviewError
        RE901 the ending is not known or the file holds no table; RE902 the letters cannot be read; RE904 too many
        rows; and what reading any file or workbook may find.
    """
    ending = Path(path).suffix.lower()
    if ending == ".xlsx":
        return _workbook(path, mapping)
    if Path(path).is_file() and ending not in (".csv", ".tsv", ".txt", ".json", ".jsonl"):
        message = f'rows are not read from "{ending or "a file without ending"}"'
        raise _refused("RE901", message, "Export it as .csv, .xlsx or .json.", path)
    text = _text(path, mapping)
    return _json(path, text) if ending in (".json", ".jsonl") else _csv(path, text, mapping)


def _refused(code: str, message: str, remedy: str, path: str | Path, line: int | None = None) -> ReviewError:
    return ReviewError([Problem(code, message, remedy, Source(file=str(path), line=line))])


def _text(path: str | Path, mapping: FeedbackMapping) -> str:
    data = read_bytes(path, error=ReviewError, max_bytes=MOST_BYTES)
    name = mapping.encoding or _by_mark(data)
    try:
        text = data.decode(name)
    except LookupError:
        message = f'there is no encoding "{name}"'
        raise _refused("RE902", message, "Write one such as cp1252 or utf-16.", path) from None
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        message = f"the letters are not {name}: byte {data[fault.start]:#04x}"
        remedy = "Save it as UTF-8, or state its encoding in the mapping, such as encoding: cp1252."
        raise _refused("RE902", message, remedy, path, line) from None
    at = text.find("\x00")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise _refused("RE902", "the file holds a null character", "Is this a text file?", path, line)
    return text


def _by_mark(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _csv(path: str | Path, text: str, mapping: FeedbackMapping) -> Table:
    delimiter, file = mapping.delimiter or _delimiter(text), str(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    columns: tuple[str, ...] = ()
    for line, cells in _lines(reader, problems, file):
        if not columns:
            columns = _head(path, cells, line)
        elif len(cells) != len(columns):
            message = f"the row has {counted(len(cells), 'column')}, the head has {len(columns)}; it is left out"
            remedy = "Put text that holds the delimiter or a line end between quotation marks."
            problems.append(Problem("RE905", message, remedy, Source(file=file, line=line), "warning"))
        else:
            rows.append(Row(tuple(cells), Source(file=file, line=line)))
            if len(rows) > MOST_ROWS:
                raise _refused("RE904", f"the file has more than {MOST_ROWS} rows", "Split it by period.", path)
    if not columns:
        raise _refused("RE901", "the file holds no table", "Write the names of the columns on its first line.", path)
    return Table(columns=columns, rows=tuple(rows), problems=tuple(problems))


def _lines(reader: _Reader, problems: list[Problem], file: str) -> Iterator[tuple[int, list[str]]]:
    """Give rows, stripped, with the line on which each begins; empty ones are passed over, a broken one ends all."""
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            message = f"the row cannot be read as CSV: {fault}; it and what follows are left out"
            remedy = "Close every quotation mark that is opened; double those inside a text."
            problems.append(Problem("RE905", message, remedy, Source(file=file, line=before + 1), "warning"))
            return
        line, before = before + 1, reader.line_num
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, stripped


def _delimiter(text: str) -> str:
    head = text[: text.find("\n") if "\n" in text else len(text)]
    return max(_DELIMITERS, key=head.count)


def _head(path: str | Path, cells: list[str], line: int) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        message = f'two columns are called "{twice[0]}"'
        raise _refused("RE903", message, "Give each column its own name.", path, line)
    return names


def _workbook(path: str | Path, mapping: FeedbackMapping) -> Table:
    sheets = read_workbook(path, error=ReviewError)
    filled = {name: sheet for name, sheet in sheets.items() if sheet.cells}
    if mapping.sheet is not None:
        filled = {name: sheet for name, sheet in filled.items() if name == mapping.sheet}
    if len(filled) != 1:
        there = ", ".join(sheets) or "none"
        message = f"the workbook has {len(filled)} sheets that could be read"
        raise _refused("RE901", message, f"Name one in the mapping, as sheet: NAME. There are: {there}.", path)
    [sheet] = filled.values()
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        by_row.setdefault(row, {})[column] = cell
    first, *others = by_row
    head = {column: _shown(cell) for column, cell in by_row[first].items()}
    _head(path, list(head.values()), first)
    rows = tuple(_sheet_row(str(path), sheet, head, number, by_row[number]) for number in others)
    return Table(columns=tuple(head.values()), rows=rows)


def _sheet_row(file: str, sheet: Sheet, head: dict[int, str], number: int, cells: dict[int, Cell]) -> Row:
    texts = tuple(_shown(cells[column]) if column in cells else "" for column in head)
    return Row(texts, Source(file=file, sheet=sheet.name, cell=f"A{number}"))


def _shown(cell: Cell) -> str:
    """Return what a cell holds as text; a formula stays the text that it is."""
    value = cell.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _json(path: str | Path, text: str) -> Table:
    """Read a list of objects, the list in the one object that holds it, or one object a line."""
    items, problems = _json_items(path, text)
    columns: dict[str, None] = {}
    kept: list[tuple[dict[str, str], Source]] = []
    for line, number, item in items:
        place = Source(file=str(path), line=line)
        if not isinstance(item, dict) or any(isinstance(value, dict | list) for value in item.values()):
            message = f"item {number} is not an object of plain values; it is left out"
            problems.append(Problem("RE905", message, "Write one object an answer.", place, "warning"))
            continue
        columns |= dict.fromkeys(map(_whole, item))
        kept.append(({_whole(key): _plain(value) for key, value in item.items()}, place))
    rows = tuple(Row(tuple(texts.get(name, "") for name in columns), place) for texts, place in kept)
    return Table(columns=tuple(columns), rows=rows, problems=tuple(problems))


def _json_items(path: str | Path, text: str) -> tuple[list[tuple[int | None, int, object]], list[Problem]]:
    problems: list[Problem] = []
    if str(path).lower().endswith(".jsonl"):
        found: list[tuple[int | None, int, object]] = []
        for line, part in enumerate(text.splitlines(), 1):
            if part.strip():
                try:
                    found.append((line, line, _loaded(part)))
                except ValueError as fault:
                    place = Source(file=str(path), line=line)
                    message = f"the line is not JSON: {fault}; it is left out"
                    problems.append(Problem("RE905", message, "Write one object a line.", place, "warning"))
        return found, problems
    try:
        data = _loaded(text)
    except ValueError as fault:
        at: int | None = getattr(fault, "lineno", None)
        raise _refused("RE901", f"the file is not JSON: {fault}", "Export it again.", path, at) from None
    lists = [value for value in data.values() if isinstance(value, list)] if isinstance(data, dict) else []
    if isinstance(data, list):
        lists = [data]
    if len(lists) != 1:
        raise _refused("RE901", "the file holds no list of answers", "Write a list of objects.", path)
    return [(None, number, item) for number, item in enumerate(lists[0], 1)], problems


def _loaded(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it nests too deep") from None


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no number")


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _whole(str(value)).strip()


def _whole(text: str) -> str:
    """Return a text with half letters, as a comment that was cut off in an emoji has, replaced."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
