"""Read and write workbooks (.xlsx), keeping the place of every cell."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem
from reengineer.files._write import write_bytes_atomic
from reengineer.files._yaml import read_bytes
from reengineer.source import Source

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_CELLS = 500_000
MAX_ROWS, MAX_COLUMNS = 50_000, 500
MAX_MARKS, MAX_STYLE_MARKS = 6_000_000, 300_000
"""Most tags that are read, in all and in the list of styles: a cell has four, and a workbook at most 65,490 styles."""
# A fixed instant, so that the same content gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zone

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that holds something.

    Parameters
    ----------
    value : str, number, bool, date, time or None
        As the workbook stores it; a formula is its text.
    place : Source
    number_format : str
        How the workbook shows it, such as ``0 %``.
    is_formula : bool
        Whether the value is the text of a formula.
    """

    value: CellValue
    place: Source
    number_format: str = "General"
    is_formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its cells by row and column, both counted from 1.

    Parameters
    ----------
    name : str
    cells : dict of (row, column) to Cell
        Only cells that hold something.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows that hold something, from the top."""
        return tuple(sorted({row for row, _ in self.cells}))

    def row(self, number: int) -> dict[int, Cell]:
        """Return the cells of a row by column."""
        return {column: cell for (row, column), cell in sorted(self.cells.items()) if row == number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet to write.

    Parameters
    ----------
    title : str
    note : str
        What the cells mean, with an example; shown as the comment of the header.
    width : int
        In characters.
    hidden : bool
    choices : tuple of str
        Words offered in a list.
    number_format : str
        How its numbers are shown, such as ``#,##0.00``; the cells keep all their digits.
    is_long : bool
        Whether its texts are sentences, which are broken into lines.
    """

    title: str
    note: str = ""
    width: int = 18
    hidden: bool = False
    choices: tuple[str, ...] = ()
    number_format: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that we write ourselves; text from files never becomes one.

    Parameters
    ----------
    text : str
        Without the equals sign.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSheet:
    """A sheet to write: columns and one row a thing.

    Parameters
    ----------
    name : str
    columns : tuple of Column
    rows : tuple of tuple
        Values in the order of the columns; None leaves a cell blank.
    frozen_columns : int
        How many columns stay in view beside the header.
    is_table : bool
        Whether its cells are a table of the workbook, which sorts and filters; titles of columns must differ.
    mark : str
        Stands at the head of every printed page, and below the last row.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | float | Formula | None, ...], ...]
    frozen_columns: int = 1
    is_table: bool = False
    mark: str = ""


def read_workbook(
    source: str | Path | bytes, *, name: str | None = None, error: type[InputError] = InputError
) -> dict[str, Sheet]:
    """Read the cells of every sheet of a workbook.

    Nothing is calculated: a formula comes back as its text.

    Raises
    ------
    InputError
        If the file is missing, too large packed or unpacked, no workbook, or declares entities.
    """
    file = name if name is not None else ("" if isinstance(source, bytes) else str(source))
    data = source if isinstance(source, bytes) else read_bytes(source, name=file, error=error, max_bytes=MAX_BYTES)
    _check_package(data, file, error)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Reading cell by cell leaves out what can stand for millions of cells: merged ones, links, lists of choices.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return {sheet.title: _sheet(sheet, file, error) for sheet in book.worksheets}
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError) as fault:
        message = f"the workbook cannot be read: {type(fault).__name__}"
        raise error([Problem("RE121", message, "Open it and save it again as .xlsx.", Source(file=file))]) from None


def _check_package(data: bytes, file: str, error: type[InputError]) -> None:
    place = Source(file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if sum(info.file_size for info in infos) > MAX_UNPACKED:
                message = f"the workbook unpacks to more than {MAX_UNPACKED} bytes"
                raise error([Problem("RE102", message, "Keep only the sheets of the template.", place)])
            parts = {info.filename: package.read(info) for info in infos if info.filename.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        message = f"this is not an .xlsx workbook: {type(fault).__name__}"
        raise error([Problem("RE121", message, "Save it as .xlsx without a password.", place)]) from None
    if any(_ENTITIES.search(part) for part in parts.values()):
        raise error([Problem("RE122", "the workbook declares entities", "Save it again with a spreadsheet.", place)])
    for what, most, count in (
        ("it", MAX_MARKS, sum(part.count(b"<") for part in parts.values())),
        ("its list of styles", MAX_STYLE_MARKS, sum(p.count(b"<") for name, p in parts.items() if "styles" in name)),
    ):
        if count > most:
            message = (
                f"the workbook is too large: {what} has {count} pieces, blank cells counted; at most {most} are read"
            )
            raise error([Problem("RE102", message, "Copy what is needed to a new workbook.", place)])


_ENTITIES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl has no types for it
    """Give the rows of a sheet, whatever it says of its own size: by that, rows would be left out."""
    sheet.reset_dimensions()
    return iter(sheet.iter_rows())


def _sheet(sheet: "ReadOnlyWorksheet", file: str, error: type[InputError]) -> Sheet:
    cells = {}
    for number, row in enumerate(_rows(sheet), 1):
        if row and (number > MAX_ROWS or len(row) > MAX_COLUMNS):
            message = f"the sheet has cells in row {number} and column {len(row)}; at most {MAX_ROWS} and {MAX_COLUMNS}"
            place = Source(file=file, sheet=sheet.title)
            raise error([Problem("RE102", f"{message} are read", "Delete the empty rows and columns.", place)])
        for found in row:
            if found.value is not None:
                place = Source(file=file, sheet=sheet.title, cell=found.coordinate)
                value: CellValue = found.value if isinstance(found.value, CellValue) else str(found.value)
                cells[found.row, found.column] = Cell(
                    value=value,
                    place=place,
                    number_format=str(found.number_format),
                    is_formula=found.data_type == "f",
                )
    return Sheet(name=sheet.title, cells=cells)


def write_workbook(path: str | Path, sheets: Sequence[NewSheet]) -> None:
    """Write a workbook with a header, notes and a frozen first row on each sheet; formulas only where asked for.

    The same sheets give the same bytes.
    """
    write_bytes_atomic(path, workbook_bytes(sheets))


def workbook_bytes(sheets: Sequence[NewSheet]) -> bytes:
    """Return the bytes of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _add_styles(book, {column.number_format for new in sheets for column in new.columns if column.number_format})
    for new in sheets:
        _fill(book.create_sheet(new.name), new)
    book.properties.created = _CREATED
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(buffer.getvalue())


