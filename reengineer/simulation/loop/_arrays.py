"""Make the arrays of the loop: Python owns them, and C reads them without asking."""

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reengineer.simulation.loop._kernel import Table


def ints(values: "NDArray[np.int64]") -> "array[int]":
    """Return integers as an array that Python reads quickly and C without asking."""
    return array("q", values.astype("int64").tobytes())


def doubles(values: "NDArray[np.float64]") -> "array[float]":
    """Return numbers as an array."""
    return array("d", values.astype("float64").tobytes())


def zeros(count: int, value: int = 0) -> "array[int]":
    """Return so many integers of one value."""
    return array("q", [value]) * count


def columns(room: int, count: int) -> "tuple[array[int], ...]":
    """Return so many columns of a table."""
    return tuple(zeros(room) for _ in range(count))


def point_all(table: "Table") -> None:
    """Say where each column of a table lies."""
    for name, column in vars(table).items():
        if isinstance(column, array):
            table.point(name, column)
