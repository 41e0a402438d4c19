"""Put all that feedback says into one record: figures, what to know of them, and what cannot be concluded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from reengineer._records import dataclass
from reengineer.feedback._analysis import (
    OTHER_TOO_LARGE,
    Importance,
    ScoreSummary,
    ThemeCount,
    derived_importance,
    score_summaries,
    theme_counts,
    themes_of,
)
from reengineer.feedback._imported import ImportedFeedback
from reengineer.feedback._themes import OTHER, Hint, Taxonomy, ThemeFinder, ThemeQuality, starter_themes
from reengineer.feedback._trends import Trend, TrendSettings, trends

SCHEMA = "reengineer/feedback/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReport:
    """Hold what feedback says.

    Parameters
    ----------
    imported : ImportedFeedback
    found : tuple of mapping
        The themes of each voice.
    scores, by_step, by_segment : tuple of ScoreSummary
    themes : tuple of ThemeCount
        The most frequent first.
    importance : tuple of Importance
    trends : tuple of Trend
    quality : tuple of ThemeQuality
        Of the themes on comments coded by hand; empty where none were given.
    names : mapping of str to str
        Names of themes by id.
    steps : mapping of str to str
        What the map calls steps, by id.
    """

    imported: ImportedFeedback
    found: tuple[Mapping[str, Hint], ...]
    scores: tuple[ScoreSummary, ...]
    by_step: tuple[ScoreSummary, ...]
    by_segment: tuple[ScoreSummary, ...]
    themes: tuple[ThemeCount, ...]
    importance: tuple[Importance, ...]
    trends: tuple[Trend, ...]
    quality: tuple[ThemeQuality, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)

    def step_name(self, step: str) -> str:
        """Return what the map calls a step; its id where it has no name."""
        return self.steps.get(step) or step

    @property
    def by_stake(self) -> tuple[ThemeCount, ...]:
        """Return the themes at which satisfaction was lost, the most lost first."""
        lost = [theme for theme in self.themes if theme.stake > 0]
        return tuple(sorted(lost, key=lambda theme: (-theme.stake, theme.theme)))

    def cautions(self) -> tuple[str, ...]:
        """Return what cannot be concluded, one sentence each."""
        return tuple(_cautions(self))

    def to_dict(self) -> dict[str, object]:
        """Return what ``feedback --json`` prints; comments are not in it, but quotes of those who agreed."""
        imported = self.imported
        return {
            "schema": SCHEMA,
            "files": list(imported.files),
            "terms": list(imported.terms),
            "rows": imported.rows,
            "kept": len(imported.voices),
            "refused": imported.refused,
            "duplicates": imported.duplicates,
            "scrubbed": imported.scrubbed,
            "unlinked": dict(imported.unlinked),
            "problems": [problem.as_dict() for problem in imported.problems],
            "scores": [_score_dict(each) for each in (*self.scores, *self.by_step, *self.by_segment)],
            "themes": [_theme_dict(each) for each in self.themes],
            "pareto_by_count": _pareto([(each.theme, each.n) for each in self.themes]),
            "pareto_by_stake": _pareto([(each.theme, each.stake) for each in self.by_stake]),
            "importance": [_importance_dict(each) for each in self.importance],
            "trends": [
                {"what": each.what, "unit": each.unit, "period": each.period, **each.chart.as_dict()}
                for each in self.trends
            ],
            "theme_quality": [each.as_dict() for each in self.quality],
            "cautions": list(self.cautions()),
        }


def analyse_feedback(
    imported: ImportedFeedback,
    *,
    taxonomy: Taxonomy | None = None,
    settings: TrendSettings | None = None,
    importance: Mapping[str, float] | None = None,
    quality: Sequence[ThemeQuality] = (),
    steps: Mapping[str, str] | None = None,
) -> FeedbackReport:
    """Return what imported feedback says.

    Parameters
    ----------
    imported : ImportedFeedback
    taxonomy : Taxonomy, optional
        The themes to look for; those of the package where left out.
    settings : TrendSettings, optional
    importance : mapping of str to float, optional
        Of steps to customers, 0 to 1, for what is at stake.
    quality : sequence of ThemeQuality
        Measured on comments coded by hand.
    steps : mapping of str to str, optional
        What the map calls steps, by id.
    """
    taxonomy = taxonomy or starter_themes()
    voices = imported.voices
    found = themes_of(voices, ThemeFinder(taxonomy))
    names = {theme.id: theme.name for theme in taxonomy.themes}
    return FeedbackReport(
        imported=imported,
        found=tuple(found),
        scores=tuple(score_summaries(voices)),
        by_step=tuple(score_summaries(voices, by="step")),
        by_segment=tuple(score_summaries(voices, by="segment")),
        themes=tuple(theme_counts(voices, found, names, importance=importance)),
        importance=tuple(derived_importance(voices)),
        trends=tuple(trends(voices, found, settings or TrendSettings())),
        quality=tuple(quality),
        names=names,
        steps=steps or {},
    )


def _cautions(report: FeedbackReport) -> Iterator[str]:
    imported = report.imported
    if imported.refused:
        yield f"{imported.refused} of {imported.rows} rows could not be read, so every share is of the rest"
    other = next((theme for theme in report.themes if theme.theme == OTHER), None)
    if other is not None and other.share > OTHER_TOO_LARGE:
        yield f"no theme fits {other.share:.0%} of the comments: the list of themes needs more words"
    if not report.quality:
        yield "how well the words find the themes has not been measured; code 100 comments by hand and use --coded"
    if any(voice.speaker == "social" for voice in imported.voices):
        yield "public messages select themselves: they show what is said, never how many think so"
    weak = [each for each in (*report.scores, *report.by_step) if each.is_weak]
    if weak:
        yield f"{len(weak)} of the scores rest{'s' if len(weak) == 1 else ''} on fewer than 30 answers"
    unlinked = sum(imported.unlinked.values())
    if unlinked:
        yield f"{unlinked} row{' names' if unlinked == 1 else 's name'} a step that the map does not have"
    if not any(voice.speaker == "colleague" for voice in imported.voices):
        yield "colleagues were not heard"
    yield "who answers may differ from who does not: without the number asked, the response rate is not known"


def _score_dict(each: ScoreSummary) -> dict[str, object]:
    return {
        "speaker": each.speaker,
        "scale": each.scale,
        "step": each.step or None,
        "segment": each.segment or None,
        "value": each.value,
        "ci_low": each.interval.low,
        "ci_high": each.interval.high,
        "n": each.n,
        "weak": each.is_weak,
    }


def _theme_dict(each: ThemeCount) -> dict[str, object]:
    return {
        "theme": each.theme,
        "name": each.name,
        "n": each.n,
        "share": each.share,
        "ci_low": each.interval.low,
        "ci_high": each.interval.high,
        "negative": each.negative,
        "stake": each.stake,
        "steps": dict(each.steps),
        "quotes": list(each.quotes),
    }


def _importance_dict(each: Importance) -> dict[str, object]:
    return {
        "step": each.step,
        "basis": "derived",
        "rank_correlation": each.rho,
        "ci_low": each.interval.low,
        "ci_high": each.interval.high,
        "n": each.n,
        "weak": each.n < 30,
        "performance": each.performance,
    }


def _pareto(parts: Sequence[tuple[str, float]]) -> list[dict[str, object]]:
    """Return parts with the share of the whole that they and those before them make up."""
    total = sum(amount for _, amount in parts)
    running = 0.0
    rows: list[dict[str, object]] = []
    for name, amount in parts:
        running += amount
        rows.append({"theme": name, "amount": amount, "cumulative_share": running / total if total else None})
    return rows