_RED = "AA3333"
_A4 = 9
"""The number that stands for the size of paper."""
_READABLE = 190
"""Signs across a printed page that can still be read."""
_LINE, _HIGHEST = 15.0, 400.0
"""Points of a line, and of the highest row that programs show."""
_HEAD, _TEXT, _LONG = "reengineer head", "reengineer text", "reengineer long text"
_WARNING = "reengineer mark"
"""Styles that all cells of a kind share, so that whoever opens the workbook may change them in one place."""


def _add_styles(book: Any, formats: "set[str]") -> None:  # noqa: ANN401 - openpyxl has no types for it
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    fill = PatternFill("solid", fgColor="DDE6F0")
    lines, top = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
    book.add_named_style(NamedStyle(_HEAD, font=Font(bold=True), fill=fill, alignment=lines))
    book.add_named_style(NamedStyle(_TEXT, number_format="@", alignment=top))
    book.add_named_style(NamedStyle(_LONG, number_format="@", alignment=lines))
    book.add_named_style(NamedStyle(_WARNING, font=Font(bold=True, color=_RED), number_format="@"))
    for shown in sorted(formats):
        book.add_named_style(NamedStyle(_style_of(shown), number_format=shown, alignment=top))


def _style_of(number_format: str) -> str:
    return f"reengineer {number_format}"


