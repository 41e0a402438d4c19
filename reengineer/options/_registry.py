"""Know the kinds of change that can be made: ours, and those of plug-ins."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, create_model, model_validator

from reengineer.errors import ReviewError
from reengineer.files import Document, validate
from reengineer.operations import OPERATIONS
from reengineer.options._change import Change


class _Kinds(Mapping[str, type[Change]]):
    """Know the kinds of change by operation; the file of one of ours is loaded when it is first asked for."""

    def __init__(self, plugged: Mapping[str, type[Change]]) -> None:
        self._found = dict(plugged)
        self._names = (*OPERATIONS, *(name for name in plugged if name not in OPERATIONS))

    def __getitem__(self, name: str) -> type[Change]:
        if name not in self._found:
            if name not in OPERATIONS:
                raise KeyError(name)
            module = import_module(f"reengineer.options.changes.{name}")
            kinds = (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Change))
            self._found[name] = next(each for each in kinds if each.__module__ == module.__name__)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def kinds() -> Mapping[str, type[Change]]:
    """Return the kinds of change by operation: ours, and those of plug-ins of group ``reengineer.changes``.

    A plug-in adds an operation of its own, which it describes; it cannot take the place of one of the catalogue.
    """
    found: dict[str, type[Change]] = {}
    for point in sorted(entry_points(group="reengineer.changes"), key=lambda point: point.name):
        kind = point.load()
        if isinstance(kind, type) and issubclass(kind, Change) and _is_described(kind):
            found.setdefault(kind.operation, kind)
    return _Kinds(found)


def _is_described(kind: type[Change]) -> bool:
    return kind.operation not in OPERATIONS and kind.described is not None and kind.described.name == kind.operation


class ChangeLine(BaseModel):
    """Be one line of an option file: one operation with its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1 or self._stated() is None:
            raise ValueError("a change names exactly one operation; write - delete_step: {step: ..}")
        return self

    def _stated(self) -> Any:  # noqa: ANN401 - the fields are made for the kinds there are
        return next((value for name in type(self).model_fields if (value := getattr(self, name)) is not None), None)

    @property
    def change(self) -> Change:
        """Return the change that the line asks for."""
        change = self._stated()
        assert isinstance(change, Change)  # noqa: S101 - checked when made
        return change


@cache
def change_line(operations: frozenset[str] | None = None) -> type[ChangeLine]:
    """Return the record of a line with one field for each operation, or for each of those named.

    Parameters
    ----------
    operations : frozenset of str, optional
        Of those that there are. Where what is read names no others, nothing else need be loaded.
    """
    names = sorted(kinds() if operations is None else operations)
    fields: dict[str, Any] = {name: (kinds()[name] | None, None) for name in names}
    return create_model("Change", __base__=ChangeLine, **fields)


def read_change(document: Document) -> Change:
    """Return the change of a line that stands alone.

    Raises
    ------
    ReviewError
        With all that is wrong with it.
    """
    return validate(change_line(known_among(document.data)), document, error=ReviewError).change


def known_among(line: object) -> frozenset[str] | None:
    """Return the operations that a line names; None where something else stands there, which is held against all."""
    names = frozenset(line) if isinstance(line, Mapping) else frozenset()
    return names if names and all(name in kinds() for name in names) else None
