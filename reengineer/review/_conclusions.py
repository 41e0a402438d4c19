"""Set each criterion beside what was found, and keep conclusions that say what they rest on."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from reengineer._records import dataclass
from reengineer.comparison import CriterionStanding, standing
from reengineer.criteria import Criterion
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.files import Document, read_yaml, validate
from reengineer.review._cited import EvidenceItem, evidence_register
from reengineer.review._folder import Review
from reengineer.review._outcome import criteria_of
from reengineer.review._planned import Day
from reengineer.review._samples_kept import read_control_samples
from reengineer.review._store import RUN_FILE, changed_inputs
from reengineer.review._stored import stored_outcome
from reengineer.review._touchpoints import review_feedback
from reengineer.statistics import Interval, wilson_interval

if TYPE_CHECKING:
    from reengineer.comparison import Comparison
    from reengineer.feedback import FeedbackReport

CONCLUSIONS_FILE = "conclusions.yaml"
_SCALES = {"nps": "nps11", "ces": "ces7"}


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Conclusion(_Written):
    """State one conclusion.

    Parameters
    ----------
    id, text : str
    evidence : tuple of str
        Ids of what it rests on, at least one; ``conclude`` lists them.
    criterion : str or None
        The criterion that it is about.
    by : str
        By role.
    on : date or None
    """

    id: Annotated[str, Field(pattern=r"^\S+$")]
    text: Annotated[str, Field(min_length=1)]
    evidence: tuple[str, ...] = ()
    criterion: str | None = None
    by: str = ""
    on: Day | None = None


class ConclusionNotes(_Written):
    """Hold the conclusions of a review."""

    version: Literal[1] = 1
    conclusions: tuple[Conclusion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """Hold the table of criteria, the conclusions, and all evidence that may be cited."""

    rows: tuple[CriterionStanding, ...]
    conclusions: tuple[Conclusion, ...]
    evidence: dict[str, EvidenceItem]
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return what ``conclude --json`` prints."""
        return {
            "criteria": [row.to_dict() for row in self.rows],
            "conclusions": [each.model_dump(mode="json") for each in self.conclusions],
            "evidence": [{"id": each.id, "title": each.title, "n": each.n} for each in self.evidence.values()],
            "note": self.note or None,
        }


def conclude(review: Review, results: Path | None = None) -> Concluded:
    """Return each criterion beside what was found, and the conclusions of a review.

    Parameters
    ----------
    review : Review
    results : Path, optional
        Folder of results; ``results`` beside the review file where left out.

    Raises
    ------
    ReviewError
        RE960 a conclusion cites no evidence; RE961 it cites what is not there; RE962 it names no criterion of the
        review; RE963 two have the same id.
    """
    comparison, note = stored_comparison(review, results)
    register = evidence_register(review, comparison)
    rows = tuple(criterion_standings(review, comparison))
    return Concluded(rows=rows, conclusions=read_conclusions(review, register), evidence=register, note=note)


def stored_comparison(review: Review, results: Path | None = None) -> "tuple[Comparison | None, str]":
    """Return the comparison of stored results, else None and why: there are none, or they are of other files."""
    folder = review.path.parent / "results" if results is None else results
    if not (folder / RUN_FILE).is_file():
        return None, f"nothing was simulated; run: reengineer simulate {review.path.parent}"
    changed = changed_inputs(review, folder)
    if changed:
        return None, f"results are left out, because {', '.join(changed)} changed since; simulate again"
    return stored_outcome(folder).comparison, ""


def criterion_standings(review: Review, comparison: "Comparison | None") -> Iterator[CriterionStanding]:
    """Give one row a criterion: observed where that can be, else simulated, else not known."""
    report, _ = review_feedback(review)
    for criterion in criteria_of(review):
        seen = _observed(review, criterion, report)
        if seen is not None:
            yield _row(criterion, *seen, "observed")
            continue
        value = None
        if comparison is not None:
            value = comparison.outcome(comparison.baseline).measured(criterion.id)
        if value is None or value.value is None:
            yield _row(criterion, None, Interval(low=None, high=None, level=0.95), 0, "not known")
        else:
            interval = Interval(low=value.ci_low, high=value.ci_high, level=0.95)
            yield _row(criterion, value.value, interval, value.n, "simulated")


