"""Write what the criteria say together, who is affected and which guess matters, as plain values."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reengineer.comparison._affected import Affected
    from reengineer.comparison._decision import Decision
    from reengineer.comparison._sensitivity import Sensitivity, Swing


def decision_dict(decision: "Decision") -> dict[str, Any]:
    """Return a decision as plain values."""
    flip = decision.flip
    return {
        "winner": decision.winner,
        "weights": dict(decision.weights),
        "unscored": [{"criterion": name, "lacks": lacks} for name, lacks in decision.unscored],
        "options": [
            {
                "option": item.option,
                "minimum": item.minimum,
                "dominated_by": list(item.dominated_by),
                "worth": dict(item.worth),
                "score": item.score,
                "share_of_weightings_won": item.wins,
            }
            for item in decision.options
        ],
        "smallest_weight_change": None
        if flip is None
        else {"option": flip.option, "moved": flip.moved, "weights": dict(flip.weights)},
    }


def affected_list(found: "Sequence[Affected]") -> list[dict[str, Any]]:
    """Return who gains and who loses as plain values."""
    return [
        {
            "kind": item.kind,
            "who": item.who,
            "option": item.difference.option,
            "measure": item.difference.measure.name,
            "statistic": item.difference.measure.statistic,
            "unit": item.difference.measure.unit,
            "as_is": item.difference.as_is,
            "difference": item.difference.difference,
            "ci_low": item.difference.ci_low,
            "ci_high": item.difference.ci_high,
            "verdict": item.difference.verdict,
        }
        for item in found
    ]


def sensitivity_dict(found: "Sensitivity") -> dict[str, Any]:
    """Return a tornado as plain values; an end at which a queue would grow without end is None."""
    return {
        "option": found.option,
        "criterion": found.criterion,
        "difference": found.difference,
        "replications": found.replications,
        "holds": found.holds,
        "swings": [_swing(swing) for swing in found.swings],
    }


def _swing(swing: "Swing") -> dict[str, Any]:
    assumption = swing.assumption
    return {
        "assumption": assumption.path,
        "low": assumption.low,
        "value": assumption.value,
        "high": assumption.high,
        "unit": assumption.unit,
        "difference_at_low": swing.at_low,
        "difference_at_high": swing.at_high,
        "overtaken": [{"option": each.option, "value": each.value, "towards": each.end} for each in swing.overtaken],
    }
