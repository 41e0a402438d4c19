"""Say which steps that customers rated an option changes: satisfaction itself is not simulated."""

from collections.abc import Mapping

from reengineer.annotations import SatisfactionNotes
from reengineer.review._concerned import touches
from reengineer.review._folder import AS_IS
from reengineer.review._outcome import Outcome

_BEST = {"csat5": "5", "nps11": "10", "ces7": "7"}


def rated_changes(outcome: Outcome) -> Mapping[str, str]:
    """Return for the as-is which steps customers rated, and for each option which of them it changes.

    Returns
    -------
    mapping of option id to str
        In words, the step that matters most to customers first; empty where no step has a score.
    """
    review = outcome.review
    rated = {
        step: notes.satisfaction
        for step, notes in review.as_is.notes.steps.items()
        if notes.satisfaction is not None and notes.satisfaction.score is not None
    }
    if not rated:
        return {}
    ranked = sorted(rated, key=lambda step: (-_importance(rated[step]), step))
    found = {AS_IS: "; ".join(_told(outcome, step, rated[step]) for step in ranked)}
    for name, to_be in outcome.maps.items():
        if name == AS_IS:
            continue
        touched = touches(review.as_is, review.options[name], to_be)
        changed = [
            f"{_told(outcome, step, rated[step])}{', removed' if touched[step].how == 'removed' else ''}"
            for step in ranked
            if step in touched
        ]
        found[name] = "; ".join(changed) or "none of them"
    return found


def _importance(notes: SatisfactionNotes) -> float:
    return notes.importance or 0.0


def _told(outcome: Outcome, step: str, notes: SatisfactionNotes) -> str:
    node = outcome.review.as_is.map.find(step)
    best = _BEST.get(notes.scale or "", "")
    score = "" if notes.score is None else f"{notes.score:g}{f' of {best}' if best else ''}"
    return f"{step if node is None else node.label} ({score})"
