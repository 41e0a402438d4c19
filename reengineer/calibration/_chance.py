"""Give numbers that look random and depend on their key alone."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
STEP = np.uint64(0x9E3779B97F4A7C15)


def uniforms(key: int, count: int) -> Floats:
    """Return so many numbers in (0, 1), the same for the same key.

    The generator is SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014) on a counter that begins at the mixed
    key, so that the numbers of two keys do not run into each other.
    """
    with np.errstate(over="ignore"):
        begun = _mixed(np.array([key & 0xFFFFFFFFFFFF], dtype=np.uint64) * STEP + np.uint64(0xD1B54A32D192ED03))
        words = _mixed(begun + np.arange(1, count + 1, dtype=np.uint64) * STEP)
    found: Floats = ((words >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53
    return found


def _mixed(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
