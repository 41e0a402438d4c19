"""Turn ranges into the values that they stand for."""

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import product

MOST = 1000
"""Values that one lever may have."""
_KEYS = ({"from", "to"}, {"from", "to", "step"}, {"values"})
_NUMBER = re.compile(r"\s*([+-]?\d{1,15}(?:\.\d{1,9})?)\s*(.{0,20}?)\s*")


class RangeError(ValueError):
    """A range says nothing; the text holds what is wrong, then ``; `` and how to mend it."""


def ways(value: object) -> tuple[object, ...]:
    """Return all values that data with ranges stands for, in order; the data itself where it holds none.

    Parameters
    ----------
    value : object
        Plain data as a file holds it. Wherever in it ``{from: 1, to: 3}``, ``{from: 1, to: 3, step: 0.5}`` or
        ``{values: [a, b]}`` stands, each of the values may stand.

    Raises
    ------
    RangeError
        If a range is empty or too long.

    Examples
    --------
    >>> ways({"role": "clerk", "by": {"from": 1, "to": 3}})
    ({'role': 'clerk', 'by': 1}, {'role': 'clerk', 'by': 2}, {'role': 'clerk', 'by': 3})
    """
    if isinstance(value, Mapping):
        if set(value) in _KEYS:
            return _values(value)
        keys = list(value)
        return tuple(dict(zip(keys, each, strict=True)) for each in _combined([ways(value[key]) for key in keys]))
    if isinstance(value, list | tuple):
        return tuple(list(each) for each in _combined([ways(item) for item in value]))
    return (value,)


def _combined(parts: list[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    count = 1
    for part in parts:
        count *= len(part)
        if count > MOST:
            raise RangeError(f"its ranges stand for more than {MOST} settings; write larger steps")
    return tuple(product(*parts))


def _values(stated: Mapping[object, object]) -> tuple[object, ...]:
    if "values" in stated:
        values = stated["values"]
        if not isinstance(values, list | tuple) or not values:
            raise RangeError("values is not a list with something in it; write values: [1, 2]")
        if len(values) > MOST:
            raise RangeError(f"it has more than {MOST} values; name fewer")
        return tuple(values)
    (low, unit), (high, other) = (_number(stated[key], key) for key in ("from", "to"))
    if unit != other:
        raise RangeError(f"from and to differ in their unit ({unit or 'none'}, {other or 'none'}); write one unit")
    return tuple(_text(number, unit) for number in _steps(low, high, stated.get("step"), unit))


def _steps(low: Decimal, high: Decimal, stated: object, unit: str) -> list[Decimal]:
    whole = low == low.to_integral_value() and high == high.to_integral_value()
    if stated is None and not whole:
        raise RangeError(f"between {low} and {high} it is not said how far apart values lie; write step, such as 0.1")
    step, of_step = (Decimal(1), unit) if stated is None else _number(stated, "step")
    if step <= 0 or of_step not in ("", unit):
        raise RangeError(f"step {stated} is not a number above 0 in the unit of from; write step, such as 1")
    if high < low:
        raise RangeError(f"from {low} lies above to {high}; write the smaller one first")
    if (high - low) / step >= MOST:
        raise RangeError(f"it stands for more than {MOST} values; write a larger step")
    return [low + step * number for number in range(int((high - low) / step) + 1)]


def _number(value: object, key: str) -> tuple[Decimal, str]:
    match = None if isinstance(value, bool) else _NUMBER.fullmatch(str(value))
    if match is None:
        raise RangeError(f"{key} is {str(value)[:40]!r} and not a number; write a number, or one with its unit")
    return Decimal(match[1]), match[2]


def _text(number: Decimal, unit: str) -> object:
    plain: int | float = int(number) if number == number.to_integral_value() else float(number)
    return f"{plain} {unit}" if unit else plain
