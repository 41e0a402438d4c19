"""Files of measures: nothing is guessed, and what is left out is named with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reengineer.errors import ReviewError
from reengineer.monitor import Observed, read_observed

KNOWN = ("cycle", "control_failures")
Read = Callable[..., Observed]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_it(text: str | bytes, **how: str) -> Observed:
        path = tmp_path / "weeks.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_observed([path], KNOWN, **how)  # type: ignore[arg-type]

    return read_it


def told(found: Observed) -> list[tuple[int | None, str]]:
    return [(problem.source.line, problem.code) for problem in found.problems]


def test_one_value_a_line(read: Read) -> None:
    found = read('date,measure,value,n,arm\n2026-01-12,cycle,3.5,200,\n2026-01-05,cycle,"3,25",,control\n')
    assert [(point.day, point.value, point.n) for point in found.of("cycle")] == [(date(2026, 1, 12), 3.5, 200)]
    assert [point.value for point in found.of("cycle", "control")] == [3.25]
    assert (found.rows, found.refused) == (2, 0)


def test_one_column_a_measure(read: Read) -> None:
    found = read("date;cycle;adoption;n;load:handler\n2026-01-05;3.5;80 %;200;0.95\n2026-01-12;3.4;;;\n")
    assert [point.value for point in found.of("cycle")] == [3.5, 3.4]
    assert [point.value for point in found.of("adoption")] == [0.8]
    assert [point.value for point in found.of("load:handler")] == [0.95]


def test_a_date_that_may_be_two_is_never_guessed(read: Read) -> None:
    found = read("date,measure,value\n2026-01-05,cycle,3\n03/04/2026,cycle,4\n")
    assert told(found) == [(3, "RE978")]
    assert "may be 3 April or 4 March; the row is left out" in found.problems[0].message
    assert len(read("date,measure,value\n03/04/2026,cycle,4\n", dates="dmy").of("cycle")) == 1
    # Another date of the column may tell.
    assert read("date,measure,value\n03/04/2026,cycle,4\n25/04/2026,cycle,4\n").problems == ()


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("x")', "@sum", "3 days", "nan", "inf", "1e5", "", "'4"])
def test_what_is_no_number_stays_text_and_is_named(read: Read, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    found = read(f"date,measure,value\n2026-01-05,cycle,3\n2026-01-12,cycle,{quoted}\n")
    assert told(found) == [(3, "RE978")]
    assert "is no number" in found.problems[0].message


def test_every_wrong_row_is_named_with_its_line(read: Read) -> None:
    found = read(
        "date,measure,value,arm\n2026-01-05,cycle,3,\n2026-01-12,cycel,3,\n2026-13-01,cycle,3,\n"
        "2026-01-05,cycle,9,\n2026-01-19,cycle,3,left\n2026-01-26,cycle\n2026-02-02,cycle,2,\n"
    )
    assert sorted(told(found)) == [(3, "RE978"), (4, "RE978"), (5, "RE978"), (6, "RE978"), (7, "RE905")]
    assert [point.value for point in found.of("cycle")] == [3, 2]
    assert any('nearest: "cycle"' in problem.message for problem in found.problems)


def test_letters_of_another_encoding_are_refused_until_it_is_named(read: Read) -> None:
    text = "date,measure,value,note\n2026-01-05,cycle,3,f\xeate\n".encode("cp1252")
    with pytest.raises(ReviewError, match="RE902") as fault:
        read(text)
    assert fault.value.problems[0].source.line == 2
    assert len(read(text, encoding="cp1252").of("cycle")) == 1
    assert len(read("date,measure,value\n2026-01-05,cycle,3\n".encode("utf-16")).of("cycle")) == 1
    assert len(read(b"\xef\xbb\xbfdate,measure,value\r\n2026-01-05,cycle,3\r\n").of("cycle")) == 1


@pytest.mark.parametrize(
    "text",
    ["day,measure,value\n2026-01-05,cycle,3\n", "date,cycel\n2026-01-05,3\n", "date\n2026-01-05\n"],
)
def test_a_table_of_something_else_is_refused(read: Read, text: str) -> None:
    with pytest.raises(ReviewError, match="RE977"):
        read(text)


def test_not_one_value_is_an_error_with_each_line(read: Read) -> None:
    with pytest.raises(ReviewError) as fault:
        read("date,measure,value\n2026-01-05,cycle,x\n2026-01-12,cycle,y\n")
    assert [problem.source.line for problem in fault.value.problems] == [2, 3]
