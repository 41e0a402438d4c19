"""Keep what people write about money: one-off and running costs, benefits, how fast and how surely they come."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic import model_validator as validator

from reengineer.quantities import Estimate, Money, one_share

_WRITTEN = (
    PlainSerializer(lambda value: value.as_data(), when_used="json"),
    WithJsonSchema({"type": ["string", "number"], "examples": ["20 % (10 % to 30 %)"]}),
)


def _months(value: object) -> object:
    return value if isinstance(value, Estimate) else Estimate.read(value)


def _not_below_0(value: Estimate) -> Estimate:
    if value.least < 0:
        raise ValueError(f"{value} is below 0; write 0 or more")
    return value


Part = Annotated[Estimate, BeforeValidator(one_share), *_WRITTEN]
Months = Annotated[Estimate, BeforeValidator(_months), AfterValidator(_not_below_0), *_WRITTEN]
Kind = Literal["hours", "overtime", "fees", "purchases", "loss_avoided", "income", "capacity"]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CostLine(_Written):
    """Name one cost.

    Parameters
    ----------
    what : str
    amount : money
        Once, or a year; a range is sampled.
    """

    what: str = Field(min_length=1, max_length=200)
    amount: Money


class BenefitLine(_Written):
    """Name one benefit a year, when it has fully come.

    Parameters
    ----------
    what : str
    per_year : money
    kind : {"hours", "overtime", "fees", "purchases", "loss_avoided", "income", "capacity"}
        Money is saved where paid hours, overtime, fees or purchases fall, losses are avoided or income is kept; time
        set free is ``capacity`` and is never counted as money.
    use : str
        What the time set free is for; wanted of ``capacity``.
    why : str
        Why the option causes it; wanted of ``income``.
    """

    what: str = Field(min_length=1, max_length=200)
    per_year: Money
    kind: Kind
    use: str | None = None
    why: str | None = None

    @validator(mode="after")
    def _says_enough(self) -> Self:
        if self.kind == "capacity" and not self.use:
            raise ValueError("time set free is no money; write with use: what it will be used for")
        if self.kind == "income" and not self.why:
            raise ValueError("income needs a cause; write with why: how the option keeps it")
        return self

    @property
    def is_cashable(self) -> bool:
        """Return whether money is saved or earned."""
        return self.kind != "capacity"


class OptionCase(_Written):
    """State the money of one option beside what the simulation tells.

    Parameters
    ----------
    one_off : list of CostLine
        Project, training with backfill, consultation, build and licences.
    running : list of CostLine
        A year, more than today.
    benefits : list of BenefitLine
        Beside paid hours, which the simulation counts.
    leakage : share
        Of the benefits that will not come.
    ramp_months : number
        Until benefits come in full, growing evenly.
    """

    one_off: tuple[CostLine, ...] = ()
    running: tuple[CostLine, ...] = ()
    benefits: tuple[BenefitLine, ...] = ()
    leakage: Part = Estimate(0.0)
    ramp_months: Months = Estimate(0.0)


class BusinessNotes(_Written):
    """State how money is counted.

    Parameters
    ----------
    discount_rate : share
        A year; has no usual value. Real with real prices, nominal with nominal ones.
    basis : {"real", "nominal"}
    years : int
        Over which money is counted, 1 to 30.
    contingency : share
        Added to one-off costs, because such estimates are too low more often than too high.
    options : mapping of option id to OptionCase
    """

    discount_rate: Part
    basis: Literal["real", "nominal"] = "real"
    years: Annotated[int, Field(ge=1, le=30)] = 3
    contingency: Part = Estimate(0.0)
    options: dict[str, OptionCase] = {}
