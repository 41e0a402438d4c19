"""Rank what customers meet by how much it matters and how far it is from what is wanted."""

from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.errors import Problem
from reengineer.review._folder import Review
from reengineer.review._people import people_of
from reengineer.review._samples_kept import Kano, read_kano
from reengineer.statistics import Interval

if TYPE_CHECKING:
    from reengineer.feedback import FeedbackReport

Basis = Literal["derived", "stated", "assumed"]
WEAK_N = 30
ASSUMED_IMPORTANCE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Hold one thing that customers meet.

    Parameters
    ----------
    step, name : str
    importance : float
        0 to 1.
    basis : {"derived", "stated", "assumed"}
        From answers of the same case, from what people said, or from nothing.
    importance_low, importance_high : float or None
        Ends of its 95 % interval, where it was derived.
    importance_n : int
        Cases or answers that it rests on.
    performance, low, high : float or None
        Points from 0 to 100, with a 95 % interval.
    n : int
        Answers.
    gap : float or None
        Points that are missing to the target; 0 where it is reached.
    theme, theme_share : str, float
        What comments about the step complain of most, and its share of them.
    kano : Kano or None
        None where nobody asked.
    """

    step: str
    name: str
    importance: float
    basis: Basis
    importance_low: float | None = None
    importance_high: float | None = None
    importance_n: int = 0
    performance: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    gap: float | None = None
    theme: str = ""
    theme_share: float = 0.0
    kano: Kano | None = None

    @property
    def is_weak(self) -> bool:
        """Say whether its score, or its derived importance, rests on too few to lean on."""
        return self.n < WEAK_N or (self.basis == "derived" and self.importance_n < WEAK_N)

    @property
    def priority(self) -> float | None:
        """Return importance times gap, in points; None where either is not known."""
        return None if self.gap is None else self.importance * self.gap


def review_feedback(review: Review) -> "tuple[FeedbackReport | None, tuple[Problem, ...]]":
    """Return what the CSV files of feedback that a review names say, and why there is nothing, if so."""
    from reengineer.errors import ReviewError
    from reengineer.feedback import analyse_feedback, import_feedback

    paths = [review.beside(name) for name in review.notes.feedback if Path(name).suffix.lower() == ".csv"]
    if not paths:
        return None, ()
    try:
        read = import_feedback(paths, map_=review.as_is.map, people=people_of(review.as_is))
        return analyse_feedback(read, importance=_stated(review)), ()
    except ReviewError as error:
        return None, error.problems


def features(review: Review, report: "FeedbackReport | None") -> tuple[Feature, ...]:
    """Return what customers meet, what matters most and lacks most first; what is not known comes last.

    A step counts where notes say that the customer takes part, or where customers were asked about it.
    """
    kano, found = read_kano(review), []
    target = review.notes.rating.satisfaction_target
    for step in review.as_is.steps:
        asked = step.notes.satisfaction is not None or step.id in kano
        heard = report is not None and any(each.step == step.id for each in report.by_step)
        if step.notes.customer_contact or asked or heard:
            found.append(_feature(review, report, step.id, kano.get(step.id), target))
    return tuple(sorted(found, key=lambda each: (each.priority is None, -(each.priority or 0.0), each.step)))


def _feature(review: Review, report: "FeedbackReport | None", step: str, kano: Kano | None, target: float) -> Feature:
    importance, basis, interval, importance_n = _importance(review, report, step)
    score = performance(review, report, step)
    value, low, high, n = (None, None, None, 0) if score is None else score
    theme, share = _theme(report, step)
    return Feature(
        step=step, name=review.as_is.map.node(step).label, importance=importance, basis=basis,
        importance_low=interval.low, importance_high=interval.high, importance_n=importance_n, performance=value,
        low=low, high=high, n=n, gap=None if value is None else max(0.0, target - value), theme=theme,
        theme_share=share, kano=kano,
    )  # fmt: skip


_NO_INTERVAL = Interval(low=None, high=None, level=0.95)


def _importance(review: Review, report: "FeedbackReport | None", step: str) -> tuple[float, Basis, Interval, int]:
    """Return the importance of a step: derived from many, else stated, else derived, else assumed."""
    derived = None
    if report is not None:
        derived = next((each for each in report.importance if each.step == step), None)
    stated = _stated(review).get(step)
    if derived is not None and (derived.n >= WEAK_N or stated is None):
        return max(0.0, derived.rho), "derived", derived.interval, derived.n
    if stated is not None:
        notes = review.as_is.notes.steps[step].satisfaction
        return min(1.0, stated), "stated", _NO_INTERVAL, (notes.n or 0) if notes is not None else 0
    return ASSUMED_IMPORTANCE, "assumed", _NO_INTERVAL, 0


def _stated(review: Review) -> dict[str, float]:
    notes = {step: each.satisfaction for step, each in review.as_is.notes.steps.items()}
    return {
        step: float(each.importance) for step, each in notes.items() if each is not None and each.importance is not None
    }


def performance(
    review: Review, report: "FeedbackReport | None", step: str
) -> tuple[float, float | None, float | None, int] | None:
    """Return the score of a step from 0 to 100, its 95 % interval and n: of answers, else as stated in the notes.

    Of a stated mean the spread is not known; its interval takes the widest that a mean on a bounded scale allows.
    """
    heard = [
        each
        for each in (() if report is None else report.by_step)
        if each.step == step and each.speaker == "customer" and each.scale.startswith("csat")
    ]
    if heard:
        most = max(heard, key=lambda each: each.n)
        low, high = _points(most.interval.low, most.scale), _points(most.interval.high, most.scale)
        return _points(most.value, most.scale) or 0.0, low, high, most.n
    return _stated_score(review, step)


def _stated_score(review: Review, step: str) -> tuple[float, float | None, float | None, int] | None:
    notes = review.as_is.notes.steps.get(step)
    said = notes.satisfaction if notes is not None else None
    if said is None or said.score is None or said.scale is None:
        return None
    value = _points(float(said.score), said.scale)
    if value is None:
        return None
    if not said.n:
        return value, None, None, 0
    reach = 1.96 * sqrt(value * (100 - value) / said.n)
    return value, max(0.0, value - reach), min(100.0, value + reach), said.n


def _points(value: float | None, scale: str) -> float | None:
    from reengineer.feedback import SCALES

    if value is None or scale not in SCALES:
        return None
    low, high = SCALES[scale]
    return min(100.0, max(0.0, 100 * (value - low) / (high - low)))


def _theme(report: "FeedbackReport | None", step: str) -> tuple[str, float]:
    if report is None:
        return "", 0.0
    counts = {each.name: each.steps.get(step, 0) for each in report.themes if each.steps.get(step)}
    said = sum(voice.step == step and bool(voice.comment) for voice in report.imported.voices)
    if not counts or not said:
        return "", 0.0
    name = max(counts, key=lambda each: (counts[each], each))
    return name, min(1.0, counts[name] / said)


FEATURE_COLUMNS = (
    "rank", "step", "name", "importance", "basis", "importance_low", "importance_high", "importance_n", "performance",
    "low", "high", "n", "weak", "gap", "priority", "theme", "theme_share", "kano", "kano_n",
)  # fmt: skip


def feature_rows(found: tuple[Feature, ...]) -> Iterator[list[str]]:
    """Give the rows of ``results/features.csv``, one a feature."""
    for rank, each in enumerate(found, start=1):
        yield [
            str(rank), each.step, each.name, plain(each.importance), each.basis, plain(each.importance_low),
            plain(each.importance_high), str(each.importance_n), plain(each.performance), plain(each.low),
            plain(each.high), str(each.n), "yes" if each.is_weak else "no", plain(each.gap), plain(each.priority),
            each.theme, plain(each.theme_share), each.kano.kind if each.kano else "",
            str(each.kano.n) if each.kano else "",
        ]  # fmt: skip


def plain(value: float | None) -> str:
    """Return a number as a file holds it, to nine digits; an empty text where it is not known."""
    return "" if value is None else f"{value:.9g}"
