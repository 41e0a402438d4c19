"""Choose the option to recommend, from verdicts and the criteria together; nothing where nothing is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reengineer.comparison._decision import Decision
    from reengineer.comparison._records import Comparison


def recommended(comparison: "Comparison", decision: "Decision") -> str | None:
    """Return the option to recommend; None where the evidence speaks for none of them.

    An option can be recommended that is permitted, misses no minimum, and is shown to be better on some criterion with
    uncertain inputs counted. Of those the one with the highest score is taken, where options can be scored; it is not
    recommended if the as-is scores as high, or another option does that cannot be recommended. Without scores it is
    the one with the largest gain on the criterion of most weight, and not if none gains there.

    Parameters
    ----------
    comparison : Comparison
    decision : Decision
    """
    able = [item.option for item in decision.options if _is_able(comparison, decision, item.option)]
    if decision.winner is not None:
        return decision.winner if decision.winner in able else None
    if not comparison.criteria:
        return None
    leading = max(comparison.criteria, key=lambda criterion: criterion.weight or 0.0)
    gains = {
        item.option: abs(item.difference or 0.0)
        for item in comparison.differences
        if item.option in able and item.criterion == leading.id and (item.total_verdict or item.verdict) == "better"
    }
    return max(gains, key=lambda name: gains[name]) if gains else None


def _is_able(comparison: "Comparison", decision: "Decision", option: str) -> bool:
    weighed = decision.weighed(option)
    if option == comparison.baseline or weighed is None or weighed.minimum == "not_met":
        return False
    verdicts = (item.total_verdict or item.verdict for item in comparison.differences if item.option == option)
    return "better" in verdicts


def shown_option(comparison: "Comparison", decision: "Decision") -> str | None:
    """Return the option that pictures of one option show; None where none may be chosen.

    It is the one to recommend, or the one with the largest gain shown on the criterion of most weight, or the first.
    """
    chosen = recommended(comparison, decision)
    choices = [each.id for each in comparison.outcomes if each.is_choice and each.id != comparison.baseline]
    if chosen is not None or not choices or not comparison.criteria:
        return chosen
    leading = max(comparison.criteria, key=lambda criterion: criterion.weight or 0.0)
    gains = [
        (abs(item.difference or 0.0), item.option)
        for item in comparison.differences
        if item.criterion == leading.id and item.option in choices and item.verdict == "better"
    ]
    return max(gains)[1] if gains else choices[0]
