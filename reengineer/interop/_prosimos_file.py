"""Walk through the JSON of Prosimos, whatever stands in it, and read its values."""

import math
from collections.abc import Iterator
from typing import Any

from reengineer.errors import nearest
from reengineer.files import Document, Path
from reengineer.interop._hours import Span, clock_s, days_between, end_s
from reengineer.interop._imported import Told
from reengineer.interop._values import Unit, is_blank, make, number_of, within
from reengineer.quantities import Distribution, QuantityError
from reengineer.source import Source

FAMILIES = {"fix": 1, "expon": 3, "norm": 4, "uniform": 2, "lognorm": 4, "gamma": 4}
"""The distributions of Prosimos, and how many numbers each has."""
_SCIPY = "these are parameters of SciPy under the same name: write mean and variance, and the bounds behind them"


class Walker:
    """Give the parts of a document, telling of what is no object or list where one is expected."""

    def __init__(self, document: Document, told: Told) -> None:
        self.document, self.told = document, told

    def place(self, path: Path) -> Source:
        """Return where a part stands."""
        return self.document.place(path)

    def objects(self, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Give each object of a list, with its path; nothing where the list is missing or empty."""
        found = self.document.at(path)
        if found is None or found == {}:
            return
        if not isinstance(found, list):
            self.told.impossible(f"'{path[-1]}' is no list", "Write a list of objects.", self.place(path))
            return
        for number, item in enumerate(found):
            if isinstance(item, dict):
                yield (*path, number), item
            else:
                message = f"an item of '{path[-1]}' is no object"
                self.told.impossible(message, 'Write it as {"id": ...}.', self.place((*path, number)))

    def text(self, path: Path, *names: str) -> str:
        """Return the first of several keys of an object that holds text or a number; empty where none does."""
        for name in names:
            value = self.document.at((*path, name))
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                return str(value).strip()
        return ""

    def number(self, path: Path, name: str, otherwise: float) -> float:
        """Return a number of an object; the default where it is missing. What is no number is told."""
        value = self.document.at((*path, name))
        if is_blank(value):
            return otherwise
        found = number_of(value)
        if found is None or not math.isfinite(found):
            shown = str(value)[:40]
            self.told.impossible(f"'{name}' is '{shown}', which is no number", "Write one.", self.place((*path, name)))
            return otherwise
        return found

    def distribution(self, path: Path, unit: Unit = "s") -> Distribution | None:
        """Return the distribution that an object states; None where it is impossible, which is told."""
        name = self.text(path, "distribution_name").lower()
        if name not in FAMILIES:
            hint = nearest(name, FAMILIES) or f"those known are {', '.join(FAMILIES)}"
            shown = f"'{name[:40]}' is no distribution of Prosimos" if name else "a distribution has no name"
            self.told.impossible(shown, f"Write another; {hint}.", self.place(path))
            return None
        values = self._numbers((*path, "distribution_params"))
        if values is None:
            return None
        fault = _fault(name, values)
        if fault:
            self.told.impossible(fault, "Export the model again with Prosimos 2.", self.place(path))
            return None
        return self._made(name, values, path, unit)

    def _numbers(self, path: Path) -> list[float] | None:
        found = self.document.at(path)
        items = found if isinstance(found, list) else []
        values = [number_of(item.get("value") if isinstance(item, dict) else item) for item in items]
        if not values or any(value is None for value in values):
            message = "a distribution has no numbers, or one that cannot be read"
            self.told.impossible(message, 'Write [{"value": 600}, ..].', self.place(path))
            return None
        return [value for value in values if value is not None]

    def _made(self, name: str, values: list[float], path: Path, unit: Unit) -> Distribution | None:
        told, place = self.told, self.place(path)
        first, second = values[0], values[1] if len(values) > 1 else 0.0
        if name == "fix":
            return make("fixed", told, place, unit=unit, value=first)
        if name == "uniform":
            return make("uniform", told, place, unit=unit, low=first, high=second)
        low, high = values[-2], values[-1]
        if name == "expon":
            whole = make("exponential", told, place, unit=unit, mean=first)
        elif name == "norm":
            if first < second:
                message = f"a normal distribution with mean {first:g} and sd {second:g} is mostly its bounds"
                told.find(message, "Check the two numbers.", place)
            whole = make("normal", told, place, unit=unit, mean=first, sd=second)
        elif name == "gamma":
            whole = make("gamma", told, place, unit=unit, mean=first, cv=math.sqrt(second) / first)
        else:
            whole = make("lognormal", told, place, unit=unit, mean=first, sd=math.sqrt(second))
        return within(whole, low, high if math.isfinite(high) else None, told, place)

    def histogram(self, path: Path) -> Distribution | None:
        """Return the distribution over the midpoints of a histogram."""
        cumulative, middles = (
            [number_of(value) for value in found] if isinstance(found := self.document.at((*path, key)), list) else []
            for key in ("cdf", "bin_midpoints")
        )
        steps = [value for value in cumulative if value is not None]
        points = [value for value in middles if value is not None]
        if len(steps) == len(points) + 1 and steps[:1] == [0.0]:
            steps = steps[1:]
        whole = bool(points) and len(steps) == len(points) == len(middles) and abs(steps[-1] - 1) < 1e-6
        shares = [after - before for before, after in zip([0.0, *steps[:-1]], steps, strict=True)] if whole else []
        try:
            if not whole or min(shares) < 0:
                raise QuantityError("a histogram needs as many rising shares, up to 1, as midpoints")
            total = math.fsum(shares)
            made = tuple((point, share / total) for point, share in zip(points, shares, strict=True) if share)
            return Distribution(family="discrete", points=made)
        except QuantityError as fault:
            self.told.impossible(str(fault), "Export the model again.", self.place(path))
            return None

    def spans(self, path: Path) -> list[Span]:
        """Return the weekly hours that a list of periods states."""
        found: list[Span] = []
        for where, _ in self.objects(path):
            days = days_between(self.text(where, "from"), self.text(where, "to"))
            start, end = (clock_s(self.text(where, key)) for key in ("beginTime", "endTime"))
            if days is None or start is None or end is None:
                self.told.impossible("a period lacks a day or a time", "Complete it.", self.place(where))
            elif end_s(end) <= start:
                message = "a period ends before it begins"
                self.told.impossible(message, "Split it at midnight.", self.place(where))
            else:
                found.extend((day, start, end_s(end)) for day in days)
        return found


def _fault(name: str, values: list[float]) -> str:
    """Return why the numbers of a distribution cannot be; empty where they can."""
    shown = f"{name} with {', '.join(f'{value:g}' for value in values[:6])}"
    if name == "fix":
        return ""
    if len(values) != FAMILIES[name]:
        return f"{shown}: {FAMILIES[name]} numbers are expected, not {len(values)}; {_SCIPY}"
    first, low, high = values[0], values[-2], values[-1]
    if name == "uniform":
        return "" if 0 <= first <= values[1] else f"{shown}: the bounds are not from small to large"
    spread = values[1] if len(values) == 4 else first
    if low > high:
        return f"{shown}: the minimum is above the maximum"
    if spread <= 0 or (name != "norm" and first <= 0):
        return f"{shown}: {'the mean' if first <= 0 else 'the spread'} is not above 0; {_SCIPY}"
    if not low <= first <= high:
        return f"{shown}: the mean {first:g} lies outside {low:g} to {high:g}; {_SCIPY}"
    return ""
