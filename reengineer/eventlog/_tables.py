"""Give the rows of a file piece by piece, as text by column, with the line that each stands on."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem, counted
from reengineer.source import Source

if TYPE_CHECKING:
    from _csv import Reader

CHUNK = 50_000
MAX_BYTES = 16 << 30
"""Most bytes of a log, unpacked."""
MAX_RATIO = 120
"""A log that unpacks to more times its size is no log; verbose ones reach half of this."""
UNSUSPECTED = 256 << 20
"""Bytes up to which a file may unpack whatever its size."""
MAX_LINE = 32 << 20
"""Most bytes of one line of a CSV."""
MAX_COLUMNS = 2_000
CROWDED = 1_000_000
"""Rows from which a Parquet file has at least a byte for each."""

_ZEROS = 0.3
"""Share of all bytes, at every other place, that are zero in a text of two bytes a letter."""

Refuse = Callable[[int, str], None]
"""Takes the line and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Hold some rows: the line of each, and its cells by column; a cell that is not there is empty."""

    lines: list[int]
    cells: dict[str, list[str]] = field(repr=False)


def _too_large(message: str, remedy: str, name: str) -> InputError:
    return InputError([Problem("RE366", message, remedy, Source(file=name))])


class _Counted(io.RawIOBase):
    """Pass on the bytes of an unpacked file, and stop when there are too many, in all or on one line."""

    def __init__(self, stream: BinaryIO, raw: BinaryIO, name: str, most_a_line: int) -> None:
        self._stream, self._raw, self._name, self._read = stream, raw, name, 0
        self._on_line, self._most_a_line = 0, most_a_line

    def close(self) -> None:
        self._stream.close()
        self._raw.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        data = self._stream.read(len(memoryview(buffer)))  # type: ignore[arg-type]
        self._read += len(data)
        self._check(data)
        memoryview(buffer)[: len(data)] = data  # type: ignore[arg-type]
        return len(data)

    def _check(self, data: bytes) -> None:
        if self._read > MAX_BYTES:
            message = f"the log has more than {MAX_BYTES >> 30} GiB when it is unpacked"
            raise _too_large(message, "Split it, or take fewer columns.", self._name)
        if self._read > UNSUSPECTED and self._read > MAX_RATIO * self._raw.tell():
            message = f"the log unpacks to more than {MAX_RATIO} times its size, which no log does"
            raise _too_large(message, "Unpack it and look at what it holds.", self._name)
        end = max(data.rfind(b"\n"), data.rfind(b"\r"))
        self._on_line = len(data) - end - 1 if end >= 0 else self._on_line + len(data)
        if self._on_line > self._most_a_line:
            message = f"a line of the log has more than {self._most_a_line >> 20} MiB"
            raise _too_large(message, "Check that it is a log with one event a line.", self._name)


def open_log(path: Path, most_a_line: int = MAX_BYTES) -> io.BufferedReader:
    """Open a log, plain or packed by gzip, told apart by its first bytes."""
    raw = path.open("rb")
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    stream: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
    return io.BufferedReader(_Counted(stream, raw, str(path), most_a_line), 1 << 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """Say how a CSV file is written.

    Parameters
    ----------
    header : tuple of str
        Names of the columns; one that comes twice is numbered.
    separator, encoding : str
    above : int
        Rows above the first row of data: blank ones, a line that names the separator, and the header.
    """

    header: tuple[str, ...]
    separator: str
    encoding: str
    above: int


def csv_form(path: Path) -> CsvForm:
    """Return how a CSV file is written."""
    with open_log(path, MAX_LINE) as stream:
        start = stream.read(1 << 20)
    encoding = encoding_of(start)
    text = start.decode(encoding, "replace")
    above, separator = 0, ""
    for line in _first_rows(text):
        above += 1
        if line.strip().lower().startswith("sep=") and not separator:
            separator = line.strip()[4:5]
        elif line.strip(",;|\t\r\n \ufeff"):
            separator = separator or max(",;\t|", key=_unquoted(line).count)
            return CsvForm(
                header=_numbered(_head(path, line, separator)),
                separator=separator,
                encoding=encoding,
                above=above,
            )
    return CsvForm(header=(), separator=",", encoding=encoding, above=above)


def _head(path: Path, line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])
    except csv.Error as error:
        message = f"its first line does not name columns: {error}"
        problem = Problem("RE360", message, "Check that it is an event log.", Source(file=str(path), line=1))
        raise InputError([problem]) from None
    if len(cells) > MAX_COLUMNS:
        message = f"the log has {len(cells)} columns; at most {MAX_COLUMNS} are read"
        raise _too_large(message, "Take out those not needed.", str(path))
    return [" ".join(name.split()) for name in cells]


def encoding_of(start: bytes) -> str:
    """Return the encoding that the first bytes of a text show."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32"}
    marks |= {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((name for mark, name in marks.items() if start.startswith(mark)), None)
    if marked:
        return marked
    # Letters of European languages have one byte of two that is zero.
    some = start[:4096]
    if some[1::2].count(0) > len(some) * _ZEROS and not some[::2].count(0):
        return "utf-16-le"
    if some[::2].count(0) > len(some) * _ZEROS and not some[1::2].count(0):
        return "utf-16-be"
    return "utf-8-sig" if _is_utf8(start) else "cp1252"


def _first_rows(text: str) -> Iterator[str]:
    """Give the rows at the head of a text; a line break within quotes ends none."""
    row = ""
    for line in islice(io.StringIO(text, newline="").readlines(), 100):
        row += line
        if row.count('"') % 2 == 0:
            yield row
            row = ""


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _numbered(names: list[str]) -> tuple[str, ...]:
    """Return names of which none comes twice."""
    found: dict[str, None] = {}
    for name in names:
        numbered = (f"{name} ({number})" for number in range(2, len(names) + 2))
        found[name if name not in found else next(each for each in numbered if each not in found)] = None
    return tuple(found)


def _is_utf8(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last letter may have been cut in two.
        return error.start > len(start) - 4
    return True


def csv_chunks(path: Path, form: CsvForm, refuse: Refuse) -> Iterator[Chunk]:
    """Give the rows of a CSV file; a row that does not fit the header is refused."""
    header = list(form.header)
    with io.TextIOWrapper(open_log(path, MAX_LINE), encoding=form.encoding, errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=form.separator)
        for _ in range(form.above):
            next(reader, None)
        while True:
            before = reader.line_num
            rows, is_broken = _some_rows(reader, refuse)
            if rows:
                lines = _lines(rows, before, reader.line_num if not is_broken else -1)
                yield _chunk(header, *_fitting(header, lines, rows, refuse))
            elif not is_broken:
                return


def _some_rows(reader: "Reader", refuse: Refuse) -> tuple[list[list[str]], bool]:
    """Return the next rows, and whether they end at one that is no row."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(reader, CHUNK))
    except csv.Error as error:
        refuse(reader.line_num, f"it is no row of a CSV: {error}")
        return rows, True
    return rows, False


def _lines(rows: list[list[str]], before: int, after: int) -> list[int]:
    """Return the line that each row begins on; a cell may hold line breaks."""
    if after - before == len(rows):
        return list(range(before + 1, after + 1))
    lines = []
    for row in rows:
        lines.append(before + 1)
        before += 1 + sum(cell.count("\n") for cell in row)
    return lines


def _fitting(
    header: list[str], lines: list[int], rows: list[list[str]], refuse: Refuse
) -> tuple[list[int], list[list[str]]]:
    """Return the rows that have a cell for each column; blank lines are no rows."""
    width = len(header)
    if set(map(len, rows)) == {width}:
        return lines, rows
    kept_lines, kept = [], []
    for line, row in zip(lines, rows, strict=True):
        if len(row) == width or (len(row) > width and not any(row[width:])):
            kept_lines.append(line)
            kept.append(row[:width])
        elif row:
            refuse(line, f"it has {counted(len(row), 'cell')}; the header has {width}")
    return kept_lines, kept


def _chunk(header: list[str], lines: list[int], rows: list[list[str]]) -> Chunk:
    columns = (list(column) for column in zip(*rows, strict=True)) if rows else ([] for _ in header)
    return Chunk(lines=lines, cells=dict(zip(header, columns, strict=True)))


def parquet_chunks(path: Path) -> Iterator[Chunk]:
    """Give the rows of a Parquet file; the line is the number of the row, from 1.

    Raises
    ------
    InputError
        RE365: pyarrow is not installed, or cannot read the file.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        message = "reading Parquet needs the package pyarrow, which is not installed"
        raise InputError(
            [Problem("RE365", message, "Install pyarrow, or save the log as CSV.", Source(file=str(path)))]
        ) from None
    try:
        file = pq.ParquetFile(path)
        _check_parquet(file.metadata, path)
        first = 1
        for batch in file.iter_batches(CHUNK):
            frame = batch.to_pandas()
            cells = {str(name): _texts(frame[name]) for name in frame.columns}
            yield Chunk(lines=list(range(first, first + len(frame))), cells=cells)
            first += len(frame)
    except pa.ArrowException as error:
        message = f"it cannot be read as Parquet: {str(error).splitlines()[0]}"
        raise InputError([Problem("RE365", message, "Save the log anew, or as CSV.", Source(file=str(path)))]) from None


def _check_parquet(metadata: Any, path: Path) -> None:  # noqa: ANN401 - pyarrow has no types here
    """Refuse a file that says it holds more than can be in it: a few bytes may stand for any number of rows."""
    size = path.stat().st_size
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > max(CROWDED, size) or unpacked > max(UNSUSPECTED, MAX_RATIO * size):
        message = f"the log has {metadata.num_rows} rows in {size} bytes, which no log has"
        raise _too_large(message, "Save it as CSV and look at what it holds.", str(path))
    if metadata.num_columns > MAX_COLUMNS:
        message = f"the log has {metadata.num_columns} columns; at most {MAX_COLUMNS} are read"
        raise _too_large(message, "Take out those not needed.", str(path))


def _texts(column: object) -> list[str]:
    import pandas as pd

    series = pd.Series(column)
    if isinstance(series.dtype, pd.DatetimeTZDtype) or series.dtype.kind == "M":
        return [value.isoformat() if value is not pd.NaT else "" for value in series]
    return ["" if is_missing else _text(value) for value, is_missing in zip(series, series.isna(), strict=True)]


def _text(value: object) -> str:
    """Return a value as text; texts that were written as bytes are texts again."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
