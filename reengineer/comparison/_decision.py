"""Weigh options by all criteria at once: minimums, dominance within error, weights, and who gains and who loses."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison._pairwise import Dominance, dominated
from reengineer.comparison._records import Comparison, OptionOutcome, Standing
from reengineer.statistics import keyed_uniforms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reengineer.criteria import Criterion

DRAWS = 10_000
KEY = 0xD1C1DE
_TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Hold how one option stands when all criteria count.

    Parameters
    ----------
    minimum : {"met", "not_met", "cannot_tell"} or None
        Of all minimums together: one that is not met decides; None where no criterion states one.
    dominated_by : tuple of str
        Options shown to be better on some criterion and worse on none, beyond simulation error.
    worth : mapping of criterion id to float
        From 0 at the minimum to 1 at the target, of the criteria that state both and a weight.
    score : float or None
        Sum of weight times worth, the weights adding up to 1; None where no criterion can be scored.
    wins : float or None
        Share of all possible weightings in which it scores highest, 0 to 1.
    """

    option: str
    minimum: Standing | None
    dominated_by: tuple[str, ...] = ()
    worth: Mapping[str, float]
    score: float | None = None
    wins: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightFlip:
    """Hold the smallest change of weights after which another option scores as high as the winner.

    Parameters
    ----------
    option : str
        The one that catches up.
    moved : float
        Weight that has to move from some criteria to another, of 1 in all.
    weights : mapping of criterion id to float
        After the change.
    """

    option: str
    moved: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Hold what the criteria say together.

    Parameters
    ----------
    options : tuple of Weighed
        The as-is and every permitted option that ran, in the order of the comparison.
    weights : mapping of criterion id to float
        Of the criteria that can be scored, adding up to 1.
    unscored : tuple of (str, str)
        Criteria that cannot be scored, and what they lack.
    winner : str or None
        Highest score of those that miss no minimum; None where nothing can be scored or all miss one.
    flip : WeightFlip or None
        None where no weights would change the winner.
    """

    options: tuple[Weighed, ...]
    weights: Mapping[str, float]
    unscored: tuple[tuple[str, str], ...]
    winner: str | None
    flip: WeightFlip | None

    def weighed(self, option: str) -> Weighed | None:
        """Return how an option stands; None where it is forbidden or did not run."""
        return next((item for item in self.options if item.option == option), None)


def decide(comparison: Comparison, *, clip: bool = True) -> Decision:
    """Weigh the permitted options of a comparison.

    Parameters
    ----------
    comparison : Comparison
    clip : bool
        Count no more than the target and no less than the minimum. The ends are those of the criteria, fixed before
        any result was seen.

    References
    ----------
    R. L. Keeney and H. Raiffa, Decisions with Multiple Objectives, 1976 (swing weights, additive value).
    """
    allowed = [outcome for outcome in comparison.outcomes if outcome.is_choice and outcome.result is not None]
    scored = {each.id: each for each in comparison.criteria if not _lacks(each)}
    worth = {outcome.id: _worth(outcome, scored, clip=clip) for outcome in allowed}
    whole = {name: values for name, values in worth.items() if len(values) == len(scored) and scored}
    weights = _weights(scored)
    minimums = {outcome.id: _minimum(outcome) for outcome in allowed}
    scores = {name: sum(weights[each] * value for each, value in values.items()) for name, values in whole.items()}
    able = [name for name in scores if minimums[name] != "not_met"]
    wins = _wins({name: whole[name] for name in able})
    winner = max(able, key=lambda name: scores[name]) if able else None
    beaten = dominated(comparison, [outcome.id for outcome in allowed])
    return Decision(
        options=tuple(
            Weighed(
                option=outcome.id,
                minimum=minimums[outcome.id],
                dominated_by=_names(beaten, outcome.id),
                worth=worth[outcome.id],
                score=scores.get(outcome.id),
                wins=wins.get(outcome.id),
            )
            for outcome in allowed
        ),
        weights=weights,
        unscored=tuple((each.id, _lacks(each)) for each in comparison.criteria if _lacks(each)),
        winner=winner,
        flip=None if winner is None else weight_flip({name: whole[name] for name in able}, weights, winner),
    )


def _names(beaten: Sequence[Dominance], option: str) -> tuple[str, ...]:
    return tuple(item.by for item in beaten if item.option == option)


def _lacks(criterion: "Criterion") -> str:
    """Return what a criterion lacks to be scored; empty where nothing."""
    if not criterion.weight:
        return "no weight"
    missing = [word for word in ("target", "minimum") if getattr(criterion, word) is None]
    return f"no {' and no '.join(missing)}" if missing else ""


def _worth(outcome: OptionOutcome, scored: "Mapping[str, Criterion]", *, clip: bool) -> dict[str, float]:
    found = {}
    for name, criterion in scored.items():
        measured = outcome.measured(name)
        value = None if measured is None or measured.value is None else criterion.worth(measured.value, clip=clip)
        if value is not None:
            found[name] = value
    return found


def _weights(scored: "Mapping[str, Criterion]") -> dict[str, float]:
    total = sum(criterion.weight or 0.0 for criterion in scored.values())
    return {name: (criterion.weight or 0.0) / total for name, criterion in scored.items()} if total else {}


def _minimum(outcome: OptionOutcome) -> Standing | None:
    found = [measured.minimum for measured in outcome.measures if measured.minimum is not None]
    order: tuple[Standing, ...] = ("not_met", "cannot_tell", "met")
    return next((standing for standing in order if standing in found), None)


def _wins(worth: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the share of all weightings in which each option scores highest; options that tie share it."""
    if not worth or not next(iter(worth.values())):
        return {}
    import numpy as np

    table = np.array([list(values.values()) for values in worth.values()])
    scores = table @ _simplex(table.shape[1]).T
    first = scores >= scores.max(axis=0) - _TIE
    shares = first @ (1 / first.sum(axis=0)) / DRAWS
    return dict(zip(worth, shares.tolist(), strict=True))


