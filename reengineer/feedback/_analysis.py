"""Tell what feedback says: scores by scale, themes by count and by what is at stake, and what goes with the whole."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from math import atanh, fsum, inf, sqrt, tanh
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass
from reengineer.feedback._themes import OTHER, Hint, ThemeFinder
from reengineer.feedback._voices import ALL_SCALES, Voice
from reengineer.statistics import Interval, mean_estimate, wilson_interval

WEAK_N = 30
OTHER_TOO_LARGE = 0.30
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """Hold the scores of one scale: mean, its interval and n; of nps11 the net promoter score, of -100 to 100.

    Parameters
    ----------
    scale, step, segment : str
        Empty where of all.
    speaker : str
    value : float
    interval : Interval
    n : int
    """

    scale: str
    value: float
    interval: Interval
    n: int
    speaker: str = "customer"
    step: str = ""
    segment: str = ""

    @property
    def is_weak(self) -> bool:
        """Say whether it rests on too few answers to lean on."""
        return self.n < WEAK_N


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """Hold how often a theme comes up.

    Parameters
    ----------
    theme, name : str
    n : int
        Comments of customers with the theme.
    share : float
        Of all their comments, 0 to 1.
    interval : Interval
        Wilson's, of the share.
    negative : int
        Those of them that complain of it.
    stake : float
        Satisfaction lost: the sum, over comments with a score, of what is missing to the top, times the step's
        importance from 0 to 1; in answers of nothing but displeasure.
    steps : mapping of str to int
        By step, the most frequent first.
    quotes : tuple of str
        Only of people who agreed to be quoted.
    """

    theme: str
    name: str
    n: int
    share: float
    interval: Interval
    negative: int
    stake: float
    steps: Mapping[str, int]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """Hold how much a step's score goes with the score of the whole, case by case.

    Parameters
    ----------
    step : str
    rho : float
        Spearman's rank correlation, -1 to 1: derived importance, not stated by anybody.
    interval : Interval
    n : int
        Cases with both scores.
    performance : float
        Mean score of the step, 0 to 100.
    """

    step: str
    rho: float
    interval: Interval
    n: int
    performance: float


def score_summaries(voices: Iterable[Voice], *, by: Literal["all", "step", "segment"] = "all") -> list[ScoreSummary]:
    """Return the scores by speaker and scale, never mixed; by step or segment too where asked.

    Public messages are left out: who speaks up there selects themselves, so they give no rate.
    """
    groups: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for voice in voices:
        if voice.score is None or voice.speaker == "social":
            continue
        key = voice.step if by == "step" else voice.segment if by == "segment" else ""
        if key or by == "all":
            groups[voice.speaker, voice.scale, key].append(voice.score)
    return [_summary(*key, scores, by) for key, scores in sorted(groups.items())]


def _summary(speaker: str, scale: str, key: str, scores: list[float], by: str) -> ScoreSummary:
    value, interval = _net_promoters(scores) if scale == "nps11" else _mean(scores, scale)
    return ScoreSummary(
        speaker=speaker,
        scale=scale,
        value=value,
        interval=interval,
        n=len(scores),
        step=key if by == "step" else "",
        segment=key if by == "segment" else "",
    )


def _mean(scores: list[float], scale: str) -> tuple[float, Interval]:
    """Return the mean and its interval, which does not reach beyond the scale."""
    estimate = mean_estimate(scores)
    found, (lowest, highest) = estimate.interval(), ALL_SCALES.get(scale, (-inf, inf))
    ends = [None if end is None else min(max(end, lowest), highest) for end in (found.low, found.high)]
    return estimate.mean or 0.0, replace(found, low=ends[0], high=ends[1])


def _net_promoters(scores: list[float]) -> tuple[float, Interval]:
    n = len(scores)
    up, down = sum(score >= 9 for score in scores) / n, sum(score <= 6 for score in scores) / n
    reach = 1.96 * sqrt(max(0.0, up + down - (up - down) ** 2) / n)
    net = up - down
    return 100 * net, Interval(low=max(-100.0, 100 * (net - reach)), high=min(100.0, 100 * (net + reach)), level=0.95)


def themes_of(voices: Sequence[Voice], finder: ThemeFinder) -> list[dict[str, Hint]]:
    """Return the themes of each voice: those coded by hand where there are any, else those its words tell."""
    hints = {theme.id: theme.hint for theme in finder.taxonomy.themes}
    return [
        {theme: hints.get(theme, "neutral") for theme in voice.themes} if voice.themes else finder.themes(voice.comment)
        for voice in voices
    ]


def theme_counts(
    voices: Sequence[Voice],
    found: Sequence[Mapping[str, Hint]],
    names: Mapping[str, str],
    *,
    importance: Mapping[str, float] | None = None,
) -> list[ThemeCount]:
    """Return each theme of the customers' comments, the most frequent first; what no theme fits is ``other``.

    Parameters
    ----------
    voices : sequence of Voice
    found : sequence of mapping
        The themes of each, from `themes_of`.
    names : mapping of str to str
        Names of the themes by id.
    importance : mapping of str to float, optional
        Of steps, 0 to 1; 1 where it is not known.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    said = 0
    for voice, themes in zip(voices, found, strict=True):
        if voice.speaker != "customer" or not (voice.comment or voice.themes):
            continue
        said += 1
        points = voice.points
        lost = 0.0 if points is None else (1 - points / 100) * (importance or {}).get(voice.step, 1.0)
        for theme, hint in (themes or _SOMETHING_ELSE).items():
            tallies[theme].add(voice, hint, lost)
    counts = [tally.count(theme, names.get(theme, theme), said) for theme, tally in tallies.items()]
    return sorted(counts, key=lambda count: (-count.n, count.theme))


