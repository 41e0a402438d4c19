"""Set what was predicted beside what was observed, criterion by criterion."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from math import sqrt
from statistics import fmean

import numpy as np

from reengineer._records import dataclass
from reengineer.control_charts import ControlChart, p_chart, xmr_chart
from reengineer.criteria import Criterion
from reengineer.monitor._effects import (
    LEAST_FOR_TREND,
    LEAST_POINTS,
    Effect,
    before_and_after,
    interrupted_series,
    mean_fit,
    nulls_at_false_dates,
    trend_before,
)
from reengineer.monitor._explain import Explanation, Grade, Known, explanations, grade_of
from reengineer.monitor._observed import ARRIVALS, Observed, ObservedPoint
from reengineer.monitor._trial import Adjustment, Happened
from reengineer.monitor._verdict import (
    VERDICT_WORDS,
    Quantity,
    Realised,
    Verdict,
    left_words,
    periods_until_told,
    realised_share,
    standing,
    verdict_of,
)

_MONTH_DAYS, _WEEKS_A_YEAR = 20, 52
_LEAST_BASELINE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Hold what was predicted of a criterion, in its unit.

    Parameters
    ----------
    criterion : Criterion
    as_is, option : Quantity
        Means; the error holds uncertain inputs and the number of replications, not the chance of single weeks.
    week_sd : float
        Standard deviation of one week, from replications.
    with_world : float or None
        Prediction for the option with the inputs that were observed; None where it was not run again.
    change_error : float or None
        Standard error of the difference between the two, run by run; smaller than that of either, since both share
        their uncertain inputs and their draws. That of the option where left out.
    """

    criterion: Criterion
    as_is: Quantity
    option: Quantity
    week_sd: float = 0.0
    with_world: float | None = None
    change_error: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the predicted mean."""
        reach = self.option.quantile(0.95) * self.option.error
        return self.option.value - reach, self.option.value + reach

    @property
    def week_interval(self) -> tuple[float, float]:
        """Return where 95 in 100 single weeks are predicted to lie."""
        reach = 1.959964 * sqrt(self.option.error**2 + self.week_sd**2)
        return self.option.value - reach, self.option.value + reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Hold one part of a series: before, after, and after each adjustment."""

    label: str
    since: date
    n: int
    mean: float

    def as_dict(self) -> dict[str, object]:
        """Return the part as plain values."""
        return {"label": self.label, "since": self.since.isoformat(), "n": self.n, "mean": self.mean}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """Hold what became of one criterion.

    Parameters
    ----------
    prediction : Prediction
    points : tuple of ObservedPoint
    first_after : int
        Place of the first point that the verdict rests on; after the last adjustment.
    observed : Quantity
        Mean since then.
    before : Quantity
    effect : Effect or None
        None where a side has fewer than two points.
    realised : Realised
    verdict : str
    why : str
        In words.
    periods_to_go : int or None
        Until it can be told.
    z : float or None
        Observed less predicted, in standard errors.
    world, model : float or None
        Parts of the gap between observed and predicted: what the world and adoption did, and what model and
        implementation did; they add up to the gap.
    placebo, placebo_dates
        Share of false dates at which nothing is found, and how many there are.
    chart : ControlChart or None
    segments : tuple of Segment
    explanations : tuple of Explanation
    grade, grade_why : str
    """

    prediction: Prediction
    points: tuple[ObservedPoint, ...]
    first_after: int
    observed: Quantity | None
    before: Quantity | None
    effect: Effect | None
    realised: Realised
    verdict: Verdict
    why: str
    periods_to_go: int | None = None
    z: float | None = None
    world: float | None = None
    model: float | None = None
    placebo: float | None = None
    placebo_dates: int = 0
    chart: ControlChart | None = None
    segments: tuple[Segment, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    grade: Grade = "none"
    grade_why: str = ""

    @property
    def id(self) -> str:
        """Return the id of the criterion."""
        return self.prediction.criterion.id

    @property
    def gap(self) -> float | None:
        """Return observed less predicted."""
        return None if self.observed is None else self.observed.value - self.prediction.option.value

    @property
    def words(self) -> str:
        """Return the verdict in words."""
        return VERDICT_WORDS[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Hold what all criteria share.

    Parameters
    ----------
    go_live : date
    adjustments : tuple of Adjustment
    happened : tuple of Happened
    volume : tuple of float or None
        Cases a period, before and after.
    mix : tuple of (str, float, float)
    response_rate : float or None
    """

    go_live: date
    adjustments: tuple[Adjustment, ...] = ()
    happened: tuple[Happened, ...] = ()
    mix: tuple[tuple[str, float, float], ...] = ()
    response_rate: float | None = None


def judge(prediction: Prediction, observed: Observed, setting: Setting) -> CriterionResult | None:
    """Return what became of a criterion; None where it was not observed at all.

    Notes
    -----
    An adjustment begins a new part of the series: the verdict rests on the last part alone. Where a trend before the
    change is shown, the effect is that of the interrupted series, else the difference of means.
    """
    points = observed.of(prediction.criterion.id)
    if not points:
        return None
    cut = sum(point.day < setting.go_live for point in points)
    last = max((each.on for each in setting.adjustments if each.on >= setting.go_live), default=setting.go_live)
    since = max(cut, sum(point.day < last for point in points))
    values = [point.value for point in (*points[:cut], *points[since:])]
    control = _control(points, cut, since, observed, prediction.criterion.id)
    effect = _effect(values, cut, control, _cycle(points))
    return _result(prediction, points, (cut, since), effect, observed, setting)


def _control(points: Sequence[ObservedPoint], cut: int, since: int, observed: Observed, name: str) -> tuple[float, ...]:
    """Return the control series of the same periods; none where it lacks one."""
    known = {point.day: point.value for point in observed.of(name, "control")}
    days = [point.day for point in (*points[:cut], *points[since:])]
    return tuple(known[day] for day in days) if known and all(day in known for day in days) else ()


def _cycle(points: Sequence[ObservedPoint]) -> int | None:
    gaps = [(two.day - one.day).days for one, two in itertools.pairwise(points)]
    typical = sorted(gaps)[len(gaps) // 2] if gaps else 0
    return 12 if typical > _MONTH_DAYS else _WEEKS_A_YEAR if typical >= 5 else None


def _effect(values: Sequence[float], cut: int, control: Sequence[float], cycle: int | None) -> Effect | None:
    if min(cut, len(values) - cut) < _LEAST_BASELINE:
        return None
    plain = before_and_after(values, cut, control=control, cycle=cycle)
    if min(cut, len(values) - cut) < LEAST_FOR_TREND:
        return plain
    apart = np.asarray(values) - np.asarray(control) if control else np.asarray(values)
    _, low, high = trend_before(apart[:cut].tolist())
    return plain if low <= 0 <= high else interrupted_series(values, cut, control=control, cycle=cycle)


def mean_of(values: Sequence[float]) -> Quantity | None:
    """Return the mean of a series with an error that allows for likeness; None without values."""
    if not values:
        return None
    if len(values) < 3:
        return Quantity(value=fmean(values), error=abs(max(values) - min(values)) / 2)
    fit = mean_fit(values)
    return Quantity(value=float(fit.value[0]), error=float(fit.error[0]), freedom=float(fit.freedom[0]))


def _result(
    prediction: Prediction,
    points: tuple[ObservedPoint, ...],
    cuts: tuple[int, int],
    effect: Effect | None,
    observed: Observed,
    setting: Setting,
) -> CriterionResult:
    cut, since = cuts
    before, after = ([point.value for point in part] for part in (points[:cut], points[since:]))
    mean_before, mean_after = mean_of(before), mean_of(after)
    realised = _realised(prediction, mean_before, effect)
    verdict, why = _verdict(prediction, realised, effect, len(after))
    placebo, dates = _placebo(before)
    found = _explanations(points, cuts, effect, observed, setting)
    grade: Grade
    grade, grade_why = "none", "no effect can be told"
    if effect is not None:
        grade, grade_why = grade_of(effect, found, placebo)
    to_go = None
    if verdict == "cannot_tell":
        to_go = max(periods_until_told(realised, len(after)) or 0, LEAST_POINTS - len(after)) or None
    world, model = _parts(prediction, mean_after)
    return CriterionResult(
        prediction=prediction, points=points, first_after=since, observed=mean_after, before=mean_before,
        effect=effect, realised=realised, verdict=verdict, why=why, periods_to_go=to_go,
        z=None if mean_after is None else standing(mean_after, prediction.option), world=world, model=model,
        placebo=placebo, placebo_dates=dates, chart=_chart(prediction.criterion, points, cut),
        segments=tuple(_segments(points, setting)), explanations=found, grade=grade, grade_why=grade_why,
    )  # fmt: skip


def _realised(prediction: Prediction, before: Quantity | None, effect: Effect | None) -> Realised:
    if before is None or effect is None:
        return Realised(share=None, low=None, high=None)
    # What was seen before has settled what the two predictions have in common; their difference remains uncertain.
    unsure = prediction.option.error if prediction.change_error is None else prediction.change_error
    promise = Quantity(value=prediction.option.value - before.value, error=sqrt(unsure**2 + before.error**2))
    shared = before.error**2 if effect.method == "before and after" else 0.0
    seen = Quantity(value=effect.value, error=effect.error, freedom=effect.freedom)
    return realised_share(seen, promise, shared_variance=min(shared, effect.error**2))


def _verdict(prediction: Prediction, realised: Realised, effect: Effect | None, n_after: int) -> tuple[Verdict, str]:
    if effect is None or not effect.is_claimable:
        counted = f"{0 if effect is None else effect.n_before} points before and {n_after} after"
        return "cannot_tell", f"{counted}; eight on each side are needed"
    verdict = verdict_of(realised)
    if realised.low is None or realised.high is None:
        return _without_promise(prediction, effect)
    told = f"{realised.share:.0%} of what was predicted ({realised.low:.0%} to {realised.high:.0%})"
    return verdict, told if verdict != "cannot_tell" else f"{told}: {left_words(realised)}"


def _without_promise(prediction: Prediction, effect: Effect) -> tuple[Verdict, str]:
    """Return the verdict where hardly anything was promised: whether it got worse, or stayed."""
    worse = effect.low > 0 if prediction.criterion.better == "lower" else effect.high < 0
    if worse:
        return "harm", "it got worse, and no change was predicted"
    if effect.low <= 0 <= effect.high:
        return "cannot_tell", "hardly a change was predicted, and none is shown"
    return "better", "it got better, and hardly a change was predicted"


def _placebo(before: Sequence[float]) -> tuple[float | None, int]:
    nulls = nulls_at_false_dates(np.asarray(before, dtype=np.float64)[None, :])
    return (None, 0) if nulls.shape[1] == 0 else (float(nulls.mean()), nulls.shape[1])


def _parts(prediction: Prediction, after: Quantity | None) -> tuple[float | None, float | None]:
    if prediction.with_world is None or after is None:
        return None, None
    return prediction.with_world - prediction.option.value, after.value - prediction.with_world


def _chart(criterion: Criterion, points: Sequence[ObservedPoint], cut: int) -> ControlChart | None:
    """Return a p chart of shares with their n, else an XmR chart, with limits frozen on what was before."""
    if cut < _LEAST_BASELINE:
        return None
    labels = [point.day.isoformat() for point in points]
    values = [point.value for point in points]
    sizes = [point.n or 0.0 for point in points]
    is_share = criterion.as_measure().kind == "share" and criterion.scope == "process"
    if is_share and all(sizes) and all(0 <= value <= (100 if criterion.unit == "%" else 1) for value in values):
        factor = 100 if criterion.unit == "%" else 1
        hits = [value * size / factor for value, size in zip(values, sizes, strict=True)]
        if 0 < sum(hits[:cut]) < sum(sizes[:cut]):
            return p_chart(hits, sizes, labels, baseline=cut)
    return xmr_chart(values, labels, baseline=cut)


def _segments(points: Sequence[ObservedPoint], setting: Setting) -> Iterator[Segment]:
    marks = [(setting.go_live, "after"), *((each.on, f"after: {each.what}") for each in setting.adjustments)]
    marks = [(points[0].day, "before"), *sorted(marks, key=lambda mark: mark[0])]
    for at, (since, label) in enumerate(marks):
        end = marks[at + 1][0] if at + 1 < len(marks) else date.max
        values = [point.value for point in points if since <= point.day < end]
        if values:
            yield Segment(label=label, since=since, n=len(values), mean=fmean(values))


def _explanations(
    points: Sequence[ObservedPoint],
    cuts: tuple[int, int],
    effect: Effect | None,
    observed: Observed,
    setting: Setting,
) -> tuple[Explanation, ...]:
    if effect is None:
        return ()
    cut, since = cuts
    volumes = [_volume(part, observed) for part in (points[:cut], points[since:])]
    known = Known(
        days=[point.day for point in points],
        before=[point.value for point in points[:cut]],
        after=[point.value for point in points[since:]],
        effect=effect,
        go_live=setting.go_live,
        volume_before=volumes[0],
        volume_after=volumes[1],
        mix=setting.mix,
        happened=setting.happened,
        response_rate=setting.response_rate,
    )
    return explanations(known)


def _volume(part: Sequence[ObservedPoint], observed: Observed) -> float | None:
    days = {point.day for point in part}
    arrivals = [point.value for point in observed.of(ARRIVALS) if point.day in days]
    counts = arrivals or [point.n for point in part if point.n is not None]
    return fmean(counts) if counts else None
