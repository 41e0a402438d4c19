"""Turn a document into records, reporting everything that is wrong with it at once."""

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from reengineer.errors import InputError, Problem, nearest, shortened
from reengineer.files._document import Document, Path

if TYPE_CHECKING:
    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")


def validate(model: type[Model], document: Document, *, error: type[InputError] = InputError) -> Model:
    """Return the record that a document stands for.

    Parameters
    ----------
    model : type of pydantic model
    document : Document
    error : type of InputError
        Which error to raise.

    Raises
    ------
    InputError
        With one problem for each place that is wrong.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document.data)
    except ValidationError as fault:
        problems: dict[tuple[Path, bool], Problem] = {}
        faults = fault.errors(include_url=False)
        for found in faults:
            if _is_miscounted(found, faults):
                continue
            path, problem = _problem(model, document, found)
            # A union reports once for each of its members; the first stands for all.
            problems.setdefault((path, found["type"] == "extra_forbidden"), problem)
        raise error(sorted(problems.values(), key=_order)) from None


def _is_miscounted(found: Mapping[str, Any], faults: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a list counts as too short only because entries of it are wrong, of which each is told."""
    place = found["loc"]
    return found["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in faults
    )


def _order(problem: Problem) -> tuple[int, int, str, str]:
    return problem.source.line or 0, problem.source.column or 0, problem.source.sheet or "", problem.source.cell or ""


def _problem(model: type["BaseModel"], document: Document, found: Mapping[str, Any]) -> tuple[Path, Problem]:
    missing = found["type"] == "missing"
    path = _path(document.data, found["loc"], missing)
    if found["type"] == "extra_forbidden":
        return path, _unknown_key(model, document, path)
    if missing:
        return path, _missing_key(model, document, path)
    seen = document.at(path)
    message, remedy = _words(found, seen)
    example = _example(model, path)
    remedy = remedy or (f"Write {example}." if example else "See the reference of the format.")
    shown = f"'{_last_name(path)}': {message}" if path else message
    return path, Problem("RE112", shown, remedy, document.place(path))


def _unknown_key(model: type["BaseModel"], document: Document, path: Path) -> Problem:
    known = sorted({name for owner in _models_at(model, path[:-1]) for name in _names(owner)})
    hint = nearest(str(path[-1]), known)
    listed = f"The keys known here are {', '.join(known)}." if known else "Remove it."
    remedy = f"{hint[:1].upper()}{hint[1:]}. {listed}" if hint else listed
    return Problem("RE110", f"the key '{path[-1]}' is not known here", remedy, document.place(path, key=True))


def _missing_key(model: type["BaseModel"], document: Document, path: Path) -> Problem:
    example = _example(model, path)
    remedy = f"Add '{path[-1]}: {example}'." if example else f"Add '{path[-1]}'."
    return Problem("RE111", f"the key '{path[-1]}' is missing", remedy, document.place(path[:-1]))


def _path(data: object, loc: tuple[str | int, ...], missing: bool) -> Path:
    """Return the parts of a pydantic location that are in the data: the names of union members are not."""
    path: list[str | int] = []
    for position, part in enumerate(loc):
        if part == "[key]":
            continue
        if isinstance(data, dict) and str(part) in data:
            path.append(str(part))
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
        elif missing and position == len(loc) - 1:
            path.append(part)
    return tuple(path)


_MESSAGES = {
    "string_type": ("text is wanted", "Write text, in quotes where it looks like a number."),
    "int_type": ("a whole number is wanted", "Write a whole number such as 3."),
    "int_parsing": ("a whole number is wanted", "Write a whole number such as 3."),
    "int_from_float": ("a whole number is wanted", "Write a whole number such as 3."),
    "float_type": ("a number is wanted", "Write a number such as 0.5."),
    "float_parsing": ("a number is wanted", "Write a number such as 0.5."),
    "bool_type": ("true or false is wanted", "Write true or false."),
    "bool_parsing": ("true or false is wanted", "Write true or false."),
    "dict_type": ("a mapping is wanted", "Write 'key: value' lines, indented below this key."),
    "model_type": ("a mapping is wanted", "Write 'key: value' lines, indented below this key."),
    "model_attributes_type": ("a mapping is wanted", "Write 'key: value' lines, indented below this key."),
    "tuple_type": ("a list is wanted", "Write a list such as [first, second]."),
    "list_type": ("a list is wanted", "Write a list such as [first, second]."),
    "date_from_datetime_parsing": ("a date is wanted", "Write a date such as 2026-01-05."),
    "date_type": ("a date is wanted", "Write a date such as 2026-01-05."),
}


