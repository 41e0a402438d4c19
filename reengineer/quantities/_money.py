"""Read and print money, rates of money and frequencies."""

import re

from reengineer._records import dataclass
from reengineer.quantities._duration import UNIT_S
from reengineer.quantities._estimate import (
    Estimate,
    Notation,
    QuantityError,
    as_text,
    format_number,
    read_ranged,
    with_range,
)

_CURRENCY = re.compile(r"[A-Z]{3}")
MONEY_EXAMPLE = "an amount and its currency, such as 4.50 GBP"
RATE_EXAMPLE = "money per hour, such as 24 GBP/h"
FREQUENCY_EXAMPLE = "a number per unit of time, such as 12/h"


@dataclass(frozen=True, slots=True)
class Money(Notation):
    """An amount of money, such as 4.50 GBP.

    Parameters
    ----------
    amount : Estimate
        In the currency's main unit; may be negative.
    currency : str
        Three capital letters of ISO 4217.
    """

    amount: Estimate
    currency: str

    @classmethod
    def read(cls, value: object) -> "Money":
        """Return the amount that text of a file stands for; raise `QuantityError`."""
        return parse_money(value)

    def __float__(self) -> float:
        return float(self.amount)

    def __str__(self) -> str:
        return with_range(self.amount, lambda amount: f"{format_amount(amount)} {self.currency}")


@dataclass(frozen=True, slots=True)
class Rate(Notation):
    """Money per hour, such as 24 GBP/h.

    Parameters
    ----------
    amount : Estimate
        Per hour; 0 or more.
    currency : str
        Three capital letters of ISO 4217.
    """

    amount: Estimate
    currency: str

    def __post_init__(self) -> None:
        if self.amount.least < 0:
            raise QuantityError(f"a rate is 0 or more, not {format_number(self.amount.least)}; write {RATE_EXAMPLE}")

    @classmethod
    def read(cls, value: object) -> "Rate":
        """Return the rate that text of a file stands for; raise `QuantityError`."""
        return parse_rate(value)

    def __float__(self) -> float:
        return float(self.amount)

    def __str__(self) -> str:
        return with_range(self.amount, lambda amount: f"{format_amount(amount)} {self.currency}/h")


@dataclass(frozen=True, slots=True)
class Frequency(Notation):
    """How often something happens, such as 12/h.

    Parameters
    ----------
    per_second : Estimate
        0 or more.
    """

    per_second: Estimate

    def __post_init__(self) -> None:
        if self.per_second.least < 0:
            raise QuantityError(f"a frequency is 0 or more; write {FREQUENCY_EXAMPLE}")

    @classmethod
    def read(cls, value: object) -> "Frequency":
        """Return the frequency that text of a file stands for; raise `QuantityError`."""
        return parse_frequency(value)

    def __float__(self) -> float:
        return float(self.per_second)

    def __str__(self) -> str:
        return with_range(self.per_second, _format_frequency)


def parse_money(value: object) -> Money:
    """Read an amount and its currency, optionally with a range.

    Raises
    ------
    QuantityError
        If the amount or the currency is missing or cannot be read.
    """
    amount, currency = read_ranged(as_text(value, MONEY_EXAMPLE), _to_money, MONEY_EXAMPLE)
    return Money(amount, currency)


def parse_rate(value: object) -> Rate:
    """Read money per hour, optionally with a range.

    Raises
    ------
    QuantityError
        If it is not money per hour, or negative.
    """
    amount, currency = read_ranged(as_text(value, RATE_EXAMPLE), _to_rate, RATE_EXAMPLE)
    return Rate(amount, currency)


def parse_frequency(value: object) -> Frequency:
    """Read a number per second, minute or hour, optionally with a range.

    Raises
    ------
    QuantityError
        If it is no frequency, negative, or per day: a day's open hours depend on the calendar.
    """
    return Frequency(read_ranged(as_text(value, FREQUENCY_EXAMPLE), _to_frequency, FREQUENCY_EXAMPLE)[0])


def format_amount(amount: float) -> str:
    """Print money with two digits where that is exact, with none where it is whole."""
    pence = f"{amount:.2f}"
    return pence if float(pence) == amount and amount != round(amount) else format_number(amount)


def _to_money(number: float, unit: str) -> tuple[float, str]:
    if _CURRENCY.fullmatch(unit) is None:
        shown = f"'{unit}' is not a currency" if unit else f"{format_number(number)} has no currency"
        raise QuantityError(f"{shown}; write {MONEY_EXAMPLE}")
    return number, unit


def _to_rate(number: float, unit: str) -> tuple[float, str]:
    currency, _, per = unit.replace(" ", "").partition("/")
    if _CURRENCY.fullmatch(currency) is None or per != "h":
        raise QuantityError(f"'{format_number(number)} {unit}' is not money per hour; write {RATE_EXAMPLE}")
    return number, currency


def _to_frequency(number: float, unit: str) -> tuple[float, None]:
    per = unit.replace(" ", "")
    seconds = UNIT_S.get(per.removeprefix("/"))
    if not per.startswith("/") or seconds is None or seconds > 3600:
        raise QuantityError(f"'{format_number(number)}{unit}' is not per s, min or h; write {FREQUENCY_EXAMPLE}")
    return number / seconds, None


def _format_frequency(per_second: float) -> str:
    for seconds, unit in ((3600.0, "h"), (60.0, "min")):
        number = round(per_second * seconds, 9)
        if number / seconds == per_second:
            return f"{format_number(number)}/{unit}"
    return f"{format_number(per_second)}/s"
