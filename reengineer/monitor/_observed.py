"""Read what was observed: one value a period and measure, each with its place; a row that cannot be read is named."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Literal

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.feedback import DateError, Dates, FeedbackMapping, Row, Table, order_of, read_day, read_table
from reengineer.files import decimal_point
from reengineer.source import Source

Arm = Literal["trial", "control"]
ARMS: tuple[Arm, ...] = ("trial", "control")
LONG = ("date", "measure", "value", "n", "arm", "note")
ADOPTION, ARRIVALS = "adoption", "arrivals"
ALWAYS = (ADOPTION, ARRIVALS)
"""Measures that any file may hold: share of cases on the new way of working, and cases that came in the period."""
LOAD = "load:"
"""Before the name of a group: the share of its time that it was busy."""
_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,9})?")
_LEFT_OUT = "; the row is left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedPoint:
    """Hold one observed value.

    Parameters
    ----------
    day : date
        Of the period, its first as a rule.
    value : float
        In the unit of the criterion or guardrail.
    n : float or None
        How many cases it rests on.
    source : Source
    """

    day: date
    value: float
    n: float | None = None
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Hold all that was observed.

    Parameters
    ----------
    series : mapping of (measure, arm) to tuple of ObservedPoint
        In the order of time.
    rows : int
    problems : tuple of Problem
        One for each row left out, with its line.
    files : tuple of str
    """

    series: Mapping[tuple[str, Arm], tuple[ObservedPoint, ...]] = field(default_factory=dict)
    rows: int = 0
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    def of(self, measure: str, arm: Arm = "trial") -> tuple[ObservedPoint, ...]:
        """Return the points of a measure; none where it was not observed."""
        return self.series.get((measure, arm), ())

    @property
    def refused(self) -> int:
        """Return how many rows were left out."""
        return len(self.problems)

    def beside(self, other: "Observed") -> "Observed":
        """Return both together; a series that both have is this one's."""
        return replace(
            self,
            series={**other.series, **self.series},
            rows=self.rows + other.rows,
            problems=(*self.problems, *other.problems),
            files=(*self.files, *other.files),
        )


def read_observed(
    paths: Iterable[str | Path], known: Collection[str], *, dates: Dates | None = None, encoding: str | None = None
) -> Observed:
    """Read files of measures: CSV, XLSX or JSON.

    Parameters
    ----------
    paths : iterable of path
        With the columns ``date, measure, value`` and perhaps ``n, arm, note``; or with ``date`` and one column for each
        measure.
    known : collection of str
        Ids of criteria and guardrails; `ALWAYS` and loads of groups are known besides.
    dates : {"ymd", "dmy", "mdy"}, optional
        Order of day, month and year; without it a date that could be read in two ways is left out, never guessed.
    encoding : str, optional
        Where it is not UTF-8.

    Raises
    ------
    ReviewError
        RE901 to RE904 where a file cannot be read at all; RE977 where it holds no measure, or not one row can be read.
    """
    mapping = FeedbackMapping(dates=dates, encoding=encoding)
    names = {*known, *ALWAYS}
    found: dict[tuple[str, Arm], dict[date, ObservedPoint]] = {}
    problems: list[Problem] = []
    rows, files = 0, []
    for path in paths:
        table = read_table(path, mapping)
        files.append(str(path))
        problems += table.problems
        rows += len(table.rows) + len(table.problems)
        for item in _values(table, str(path), names, dates, problems):
            _keep(item, found, problems)
    if not found:
        place = Source(file=files[0], line=1) if files else Source()
        none = Problem("RE977", "not one value can be read", "Write date, measure and value, one a line.", place)
        raise ReviewError(problems or [none])
    series = {
        key: tuple(points[day] for day in sorted(points)) for key, points in sorted(found.items(), key=lambda i: i[0])
    }
    return Observed(series=series, rows=rows, problems=tuple(problems), files=tuple(files))


_Item = tuple[str, Arm, ObservedPoint]


def _keep(item: _Item, found: dict[tuple[str, Arm], dict[date, ObservedPoint]], problems: list[Problem]) -> None:
    measure, arm, point = item
    points = found.setdefault((measure, arm), {})
    if point.day in points:
        first = points[point.day].source.place
        message = f"{measure} of {point.day} stands here a second time, first in {first}{_LEFT_OUT}"
        problems.append(Problem("RE978", message, "Keep one value a period and measure.", point.source, "warning"))
        return
    points[point.day] = point


