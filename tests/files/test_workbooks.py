"""Workbooks come and go with their places, without formulas, within bounds."""

import contextlib
import io
import zipfile
from datetime import time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reengineer.errors import InputError
from reengineer.files import (
    Column,
    NewSheet,
    _workbook,
    canonical_json,
    read_workbook,
    sha256,
    write_bytes_atomic,
    write_text_atomic,
    write_workbook,
)

SHEETS = (
    NewSheet(
        name="Steps",
        columns=(
            Column(title="id", hidden=True),
            Column(title="Step", note="What the map calls it.", width=30),
            Column(title="Check", choices=("yes", "no")),
        ),
        rows=(("a", "=1+1", None), ("b", "@SUM(1)", 0.35)),
    ),
)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", SHEETS)
    sheet = read_workbook(tmp_path / "a.xlsx")["Steps"]
    assert sheet.rows == (1, 2, 3)
    assert {column: cell.value for column, cell in sheet.row(3).items()} == {1: "b", 2: "@SUM(1)", 3: 0.35}
    assert sheet.cells[3, 3].place.place == f"{tmp_path / 'a.xlsx'}!Steps:C3"


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", SHEETS)
    cells = read_workbook(tmp_path / "a.xlsx")["Steps"].cells.values()
    assert not any(cell.is_formula for cell in cells)


def test_the_sheet_is_made_to_be_read(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", SHEETS)
    sheet = load_workbook(tmp_path / "a.xlsx")["Steps"]
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].width == 30
    assert sheet["B1"].comment.text == "What the map calls it."
    assert sheet["B1"].font.bold
    assert sheet.data_validations.dataValidation[0].formula1 == '"yes,no"'


def test_the_same_sheets_give_the_same_bytes(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", SHEETS)
    write_workbook(tmp_path / "b.xlsx", SHEETS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def made(fill: object = None) -> bytes:
    book = Workbook()
    sheet = book.active
    for cell, value in (fill if isinstance(fill, dict) else {"A1": 1}).items():
        sheet[cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_keep_their_kind() -> None:
    cells = read_workbook(made({"A1": time(9, 0), "B1": timedelta(minutes=90), "C1": True, "D1": "=A1"}))["Sheet"].cells
    assert [cells[1, column].value for column in range(1, 5)] == [time(9, 0), timedelta(minutes=90), True, "=A1"]
    assert cells[1, 4].is_formula


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"a: 1", made()[:-40]])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="RE121"):
        read_workbook(data, name="a.xlsx")


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name not in parts.values():
                new.writestr(name, parts.get(name, old.read(name)))
    return buffer.getvalue()


def test_a_zip_without_a_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("hello.txt", "x")
    with pytest.raises(InputError, match="RE121"):
        read_workbook(buffer.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode(encoding)
    with pytest.raises(InputError, match="RE122"):
        read_workbook(packed(**{"xl/workbook.xml": bomb}))


VAST = (
    '<mergeCells count="1"><mergeCell ref="B1:XFD1048576"/></mergeCells>',
    '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
)


@pytest.mark.parametrize("part", VAST)
def test_what_stands_for_millions_of_cells_costs_nothing(part: str) -> None:
    sheet = made({"A1": 1, "A3": "x"}), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(sheet[0])) as package:
        text = package.read(sheet[1]).replace(b"</sheetData>", f"</sheetData>{part}".encode())
    # The sheet says besides that it is smaller than it is.
    text = text.replace(b'<dimension ref="A1:A3"', b'<dimension ref="A1"')
    [read] = read_workbook(repacked(sheet[0], {sheet[1]: text})).values()
    assert {place: cell.value for place, cell in read.cells.items()} == {(1, 1): 1, (3, 1): "x"}


def repacked(book: bytes, parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize("what", ["MAX_MARKS", "MAX_STYLE_MARKS"])
def test_a_workbook_of_too_many_pieces_is_refused(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workbook, what, 20)
    with pytest.raises(InputError, match=r"pieces[\s\S]*RE102"):
        read_workbook(made())


def test_damaged_parts_are_read_or_refused() -> None:
    whole = bytearray(repacked(made(), {}))
    for at in range(40, len(whole), 97):
        broken = bytes(whole[:at]) + bytes(byte ^ 0xFF for byte in whole[at : at + 8]) + bytes(whole[at + 8 :])
        with contextlib.suppress(InputError):
            read_workbook(broken)


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workbook, "MAX_UNPACKED", 1000)
    with pytest.raises(InputError, match="RE102"):
        read_workbook(made())


def test_a_sheet_that_claims_to_be_vast_is_refused() -> None:
    with pytest.raises(InputError, match=r"at most .* are read.*\n.*RE102"):
        read_workbook(made({"A1": 1, "XFD1048576": 2}), name="a.xlsx")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text_atomic(path, "é\n")
    assert path.read_bytes() == "é\n".encode()
    mode = path.stat().st_mode
    path.chmod(0o640)
    write_bytes_atomic(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert mode & 0o400
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_bytes_atomic(tmp_path / "folder", b"x")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_data_have_one_spelling() -> None:
    assert canonical_json({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))
    assert sha256(b"").startswith("e3b0c442")


def test_cells_share_named_styles_and_keep_all_their_digits() -> None:
    columns = (Column(title="Why", is_long=True), Column(title="Value, GBP", number_format="#,##0"))
    made = _workbook.workbook_bytes(
        [NewSheet(name="A", columns=columns, rows=(("=1+1 is no sum", 1234.5678), (None, _workbook.Formula("B2"))))]
    )
    sheet = load_workbook(io.BytesIO(made))["A"]
    assert (sheet["A1"].style, sheet["A2"].style) == ("reengineer head", "reengineer long text")
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].alignment.wrap_text
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["B3"].number_format) == (1234.5678, "#,##0", "#,##0")


def test_a_sheet_prints_lying_with_its_head_and_rows_as_high_as_their_texts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from reengineer.files import Column, NewSheet, write_workbook

    columns = (Column(title="Id", width=10), Column(title="Text", width=20, is_long=True))
    rows = (("a", "short"), ("b", "a text that goes on for more than the two lines of it"))
    write_workbook(tmp_path / "book.xlsx", [NewSheet(name="S", columns=columns, rows=rows, is_table=True)])
    sheet = load_workbook(tmp_path / "book.xlsx")["S"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height == 45
