"""Set a criterion beside what was found of the process as it is."""

from typing import Literal

from reengineer._records import dataclass
from reengineer.comparison._records import Standing
from reengineer.criteria import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionStanding:
    """Hold one criterion beside what was found of the process as it is.

    Parameters
    ----------
    criterion : Criterion
    value, low, high : float or None
        In the unit of the criterion, with a 95 % interval.
    n : int
        Replications, or answers.
    basis : {"simulated", "observed", "not known"}
    minimum, target : {"met", "not_met", "cannot_tell"} or None
        None where the criterion states none.
    """

    criterion: Criterion
    value: float | None
    low: float | None
    high: float | None
    n: int
    basis: Literal["simulated", "observed", "not known"]
    minimum: Standing | None
    target: Standing | None

    def to_dict(self) -> dict[str, object]:
        """Return the row as plain values."""
        return {
            "criterion": self.criterion.id, "measure": self.criterion.measure, "unit": self.criterion.unit,
            "value": self.value, "ci_low": self.low, "ci_high": self.high, "n": self.n, "basis": self.basis,
            "minimum": self.criterion.minimum, "target": self.criterion.target, "meets_minimum": self.minimum,
            "meets_target": self.target,
        }  # fmt: skip
