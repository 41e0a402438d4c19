"""Know what a review holds as evidence, by the ids under which conclusions cite it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.review._answers import read_answers
from reengineer.review._folder import Review
from reengineer.review._touchpoints import features, review_feedback

if TYPE_CHECKING:
    from reengineer.comparison import Comparison

EVIDENCE = Path("evidence")
KINDS = ("criterion", "difference", "theme", "feature", "answer", "collection", "control", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """Hold one piece of evidence.

    Parameters
    ----------
    id : str
        Its kind and its name: ``theme:wait``.
    title : str
        What it says, in a few words.
    n : int or None
        On how many it rests.
    """

    id: str
    title: str
    n: int | None = None


def evidence_register(review: Review, comparison: "Comparison | None" = None) -> dict[str, EvidenceItem]:
    """Return all evidence of a review by id.

    Parameters
    ----------
    review : Review
    comparison : Comparison or None
        Of stored results, whose criteria and differences count too.
    """
    found = (*_heard(review), *_asked(review), *_files(review), *_results(comparison))
    return {each.id: each for each in found}


def _heard(review: Review) -> Iterator[EvidenceItem]:
    report, _ = review_feedback(review)
    for feature in features(review, report):
        if feature.performance is not None:
            title = f"{feature.name}: satisfaction {feature.performance:.0f} of 100"
            yield EvidenceItem(id=f"feature:{feature.step}", title=title, n=feature.n)
    for theme in () if report is None else report.themes:
        yield EvidenceItem(id=f"theme:{theme.theme}", title=f"{theme.name}: {theme.share:.0%} of comments", n=theme.n)


def _asked(review: Review) -> Iterator[EvidenceItem]:
    counts: dict[str, int] = {}
    for answer in read_answers(review):
        counts[answer.question] = counts.get(answer.question, 0) + 1
    for question, count in counts.items():
        yield EvidenceItem(id=f"answer:{question}", title=f"answers to {question}", n=count)
    if review.boundary is not None:
        for entry in review.boundary.register(review.as_is):
            yield EvidenceItem(id=f"control:{entry.rule}", title=f"{entry.name}: {entry.verdict}")


def _files(review: Review) -> Iterator[EvidenceItem]:
    folder = review.path.parent
    for plan in review.notes.plan.collections:
        if (folder / plan.file).is_file():
            yield EvidenceItem(id=f"collection:{plan.id}", title=plan.what)
    kept = sorted((folder / EVIDENCE).rglob("*")) if (folder / EVIDENCE).is_dir() else []
    names = [path.relative_to(folder).as_posix() for path in kept if path.is_file() and not path.name.startswith(".")]
    for name in dict.fromkeys((*names, *(name for name, _ in review.files))):
        yield EvidenceItem(id=f"file:{name}", title=name)


def _results(comparison: "Comparison | None") -> Iterator[EvidenceItem]:
    if comparison is None:
        return
    for value in comparison.outcome(comparison.baseline).measures:
        yield EvidenceItem(id=f"criterion:{value.criterion}", title=f"{value.criterion} as it is, simulated", n=value.n)
    for item in comparison.differences:
        title = f"{item.criterion} of option {item.option}: {item.verdict.replace('_', ' ')}"
        yield EvidenceItem(id=f"difference:{item.option}/{item.criterion}", title=title, n=item.n_pairs)
