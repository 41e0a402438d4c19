"""Estimate when work ended that is logged with its start alone."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_LAST = np.iinfo(np.int64).max


def estimated_ends(case: Ints, member: Ints, start: Ints) -> Ints:
    """Return ends: when the next activity of the case began, or before it the person's next one.

    Work that nothing follows has no length.

    Parameters
    ----------
    case, member : array of int
        Number of the case and of the person of each activity; -1 for nobody.
    start : array of int
        In microseconds since 1970.
    """
    after = np.minimum(_next(case, start), np.where(member >= 0, _next(member, start), _LAST))
    found: Ints = np.where(after == _LAST, start, after)
    return found


def _next(key: Ints, start: Ints) -> Ints:
    """Return the start of what follows each activity among those of the same key."""
    order = np.lexsort((np.arange(len(key)), start, key))
    same = np.append(key[order][1:] == key[order][:-1], False)
    following = np.full(len(key), _LAST, dtype=np.int64)
    following[order] = np.where(same, np.append(start[order][1:], _LAST), _LAST)
    return following
