"""Hold one comparison of a self-test."""

from reengineer._records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Hold one comparison with what is known.

    Parameters
    ----------
    id : str
    passed : bool
    expected, got : str or float
    tolerance : float
        0 where it must be exact.
    """

    id: str
    passed: bool
    expected: str | float
    got: str | float
    tolerance: float = 0.0