def _fill(sheet: Any, new: NewSheet) -> None:  # noqa: ANN401 - cells are typed as merged or not
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(new.columns, 1):
        letter = get_column_letter(number)
        sheet.cell(1, number, column.title).style = _HEAD
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
        _note(sheet, number, column, len(new.rows))
    for at, row in enumerate(new.rows, 2):
        for number, (value, column) in enumerate(zip(row, new.columns, strict=False), 1):
            _put(sheet, at, number, value, column)
    shown = next((number for number, column in enumerate(new.columns, 1) if not column.hidden), 1)
    sheet.freeze_panes = sheet.cell(2, shown + new.frozen_columns)
    _lay_out(sheet, new)
    if new.is_table and new.rows:
        _add_table(sheet, new)
        _fit_rows(sheet, new)
    if new.mark:
        _mark(sheet, new)


def _lay_out(sheet: Any, new: NewSheet) -> None:  # noqa: ANN401 - the set-up of a page is typed as missing or not
    """Print a sheet lying, as wide as one page or, where that could not be read, as few; its header on each."""
    wide = sum(column.width for column in new.columns if not column.hidden)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, ceil(wide / _READABLE)), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _fit_rows(sheet: Any, new: NewSheet) -> None:  # noqa: ANN401 - cells are typed as merged or not
    """Give rows the height of their longest text: not every program does so for what it opens."""
    for at, row in enumerate(new.rows, 2):
        lines = [
            ceil(len(value) / column.width)
            for value, column in zip(row, new.columns, strict=False)
            if isinstance(value, str) and column.is_long
        ]
        if max(lines, default=1) > 1:
            sheet.row_dimensions[at].height = min(_LINE * max(lines), _HIGHEST)


def _mark(sheet: Any, new: NewSheet) -> None:  # noqa: ANN401 - the head of a page is typed as missing or not
    """Write the mark where it is seen on paper and on a screen, apart from the table."""
    sheet.oddHeader.center.text = new.mark.replace("&", "&&")
    sheet.sheet_properties.tabColor = _RED
    at = len(new.rows) + 3
    _put(sheet, at, 1, new.mark, new.columns[0])
    sheet.cell(at, 1).style = _WARNING


def _add_table(sheet: "Worksheet", new: NewSheet) -> None:
    """Make the cells a table, named as the sheet is."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    name = "".join(sign if sign.isalnum() else "_" for sign in new.name)
    table = Table(displayName=f"t_{name}", ref=f"A1:{get_column_letter(len(new.columns))}{len(new.rows) + 1}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _put(
    sheet: Any,  # noqa: ANN401 - cells are typed as merged or not
    row: int,
    number: int,
    value: str | int | float | Formula | None,
    column: Column,
) -> None:
    if value is None:
        return
    written = sheet.cell(row, number, f"={value.text}" if isinstance(value, Formula) else value)
    if isinstance(value, str):
        # Text from a map may start with "=", "+" or "@"; it stays text, never a formula.
        written.data_type = "s"
        written.style = _LONG if column.is_long else _TEXT
    elif column.number_format and not isinstance(value, bool):
        written.style = _style_of(column.number_format)


def _note(sheet: "Worksheet", number: int, column: Column, rows: int) -> None:
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.note:
        comment = Comment(column.note, "reengineer")
        comment.width, comment.height = 320, 40 + 18 * (1 + len(column.note) // 45)
        sheet.cell(1, number).comment = comment
    if column.choices:
        choice = DataValidation(type="list", formula1='"' + ",".join(column.choices) + '"', allow_blank=True)
        choice.showErrorMessage = False
        sheet.add_data_validation(choice)
        letter = get_column_letter(number)
        choice.add(f"{letter}2:{letter}{max(rows, 1) + 200}")


def _settled(data: bytes) -> bytes:
    """Replace the times that the zip and its properties carry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _undated(content)
            new.writestr(zipfile.ZipInfo(info.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _undated(content: bytes) -> bytes:
    fixed = _CREATED.isoformat().encode() + b"Z"
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + fixed, content)
