"""Lay annotations out as a workbook, one row an element of the map."""

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reengineer.annotations._columns import MEMBER_PATHS, SETTINGS, SHEETS, TRANSITION_FACTS, Field
from reengineer.annotations._prefill import prefill
from reengineer.annotations._records import Annotations
from reengineer.annotations._resolve import SPLITS, Resolver
from reengineer.errors import AnnotationError
from reengineer.files import NewSheet, dump_yaml, write_text_atomic, write_workbook
from reengineer.processmap import Node, ProcessMap

Row = tuple[str | int | float | None, ...]
Entry = dict[str, Any]


def write_annotations(notes: Annotations, map: ProcessMap, path: str | Path) -> None:  # noqa: A002
    """Write annotations as YAML, or as a workbook where the path ends in ``.xlsx``.

    A workbook has a row for every element of the map. Both forms read to the same records.

    Raises
    ------
    AnnotationError
        If the annotations do not fit the map.
    """
    resolver = Resolver(map)
    resolved = resolver.resolve(notes)
    if resolver.problems:
        raise AnnotationError(resolver.problems)
    if Path(path).suffix.lower() == ".xlsx":
        write_workbook(path, sheets(resolved, map))
    else:
        write_text_atomic(path, dump_yaml(resolved.to_data()))


def prefill_workbook(map: ProcessMap, path: str | Path) -> None:  # noqa: A002
    """Write a workbook to fill in, with all that the map says."""
    write_workbook(path, sheets(prefill(map), map))


def sheets(notes: Annotations, map: ProcessMap) -> list[NewSheet]:  # noqa: A002
    """Return the sheets of a workbook; references in `notes` are ids."""
    data = copy.deepcopy(notes.to_data())
    rows = {
        # Controls take their keys out first; what is left belongs to the steps.
        "Controls": _control_rows(data, map),
        "Steps": _step_rows(data, map),
        "Branches": _branch_rows(data, map),
        "People": _people_rows(data),
        "Calendars": _calendar_rows(data, notes),
        "Demand": [_row(SHEETS["Demand"], name, entry) for name, entry in data.get("cases", {}).items()],
        "General": _general_rows(notes),
    }
    frozen = {"Steps": 1, "Controls": 1, "Branches": 2}
    return [
        NewSheet(
            name=name,
            columns=tuple(field.column() for field in fields),
            rows=tuple(rows[name]),
            frozen_columns=frozen.get(name, 1),
        )
        for name, fields in SHEETS.items()
    ]


def _row(fields: tuple[Field, ...], first: str, entry: Entry, known: Mapping[str, str | None] | None = None) -> Row:
    """Return the cells of one element, taking from its entry what they hold; what is left goes under *More*."""
    cells: list[str | int | float | None] = [first]
    for field in fields[1:]:
        if field.kind in ("info", "id"):
            cells.append((known or {}).get(field.title))
        elif field.title == "More":
            cells.append(dump_yaml(entry, flow=True) if entry else None)
        else:
            cells.append(_take(entry, field))
    return tuple(cells)


def _take(entry: Entry, field: Field) -> str | int | float | None:
    """Take a value out of an entry, as it is written in a cell; leave what a cell cannot hold."""
    *outer, last = field.path or ("",)
    holder: Any = entry
    for key in outer:
        holder = holder.get(key)
        if not isinstance(holder, dict):
            return None
    if last not in holder:
        return None
    cell = _cell(holder[last], field)
    if cell is not None:
        del holder[last]
        if not holder and outer:
            del entry[outer[0]]
    return cell


def _cell(value: object, field: Field) -> str | int | float | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind == "yaml" and not isinstance(value, str | int | float):
        return dump_yaml(value, flow=True)
    if isinstance(value, list):
        texts = [str(item) for item in value]
        return ", ".join(texts) if texts and not any("," in text for text in texts) else None
    return value if isinstance(value, str | int | float) else None


def _control_rows(data: Entry, map: ProcessMap) -> list[Row]:  # noqa: A002
    entries = data.get("steps", {})
    return [
        _row(SHEETS["Controls"], node.id, entries.get(node.id, {}), {"Step": node.label}) for node in map.activities
    ]


def _step_rows(data: Entry, map: ProcessMap) -> list[Row]:  # noqa: A002
    rows = []
    steps, events = data.get("steps", {}), data.get("events", {})
    for node in map.nodes:
        if node.is_activity and node.id in events:
            # A receive task may have notes as an event; its row holds both.
            steps[node.id] = {**steps.get(node.id, {}), **events.pop(node.id)}
        if node.is_activity or node.id in events or is_waiting(node):
            entry = (steps if node.is_activity else events).get(node.id, {})
            known = {"Step": node.label, "What it is": _words(node), "Lane": node.lane_name}
            rows.append(_row(SHEETS["Steps"], node.id, entry, known))
    return rows


def is_waiting(node: Node) -> bool:
    """Say whether an event is one that cases wait at."""
    return node.position == "catch" and node.trigger not in ("none", "link")


def _words(node: Node) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in node.type)
    return f"{words}, {node.trigger}" if node.trigger != "none" else words


def _branch_rows(data: Entry, map: ProcessMap) -> list[Row]:  # noqa: A002
    shares = data.get("flows", {})
    rows: list[Row] = []
    for node in map.nodes:
        if node.type in SPLITS and map.is_split(node.id):
            for flow in map.outgoing(node.id):
                target = map.index.nodes[flow.target]
                share = shares.get(node.id, {}).get(flow.id)
                rows.append((flow.id, node.id, node.label, flow.name or None, target.label, share))
    return rows


def _people_rows(data: Entry) -> list[Row]:
    fields = SHEETS["People"]
    rows: list[Row] = []
    for name, entry in data.get("resources", {}).items():
        members = entry.pop("members") if isinstance(entry.get("members"), list) else []
        rows.append(_row(fields, name, entry))
        for member in members:
            called = member.pop("name")
            cells = list(_row(tuple(field for field in fields if _of_member(field)), name, member))
            by_title = dict(zip((field.title for field in fields if _of_member(field)), cells, strict=True))
            rows.append(tuple(called if field.title == "Member" else by_title.get(field.title) for field in fields))
    return rows


def _of_member(field: Field) -> bool:
    return field.title == "Group" or field.path in MEMBER_PATHS


def _calendar_rows(data: Entry, notes: Annotations) -> Iterable[Row]:
    for name, entry in data.get("calendars", {}).items():
        hours: Entry = {day: list(spans) for day, spans in notes.calendars[name].hours.items()}
        rest = {key: value for key, value in entry.items() if key in ("holidays", "closed", "open")}
        yield _row(SHEETS["Calendars"], name, {**hours, **rest})


def _general_rows(notes: Annotations) -> Iterable[Row]:
    data = notes.model_dump(mode="json", by_alias=True, exclude_none=True)
    for field in SETTINGS:
        yield field.title, None, _take(data, field), field.note
    for key, facts in notes.transitions.items():
        entry = facts.model_dump(mode="json", exclude_none=True)
        for field in TRANSITION_FACTS:
            if (cell := _take(entry, field)) is not None:
                yield field.title, key, cell, field.note
