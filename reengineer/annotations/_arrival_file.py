"""Read a file of arrivals: when each case came, and the attributes that it had."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reengineer._records import dataclass
from reengineer.annotations._people import Clock
from reengineer.quantities import QuantityError, parse_number

MOST_ARRIVALS = 500_000
MOST_YEARS = 100
AT = "arrived"
OFFSETS = {"arrived_s": 1.0, "arrived_min": 60.0, "arrived_h": 3600.0}
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalTable:
    """Hold the cases of a file, in the order in which they come.

    Parameters
    ----------
    ticks : tuple of int
        Microseconds after the start of the run, 0 or more, rising.
    columns : dict of str to tuple of str
        What the other columns say of each case, by name; empty where they say nothing.
    """

    ticks: tuple[int, ...]
    columns: dict[str, tuple[str, ...]]


def arrival_table(data: bytes, clock: Clock) -> ArrivalTable:
    """Return the cases that a CSV file lists.

    One column says when a case comes: ``arrived`` holds local dates and times, or such with an offset; ``arrived_s``,
    ``arrived_min`` and ``arrived_h`` hold numbers counted from the start of the run. A file of a single column may give
    it any name. Cases of one instant come in the order of their rows.

    Parameters
    ----------
    data : bytes
        UTF-8 text, the first row with the names of the columns.
    clock : Clock
        When the run starts.

    Raises
    ------
    QuantityError
        With what is wrong, and behind a semicolon how to mend it.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise QuantityError("the file is no CSV in UTF-8; write it as one") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise QuantityError("the file lists no case; write the names of the columns, then one row a case")
    if len(rows) > MOST_ARRIVALS + 1:
        raise QuantityError(f"the file lists {len(rows) - 1:,} cases; write at most {MOST_ARRIVALS:,}")
    names = [name.strip() for name in rows[0]]
    place = _place_of_time(names)
    ticks = list(_ticks(rows[1:], place, names[place], clock))
    order = sorted(range(len(ticks)), key=ticks.__getitem__)
    columns = {
        name: tuple(_cell(rows[1 + row], number) for row in order)
        for number, name in enumerate(names)
        if number != place and name
    }
    return ArrivalTable(ticks=tuple(ticks[row] for row in order), columns=columns)


def _place_of_time(names: Sequence[str]) -> int:
    repeated = [name for name in names if names.count(name) > 1 and name]
    if repeated:
        raise QuantityError(f"the file has the column '{repeated[0]}' twice; give each column a name of its own")
    found = [number for number, name in enumerate(names) if name in (AT, *OFFSETS)]
    if len(found) == 1 or len(names) == 1:
        return found[0] if found else 0
    if found:
        raise QuantityError(f"the file says when a case comes in {len(found)} columns; leave one of them")
    known = ", ".join(name for name in names if name)
    raise QuantityError(
        f"the file has no column '{AT}', but {known}; name the one with dates and times so, or write minutes after the "
        f"start as 'arrived_min'"
    )


def _cell(row: Sequence[str], number: int) -> str:
    return row[number].strip() if number < len(row) else ""


def _ticks(rows: Sequence[Sequence[str]], place: int, name: str, clock: Clock) -> Iterator[int]:
    zone = ZoneInfo(clock.timezone)
    start = clock.start.replace(tzinfo=zone).astimezone(UTC)
    for number, row in enumerate(rows, start=2):
        text = _cell(row, place)
        try:
            tick = _tick(text, OFFSETS.get(name), start, zone)
        except (QuantityError, ValueError, OverflowError):
            what = "a number" if name in OFFSETS else "a date and time such as 2026-01-05 09:30"
            raise QuantityError(f"row {number} says '{text}'; write {what}") from None
        if tick < 0:
            raise QuantityError(f"row {number} says '{text}', before the run starts; write none before {clock.start}")
        if tick > MOST_YEARS * 366 * 86_400_000_000:
            raise QuantityError(f"row {number} says '{text}'; write none more than {MOST_YEARS} years after the start")
        yield tick


def _tick(text: str, unit: float | None, start: datetime, zone: ZoneInfo) -> int:
    if unit is not None:
        return round(float(parse_number(text)) * unit * 1_000_000)
    at = datetime.fromisoformat(text)
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at
    return (at.astimezone(UTC) - start) // MICROSECOND
