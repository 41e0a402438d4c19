"""Try a change, watch it, and tell what it did: trials, predicted against observed, effects, and methods that fail.

A trial is a file that people edit; it is checked and put into numbers and days. What was observed comes from an event
log or a file of measures. Intervals of effects allow for neighbouring weeks being alike, and false dates show whether
they do. A verdict is given only where the interval leaves one answer.
"""

from reengineer.monitor._calendar import calendar_csv, calendar_ics
from reengineer.monitor._effects import (
    LEAST_POINTS,
    Effect,
    before_and_after,
    false_dates,
    interrupted_series,
    nulls_at_false_dates,
    trend_before,
)
from reengineer.monitor._fit import Fits, SeriesDesign
from reengineer.monitor._organise import Entry, OrganisedTrial, organise
from reengineer.monitor._packages import Interest, Negotiation, Package, exit_criteria, negotiation
from reengineer.monitor._samples import (
    cases_per_arm,
    cluster_inflation,
    power_of,
    series_inflation,
    shown_with,
    stepped_inflation,
)
from reengineer.monitor._trial import TRIAL_FILE, Adjustment, Guardrail, Primary, Pulse, TrialPlan, Units
from reengineer.monitor._verdict import (
    VERDICT_WORDS,
    Quantity,
    Realised,
    Verdict,
    periods_until_told,
    realised_share,
    standing,
    verdict_of,
)

__all__ = [
    "LEAST_POINTS",
    "TRIAL_FILE",
    "VERDICT_WORDS",
    "Adjustment",
    "Effect",
    "Entry",
    "Fits",
    "Guardrail",
    "Interest",
    "Negotiation",
    "OrganisedTrial",
    "Package",
    "Primary",
    "Pulse",
    "Quantity",
    "Realised",
    "SeriesDesign",
    "TrialPlan",
    "Units",
    "Verdict",
    "before_and_after",
    "calendar_csv",
    "calendar_ics",
    "cases_per_arm",
    "cluster_inflation",
    "exit_criteria",
    "false_dates",
    "interrupted_series",
    "negotiation",
    "nulls_at_false_dates",
    "organise",
    "periods_until_told",
    "power_of",
    "realised_share",
    "series_inflation",
    "shown_with",
    "standing",
    "stepped_inflation",
    "trend_before",
    "verdict_of",
]
