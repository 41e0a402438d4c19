"""Hold edits whose places in the diagram are found when somebody looks."""

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from reengineer.bpmn._edits import Edit


class AskedEdits(Sequence[Edit]):
    """Be the edits of definitions: those that were asked for, and the places that follow from them.

    Parameters
    ----------
    asked : tuple of Edit
        As they were asked for, `FindPlaces` where places are to be found.
    find : callable
        Given those, returns all edits with the places in place of `FindPlaces`; called once at most.
    """

    __slots__ = ("_all", "_find", "asked")

    def __init__(self, asked: tuple[Edit, ...], find: Callable[[], tuple[Edit, ...]]) -> None:
        self.asked = asked
        self._find = find
        self._all: tuple[Edit, ...] | None = None

    def _found(self) -> tuple[Edit, ...]:
        if self._all is None:
            self._all = self._find()
        return self._all

    @overload
    def __getitem__(self, index: int) -> Edit: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Edit, ...]: ...

    def __getitem__(self, index: int | slice) -> Edit | tuple[Edit, ...]:
        return self._found()[index]

    def __iter__(self) -> Iterator[Edit]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __bool__(self) -> bool:
        return bool(self.asked)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found())

    def __repr__(self) -> str:
        return repr(self._found())

    def __reduce__(self) -> tuple[type[tuple[Edit, ...]], tuple[tuple[Edit, ...]]]:
        return tuple, (self._found(),)


def asked_of(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits as they were asked for, without working out any place."""
    return edits.asked if isinstance(edits, AskedEdits) else tuple(edits)
