"""Know the kinds of change that can be made: ours, and those of plug-ins."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, create_model, model_validator

from reengineer.operations import OPERATIONS
from reengineer.options._change import Change
from reengineer.options.changes import BUILT_IN


@cache
def kinds() -> Mapping[str, type[Change]]:
    """Return the kinds of change by operation: ours, and those of plug-ins of group ``reengineer.changes``.

    A plug-in adds an operation of its own, which it describes; it cannot take the place of one of the catalogue.
    """
    found: dict[str, type[Change]] = {kind.operation: kind for kind in BUILT_IN}
    for point in sorted(entry_points(group="reengineer.changes"), key=lambda point: point.name):
        kind = point.load()
        if isinstance(kind, type) and issubclass(kind, Change) and _is_described(kind):
            found.setdefault(kind.operation, kind)
    return MappingProxyType(found)


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
def change_line() -> type[ChangeLine]:
    """Return the record of a line with one field for each operation."""
    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in sorted(kinds().items())}
    return create_model("Change", __base__=ChangeLine, **fields)