def _simplex(dimension: int) -> "npt.NDArray[np.float64]":
    """Return weightings drawn evenly from all that add up to 1: exponential numbers divided by their sum."""
    import numpy as np

    numbers = -np.log(keyed_uniforms(KEY, DRAWS, dimension))
    drawn: npt.NDArray[np.float64] = numbers / numbers.sum(axis=1, keepdims=True)
    return drawn


def weight_flip(
    worth: Mapping[str, Mapping[str, float]], weights: Mapping[str, float], winner: str
) -> WeightFlip | None:
    """Return the smallest amount of weight that has to move for another option to score as high as the winner.

    The cheapest way moves weight to the criterion that speaks most for the other, first from those that speak most for
    the winner: each step narrows the lead as much as any could.

    Parameters
    ----------
    worth : mapping of option id to mapping of criterion id to float
    weights : mapping of criterion id to float
        Adding up to 1.
    winner : str

    Returns
    -------
    WeightFlip or None
        None where the winner scores higher under every weighting.
    """
    found = [
        flip
        for other in worth
        if other != winner
        and (flip := _flip(other, {each: worth[winner][each] - worth[other][each] for each in weights}, weights))
    ]
    return min(found, key=lambda flip: flip.moved) if found else None


def _flip(other: str, leads: Mapping[str, float], weights: Mapping[str, float]) -> WeightFlip | None:
    best = min(leads, key=lambda each: leads[each])
    lead = sum(leads[each] * weights[each] for each in weights)
    if leads[best] >= 0 and lead > _TIE:
        # It is ahead nowhere; a tie where one criterion has all the weight changes no choice.
        return None
    after, moved = dict(weights), 0.0
    for each in sorted(leads, key=lambda name: -leads[name]):
        if lead <= _TIE or leads[each] <= leads[best]:
            break
        step = min(after[each], lead / (leads[each] - leads[best]))
        after[each] -= step
        after[best] += step
        moved += step
        lead -= step * (leads[each] - leads[best])
    return WeightFlip(option=other, moved=moved, weights=after) if lead <= _TIE else None
