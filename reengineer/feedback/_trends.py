"""Chart feedback over weeks or months: shares of themes and mean scores, with limits frozen at go-live."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from math import fsum
from typing import Literal

from reengineer._records import dataclass
from reengineer.control_charts import ControlChart, RuleSet, p_chart, xmr_chart
from reengineer.feedback._themes import OTHER, Hint
from reengineer.feedback._voices import Voice

Period = Literal["week", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Hold a series over periods as a control chart.

    Parameters
    ----------
    what : str
        A theme, or a scale.
    unit : str
    period : {"week", "month"}
    chart : ControlChart
    """

    what: str
    unit: str
    period: Period
    chart: ControlChart


def periods_of(voices: Sequence[Voice], period: Period) -> list[str]:
    """Return the name of every period from the first day to the last, those without a voice too."""
    if not voices:
        return []
    day, last = min(voice.day for voice in voices), max(voice.day for voice in voices)
    names: dict[str, None] = {}
    while day <= last:
        names[period_of(day, period)] = None
        day += timedelta(days=1)
    names[period_of(last, period)] = None
    return list(names)


def period_of(day: date, period: Period) -> str:
    """Return the name of the period of a day, such as ``2026-W27`` or ``2026-07``."""
    return _named(day.toordinal(), period)


@cache
def _named(ordinal: int, period: Period) -> str:
    day = date.fromordinal(ordinal)
    if period == "month":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSettings:
    """Say how trends are charted.

    Parameters
    ----------
    period : {"week", "month"}
    go_live : date or None
        The limits are frozen on the periods that end before this day; all periods make them where it is None.
    rules : str
    """

    period: Period = "week"
    go_live: date | None = None
    rules: RuleSet = "default"


def trends(
    voices: Sequence[Voice], found: Sequence[Mapping[str, Hint]], settings: TrendSettings, most: int = 5
) -> list[Trend]:
    """Return p charts of the most frequent themes and XmR charts of the mean score of each scale.

    A period without an answer has no share and no mean; it is left out of its chart.
    """
    names = periods_of(voices, settings.period)
    return _theme_trends(voices, found, names, settings)[:most] + _score_trends(voices, names, settings)


def _theme_trends(
    voices: Sequence[Voice], found: Sequence[Mapping[str, Hint]], names: Sequence[str], settings: TrendSettings
) -> list[Trend]:
    sizes: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for voice, themes in zip(voices, found, strict=True):
        if voice.speaker == "customer" and (voice.comment or voice.themes):
            name = period_of(voice.day, settings.period)
            sizes[name] += 1
            for theme in themes or (OTHER,):
                hits[theme][name] += 1
    kept = [name for name in names if sizes[name]]
    baseline = _baseline(kept, settings)
    if baseline < 2:
        return []
    looked_at = [sizes[name] for name in kept]
    made = []
    for theme in sorted(hits, key=lambda each: (-hits[each].total(), each)):
        counts = [hits[theme][name] for name in kept]
        chart = p_chart(counts, looked_at, kept, baseline=baseline, rules=settings.rules)
        made.append(Trend(what=theme, unit="share of comments", period=settings.period, chart=chart))
    return made


def _score_trends(voices: Sequence[Voice], names: Sequence[str], settings: TrendSettings) -> list[Trend]:
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for voice in voices:
        if voice.score is not None and voice.speaker == "customer":
            scores[voice.scale][period_of(voice.day, settings.period)].append(voice.score)
    made = []
    for scale, by_period in sorted(scores.items()):
        kept = [name for name in names if name in by_period]
        baseline = _baseline(kept, settings)
        if baseline >= 2:
            means = [fsum(by_period[name]) / len(by_period[name]) for name in kept]
            chart = xmr_chart(means, kept, baseline=baseline, rules=settings.rules)
            made.append(Trend(what=scale, unit="mean score", period=settings.period, chart=chart))
    return made


def _baseline(kept: Sequence[str], settings: TrendSettings) -> int:
    """Return how many periods make the limits: those before the period of go-live, or all."""
    if settings.go_live is None:
        return len(kept)
    first_after = period_of(settings.go_live, settings.period)
    return sum(name < first_after for name in kept)
