"""Keep what an option is judged by: a measure, its target, and what counts as enough."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from reengineer.errors import nearest
from reengineer.measures import MEASURES, Clock, Measure, Scope, Statistic
from reengineer.quantities import Duration

UNITS = {"time": ("s", "min", "h", "day", "week"), "share": ("1", "%"), "count": ("1",), "points": ("points",)}


class Criterion(BaseModel):
    """State one aim as a number.

    Parameters
    ----------
    id : str
    measure : str
        A name of `reengineer.measures.MEASURES`.
    statistic, scope, scope_id, clock
        Which number of that measure; ``within`` is the limit of ``service_level``.
    unit : str or None
        Unit of target, minimum and smallest change; None for the base unit (seconds, shares of 1, the currency).
    better : {"lower", "higher"}
    target, minimum : float or None
        The value hoped for, and the worst value that is acceptable; their order follows ``better``.
    weight : float or None
        Swing weight, 0 or more: what it is worth to get from the minimum to the target, beside the other criteria.
    smallest_change : float or None
        The smallest difference worth having, above 0.
    source : str or None
        Where the observed value comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    measure: str
    statistic: Statistic = "mean"
    scope: Scope = "process"
    scope_id: str | None = None
    clock: Clock | None = None
    unit: str | None = None
    better: Literal["lower", "higher"]
    target: float | None = None
    minimum: float | None = None
    weight: Annotated[float, Field(ge=0)] | None = None
    smallest_change: Annotated[float, Field(gt=0)] | None = None
    within: Duration | None = None
    source: str | None = None

    @field_validator("measure")
    @classmethod
    def _is_a_measure(cls, name: str) -> str:
        if name not in MEASURES:
            raise ValueError(f'there is no measure "{name}" ({nearest(name, MEASURES) or ", ".join(MEASURES)})')
        return name

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        kind = MEASURES[self.measure].kind
        if self.clock is not None and kind not in ("time", "share"):
            raise ValueError(f"{self.measure} is not a time and has no clock; remove clock")
        if self.unit is not None and self.unit not in UNITS.get(kind, (self.unit,)):
            raise ValueError(f'{self.measure} is not measured in "{self.unit}"; write one of {", ".join(UNITS[kind])}')
        if (self.measure == "service_level") != (self.within is not None):
            raise ValueError('service_level, and nothing else, needs "within"; write for example within: 20 s')
        if self.scope != "process" and self.scope_id is None:
            raise ValueError(f"scope {self.scope} does not say which one; write scope_id")
        if self._is_reversed():
            message = f"{self.better} is better, so the target must be {self.better} than the minimum"
            raise ValueError(f"{message}; write them so")
        return self

    def _is_reversed(self) -> bool:
        if self.target is None or self.minimum is None:
            return False
        gain = self.target - self.minimum
        return gain <= 0 if self.better == "higher" else gain >= 0

    def as_measure(self) -> Measure:
        """Return the measure that the criterion asks for, in its unit."""
        return Measure(
            name=self.measure,
            statistic=self.statistic,
            scope=self.scope,
            scope_id=self.scope_id,
            clock=self.clock,
            unit=self.unit,
            within_s=None if self.within is None else float(self.within),
        )

    def is_acceptable(self, value: float) -> bool:
        """Say whether a value, in the criterion's unit, is no worse than the minimum; always where none is set."""
        return self._reaches(value, self.minimum)

    def is_met(self, value: float) -> bool:
        """Say whether a value, in the criterion's unit, reaches the target; always where none is set."""
        return self._reaches(value, self.target)

    def _reaches(self, value: float, mark: float | None) -> bool:
        if mark is None:
            return True
        return value >= mark if self.better == "higher" else value <= mark

    def worth(self, value: float, *, clip: bool = True) -> float | None:
        """Return how far a value has come from the minimum (0) to the target (1); None where an end is not set.

        The ends are those of the file, fixed before any result is seen: ends taken from results can turn a ranking
        round.
        """
        if self.target is None or self.minimum is None:
            return None
        share = (value - self.minimum) / (self.target - self.minimum)
        return min(1.0, max(0.0, share)) if clip else share
