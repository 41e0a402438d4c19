"""Try a change, watch it, and tell what it did: trials, predicted against observed, effects, and methods that fail.

A trial is a file that people edit; it is checked and put into numbers and days. What was observed comes from an event
log or a file of measures. Intervals of effects allow for neighbouring weeks being alike, and false dates show whether
they do. A verdict is given only where the interval leaves one answer.
"""

from reengineer.monitor._analysis import CriterionResult, Prediction, Setting, judge, mean_of
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
from reengineer.monitor._explain import Explanation, grade_of
from reengineer.monitor._fit import Fits, SeriesDesign
from reengineer.monitor._from_log import FROM_LOG, series_from_log
from reengineer.monitor._monitoring import (
    GLOSSARY,
    Monitoring,
    Opportunity,
    ProOrCon,
    pros_and_cons,
    told,
)
from reengineer.monitor._observed import ADOPTION, ARRIVALS, LOAD, Observed, ObservedPoint, read_observed
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
from reengineer.monitor._trial import (
    TRIAL_FILE,
    Adjustment,
    Guardrail,
    Happened,
    Observation,
    Primary,
    Pulse,
    TrialPlan,
    Units,
)
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
from reengineer.monitor._voices import VoiceEffect, segment_mix, voice_effects, voice_triggers
from reengineer.monitor._watch import (
    GuardrailStanding,
    Trigger,
    adoption_trigger,
    drift_triggers,
    guardrail_standings,
    guardrail_triggers,
    load_triggers,
    overall,
    signal_trigger,
)

__all__ = [
    "ADOPTION",
    "ARRIVALS",
    "FROM_LOG",
    "GLOSSARY",
    "LEAST_POINTS",
    "LOAD",
    "TRIAL_FILE",
    "VERDICT_WORDS",
    "Adjustment",
    "CriterionResult",
    "Effect",
    "Entry",
    "Explanation",
    "Fits",
    "Guardrail",
    "GuardrailStanding",
    "Happened",
    "Interest",
    "Monitoring",
    "Negotiation",
    "Observation",
    "Observed",
    "ObservedPoint",
    "Opportunity",
    "OrganisedTrial",
    "Package",
    "Prediction",
    "Primary",
    "ProOrCon",
    "Pulse",
    "Quantity",
    "Realised",
    "SeriesDesign",
    "Setting",
    "TrialPlan",
    "Trigger",
    "Units",
    "Verdict",
    "VoiceEffect",
    "adoption_trigger",
    "before_and_after",
    "calendar_csv",
    "calendar_ics",
    "cases_per_arm",
    "cluster_inflation",
    "drift_triggers",
    "exit_criteria",
    "false_dates",
    "grade_of",
    "guardrail_standings",
    "guardrail_triggers",
    "interrupted_series",
    "judge",
    "load_triggers",
    "mean_of",
    "negotiation",
    "nulls_at_false_dates",
    "organise",
    "overall",
    "periods_until_told",
    "power_of",
    "pros_and_cons",
    "read_observed",
    "realised_share",
    "segment_mix",
    "series_from_log",
    "series_inflation",
    "shown_with",
    "signal_trigger",
    "standing",
    "stepped_inflation",
    "told",
    "trend_before",
    "verdict_of",
    "voice_effects",
    "voice_triggers",
]