def _row(
    criterion: Criterion,
    value: float | None,
    interval: Interval,
    n: int,
    basis: Literal["simulated", "observed", "not known"],
) -> CriterionStanding:
    return CriterionStanding(
        criterion=criterion, value=value, low=interval.low, high=interval.high, n=n, basis=basis,
        minimum=standing(interval, criterion.minimum, criterion.better),
        target=standing(interval, criterion.target, criterion.better),
    )  # fmt: skip


def _observed(
    review: Review, criterion: Criterion, report: "FeedbackReport | None"
) -> tuple[float, Interval, int] | None:
    """Return what feedback or samples say of a criterion; None where they cannot."""
    factor = 100.0 if criterion.unit == "%" else 1.0
    if criterion.measure == "compliance_rate":
        samples = read_control_samples(review)
        sampled, met = sum(each.sampled for each in samples), sum(each.met for each in samples)
        return (factor * met / sampled, _times(wilson_interval(met, sampled), factor), sampled) if sampled else None
    if report is None or criterion.scope not in ("process", "step"):
        return None
    pool = report.by_step if criterion.scope == "step" else report.scores
    wanted = _SCALES.get(criterion.measure, "csat" if criterion.measure == "csat" else "none")
    step = criterion.scope_id or ""
    fits = [
        each
        for each in pool
        if each.speaker == "customer" and each.scale.startswith(wanted) and each.step == (step or "")
    ]
    if not fits:
        return None
    most = max(fits, key=lambda each: each.n)
    return _in_points(most.value, most.scale), _interval_in_points(most.interval, most.scale), most.n


def _in_points(value: float, scale: str) -> float:
    from reengineer.feedback import SCALES

    if scale not in SCALES:
        return value
    low, high = SCALES[scale]
    return 100 * (value - low) / (high - low)


def _interval_in_points(interval: Interval, scale: str) -> Interval:
    low, high = (None if end is None else _in_points(end, scale) for end in (interval.low, interval.high))
    return Interval(low=low, high=high, level=interval.level)


def _times(interval: Interval, factor: float) -> Interval:
    low, high = (None if end is None else end * factor for end in (interval.low, interval.high))
    return Interval(low=low, high=high, level=interval.level)


def read_conclusions(review: Review, register: dict[str, EvidenceItem]) -> tuple[Conclusion, ...]:
    """Return the conclusions that a review holds; see `conclude` for what is refused."""
    path = review.path.parent / CONCLUSIONS_FILE
    if not path.is_file():
        return ()
    document = read_yaml(path, error=ReviewError)
    notes = validate(ConclusionNotes, document, error=ReviewError)
    problems = list(_problems(review, notes, document, register))
    if problems:
        raise ReviewError(problems)
    return notes.conclusions


def _problems(
    review: Review, notes: ConclusionNotes, document: Document, register: dict[str, EvidenceItem]
) -> Iterator[Problem]:
    criteria = [criterion.id for criterion in review.criteria]
    for number, each in enumerate(notes.conclusions):
        place = document.place(("conclusions", number))
        if not each.evidence:
            remedy = "Name what it rests on under evidence, or take it out. These can be named: reengineer conclude."
            yield Problem("RE960", f"conclusion {each.id} rests on no evidence", remedy, place)
        for cited in each.evidence:
            if cited not in register:
                hint = nearest(cited, register)
                message = f'conclusion {each.id} cites "{cited}", which the review does not hold'
                yield Problem("RE961", message + (f" ({hint})" if hint else ""), "Name evidence that is there.", place)
        if each.criterion is not None and each.criterion not in criteria:
            hint = nearest(each.criterion, criteria) or f"there are: {', '.join(criteria) or 'none'}"
            message = f'conclusion {each.id} is about criterion "{each.criterion}", which is not in the review; {hint}'
            yield Problem("RE962", message, "Name a criterion by its id.", place)
        if each.id in [other.id for other in notes.conclusions[:number]]:
            yield Problem("RE963", f'two conclusions are called "{each.id}"', "Give each its own id.", place)
