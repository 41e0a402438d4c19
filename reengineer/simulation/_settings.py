"""Hold the settings of a run, as `review.yaml` and the command line give them."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from reengineer.quantities import QuantityError, parse_duration

PILOT = 10
MOST_REPLICATIONS = 30
MOST_LENGTH_S = 100 * 366 * 86_400.0
DEFAULT_LENGTH_S = 8 * 7 * 86_400.0
MOST_EVENTS = 10**15
BYTES = {"": 1} | {
    f"{letter}{kind}": base**power
    for power, letter in enumerate("kMGT", start=1)
    for kind, base in (("", 1000), ("i", 1024))
}


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_duration(value).seconds.value
    except QuantityError as error:
        raise ValueError(str(error)) from error


def _bytes(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kMGT]i?)?B\s*", value)
    if found is None:
        raise ValueError(f"'{value}' is no amount of memory; write one such as 2 GB or 500 MB")
    return round(float(found[1]) * BYTES[found[2] or ""])


def _share(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else value


Seconds = Annotated[
    float,
    BeforeValidator(_seconds),
    PlainSerializer(lambda value: f"{value / 3600:.12g} h", when_used="json"),
    WithJsonSchema({"type": "string", "examples": ["26 weeks"]}),
]


Bytes = Annotated[
    int,
    BeforeValidator(_bytes),
    PlainSerializer(lambda value: f"{value} B", when_used="json"),
    WithJsonSchema({"type": "string", "examples": ["2 GB"]}),
]


class RunSettings(BaseModel):
    """Say how long, how often and from which seed a model is run.

    Parameters
    ----------
    length : str or float or None
        Time in which cases arrive: ``"26 weeks"`` or seconds, at most 100 years; 8 weeks where neither it nor `cases`
        is given.
    cases : int or None
        Stop the arrivals after so many cases. With a `length` as well, arrivals stop at whatever comes first, and
        measures over time, such as utilisation, are of the whole length.
    replications : int or "auto"
        Independent runs, 1 or more. ``auto``: 10, then more until the mean cycle time is known to `precision`, and
        in a review every difference that matters is resolved too; 30 at the most.
    precision : float
        Half-width of the 95 % interval of the mean cycle time, as a share of the mean.
    seed : int
        0 to 2**32 - 1. The same seed gives the same result.
    warm_up : str or float
        Time at the start that is left out of the results; ``none``, or ``auto`` (MSER-5 on whole weeks).
    end : {"drain", "cut"}
        Run until every case has ended, or stop at `length` with cases open.
    max_events : int or None
        Stop a replication at the end of the instant in which it has had more events than this: tokens that reached an
        element. The same for the same seed, on any machine.
    max_time : str or float or None
        Stop the whole run, all options and replications together, after this time by the clock: ``"10 min"``.
    max_memory : str or int or None
        Stop the whole run when the process holds this much memory: ``"2 GB"``. Of several processes each may.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: Seconds | None = Field(default=None, gt=0, le=MOST_LENGTH_S)
    cases: int | None = Field(default=None, ge=1, le=100_000_000)
    replications: Annotated[int, Field(ge=1, le=100_000)] | Literal["auto"] = 10
    precision: Annotated[float, BeforeValidator(_share), Field(gt=0, lt=1)] = 0.05
    seed: int = Field(default=1, ge=0, lt=2**32)
    warm_up: Literal["auto", "none"] | Annotated[Seconds, Field(ge=0, le=MOST_LENGTH_S)] = "none"
    end: Literal["drain", "cut"] = "drain"
    max_events: int | None = Field(default=None, ge=1, le=MOST_EVENTS)
    max_time: Seconds | None = Field(default=None, gt=0, le=MOST_LENGTH_S)
    max_memory: Bytes | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _needs_a_length_to_cut(self) -> "RunSettings":
        if self.end == "cut" and self.length is None:
            raise ValueError("end: cut needs a length, such as '4 weeks'")
        return self

    @property
    def horizon_s(self) -> float | None:
        """Return the seconds in which cases arrive; None where only their number is limited."""
        if self.length is None and self.cases is None:
            return DEFAULT_LENGTH_S
        return self.length

    @property
    def first_replications(self) -> int:
        """Return how many replications are run before precision is looked at."""
        return PILOT if self.replications == "auto" else self.replications

    @property
    def most_replications(self) -> int:
        """Return how many replications are run at the most."""
        return MOST_REPLICATIONS if self.replications == "auto" else self.replications
