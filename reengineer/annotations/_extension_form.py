"""Say how annotations stand inside a BPMN file: which part of a record is an attribute, and which an element.

The forms are worked out from the records, so that a new field needs no line here. What a person names (calendars,
groups, words ...) is an element of its own with the name as an attribute.
"""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from reengineer._records import dataclass
from reengineer.annotations._people import CalendarNotes
from reengineer.annotations._records import Annotations

NAMESPACE = "https://reengineer.example/annotations"
PREFIX = "reengineer"
WHOLE, STEP, EVENT, BRANCH = "annotations", "step", "event", "branch"

Kind = Literal["value", "values", "record", "records", "named", "table", "between", "hours"]
"""How a part stands in XML.

value: an attribute. values: an attribute with commas, or an element for each. record: an element. records: an element
for each. named: an element for each, with its name. table: hourly rates, an element for each day and hours. between: an
element for each, with the names of two steps. hours: attributes named by days.
"""

_ELSEWHERE = frozenset(("steps", "flows", "events"))
_SINGULAR = {
    "calendars": "calendar",
    "cases": "case",
    "resources": "resource",
    "transitions": "transition",
    "attributes": "attribute",
    "words": "word",
    "members": "member",
    "needs": "need",
    "rules": "rule",
    "priorities": "priority",
    "updates": "update",
    "parts": "part",
}
_ATTRIBUTES = ("value", "values", "hours")
# The attributes that hold the name and, where there is no record, the value.
_BY = {
    "open": ("date", "hours"),
    "words": ("name", "share"),
    "factor": ("size", "value"),
    "initial_work": ("step", "cases"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Say how one field of a record stands in XML.

    Parameters
    ----------
    field : str
        Of the record.
    key : str
        In the data of a file.
    name : str
        Of the attribute or element.
    kind : Kind
    model : type of record or None
        Of what the element holds; None where it holds a value.
    by, value : str
        The attributes of a named part that hold its name, and its value where it is no record.
    """

    field: str
    key: str
    name: str
    kind: Kind
    model: type[BaseModel] | None = None
    by: str = "name"
    value: str = "value"

    @property
    def is_attribute(self) -> bool:
        """Say whether it may be an attribute."""
        return self.kind in ("value", "values")

    @property
    def is_element(self) -> bool:
        """Say whether it may be an element."""
        return self.kind not in ("value", "hours")


@cache
def parts_of(model: type[BaseModel]) -> tuple[Part, ...]:
    """Return how the fields of a record stand in XML, in the order of writing: attributes before elements.

    A record's own fields come before the facts that it has besides.
    """
    found = [part for name in model.model_fields for part in _parts(model, name)]
    own = model.__annotations__
    return tuple(sorted(found, key=lambda part: (part.kind not in _ATTRIBUTES, part.field not in own)))


def _parts(model: type[BaseModel], field: str) -> Iterator[Part]:
    info = model.model_fields[field]
    if model is Annotations and field in _ELSEWHERE:
        return
    if model is CalendarNotes and field == "hours":
        yield Part(field=field, key=field, name="", kind="hours")
        return
    key = info.alias or field
    kinds = dict.fromkeys(_kind(field, option) for option in _options(info.annotation))
    for kind, inner in kinds:
        by, value = _BY.get(field, ("name", "value"))
        name = key if kind in ("value", "values", "record", "table") else _SINGULAR.get(key, key)
        yield Part(field=field, key=key, name=name, kind=kind, model=inner, by=by, value=value)


def _kind(field: str, option: Any) -> tuple[Kind, type[BaseModel] | None]:  # noqa: ANN401 - any type there is
    inner = _record_in(option)
    origin = get_origin(option)
    if origin is dict and field in ("per_hour", "transitions"):
        return ("table" if inner is None else "between"), inner
    if origin is dict:
        return "named", inner
    if origin is tuple:
        return ("values" if inner is None else "records"), inner
    return ("value" if inner is None else "record"), inner


def _record_in(option: Any) -> type[BaseModel] | None:  # noqa: ANN401 - as above
    """Return the record that a type is, or that its items are."""
    origin, arguments = get_origin(option), get_args(option)
    item = arguments[1] if origin is dict else arguments[0] if origin is tuple else option
    records = (inner for inner in _options(item) if isinstance(inner, type) and issubclass(inner, BaseModel))
    return next(records, None)


def _options(*hints: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Give the plain types that a type stands for, without None."""
    for hint in hints:
        if get_origin(hint) is Annotated:
            yield from _options(get_args(hint)[0])
        elif get_origin(hint) in (Union, type(int | str)):
            yield from _options(*(option for option in get_args(hint) if option is not type(None)))
        else:
            yield hint
