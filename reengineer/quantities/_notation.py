"""Read distributions."""

import re
from typing import Literal

from reengineer._records import dataclass
from reengineer.errors import counted, nearest
from reengineer.quantities._distribution import FAMILIES, Distribution
from reengineer.quantities._duration import to_seconds
from reengineer.quantities._estimate import Estimate, QuantityError, as_text, parse_number, read_ranged
from reengineer.quantities._share import parse_share

EXAMPLE = "a duration such as 12 min, or a distribution such as gamma(mean=12 min, cv=0.4)"
_CALL = re.compile(r"([A-Za-z_]+)\s*\((.*)\)", re.DOTALL)
_NAMED = re.compile(r"([A-Za-z_]+)\s*=\s*(.*)", re.DOTALL)
MAX_DEPTH = 4
MAX_VALUES = 2_000


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number as read, with what its unit said."""

    value: Estimate
    unit: Literal["s", "1"]
    working: bool


def parse_distribution(value: object) -> Distribution:
    """Read a distribution; a plain duration or number is one that never varies.

    Returns
    -------
    Distribution
        In seconds where times were written, in plain numbers otherwise.

    Raises
    ------
    QuantityError
        If the family or a parameter is unknown or missing, units are mixed, or the values are impossible.

    Examples
    --------
    >>> parse_distribution("gamma(mean=12 min, cv=0.5)").variance
    129600.0
    """
    return _read(as_text(value, EXAMPLE), 0)


def _read(text: str, depth: int) -> Distribution:
    if depth > MAX_DEPTH:
        raise QuantityError(f"mixtures are nested more than {MAX_DEPTH} deep; write one mixture of all parts")
    match = _CALL.fullmatch(text.strip())
    if match is None:
        amount = _amount(text)
        return Distribution.fixed(amount.value, unit=amount.unit, working=amount.working)
    family, arguments = match.group(1).lower(), _arguments(match.group(2))
    if family not in FAMILIES:
        raise QuantityError(f"'{family}' is not a distribution; {nearest(family, FAMILIES) or 'write ' + EXAMPLE}")
    if family == "empirical":
        return _empirical(match.group(2).strip())
    if family == "mixture":
        return _mixture(arguments, depth)
    if family == "truncated":
        return _truncated(arguments, depth)
    return _discrete(arguments) if family == "discrete" else _named(family, arguments)


def _arguments(text: str) -> list[str]:
    """Split at the commas that stand outside parentheses."""
    parts, depth, start = [], 0, 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(text[start:position].strip())
            start = position + 1
    return [*parts, text[start:].strip()]


def _named(family: str, arguments: list[str]) -> Distribution:
    known = FAMILIES[family]
    if len(arguments) > len(known):
        takes = ", ".join(name for name, _ in known)
        raise QuantityError(f"{family} takes {takes}, not {counted(len(arguments), 'value')}")
    given: dict[str, str] = {}
    for position, argument in enumerate(arguments):
        match = _NAMED.fullmatch(argument)
        name, text = (match.group(1), match.group(2)) if match else (known[position][0], argument)
        if name in given or (match is None and len(given) != position):
            listed = ", ".join(name for name, _ in known)
            raise QuantityError(f"{family}: {name} is given twice; write {listed} once each")
        given[name] = text
    return _made(family, given, dict(known))


def _made(family: str, given: dict[str, str], kinds: dict[str, str]) -> Distribution:
    amounts = {name: _amount(text) for name, text in given.items() if kinds.get(name) == "u"}
    plain = {name: parse_number(text) for name, text in given.items() if kinds.get(name) == "1"}
    unknown = {name: Estimate(0) for name in given if name not in kinds}
    unit, working = _common(family, list(amounts.values()))
    values = {name: amount.value for name, amount in amounts.items()}
    return Distribution.of(family, unit=unit, working=working, **values, **plain, **unknown)


def _common(family: str, amounts: list[_Amount]) -> tuple[Literal["s", "1"], bool]:
    units: list[Literal["s", "1"]] = [amount.unit for amount in amounts]
    if len(set(units)) > 1:
        raise QuantityError(f"{family}: some values have a unit of time and some have none; write the unit after each")
    return (units[0] if units else "1"), any(amount.working for amount in amounts)


def _amount(text: str) -> _Amount:
    value, (unit, working) = _joined(text)
    return _Amount(value, unit, working)


def _joined(text: str) -> tuple[Estimate, tuple[Literal["s", "1"], bool]]:
    if re.search(r"[A-Za-z]", re.sub(r"\bto\b|(?<=\d)[eE](?=[-+\d])", "", text)):
        seconds, working = read_ranged(text.strip(), to_seconds, EXAMPLE)
        return seconds, ("s", working)
    return parse_number(text), ("1", False)


def _pairs(family: str, arguments: list[str]) -> list[tuple[str, str]]:
    pairs = [argument.partition(":") for argument in arguments]
    if not all(colon for _, colon, _ in pairs) or len(pairs) > MAX_VALUES:
        example = "discrete(1: 0.2, 2: 0.8)" if family == "discrete" else "mixture(0.7: 5 min, 0.3: 20 min)"
        raise QuantityError(f"{family} takes up to {MAX_VALUES} pairs with a colon, such as {example}")
    return [(left.strip(), right.strip()) for left, _, right in pairs]


def _share(text: str) -> float:
    share = parse_share(text)
    if not isinstance(share, Estimate) or share.low is not None:
        raise QuantityError(f"'{text}' is not one number; write the share itself, such as 0.2")
    return share.value


def _discrete(arguments: list[str]) -> Distribution:
    pairs = [(_amount(value), _share(share)) for value, share in _pairs("discrete", arguments)]
    if any(amount.value.low is not None for amount, _ in pairs):
        raise QuantityError("discrete: a value is a range; write one number for each value")
    unit, working = _common("discrete", [amount for amount, _ in pairs])
    points = tuple((amount.value.value, share) for amount, share in pairs)
    return Distribution(family="discrete", unit=unit, working=working, points=points)


def _mixture(arguments: list[str], depth: int) -> Distribution:
    parts = tuple((_share(share), _read(text, depth + 1)) for share, text in _pairs("mixture", arguments))
    return Distribution(family="mixture", unit=parts[0][1].unit, working=parts[0][1].working, parts=parts)


def _truncated(arguments: list[str], depth: int) -> Distribution:
    if len(arguments) != 3:
        raise QuantityError("truncated takes three values, such as truncated(exponential(12 min), 5 min, 60 min)")
    whole, low, high = _read(arguments[0], depth + 1), _amount(arguments[1]), _amount(arguments[2])
    if low.value.low is not None or high.value.low is not None:
        raise QuantityError("truncated takes no ranges; write one number for each value")
    if {low.unit, high.unit} != {whole.unit}:
        raise QuantityError("truncated: the bounds are of another kind than the values; write all as durations")
    return Distribution.truncated(whole, low.value.value, high.value.value)


def _empirical(reference: str) -> Distribution:
    file, colon, column = reference.rpartition(":")
    if not colon or not file.strip() or not column.strip():
        raise QuantityError("empirical takes a file and a column, such as empirical(durations.csv:minutes)")
    return Distribution(family="empirical", reference=f"{file.strip()}:{column.strip()}")
