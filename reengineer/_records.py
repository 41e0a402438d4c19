"""Make frozen records as `dataclasses.dataclass` does, but write their methods when they are first used.

The standard library writes six methods of a frozen record as source text and compiles each where the class is made,
which takes 0.6 ms a class. A command loads some three hundred, and makes, compares or prints records of seventy.
Here a class gets its fields and slots at once, and a method when somebody asks for it. The standard library writes that
too, so that a record behaves as it would without this module. Fields of the kind `InitVar` are not for it.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import FrozenInstanceError, fields, make_dataclass
from dataclasses import dataclass as _standard
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    # For those who read types it is the decorator of the standard library, with all that they know of that.
    from dataclasses import dataclass

__all__ = ["dataclass"]

_Record = TypeVar("_Record")
_NONE: dict[str, Any] = {"init": False, "repr": False, "eq": False}
_HOW: dict[str, dict[str, Any]] = {
    "__init__": {**_NONE, "init": True, "frozen": True},
    "__repr__": {**_NONE, "repr": True},
    "__eq__": {**_NONE, "eq": True},
    "__hash__": {**_NONE, "eq": True, "unsafe_hash": True},
}
"""How the standard library is asked for one method and no other."""


def _record(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[type[_Record]], type[_Record]]:
    """Return the decorator of a class; its parameters are those of `dataclasses.dataclass`."""
    if not (frozen and slots):
        return _standard(frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)

    def make(kind: type[_Record]) -> type[_Record]:
        own = {name for name, value in vars(kind).items() if value is not None}
        made: Any = _standard(**_NONE, slots=True, kw_only=kw_only)(kind)
        for name in ("__init__", "__repr__", "__eq__", "__hash__") if eq else ("__init__", "__repr__"):
            if name not in own:
                setattr(made, name, _Unwritten(made, name))
        made.__setattr__, made.__delattr__ = _refuse_to_set, _refuse_to_delete
        for name, method in (("__getstate__", _state), ("__setstate__", _set_state)):
            if name not in own:
                setattr(made, name, method)
        return made  # type: ignore[no-any-return]

    return make


if not TYPE_CHECKING:
    dataclass = _record


class _Unwritten:
    """Stand for a method of a class until it is asked for, then put it in its own place."""

    __slots__ = ("kind", "name")

    def __init__(self, kind: type, name: str) -> None:
        self.kind, self.name = kind, name

    def __get__(self, record: object, kind: type | None = None) -> Any:  # noqa: ANN401 - a method of any kind
        method = _written(self.kind, self.name)
        setattr(self.kind, self.name, method)
        return method.__get__(record, kind)


def _written(kind: Any, name: str) -> Any:  # noqa: ANN401 - a class that is made here; a method of any kind
    """Return a method as the standard library writes it for a twin of the class, which has all fields and no bases."""
    its_own = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    if hasattr(kind, "__post_init__"):
        its_own["__post_init__"] = kind.__post_init__
    columns = [(each.name, each.type, copy(each)) for each in fields(kind)]
    return vars(make_dataclass(kind.__name__, columns, namespace=its_own, **_HOW[name]))[name]


def _refuse_to_set(record: object, name: str, value: object) -> None:
    _refuse(record, name, "assign to")
    object.__setattr__(record, name, value)


def _refuse_to_delete(record: object, name: str) -> None:
    _refuse(record, name, "delete")
    object.__delattr__(record, name)


def _refuse(record: Any, name: str, what: str) -> None:  # noqa: ANN401 - a record of any class
    """Let nobody change a record; a class that inherits from one may have more than its fields."""
    kind = type(record)
    if "__dataclass_fields__" in vars(kind) or name in kind.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot {what} field {name!r}")


def _state(record: Any) -> list[object]:  # noqa: ANN401 - as above
    return [getattr(record, each.name) for each in fields(record)]


def _set_state(record: Any, state: list[object]) -> None:  # noqa: ANN401 - as above
    for each, value in zip(fields(record), state, strict=True):
        object.__setattr__(record, each.name, value)
