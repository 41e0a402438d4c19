"""What was planted is found, and what was not is not, over a thousand series of each kind."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from reengineer.control_charts import xmr_chart
from reengineer.feedback import Voice
from reengineer.feedback._analysis import derived_importance
from reengineer.monitor import Guardrail, Observed, ObservedPoint, guardrail_standings
from reengineer.source import Source

Series = Callable[..., NDArray[np.float64]]
MANY = 1000


@pytest.mark.slow
def test_charts_of_unchanged_series_signal_as_often_as_theory_says_and_a_shift_is_found(series: Series) -> None:
    baseline, after = 150, 20
    values = series(MANY, baseline + after, seed=31)
    quiet = loud = 0
    for row in values:
        plain = xmr_chart(row.tolist(), baseline=baseline, rules="limits")
        quiet += any(point.signals for point in plain.points[baseline:])
        row[baseline:] += 3
        shifted = xmr_chart(row.tolist(), baseline=baseline, rules="limits")
        loud += any(point.signals for point in shifted.points[baseline:])
    # Three standard deviations of a normal distribution; limits from 150 points are a little uncertain themselves.
    expected = 1 - (1 - 0.0027) ** after
    assert binom.ppf(0.0005, MANY, 0.9 * expected) <= quiet <= binom.ppf(0.9995, MANY, 1.3 * expected)
    assert loud >= binom.ppf(0.001, MANY, 0.99)


@pytest.mark.slow
def test_a_planted_driver_ranks_first_in_nearly_all_surveys() -> None:
    rng = np.random.default_rng(5)
    first = 0
    for _ in range(MANY):
        whole = rng.standard_normal(40)
        voices = []
        for step, weight in (("driver", 0.85), ("some", 0.3), ("none", 0.0)):
            part = weight * whole + np.sqrt(1 - weight**2) * rng.standard_normal(40)
            voices += [
                Voice(source=Source(), day=date(2026, 1, 5), channel="survey", case_id=f"{case}", score=50 + 10 * score,
                      scale="csat100", step=step, named_step=step)
                for case, score in enumerate(part.tolist())
            ]  # fmt: skip
        voices += [
            Voice(source=Source(), day=date(2026, 1, 5), channel="survey", case_id=f"{case}", score=50 + 10 * score,
                  scale="csat100")
            for case, score in enumerate(whole.tolist())
        ]  # fmt: skip
        first += derived_importance(voices)[0].step == "driver"
    # Between correlations of 0.85 and 0.3, Fisher's z differs by 0.95 with an error of 0.23: above 0.999.
    assert first >= binom.ppf(0.001, MANY, 0.99)


@pytest.mark.slow
def test_a_breach_is_told_in_the_period_in_which_it_happens(series: Series) -> None:
    rail = Guardrail(id="wait", what="wait", limit=3.0, hard=True)
    live = date(2026, 1, 5)
    for row in series(MANY, 12, seed=41):
        points = tuple(
            ObservedPoint(day=date.fromordinal(live.toordinal() + 7 * at), value=float(value))
            for at, value in enumerate(row)
        )
        [found] = guardrail_standings([rail], Observed(series={("wait", "trial"): points}), live)
        broken = [point.day for point in points if point.value > 3]
        assert (found.status == "stop") is bool(broken)
        assert list(found.broken_on) == broken
