"""Draw one value for each number that carries a range: input uncertainty, apart from the noise of a run."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel

from reengineer._records import dataclass
from reengineer.annotations._records import Annotations
from reengineer.quantities import FAMILIES, Distribution, Duration, Estimate, Frequency, Money, Rate
from reengineer.quantities import settled as without_spread

Draw = Callable[[str, Estimate, str], float | None]
"""Given the name of a number, the number with its range, and its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRange:
    """Hold one number that is not known for sure.

    Parameters
    ----------
    path : str
        Its name, such as ``steps.log.duration.mean``.
    low, value, high : float
        The range and the number stated, in its unit; of a table of demand the sums over its cells.
    unit : str
        ``s`` for times, ``1`` for shares and counts, ``per s`` for frequencies, else a currency or one an hour.
    """

    path: str
    low: float
    value: float
    high: float
    unit: str


def input_ranges(notes: Annotations) -> tuple[InputRange, ...]:
    """Return all numbers with a range, in the records' order."""
    found: dict[str, InputRange] = {}

    def note(path: str, number: Estimate, unit: str) -> None:
        old = found.get(path, InputRange(path=path, low=0.0, value=0.0, high=0.0, unit=unit))
        found[path] = replace(
            old, low=old.low + number.least, value=old.value + number.value, high=old.high + number.most
        )

    _drawn(notes, note)
    return tuple(found.values())


def uncertain_paths(notes: Annotations) -> tuple[str, ...]:
    """Return the names of all numbers with a range, such as ``steps.log.duration.mean``, in the records' order."""
    return tuple(each.path for each in input_ranges(notes))


def sampled(notes: Annotations, draw: Callable[[str], float | None]) -> Annotations:
    """Return annotations with each range replaced by a point of it.

    Parameters
    ----------
    notes : Annotations
    draw : function of a name
        Gives a uniform number between 0 and 1 for the name of a number, or None to take it as stated. As options keep
        the names of what they leave alone, the same draws serve all of them.

    Returns
    -------
    Annotations
        Shares still add up to 1, headcounts are whole and at least 1.
    """
    return _drawn(notes, lambda path, _number, _unit: draw(path))


def _drawn(notes: Annotations, draw: Draw) -> Annotations:
    fields = {name: getattr(notes, name) for name in Annotations.model_fields}
    update = {name: _sampled(value, name, draw) for name, value in fields.items() if name != "flows"}
    update["flows"] = {
        gateway: _shares({flow: _sampled(share, f"flows.{gateway}.{flow}", draw) for flow, share in shares.items()})
        if any(isinstance(share, Estimate) and share.is_range for share in shares.values())
        else shares
        for gateway, shares in notes.flows.items()
    }
    return notes.model_copy(update=update)


def _sampled(value: Any, path: str, draw: Draw) -> Any:  # noqa: ANN401 - one line a kind of value
    if isinstance(value, Estimate):
        return _point(value, path, draw)
    if isinstance(value, Distribution):
        return _distribution(value, path, draw) if value.is_uncertain else value
    if isinstance(value, Duration):
        return replace(value, seconds=_point(value.seconds, path, draw, "s"))
    if isinstance(value, Money | Rate):
        unit = value.currency if isinstance(value, Money) else f"{value.currency}/h"
        return replace(value, amount=_point(value.amount, path, draw, unit))
    if isinstance(value, Frequency):
        return replace(value, per_second=_point(value.per_second, path, draw, "per s"))
    if isinstance(value, BaseModel | dict | tuple):
        return _inside(value, path, draw)
    return value


def _inside(value: Any, path: str, draw: Draw) -> Any:  # noqa: ANN401
    if isinstance(value, BaseModel):
        items = {name: getattr(value, name) for name in type(value).model_fields}
        made = {name: _sampled(item, f"{path}.{name}", draw) for name, item in items.items()}
        changed = {name: item for name, item in made.items() if item is not items[name]}
        return value.model_copy(update=changed) if changed else value
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    found = [(key, _sampled(item, f"{path}.{key}", draw)) for key, item in pairs]
    if all(new is old for (_, new), (_, old) in zip(found, pairs, strict=True)):
        return value
    return dict(found) if isinstance(value, dict) else tuple(item for _, item in found)


def _point(value: Estimate, path: str, draw: Draw, unit: str = "1") -> Estimate:
    if not value.is_range:
        return value
    # The numbers of a table of demand rise and fall together: what is not known is how many cases come.
    table, _, cell = path.partition(".per_hour.")
    drawn = draw(f"{table}.per_hour" if cell else path, value, unit)
    point = Estimate(value.value) if drawn is None else value.at(drawn)
    return Estimate(max(round(point.value), 1)) if path.endswith(".members") else point


def _distribution(made: Distribution, path: str, draw: Draw) -> Distribution:
    units = {name: made.unit if unit == "u" else "1" for name, unit in FAMILIES[made.family]}
    values = {name: _point(value, f"{path}.{name}", draw, units[name]) for name, value in made.parameters}
    if "k" in values:
        values["k"] = Estimate(max(round(values["k"].value), 1))
    # Ranges may overlap: points that change places are put back in order.
    ordered = [name for name in ("low", "mode", "high") if name in values]
    values.update(zip(ordered, sorted((values[name] for name in ordered), key=float), strict=True))
    parts = tuple((share, _sampled(part, f"{path}.{number}", draw)) for number, (share, part) in enumerate(made.parts))
    parameters = tuple((name, values[name]) for name, _ in FAMILIES[made.family])
    return without_spread(replace(made, parameters=parameters, parts=parts))


def _shares(shares: dict[str, Estimate | Literal["rest"]]) -> dict[str, Estimate | Literal["rest"]]:
    """Return shares scaled to add up to 1, or, where one takes the rest, to at most 1."""
    total = sum(_stated(shares))
    if total <= 1 and "rest" in shares.values():
        return shares
    return {
        flow: Estimate(share.value / total) if isinstance(share, Estimate) else share for flow, share in shares.items()
    }


def _stated(shares: dict[str, Estimate | Literal["rest"]]) -> Iterator[float]:
    return (share.value for share in shares.values() if isinstance(share, Estimate))
