"""Read a filled workbook into the same plain data that YAML gives, with the cell of every value."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from reengineer.annotations._columns import MEMBER_PATHS, SETTINGS, SHEETS, TRANSITION_FACTS, Field
from reengineer.errors import AnnotationError, InputError, Problem, nearest
from reengineer.files import Cell, Document, Path, Sheet, read_workbook, read_yaml
from reengineer.processmap import ProcessMap
from reengineer.quantities import format_number
from reengineer.source import Source

YES = ("yes", "y", "true", "x")
NO = ("no", "n", "false")


def workbook_document(data: bytes, name: str, map: ProcessMap) -> Document:  # noqa: A002
    """Return the plain data of a workbook.

    Raises
    ------
    AnnotationError
        If the file is no workbook, has none of the sheets, or holds cells that cannot be read.
    """
    reader = _Reader(read_workbook(data, name=name, error=AnnotationError), name, map)
    return reader.document()


class _Reader:
    """Go through the sheets and gather data, places and problems."""

    def __init__(self, book: dict[str, Sheet], file: str, map: ProcessMap) -> None:  # noqa: A002
        self.book, self.file, self.map = book, file, map
        self.data: dict[str, Any] = {}
        self.places: dict[Path, Source] = {(): Source(file=file)}
        self.keys: dict[Path, Source] = {}
        self.problems: list[Problem] = []
        self.currency = ""

    def document(self) -> Document:
        """Read every sheet."""
        if not any(name in self.book for name in SHEETS):
            remedy = f"Use the sheets of the template: {', '.join(SHEETS)}."
            self._refuse("RE125", "the workbook has none of the sheets of annotations", remedy, Source(file=self.file))
        self._general()
        for sheet in ("Steps", "Controls"):
            for ref, row in self._elements(sheet):
                node = self.map.find(ref)
                section = "events" if node is not None and node.kind == "event" else "steps"
                self._entry((section, ref), sheet, row)
        self._branches()
        self._people()
        for sheet, section in (("Calendars", "calendars"), ("Demand", "cases")):
            for ref, row in self._elements(sheet):
                self._entry((section, ref), sheet, row, keep=True)
        if self.problems:
            raise AnnotationError(self.problems)
        return Document(data={"version": 1, **self.data}, file=self.file, places=self.places, keys=self.keys)

    def _refuse(self, code: str, message: str, remedy: str, place: Source) -> None:
        self.problems.append(Problem(code, message, remedy, place))

    def _rows(self, sheet: str) -> Iterator[dict[str, Cell]]:
        """Give the rows of a sheet by the titles of its columns."""
        found = self.book.get(sheet)
        if found is None:
            return
        titles = self._titles(sheet, found)
        for number in found.rows:
            row = {titles[column]: cell for column, cell in found.row(number).items() if column in titles}
            row = {title: cell for title, cell in row.items() if not _is_blank(cell)}
            if number > 1 and row:
                yield row

    def _titles(self, sheet: str, found: Sheet) -> dict[int, str]:
        known = {field.title.lower(): field.title for field in SHEETS[sheet]}
        titles: dict[int, str] = {}
        for column, cell in found.row(1).items():
            title = known.get(str(cell.value).strip().lower())
            if title is None:
                hint = nearest(str(cell.value), known.values())
                remedy = f"Use the titles of the template{'; ' + hint if hint else ''}, or delete the column."
                self._refuse("RE124", f"the column '{cell.value}' is not known here", remedy, cell.place)
            else:
                titles[column] = title
        return titles

    def _elements(self, sheet: str) -> Iterator[tuple[str, dict[str, Cell]]]:
        """Give the rows of a sheet with the element that each is about, refusing a second row on one."""
        key = SHEETS[sheet][0].title
        seen: set[str] = set()
        for row in self._rows(sheet):
            cell = row.get(key) or row.get("Step")
            if cell is None:
                place = next(iter(row.values())).place
                self._refuse("RE126", f"the row has nothing under '{key}'", "Say what the row is about.", place)
                continue
            ref = str(cell.value).strip()
            if ref in seen:
                self._refuse("RE304", f"'{ref}' has a row already", "Keep one of the two.", cell.place)
                continue
            seen.add(ref)
            yield ref, {**row, key: cell}

    def _entry(self, at: Path, sheet: str, row: dict[str, Cell], *, keep: bool = False) -> None:
        """Add what a row says of its element; a row that says nothing is left out unless `keep`."""
        first = row[SHEETS[sheet][0].title]
        start = len(self.places)
        for field in SHEETS[sheet]:
            cell = row.get(field.title)
            if cell is not None and (field.path or field.title == "More"):
                self._add(at, field, cell)
        if keep or len(self.places) > start:
            self._holder(at)
            self.places.setdefault(at, first.place)
            self.keys.setdefault(at, first.place)

    def _add(self, at: Path, field: Field, cell: Cell) -> None:
        value = self._value(field, cell)
        if value is _UNREADABLE:
            return
        if field.title == "More":
            if isinstance(value, dict):
                self._merge(at, value, cell.place)
            else:
                remedy = f"Write it in braces. {field.note}"
                self._refuse("RE127", f"'{cell.value}' is not a mapping", remedy, cell.place)
        else:
            self._put((*at, *field.path), value, cell.place)

    def _merge(self, at: Path, value: dict[str, Any], place: Source) -> None:
        for key, item in value.items():
            if isinstance(item, dict):
                self._merge((*at, key), item, place)
            else:
                self._put((*at, key), item, place)

    def _put(self, path: Path, value: object, place: Source) -> None:
        self._holder(path[:-1])[path[-1]] = value
        self.places[path] = place
        self.keys[path] = place

    def _holder(self, path: Path) -> Any:  # noqa: ANN401 - nested plain data
        holder: Any = self.data
        for key in path:
            holder = holder.setdefault(key, {})
        return holder

    def _value(self, field: Field, cell: Cell) -> object:
        if cell.is_formula:
            remedy = "Write the value itself; formulas are not calculated."
            self._refuse("RE123", "the cell holds a formula", remedy, cell.place)
            return _UNREADABLE
        if field.kind == "yaml":
            return self._yaml(cell)
        return _READERS.get(field.kind, _as_text)(cell, self.currency)

    def _yaml(self, cell: Cell) -> object:
        if not isinstance(cell.value, str):
            return cell.value
        try:
            return read_yaml(cell.value.encode(), name="").data
        except InputError as fault:
            for problem in fault.problems:
                self._refuse(problem.code, problem.message, problem.remedy, cell.place)
            return _UNREADABLE

    def _general(self) -> None:
        settings = {field.title: field for field in SETTINGS}
        facts = {field.title: field for field in TRANSITION_FACTS}
        for row in self._rows("General"):
            name, between, cell = row.get("Setting"), row.get("Between steps"), row.get("Value")
            if cell is None or name is None:
                continue
            title = str(name.value).strip()
            field = (facts if between else settings).get(title)
            if field is None:
                hint = nearest(title, facts if between else settings)
                self._refuse("RE124", f"the setting '{title}' is not known here", f"{hint or 'Remove it'}.", name.place)
                continue
            at: Path = ("transitions", str(between.value).strip()) if between else ()
            self._add(at, field, cell)
            if between:
                self.keys.setdefault(at, between.place)
        self.currency = str(self.data.get("currency", ""))

    def _branches(self) -> None:
        share = SHEETS["Branches"][-1]
        for flow, row in self._elements("Branches"):
            gateway, cell = row.get("gateway id") or row.get("Gateway"), row.get("Share")
            if cell is None:
                continue
            if gateway is None:
                self._refuse("RE126", "the row does not name its gateway", "Write it under 'Gateway'.", cell.place)
                continue
            at: Path = ("flows", str(gateway.value).strip())
            value = self._value(share, cell)
            if value is not _UNREADABLE:
                self._put((*at, flow), value, cell.place)
                self.places.setdefault(at, cell.place)
                self.keys.setdefault(at, cell.place)

    def _people(self) -> None:
        for row in self._rows("People"):
            group = row.get("Group")
            if group is None:
                place = next(iter(row.values())).place
                self._refuse("RE126", "the row has nothing under 'Group'", "Say which group it is about.", place)
                continue
            at: Path = ("resources", str(group.value).strip())
            if "Member" in row:
                self._member(at, row)
            elif at in self.keys:
                self._refuse("RE304", f"'{at[1]}' has a row already", "Keep one of the two.", group.place)
            else:
                self._entry(at, "People", row, keep=True)

    def _member(self, at: Path, row: dict[str, Cell]) -> None:
        holder = self._holder(at)
        members = holder.setdefault("members", [])
        if not isinstance(members, list):
            message = f"'{at[1]}' has a number of members and named ones as well"
            self._refuse("RE128", message, "Clear the number.", row["Member"].place)
            return
        path: Path = (*at, "members", len(members))
        entry: dict[str, object] = {"name": str(row["Member"].value).strip()}
        members.append(entry)
        self.places[path] = self.places[*path, "name"] = row["Member"].place
        for field in SHEETS["People"]:
            cell = row.get(field.title)
            if cell is not None and field.path in MEMBER_PATHS:
                value = self._value(field, cell)
                if value is not _UNREADABLE:
                    entry[field.path[0]] = value
                    self.places[*path, field.path[0]] = cell.place


_UNREADABLE = object()


def _is_blank(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _as_text(cell: Cell, currency: str) -> object:  # noqa: ARG001 - readers are alike
    value = cell.value
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return value.strip() if isinstance(value, str) else str(value)


def _as_number(cell: Cell, currency: str) -> object:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _as_text(cell, currency)
    return value


def _as_duration(cell: Cell, currency: str) -> object:
    value = cell.value
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, timedelta):
        return f"{format_number(value.total_seconds() / 60)} min"
    return _as_number(cell, currency)


def _as_money(cell: Cell, currency: str) -> object:
    value = _as_number(cell, currency)
    return f"{format_number(value)} {currency}" if isinstance(value, int | float) and currency else value


def _as_rate(cell: Cell, currency: str) -> object:
    value = _as_money(cell, currency)
    return f"{value}/h" if isinstance(value, str) and not isinstance(cell.value, str) else value


def _as_list(cell: Cell, currency: str) -> object:
    text = _as_text(cell, currency)
    return [part.strip() for part in str(text).split(",") if part.strip()]


def _as_yes_or_no(cell: Cell, currency: str) -> object:
    text = str(_as_text(cell, currency)).lower()
    return True if text in YES else False if text in NO else text


_READERS: dict[str, Callable[[Cell, str], object]] = {
    "number": _as_number,
    "duration": _as_duration,
    "money": _as_money,
    "rate": _as_rate,
    "list": _as_list,
    "times": _as_list,
    "yesno": _as_yes_or_no,
}
