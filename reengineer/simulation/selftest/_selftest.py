"""Collect the checks of an installation, each loaded when it is asked for."""

from collections.abc import Iterator

from reengineer.calendars import OpenTime
from reengineer.simulation._draws import FIXED, hash32, sample, uniform
from reengineer.simulation._quantiles import gamma_quantile, normal_quantile
from reengineer.simulation.selftest._check import Check

HOUR = 3_600_000_000
IDENTITY_MODELS = ("jackson_rework", "prio_pr", "machine_repair", "vacation", "forkjoin2")
"""Models on which the laws of every run are shown; every run is held against them."""


def basic_checks() -> Iterator[Check]:
    """Yield quick checks of draws and calendars against values known from elsewhere."""
    # The known-answer test of Philox4x32-10 for a counter and key of zeros begins with 6627e8d5 e169c58d.
    zeros = ((0x6627E8D5 << 32 | 0xE169C58D) >> 11) + 0.5
    yield _exact("draws.philox", zeros * 2.0**-53, uniform(0, 0, 0, 0, 0, 0))
    yield _near("draws.normal_quantile", 1.959963984540054, normal_quantile(0.975))
    yield _near("draws.gamma_quantile", 1.6783469900166605, gamma_quantile(2.0, 0.0, 0.5))
    yield _exact("draws.fixed", 7.0, sample(FIXED, 7.0, 0.0, 0.0, 0.0, 0.0, 0.3))
    yield _exact("draws.hash32", 0, hash32("") - int.from_bytes(bytes.fromhex("1271cf25"), "little"))
    week = 7 * 24 * HOUR
    days = [day * 24 * HOUR for day in range(5)]
    office = OpenTime([day + 9 * HOUR for day in days], [day + 17 * HOUR for day in days], 0, week)
    friday = days[4] + 16 * HOUR
    # One hour on Friday, eight on Monday and one on Tuesday, with a week-end and a night between them.
    yield _exact("calendar_fixed.elapsed_h", 90.0, (office.advance(friday, 10 * HOUR) - friday) / HOUR)
    yield _exact("calendar.monday_after_friday_h", 64.0, (office.next_open(friday + HOUR) - friday - HOUR) / HOUR)


def _exact(name: str, expected: float, got: float) -> Check:
    return Check(id=name, passed=expected == got, expected=float(expected), got=float(got))


def _near(name: str, expected: float, got: float) -> Check:
    return Check(
        id=name, passed=abs(got - expected) <= 1e-12 * abs(expected), expected=expected, got=got, tolerance=1e-12
    )


def theory_checks() -> Iterator[Check]:
    """Run the models of queueing theory; one check a value. Where the loop is compiled it runs them, much longer."""
    from reengineer.simulation.loop._kernel import compiled
    from reengineer.simulation.selftest._theory import BY_REFERENCE, IN_LOOP, check_theory, identity_checks
    from reengineer.simulation.selftest._theory_models import theories

    for theory in theories():
        yield from check_theory(theory, IN_LOOP if compiled() else BY_REFERENCE)
    yield from identity_checks(theory for theory in theories() if theory.id in IDENTITY_MODELS)
