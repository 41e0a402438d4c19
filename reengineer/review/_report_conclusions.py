"""Hand the conclusions of a review to its report."""

from dataclasses import replace

from reengineer.report import Conclusion, ConclusionRow, Conclusions
from reengineer.review._cited import EvidenceItem, evidence_register
from reengineer.review._conclusions import CONCLUSIONS_FILE, criterion_standings, read_conclusions
from reengineer.review._conclusions import Conclusion as Written
from reengineer.review._outcome import Outcome
from reengineer.review._readers import Names


def report_conclusions(outcome: Outcome, names: Names) -> Conclusions:
    """Return each criterion beside what was found and concluded; nothing where the review holds no conclusions.

    Raises
    ------
    ReviewError
        RE960 to RE963, where a conclusion rests on nothing that is there.
    """
    review, comparison = outcome.review, outcome.comparison
    if not (review.path.parent / CONCLUSIONS_FILE).is_file():
        return Conclusions()
    register = evidence_register(review, comparison)
    told = [(each.criterion, _told(each, register)) for each in read_conclusions(review, register)]
    rows = tuple(
        ConclusionRow(
            standing=replace(standing, criterion=names.criterion(standing.criterion)),
            conclusions=tuple(each for criterion, each in told if criterion == standing.criterion.id),
        )
        for standing in criterion_standings(review, comparison)
    )
    return Conclusions(rows=rows, others=tuple(each for criterion, each in told if criterion is None))


def _told(each: Written, register: dict[str, EvidenceItem]) -> Conclusion:
    evidence = tuple((cited, _title(register[cited])) for cited in each.evidence)
    return Conclusion(id=each.id, text=each.text, by=each.by, evidence=evidence)


def _title(item: EvidenceItem) -> str:
    return item.title if item.n is None else f"{item.title}, n = {item.n:,}"