_BOUNDS = {
    "greater_than_equal": "{} or more",
    "greater_than": "above {}",
    "less_than_equal": "{} or less",
    "less_than": "below {}",
}


def _words(found: Mapping[str, Any], seen: object) -> tuple[str, str]:
    kind = found["type"]
    if kind == "value_error":
        return _own_words(str(found["ctx"]["error"]))
    if kind in _MESSAGES:
        message, remedy = _MESSAGES[kind]
        return f"{message}, not {_shown(seen)}", remedy
    if kind in ("literal_error", "enum"):
        return f"{_shown(seen)} is not one of the words known here", f"Write one of {found['ctx']['expected']}."
    if kind in _BOUNDS:
        limit = next(iter(found["ctx"].values()))
        wanted = _BOUNDS[kind].format(f"{limit:g}" if isinstance(limit, int | float) else limit)
        return f"{_shown(seen)} is not {wanted}", f"Write a number that is {wanted}."
    if kind in ("too_short", "too_long"):
        least = kind == "too_short"
        number = found["ctx"]["min_length" if least else "max_length"]
        message = f"{number} or {'more' if least else 'fewer'} are wanted, not {found['ctx']['actual_length']}"
        return message, "Write a list such as [first, second]."
    text = str(found["msg"])
    return f"{text[:1].lower()}{text[1:]}, not {_shown(seen)}", ""


def _own_words(text: str) -> tuple[str, str]:
    """Split a message of ours at ``; write ...`` into what is wrong and how to mend it."""
    message, semicolon, remedy = text.rpartition("; ")
    if not semicolon:
        return text, ""
    return message, f"{remedy[:1].upper()}{remedy[1:]}."


def _shown(seen: object) -> str:
    if seen is None:
        return "nothing"
    if isinstance(seen, dict):
        return "a mapping"
    if isinstance(seen, list):
        return "a list"
    text = str(seen).lower() if isinstance(seen, bool) else repr(seen)
    return shortened(text)


def _last_name(path: Path) -> str:
    return str(next((part for part in reversed(path) if isinstance(part, str)), path[-1]))


def _names(owner: type["BaseModel"]) -> Iterator[str]:
    extra = owner.model_config.get("json_schema_extra")
    yield from extra.get("x-keys", ()) if isinstance(extra, dict) else ()  # type: ignore[misc]
    for name, info in owner.model_fields.items():
        if not info.exclude:
            yield info.alias or name


def _example(model: type["BaseModel"], path: Path) -> str:
    named = [position for position, part in enumerate(path) if isinstance(part, str)]
    for position in reversed(named):
        for owner in _models_at(model, path[:position]):
            for name, info in owner.model_fields.items():
                if path[position] in (name, info.alias) and info.examples:
                    return str(info.examples[0])
    return ""


def _models_at(model: type["BaseModel"], path: Path) -> list[type["BaseModel"]]:
    """Return the models whose keys may stand below a path."""
    current: list[object] = [model]
    for part in path:
        current = [inner for hint in current for inner in _below(hint, part)]
    return [hint for hint in _flat(current) if _is_model(hint)]


def _below(hint: object, part: str | int) -> Iterator[object]:
    for option in _flat([hint]):
        if _is_model(option):
            for name, info in option.model_fields.items():
                if part in (name, info.alias):
                    yield info.annotation
        else:
            arguments = [argument for argument in get_args(option) if argument is not Ellipsis]
            if get_origin(option) in (dict, Mapping) and len(arguments) == 2:
                yield arguments[1]
            elif get_origin(option) in (list, tuple):
                # A single item may stand for a list of one.
                yield from arguments if isinstance(part, int) else _unlisted(arguments, part)


def _unlisted(arguments: list[Any], part: str | int) -> Iterator[object]:
    for argument in arguments:
        yield from _below(argument, part)


def _flat(hints: list[object]) -> Iterator[Any]:
    for hint in hints:
        if get_origin(hint) is Annotated:
            yield from _flat([get_args(hint)[0]])
        elif get_origin(hint) in (Union, types.UnionType):
            yield from _flat(list(get_args(hint)))
        else:
            yield hint


def _is_model(hint: object) -> bool:
    return isinstance(hint, type) and hasattr(hint, "model_fields")
