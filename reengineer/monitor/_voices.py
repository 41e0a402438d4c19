"""Set what customers and colleagues say after a change beside what they said before."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import sqrt

from reengineer._records import dataclass
from reengineer.control_charts import ControlChart, xmr_chart
from reengineer.errors import counted
from reengineer.feedback import Voice, period_of
from reengineer.monitor._watch import Trigger, pulse_trigger
from reengineer.statistics import mean_estimate, t_quantile

GROUPS = ("customer", "colleague")
_LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceEffect:
    """Hold scores of one group on one scale, before and after.

    Parameters
    ----------
    speaker, scale : str
    before, after, difference : float or None
        Means; None where nobody answered.
    low, high : float or None
        95 % interval of the difference (Welch).
    n_before, n_after : int
    chart : ControlChart or None
        Means by week, limits frozen at the change.
    """

    speaker: str
    scale: str
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    n_before: int
    n_after: int
    chart: ControlChart | None = None

    @property
    def is_shown(self) -> bool:
        """Say whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        names = ("speaker", "scale", "before", "after", "difference", "low", "high", "n_before", "n_after")
        return {**{name: getattr(self, name) for name in names}, "chart": self.chart and self.chart.as_dict()}


def voice_effects(
    voices: Sequence[Voice], option: str, go_live: date
) -> tuple[tuple[VoiceEffect, ...], tuple[str, ...]]:
    """Return scores before and after by group and scale, and the groups that were not heard on a side.

    Parameters
    ----------
    voices : sequence of Voice
        After the change, those about another change are left out.
    option : str
    go_live : date
    """
    kept = [each for each in voices if each.about in ("", option)]
    found = []
    for speaker in GROUPS:
        scales = sorted({each.scale for each in kept if each.speaker == speaker and each.score is not None})
        found += [_effect(kept, speaker, scale, go_live) for scale in scales]
    return tuple(found), tuple(_gaps(kept, go_live))


def _effect(voices: Sequence[Voice], speaker: str, scale: str, go_live: date) -> VoiceEffect:
    own = [each for each in voices if each.speaker == speaker and each.scale == scale and each.score is not None]
    sides = [[each.score or 0.0 for each in own if (each.day >= go_live) is after] for after in (False, True)]
    first, second = (mean_estimate(side) for side in sides)
    difference = None if first.mean is None or second.mean is None else second.mean - first.mean
    low = high = None
    if difference is not None and min(first.n, second.n) > 1:
        parts = [each.sd**2 / each.n for each in (first, second)]
        error = sqrt(sum(parts))
        spread = sum(part**2 / (each.n - 1) for part, each in zip(parts, (first, second), strict=True))
        freedom = error**4 / spread if spread else min(first.n, second.n) - 1
        reach = t_quantile(freedom + 1, 0.95) * error
        low, high = difference - reach, difference + reach
    return VoiceEffect(
        speaker=speaker, scale=scale, before=first.mean, after=second.mean, difference=difference, low=low, high=high,
        n_before=first.n, n_after=second.n, chart=_pulse(own, go_live),
    )  # fmt: skip


def _pulse(voices: Sequence[Voice], go_live: date) -> ControlChart | None:
    weeks: dict[str, list[float]] = {}
    for each in sorted(voices, key=lambda voice: voice.day):
        weeks.setdefault(period_of(each.day, "week"), []).append(each.score or 0.0)
    first_after = period_of(go_live, "week")
    baseline = sum(week < first_after for week in weeks)
    if baseline < 2 or len(weeks) - baseline < 1:
        return None
    means = [sum(scores) / len(scores) for scores in weeks.values()]
    return xmr_chart(means, list(weeks), baseline=baseline)


def _gaps(voices: Sequence[Voice], go_live: date) -> Iterator[str]:
    for speaker in GROUPS:
        for after in (False, True):
            count = sum(each.speaker == speaker and (each.day >= go_live) is after for each in voices)
            if count < _LEAST:
                heard = "were not heard" if not count else f"were heard {counted(count, 'time')} only"
                yield f"{speaker}s {heard} {'after' if after else 'before'} the change"


def voice_triggers(voices: Sequence[Voice], go_live: date) -> Iterator[Trigger]:
    """Give what a fall of colleagues' satisfaction calls for, on the scale of 0 to 100."""
    for speaker in GROUPS:
        own = [each for each in voices if each.speaker == speaker and each.points is not None]
        sides = [[each.points or 0.0 for each in own if (each.day >= go_live) is after] for after in (False, True)]
        if all(sides):
            before, after = (sum(side) / len(side) for side in sides)
            days = [each.day for each in own if each.day >= go_live]
            trigger = pulse_trigger(speaker, before, after, len(sides[1]), max(days))
            if trigger is not None:
                yield trigger


def segment_mix(voices: Sequence[Voice], go_live: date) -> tuple[tuple[str, float, float], ...]:
    """Return the share of each segment among customers before and after; nothing where a side has none."""
    sides = [
        [
            each.segment
            for each in voices
            if each.segment and each.speaker == "customer" and (each.day >= go_live) is after
        ]
        for after in (False, True)
    ]
    if not all(sides):
        return ()
    names = sorted({*sides[0], *sides[1]})
    return tuple((name, *(side.count(name) / len(side) for side in sides)) for name in names)  # type: ignore[misc]
