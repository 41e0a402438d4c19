"""Write annotations into a BPMN file, as extension elements of the elements that they are about."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from reengineer.annotations._extension_form import BRANCH, EVENT, NAMESPACE, PREFIX, STEP, WHOLE, Part, parts_of
from reengineer.annotations._people import runs_of_days
from reengineer.annotations._records import Annotations
from reengineer.annotations._resolve import Resolver
from reengineer.bpmn import Definitions, Extension, SetExtension, extensions
from reengineer.errors import AnnotationError, Problem
from reengineer.processmap import ProcessMap
from reengineer.quantities import format_number

if TYPE_CHECKING:
    from reengineer.annotations._annotated import AnnotatedMap

Attributes = list[tuple[str, str]]
Contents = dict[str, tuple[Extension, ...]]


def embed_annotations(annotated: "AnnotatedMap") -> Definitions:
    """Return the definitions of a map with its notes in them, in place of any that they held before.

    What is already there as it should be is not touched, so that embedding again changes nothing.

    Raises
    ------
    AnnotationError
        If the notes do not fit the map, or the map has no process to hold them.
    BpmnError
        RE234 if a note holds a character that XML does not allow.
    """
    resolver = Resolver(annotated.map)
    notes = resolver.resolve(annotated.notes)
    if resolver.problems:
        raise AnnotationError(resolver.problems)
    return _replaced(annotated.map, lambda home: {home: (_whole(notes),), **_of_elements(notes)})


def without_annotations(process_map: ProcessMap) -> Definitions:
    """Return the definitions of a map without the notes that they hold."""
    return _replaced(process_map, lambda _: {})


def in_step(annotated: "AnnotatedMap") -> Definitions:
    """Return the definitions of a map; where they hold notes, with those of the annotated map."""
    definitions = annotated.map.definitions
    return embed_annotations(annotated) if extensions(definitions, NAMESPACE) else definitions


def _replaced(process_map: ProcessMap, wanted_at: Callable[[str], Contents]) -> Definitions:
    definitions = process_map.definitions
    found = extensions(definitions, NAMESPACE)
    there = {item.key: item.content for item in found if item.key is not None}
    home = next((key for key in process_map.index.processes if any(e.name == WHOLE for e in there.get(key, ()))), None)
    home = home or next(iter(process_map.index.processes), None)
    if home is None:
        remedy = "Draw a process, or keep the notes in a file of their own."
        raise AnnotationError(
            [Problem("RE350", "the map has no process that could hold notes", remedy, definitions.source)]
        )
    wanted = wanted_at(home)
    edits = [
        SetExtension(key, NAMESPACE, wanted.get(key, ()), PREFIX)
        for key in dict.fromkeys((*wanted, *there))
        if wanted.get(key, ()) != there.get(key, ())
    ]
    return definitions.edit(*edits)


def _whole(notes: Annotations) -> Extension:
    """Return what is known of the process as a whole."""
    return _record(WHOLE, notes, [("version", str(notes.version))])


def _of_elements(notes: Annotations) -> Contents:
    """Return what is known of steps, events and branches."""
    found: dict[str, tuple[Extension, ...]] = {}
    sections: tuple[tuple[str, Mapping[str, BaseModel]], ...] = ((STEP, notes.steps), (EVENT, notes.events))
    for name, section in sections:
        for key, record in section.items():
            found[key] = (*found.get(key, ()), _record(name, record))
    for shares in notes.flows.values():
        for flow, share in shares.items():
            found[flow] = (Extension(name=BRANCH, attributes=(("share", _text(share)),)),)
    return found


def _record(name: str, record: BaseModel, first: Attributes | None = None) -> Extension:
    attributes: Attributes = [*(first or ())]
    children: list[Extension] = []
    given = {key for key, _ in attributes}
    for part in parts_of(type(record)):
        value = getattr(record, part.field)
        if part.name in given or value == type(record).model_fields[part.field].get_default(call_default_factory=True):
            continue
        if part.kind == "value":
            attributes += [(part.name, _text(value))] if not isinstance(value, tuple) else []
        elif part.kind == "hours":
            attributes += [(days, ", ".join(spans)) for days, spans in runs_of_days(value)]
        elif part.kind == "values" and _fits_attribute(value):
            attributes.append((part.name, ", ".join(map(_text, value))))
        else:
            children += _WRITERS[part.kind](part, value)
    return Extension(name=name, attributes=tuple(attributes), children=tuple(children))


def _fits_attribute(values: tuple[object, ...]) -> bool:
    """Say whether texts between commas read back to the same texts."""
    texts = list(map(_text, values))
    return all(text and "," not in text and text == " ".join(text.split()) for text in texts)


def _values(part: Part, values: Any) -> Iterator[Extension]:  # noqa: ANN401 - of any field
    for value in values:
        yield Extension(name=part.name, attributes=((part.value, _text(value)),))


def _one_record(part: Part, record: Any) -> Iterator[Extension]:  # noqa: ANN401
    yield _record(part.name, record)


def _records(part: Part, records: Any) -> Iterator[Extension]:  # noqa: ANN401
    for record in records if isinstance(records, tuple) else ():
        yield _record(part.name, record)


def _named(part: Part, items: Any) -> Iterator[Extension]:  # noqa: ANN401
    for name, item in items.items():
        if isinstance(item, BaseModel):
            yield _record(part.name, item, [(part.by, name)])
        else:
            text = ", ".join(map(_text, item)) if isinstance(item, tuple) else _text(item)
            yield Extension(name=part.name, attributes=((part.by, name), (part.value, text)))


def _table(part: Part, table: Any) -> Iterator[Extension]:  # noqa: ANN401
    for days, rates in runs_of_days(table):
        for hours, rate in rates.items():
            yield Extension(name=part.name, attributes=(("day", days), ("hours", hours), ("rate", _text(rate))))


def _between(part: Part, items: Any) -> Iterator[Extension]:  # noqa: ANN401
    for key, record in items.items():
        before, after = (end.strip() for end in key.split("->"))
        yield _record(part.name, record, [("from", before), ("to", after)])


_WRITERS: dict[str, Callable[[Part, Any], Iterator[Extension]]] = {
    "values": _values,
    "record": _one_record,
    "records": _records,
    "named": _named,
    "table": _table,
    "between": _between,
}


def _text(value: object) -> str:
    """Return a value as people write it in YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format_number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)