def _values(
    table: Table, file: str, names: Collection[str], dates: Dates | None, problems: list[Problem]
) -> Iterator[_Item]:
    columns = {name.casefold(): at for at, name in enumerate(table.columns)}
    if "date" not in columns:
        hint = f"there are: {', '.join(table.columns)}"
        remedy = "Name the column of the first day of each period date."
        raise ReviewError(
            [Problem("RE977", f'the column "date" is missing ({hint})', remedy, Source(file=file, line=1))]
        )
    order = order_of((row.cells[columns["date"]] for row in table.rows), dates)
    is_long = "measure" in columns and "value" in columns
    if not is_long:
        _check_wide(table, file, names)
    for row in table.rows:
        try:
            day = read_day(row.cells[columns["date"]], order)
            made = list(_long(row, columns, day, names) if is_long else _wide(row, table, day, names))
        except DateError as fault:
            remedy = "State the order with --dates dmy or mdy." if fault.is_ambiguous else "Write it as 2026-07-01."
            problems.append(Problem("RE978", f"{fault}{_LEFT_OUT}", remedy, row.source, "warning"))
        except _WrongError as fault:
            problems.append(Problem("RE978", f"{fault}{_LEFT_OUT}", fault.remedy, row.source, "warning"))
        else:
            yield from made


class _WrongError(ValueError):
    """A row that cannot be read, and how to mend it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def _check_wide(table: Table, file: str, names: Collection[str]) -> None:
    """Refuse a table without a column that is a measure, and name each column that is none."""
    others = [name for name in table.columns if name.casefold() not in ("date", "n", "arm", "note")]
    wrong = [name for name in others if not _is_known(name, names)]
    if wrong or not others:
        hint = nearest(wrong[0], names) if wrong else ""
        message = f'the column "{wrong[0]}" is no measure' if wrong else "no column is a measure"
        remedy = f"Known here: {', '.join(sorted(names))}; or write date, measure and value."
        place = Source(file=file, line=1)
        raise ReviewError([Problem("RE977", f"{message} ({hint})" if hint else message, remedy, place)])


def _is_known(name: str, names: Collection[str]) -> bool:
    return name in names or name.startswith(LOAD)


def _long(row: Row, columns: Mapping[str, int], day: date, names: Collection[str]) -> Iterator[_Item]:
    cells = {name: row.cells[columns[name]] if name in columns else "" for name in LONG}
    measure = cells["measure"]
    if not _is_known(measure, names):
        hint = nearest(measure, names) or f"known: {', '.join(sorted(names))}"
        raise _WrongError(f'"{measure[:40]}" is no measure here ({hint})', "Write the id of a criterion or guardrail.")
    n = _number(cells["n"], "n") if cells["n"] else None
    point = ObservedPoint(day=day, value=_number(cells["value"], "the value"), n=n, source=row.source)
    yield measure, _arm(cells["arm"]), point


def _wide(row: Row, table: Table, day: date, names: Collection[str]) -> Iterator[_Item]:
    cells = dict(zip(table.columns, row.cells, strict=True))
    extra = {name.casefold(): cell for name, cell in cells.items()}
    n = _number(extra["n"], "n") if extra.get("n") else None
    for name, cell in cells.items():
        if _is_known(name, names) and cell:
            point = ObservedPoint(day=day, value=_number(cell, name), n=n, source=row.source)
            yield name, _arm(extra.get("arm", "")), point


def _arm(text: str) -> Arm:
    word = text.casefold() or "trial"
    for arm in ARMS:
        if word == arm:
            return arm
    raise _WrongError(f'"{text[:20]}" is no arm', "Write trial or control, or leave it empty.")


def _number(text: str, what: str) -> float:
    plain = decimal_point(text)
    share = plain.removesuffix("%").strip() if plain.endswith("%") else plain
    if not _NUMBER.fullmatch(share) or not isfinite(float(share)):
        raise _WrongError(f"{what} {text[:30]!r} is no number", "Write it in digits, without a formula or a unit.")
    return float(share) / 100 if share != plain else float(share)
