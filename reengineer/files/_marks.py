"""Turn what a parser marked into places, when somebody asks for them.

A place for each key and value of the questions that are packaged would take longer to make than their data, and of a
file without a problem hardly any is asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from reengineer.files._document import Path
from reengineer.source import Source


class Mark(Protocol):
    """Name a line and a column, from 0."""

    line: int
    column: int


def place_of(mark: Mark, file: str) -> Source:
    """Return the place of a mark, which counts from 1."""
    return Source(file=file, line=mark.line + 1, column=mark.column + 1)


class Marks(Mapping[Path, Source]):
    """Look up the places of a file, each made when it is asked for."""

    __slots__ = ("_file", "_marks")

    def __init__(self, file: str, marks: Mapping[Path, Mark]) -> None:
        self._file, self._marks = file, marks

    def __getitem__(self, path: Path) -> Source:
        return place_of(self._marks[path], self._file)

    def __contains__(self, path: object) -> bool:
        return path in self._marks

    def __iter__(self) -> Iterator[Path]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)
