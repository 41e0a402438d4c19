"""Read parameters of BPSim that are one plain number: shares, counts and costs."""

from reengineer.interop._bpsim_scenario import Parameter
from reengineer.interop._bpsim_values import DISTRIBUTIONS, NUMBERS, UNITS_S, number
from reengineer.interop._imported import Told
from reengineer.interop._qbp_values import attribute
from reengineer.interop._values import is_blank, stated
from reengineer.source import Source

HOUR_S = 3600.0


def tell_others(part: Parameter, told: Told, place: Source) -> None:
    """Tell which values of a parameter are not used, because another one of it is."""
    for key, value in part.values.items():
        if value is not part.main:
            why = f"it holds only in '{key}'; the value that holds always, or the first, is taken"
            told.ignore(f"a {value.name} of {part.name}", why, place)
    for value in part.others:
        told.ignore(f"a {value.name} of {part.name}", "another value stands beside it", place)


def plain_number(part: Parameter | None, told: Told, place: Source) -> float | None:
    """Return the number that a parameter states; None, and told, where it states something else."""
    if part is None or part.main is None:
        return None
    tell_others(part, told, place)
    if part.main.name not in (*NUMBERS, "StringParameter"):
        told.ignore(f"the {part.main.name} of {part.name}", "only a number is read there", place)
        return None
    return stated(attribute(part.main, "value"), part.name, told, place)


def cost_of(part: Parameter | None, currency: str, told: Told, place: Source) -> float | None:
    """Return the cost that a parameter states, of a distribution its mean; None where none is in this currency."""
    if part is None or part.main is None:
        return None
    other = (attribute(part.main, "currencyUnit") or "").strip().upper()
    if other and other != currency:
        told.find(
            f"{part.name} is in {other[:20]}, not in {currency}; it is not used", f"State it in {currency}.", place
        )
        return None
    if part.main.name not in DISTRIBUTIONS:
        return plain_number(part, told, place)
    tell_others(part, told, place)
    drawn = number(part.main, told, place)
    if drawn is None:
        return None
    told.translate(f"of {part.name} {drawn} the mean is taken", place)
    return drawn.mean


def hourly(part: Parameter, cost: float, told: Told, place: Source) -> float | None:
    """Return a cost for each unit of time as one for each hour; None where the parameter names no unit of time."""
    unit = attribute(part.main, "timeUnit")
    if is_blank(unit):
        return None
    if unit not in UNITS_S:
        told.impossible(f"'{str(unit)[:20]}' is no unit of time", f"Use {', '.join(UNITS_S)}.", place)
        return None
    return cost * HOUR_S / UNITS_S[str(unit)]
