"""Make series whose neighbours are alike, many at a time."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@pytest.fixture(scope="session")
def series() -> Callable[..., Floats]:
    """Return a function that makes series of unit variance with a correlation of each value with the next."""

    def make(count: int, periods: int, correlation: float = 0.0, seed: int = 1) -> Floats:
        rng = np.random.default_rng(seed)
        noise = rng.standard_normal((count, periods))
        made = np.empty_like(noise)
        made[:, 0] = noise[:, 0]
        for at in range(1, periods):
            made[:, at] = correlation * made[:, at - 1] + np.sqrt(1 - correlation**2) * noise[:, at]
        return made

    return make
