"""Read the files of values that annotations refer to."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel

from reengineer.annotations._arrival_file import arrival_table
from reengineer.annotations._demand import Arrivals
from reengineer.annotations._people import Clock
from reengineer.annotations._records import Annotations
from reengineer.errors import InputError, Problem
from reengineer.files import Document, read_bytes
from reengineer.files import Path as Route
from reengineer.quantities import Distribution, QuantityError, parse_duration, parse_number
from reengineer.source import Source

MAX_VALUES = 200_000
_SUFFIXES = {"_s": 1.0, "_min": 60.0, "_h": 3600.0}


def with_observations(notes: Annotations, folder: Path, document: Document | None) -> tuple[Annotations, list[Problem]]:
    """Return annotations whose ``empirical`` distributions hold the values of their files.

    A file is a CSV with a header, in the folder of the annotations or below it. Cells are durations with their unit,
    or plain numbers in a column whose name ends in ``_s``, ``_min`` or ``_h``.
    """
    reader = _Reader(folder, document, notes.clock)
    filled = reader.filled(notes, ())
    return (filled if isinstance(filled, Annotations) else notes), reader.problems


def files_named(notes: Annotations) -> tuple[str, ...]:
    """Return the files of values that annotations name, relative to where the annotations stand; each once."""
    named = (
        each.reference.rpartition(":")[0] if isinstance(each, Distribution) else each.file for each in _naming(notes)
    )
    return tuple(dict.fromkeys(name for name in named if name is not None))


def values_read(notes: Annotations) -> list[object]:
    """Return what was read from the files that annotations name, as plain values: what they say beside their names."""
    found: list[object] = []
    for each in _naming(notes):
        if isinstance(each, Distribution):
            found.append(each.points)
        elif each.table is not None:
            found.append([each.table.ticks, each.table.columns])
    return found


def _naming(value: object) -> Iterator[Distribution | Arrivals]:
    """Give the parts of annotations that name a file of values."""
    if isinstance(value, Distribution):
        if value.family == "empirical":
            yield value
    elif isinstance(value, Arrivals) and value.file is not None:
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _naming(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _naming(item)


class _Reader:
    def __init__(self, folder: Path, document: Document | None, clock: Clock) -> None:
        self.folder, self.document, self.clock = folder, document, clock
        self.problems: list[Problem] = []

    def filled(self, value: Any, path: Route) -> Any:  # noqa: ANN401 - any part of the records
        """Return a part of the annotations with its distributions filled; the very same where there are none."""
        if isinstance(value, Distribution):
            return self._distribution(value, path)
        if isinstance(value, BaseModel):
            items = {name: getattr(value, name) for name in type(value).model_fields}
            made = {name: self.filled(item, (*path, name)) for name, item in items.items()}
            changed = {name: item for name, item in made.items() if item is not items[name]}
            whole = value.model_copy(update=changed) if changed else value
            return self._arrivals(whole, path) if isinstance(whole, Arrivals) else whole
        if isinstance(value, dict):
            found = {key: self.filled(item, (*path, key)) for key, item in value.items()}
            return found if any(found[key] is not value[key] for key in value) else value
        return value

    def _arrivals(self, value: Arrivals, path: Route) -> Arrivals:
        if value.file is None or not (self.folder / value.file).is_file():
            return value  # a run says so, nothing else needs it
        try:
            return value.with_table(arrival_table(_read(self.folder, value.file), self.clock))
        except (QuantityError, InputError) as fault:
            self._refuse(value.file, fault, (*path, "file"))
            return value

    def _refuse(self, what: str, fault: QuantityError | InputError, path: Route) -> None:
        text = fault.problems[0].message if isinstance(fault, InputError) else str(fault)
        message, _, remedy = text.partition("; ")
        place = self.document.place(path) if self.document else Source()
        how = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "Check the file and the column."
        self.problems.append(Problem("RE318", f"'{what}': {message}", how, place))

    def _distribution(self, value: Distribution, path: Route) -> Distribution:
        if value.family != "empirical" or value.points:
            return value
        try:
            values = tuple(_column(self.folder, value.reference))
            return value.with_points(values)
        except (QuantityError, InputError) as fault:
            self._refuse(value.reference, fault, path)
            return value


def _read(folder: Path, file: str) -> bytes:
    """Return the bytes of a file in the folder of the annotations or below it."""
    inside = PurePosixPath(file.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in file:
        raise QuantityError(
            "the file is not in the folder of the annotations; write a path below it, such as times.csv"
        )
    return read_bytes(folder / inside)


def _column(folder: Path, reference: str) -> Iterator[float]:
    file, _, column = reference.rpartition(":")
    data = _read(folder, file)
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise QuantityError("the file is no CSV in UTF-8; write it as one") from None
    if not rows or column not in rows[0]:
        known = ", ".join(str(name) for name in rows[0]) if rows else "none"
        raise QuantityError(f"the file has no column '{column}' with values; write one of: {known}")
    if len(rows) > MAX_VALUES:
        raise QuantityError(f"the file has {len(rows)} values; write at most {MAX_VALUES}")
    factor = next((size for suffix, size in _SUFFIXES.items() if column.endswith(suffix)), None)
    return (_seconds(row[column] or "", factor) for row in rows)


def _seconds(text: str, factor: float | None) -> float:
    if factor is None:
        return float(parse_duration(text))
    value = float(parse_number(text)) * factor
    if value < 0:
        raise QuantityError(f"'{text}' is below 0; write values of 0 or more")
    return value
