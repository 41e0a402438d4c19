"""Compute a parsed expression: one function of a walk for each kind of node."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Number = int | float
Value = object


@dataclass(slots=True)
class Walk:
    context: Mapping[str, Value]
    missing: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def unknown(self, reason: str) -> None:
        self.reasons.append(reason)

    def forget(self, mark: tuple[int, int]) -> None:
        del self.missing[mark[0] :]
        del self.reasons[mark[1] :]

    @property
    def mark(self) -> tuple[int, int]:
        return len(self.missing), len(self.reasons)


Node = Callable[[Walk], Value]
_ORDERS: Mapping[str, Callable[[Number, Number], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
SUMS: Mapping[str, Callable[[list[Number]], Number]] = {
    "+": lambda values: values[0] + values[1],
    "-": lambda values: values[0] - values[1],
    "*": lambda values: values[0] * values[1],
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
}


def lookup(name: str) -> Node:
    def read(walk: Walk) -> Value:
        value = walk.context.get(name)
        if value is None:
            walk.missing.append(name)
        return value

    return read


def junction(parts: tuple[Node, ...], *, decides: bool) -> Node:
    """Join parts by `or` where True decides, by `and` where False decides."""

    def join(walk: Walk) -> Value:
        mark = walk.mark
        known = True
        for part in parts:
            value = _truth(part(walk), walk)
            if value is decides:
                walk.forget(mark)
                return decides
            known = known and value is not None
        return (not decides) if known else None

    return join


def negation(inner: Node) -> Node:
    def negate(walk: Walk) -> Value:
        value = _truth(inner(walk), walk)
        return None if value is None else not value

    return negate


def _truth(value: Value, walk: Walk) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    walk.unknown(f"{value!r} is neither true nor false")
    return None


def comparison(symbol: str, left: Node, right: Node) -> Node:
    def compare(walk: Walk) -> Value:
        first, second = left(walk), right(walk)
        if first is None or second is None:
            return None
        if symbol in ("==", "!="):
            return same(first, second) is (symbol == "==")
        numbers = _numbers((first, second), symbol, walk)
        return None if numbers is None else _ORDERS[symbol](*numbers)

    return compare


def same(first: Value, second: Value) -> bool:
    # True == 1 in Python; a claim is never a number here.
    return isinstance(first, bool) is isinstance(second, bool) and first == second


def _numbers(values: tuple[Value, ...], symbol: str, walk: Walk) -> list[Number] | None:
    numbers: list[Number] = []
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or _is_nan(value):
            walk.unknown(f'"{symbol}" needs numbers, not {value!r}')
            return None
        numbers.append(value)
    return numbers


def _is_nan(value: Number) -> bool:
    # A whole number may be too large for math.isnan.
    return isinstance(value, float) and math.isnan(value)


def _operands(parts: tuple[Node, ...], symbol: str, walk: Walk) -> list[Number] | None:
    values = tuple(part(walk) for part in parts)
    return None if None in values else _numbers(values, symbol, walk)


def arithmetic(symbol: str, parts: tuple[Node, ...], compute: Callable[[list[Number]], Number]) -> Node:
    def calculate(walk: Walk) -> Value:
        numbers = _operands(parts, symbol, walk)
        if numbers is None:
            return None
        try:
            return compute(numbers)
        except OverflowError:
            walk.unknown(f'"{symbol}" gives a number that is too large')
            return None

    return calculate


def division(left: Node, right: Node, divisor: str) -> Node:
    divide = arithmetic("/", (left, right), lambda values: values[0] / values[1])

    def guarded(walk: Walk) -> Value:
        mark = walk.mark
        try:
            return divide(walk)
        except ZeroDivisionError:
            walk.forget(mark)
            walk.unknown(f"division by zero: {divisor} is 0")
            return None

    return guarded


def length(inner: Node) -> Node:
    def measure(walk: Walk) -> Value:
        value = inner(walk)
        if value is None:
            return None
        if isinstance(value, str | tuple | list | frozenset):
            return len(value)
        walk.unknown(f"len needs a list or a text, not {value!r}")
        return None

    return measure