_SOMETHING_ELSE: Mapping[str, Hint] = MappingProxyType({OTHER: "neutral"})


@dataclass(slots=True)
class _Tally:
    """Count the comments of one theme."""

    n: int = 0
    negative: int = 0
    lost: list[float] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    quotes: dict[str, None] = field(default_factory=dict)

    def add(self, voice: Voice, hint: Hint, lost: float) -> None:
        """Count one comment."""
        self.n += 1
        self.negative += hint == "negative"
        if lost:
            self.lost.append(lost)
        if voice.step:
            self.steps[voice.step] += 1
        if voice.consent and voice.comment and len(self.quotes) < MOST_QUOTES:
            self.quotes[voice.comment] = None

    def count(self, theme: str, name: str, said: int) -> ThemeCount:
        """Return what was counted, beside the number of all comments."""
        return ThemeCount(
            theme=theme,
            name=name if theme != OTHER else "Something else",
            n=self.n,
            share=self.n / said,
            interval=wilson_interval(self.n, said),
            negative=self.negative,
            stake=fsum(self.lost),
            steps=dict(sorted(self.steps.items(), key=lambda item: (-item[1], item[0]))),
            quotes=tuple(self.quotes),
        )


def derived_importance(voices: Iterable[Voice]) -> list[Importance]:
    """Return how each step's score goes with the whole's, the strongest first, from cases with both.

    References
    ----------
    D. G. Bonett and T. A. Wright, Psychometrika 65, 2000 (interval of a rank correlation).
    """
    whole: dict[str, float] = {}
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for voice in voices:
        if voice.points is None or not voice.case_id or voice.speaker != "customer":
            continue
        if voice.step:
            parts[voice.step][voice.case_id] = voice.points
        elif not voice.named_step:
            whole[voice.case_id] = voice.points
    found = [_importance(step, scores, whole) for step, scores in parts.items()]
    return sorted((each for each in found if each is not None), key=lambda each: (-each.rho, each.step))


def _importance(step: str, scores: Mapping[str, float], whole: Mapping[str, float]) -> Importance | None:
    cases = sorted(scores.keys() & whole.keys())
    if len(cases) < 4:
        return None
    rho = _correlation(_ranks([scores[case] for case in cases]), _ranks([whole[case] for case in cases]))
    if rho is None:
        return None
    bounded = max(-0.9999, min(0.9999, rho))
    reach = 1.96 * sqrt((1 + bounded**2 / 2) / (len(cases) - 3))
    interval = Interval(low=tanh(atanh(bounded) - reach), high=tanh(atanh(bounded) + reach), level=0.95)
    performance = fsum(scores.values()) / len(scores)
    return Importance(step=step, rho=rho, interval=interval, n=len(cases), performance=performance)


def _ranks(values: Sequence[float]) -> list[float]:
    """Return ranks, alike for values that are alike."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            ranks[place] = (at + end) / 2
        at = end + 1
    return ranks


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    n = len(first)
    mean_1, mean_2 = fsum(first) / n, fsum(second) / n
    spread_1, spread_2 = fsum((x - mean_1) ** 2 for x in first), fsum((y - mean_2) ** 2 for y in second)
    if spread_1 == 0 or spread_2 == 0:
        return None
    return fsum((x - mean_1) * (y - mean_2) for x, y in zip(first, second, strict=True)) / sqrt(spread_1 * spread_2)
