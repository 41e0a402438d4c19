"""Hold a number that may carry its uncertainty, and read numbers with units and ranges."""

import math
import re
from collections.abc import Callable
from typing import Any, Self, TypeVar

from reengineer._records import dataclass
from reengineer.errors import shortened

MAX_TEXT = 20_000
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_ONE = re.compile(rf"({_NUMBER})\s*(.*)", re.DOTALL)
_WITH_RANGE = re.compile(r"([^()]+)\(([^()]+?)\s+to\s+([^()]+)\)")
_RANGE = re.compile(r"([^()]+?)\s+to\s+([^()]+)")
_DASH = re.compile(r"[A-Za-z]*\s*[-\u2010-\u2015\u2212]\s*\d")
_DASHED = re.compile(r"(?<=[\w%])\s*[-\u2010-\u2015\u2212]\s*(?=\d)")

Kind = TypeVar("Kind")
Convert = Callable[[float, str], tuple[float, Kind]]
Part = tuple[float, str]


class QuantityError(ValueError):
    """Text is not a quantity of the kind wanted; the message says why and shows an example."""


class Notation:
    """Let pydantic read and print a quantity as text; the base of every record here."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """Return the quantity that a value of a file stands for; raise `QuantityError`."""
        raise TypeError(f"{cls.__name__} has no notation in which to read {value!r}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:  # noqa: ANN401 - pydantic's own type
        from pydantic_core import core_schema

        def validate(value: object) -> "Notation":
            return value if isinstance(value, cls) else cls.read(value)

        write = core_schema.plain_serializer_function_ser_schema(lambda value: value.as_data(), when_used="always")
        return core_schema.no_info_plain_validator_function(validate, serialization=write)

    def as_data(self) -> str | int | float:
        """Return what a file holds for the quantity: a plain number where that says all, else text."""
        return str(self)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        return {"type": ["string", "number"], "title": cls.__name__, "description": (cls.__doc__ or "").split("\n")[0]}


@dataclass(frozen=True, slots=True)
class Estimate(Notation):
    """A number, with the range it may lie in where it is uncertain.

    Parameters
    ----------
    value : float
        The number to use when one is wanted; finite.
    low, high : float or None
        Both or neither; ``low <= value <= high``.
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        numbers = [number for number in (self.value, self.low, self.high) if number is not None]
        if not all(math.isfinite(number) for number in numbers):
            raise QuantityError(f"{self.value} is not a finite number; write a number such as 12")
        if (self.low is None) != (self.high is None):
            raise QuantityError("a range needs both ends, such as 12 (10 to 15)")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise QuantityError(
                f"{format_number(self.value)} is not between {format_number(self.low)} and {format_number(self.high)}; "
                "write the range around the number, such as 12 (10 to 15)"
            )

    @classmethod
    def read(cls, value: object) -> "Estimate":
        """Return the number that text or a number of a file stands for; raise `QuantityError`."""
        return parse_number(value)

    @property
    def is_range(self) -> bool:
        """Say whether the number carries a range that is wider than a point."""
        return self.low is not None and self.low != self.high

    @property
    def least(self) -> float:
        """Return the smallest value it may take."""
        return self.value if self.low is None else self.low

    @property
    def most(self) -> float:
        """Return the largest value it may take."""
        return self.value if self.high is None else self.high

    def __float__(self) -> float:
        return float(self.value)

    def scaled(self, factor: float) -> "Estimate":
        """Return the number and its range times a factor of 0 or more."""
        if self.low is None or self.high is None:
            return Estimate(self.value * factor)
        low, value, high = sorted((self.low * factor, self.value * factor, self.high * factor))
        return Estimate(value, low, high)

    def at(self, u: float) -> "Estimate":
        """Return the point at a uniform number between 0 and 1, as a triangle over the range has it.

        The mode of the triangle is the value. A number without a range stays as it is, whatever `u` is.
        """
        if self.low is None or self.high is None or self.low == self.high:
            return Estimate(self.value)
        width, left = self.high - self.low, self.value - self.low
        if u * width < left:
            return Estimate(self.low + math.sqrt(u * width * left))
        return Estimate(self.high - math.sqrt((1 - u) * width * (self.high - self.value)))

    def as_data(self) -> str | int | float:
        """Return the number itself, or text where it carries a range."""
        return str(self) if self.low is not None else plain_number(self.value)

    def __str__(self) -> str:
        return with_range(self, format_number)


def plain_number(value: float) -> int | float:
    """Return a whole number as an int."""
    return int(value) if value == int(value) and abs(value) < 1e15 else float(value)


def format_number(value: float) -> str:
    """Print a number with the fewest digits that read back to it."""
    text = repr(float(value))
    return text.removesuffix(".0")


def with_range(estimate: Estimate, write: Callable[[float], str]) -> str:
    """Print an estimate with the words of one kind of quantity."""
    if estimate.low is None or estimate.high is None:
        return write(estimate.value)
    return f"{write(estimate.value)} ({write(estimate.low)} to {write(estimate.high)})"


