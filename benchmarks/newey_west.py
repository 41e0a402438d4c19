"""Measure how often Newey-West intervals hold a planted effect on short series: python benchmarks/newey_west.py.

A step in the middle of 16 to 60 points, with and without a trend, errors of a first-order autoregression. Two variants:
the quantile of t with the correction for few points, and the normal one without it.
"""

import numpy as np
from scipy import stats

SERIES = 2000


def held(n: int, likeness: float, *, trend: bool, corrected: bool) -> float:
    """Return the share of series whose 95 % interval holds the truth, which is no effect."""
    noise = np.random.default_rng(9).standard_normal((SERIES, n + 50))
    series = np.zeros_like(noise)
    for place in range(1, n + 50):
        series[:, place] = likeness * series[:, place - 1] + noise[:, place]
    values, before, time = series[:, 50:], n // 2, np.arange(n, dtype=float)
    step = (time >= before).astype(float)
    columns = [np.ones(n), time, step, (time - before) * step] if trend else [np.ones(n), step]
    weights = np.array([0, 0, 1, (n - before - 1) / 2] if trend else [0, 1.0])
    design = np.column_stack(columns)
    found = values @ np.linalg.pinv(design).T
    scores = (values - found @ design.T)[:, :, None] * design
    middle = np.einsum("sti,stj->sij", scores, scores)
    lags = int(4 * (n / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        cross = np.einsum("sti,stj->sij", scores[:, lag:], scores[:, :-lag])
        middle += (1 - lag / (lags + 1)) * (cross + cross.transpose(0, 2, 1))
    bread = np.linalg.inv(design.T @ design)
    free = n - design.shape[1]
    variance = np.einsum("i,sij,j->s", weights, bread @ middle @ bread, weights) * (n / free if corrected else 1)
    quantile = stats.t.ppf(0.975, free) if corrected else 1.96
    return float((np.abs(found @ weights) <= quantile * np.sqrt(variance)).mean())


if __name__ == "__main__":
    for corrected in (True, False):
        shares = [
            held(n, likeness, trend=trend, corrected=corrected)
            for n in (16, 24, 36, 60)
            for likeness in (0.0, 0.3, 0.6)
            for trend in (False, True)
        ]
        print(f"{'corrected' if corrected else 'plain':10} {min(shares):.1%} to {max(shares):.1%}")