def as_text(value: object, example: str) -> str:
    """Return the text of a file's value, a number or text; raise `QuantityError` for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise QuantityError(f"{_shown(value)} is not a quantity; write {example}")
    text = value.strip() if isinstance(value, str) else repr(value)
    if not text or len(text) > MAX_TEXT:
        raise QuantityError(f"the text is {'empty' if not text else 'too long'}; write {example}")
    return text


def read_ranged(text: str, convert: "Convert[Kind]", example: str) -> tuple[Estimate, Kind]:
    """Read one number, or a number and its range, each followed by a unit.

    A range inherits the unit that stands nearest to it: in ``10 to 15 min`` both are minutes. A range alone stands for
    its midpoint. `convert` turns a number and its unit into the base unit and says of which kind the unit is.
    """
    if match := _WITH_RANGE.fullmatch(text):
        parts = [_split(part, example) for part in match.groups()]
        parts = [parts[0], *_inherit(parts[1], parts[2], parts[0][1])]
    elif match := _RANGE.fullmatch(text):
        parts = [*_inherit(_split(match[1], example), _split(match[2], example), "")]
    else:
        parts = [_split(text, example)]
    read = [convert(number, unit) for number, unit in parts]
    kind = _one_kind([kind for _, kind in read], text)
    return _estimate([number for number, _ in read]), kind


def _inherit(low: Part, high: Part, unit: str) -> tuple[Part, Part]:
    last = high[1] or unit
    return (low[0], low[1] or last), (high[0], last)


def _estimate(numbers: list[float]) -> Estimate:
    if len(numbers) == 1:
        return Estimate(numbers[0])
    if len(numbers) == 2:
        if numbers[0] > numbers[1]:
            raise QuantityError("the range runs from high to low; write the low end first, such as 10 min to 15 min")
        return Estimate(numbers[0] + (numbers[1] - numbers[0]) / 2, numbers[0], numbers[1])
    return Estimate(*numbers)


def _one_kind(kinds: list[Kind], text: str) -> Kind:
    """Return the kind that all parts have; where only some say *working*, all are meant."""
    if all(isinstance(kind, bool) for kind in kinds):
        return max(kinds, key=bool)
    if any(kind != kinds[0] for kind in kinds):
        raise QuantityError(f"'{text}' mixes {' and '.join(sorted({str(kind) for kind in kinds}))}; write one of them")
    return kinds[0]


def _split(text: str, example: str) -> tuple[float, str]:
    if text.strip()[:1] in ("P", "p"):
        return _iso(text.strip())
    match = _ONE.fullmatch(text.strip())
    if match is None:
        raise QuantityError(f"'{shortened(text.strip())}' does not start with a number; write {example}")
    if _DASH.match(match.group(2)):
        told = f"'{shortened(text.strip())}' has a dash between two numbers"
        raise QuantityError(f"{told}; write a range with the word to, such as {_as_range(text.strip())}")
    return float(match.group(1)), " ".join(match.group(2).split())


def _as_range(text: str) -> str:
    """Return what somebody meant who wrote a range with a dash."""
    return shortened(_DASHED.sub(" to ", text, count=1))


_ISO = re.compile(
    r"P(?:(?P<w>[\d.]+)W)?(?:(?P<d>[\d.]+)D)?(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?(?:(?P<s>[\d.]+)S)?)?"
    r"(?P<working>\s+working)?",
    re.IGNORECASE,
)
_ISO_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def _iso(text: str) -> tuple[float, str]:
    if re.match(r"P[\d.WD]*[\d.]+[YM]", text, re.IGNORECASE):
        raise QuantityError(f"'{shortened(text)}' has months or years, whose length varies; write days, such as P30D")
    match = _ISO.fullmatch(text)
    found = {key: number for key, number in match.groupdict().items() if number and key != "working"} if match else {}
    if match is None or not found:
        raise QuantityError(f"'{shortened(text)}' is not an ISO 8601 duration; write PT8M or 8 min")
    try:
        seconds = sum(float(number) * _ISO_SECONDS[key] for key, number in found.items())
    except ValueError:
        raise QuantityError(f"'{shortened(text)}' is not an ISO 8601 duration; write PT8M or 8 min") from None
    return seconds, "s working" if match["working"] else "s"


def parse_number(value: object) -> Estimate:
    """Read a plain number with an optional range, such as ``9`` or ``9 (8 to 10)``.

    Raises
    ------
    QuantityError
        If the value is no number or has a unit.
    """
    example = "a number such as 9, or 9 (8 to 10)"
    return read_ranged(as_text(value, example), _plain, example)[0]


def _plain(number: float, unit: str) -> tuple[float, None]:
    if unit:
        raise QuantityError(f"'{shortened(unit)}' after the number is not expected; write a plain number such as 9")
    return number, None


def _shown(value: object) -> str:
    names = {"dict": "a mapping", "list": "a list", "NoneType": "nothing", "bool": "true or false"}
    return names.get(type(value).__name__, shortened(repr(value)))
