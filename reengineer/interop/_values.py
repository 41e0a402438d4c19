"""Make distributions of the numbers that other tools write."""

import math
from typing import Literal

from reengineer.annotations import AttributeNotes
from reengineer.bpmn import Extension
from reengineer.interop._imported import Told
from reengineer.quantities import Distribution, Estimate, QuantityError
from reengineer.source import Source

FAR_SD = 8.0
"""A bound so many standard deviations from the mean cuts nothing off that a run would show."""
SHARE_SLACK = 0.05
"""Shares whose sum misses 1 by no more are scaled, with a finding; others are refused."""

Unit = Literal["s", "1"]


def number_of(value: object) -> float | None:
    """Return a number written as one or as text; None where there is no value (missing, empty, NaN) or it is none."""
    if isinstance(value, bool) or value is None or "_" in str(value):
        return None
    try:
        found = float(str(value).strip())
    except ValueError:
        return None
    return found if not math.isnan(found) else None


def is_blank(value: object) -> bool:
    """Say whether a value stands for none: missing, empty or NaN."""
    return value is None or str(value).strip().lower() in ("", "nan", "null", "none")


def is_true(value: Extension) -> bool:
    """Say whether an element has the value true."""
    text = next((text for name, text in value.attributes if name == "value"), "")
    return text.strip().lower() in ("true", "1")


def stated(value: object, what: str, told: Told, place: Source) -> float | None:
    """Return a number as `number_of` does; what is written there and is no number, such as ``1,5``, is told."""
    found = number_of(value)
    if found is None and not is_blank(value):
        told.impossible(f"{what} is '{str(value).strip()[:40]}', which is no number", "Write it as 1234.5.", place)
    return found


def make(family: str, told: Told, place: Source, *, unit: Unit = "s", **values: float) -> Distribution | None:
    """Return a distribution, or None where its values cannot be, which is told."""
    try:
        if not all(math.isfinite(value) for value in values.values()):
            raise QuantityError(f"{family}: a value is infinite; write finite values")
        given: dict[str, float | Estimate] = {**values}
        return Distribution.of(family, unit=unit, working=False, **given)
    except (QuantityError, OverflowError) as fault:
        message, _, remedy = str(fault).partition("; ")
        told.impossible(message, f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "Mend the values.", place)
        return None


def within(
    whole: Distribution | None, low: float | None, high: float | None, told: Told, place: Source
) -> Distribution | None:
    """Return what lies between two bounds of a distribution; bounds that cut nothing off are left out, and told.

    Parameters
    ----------
    whole : Distribution or None
        None gives None.
    low, high : float or None
        None where there is no bound. A low bound below 0 counts as 0: nothing takes less than no time.
    """
    if whole is None or whole.family == "fixed":
        return whole
    mean, sd = _centre(whole)
    least = max(low or 0.0, 0.0)
    cuts_below = least > 0 and least > mean - FAR_SD * sd
    cuts_above = high is not None and high < mean + FAR_SD * sd
    if high is not None and not cuts_above:
        told.ignore(
            f"the maximum {whole.write(high)}",
            f"it lies more than {FAR_SD:g} standard deviations above the mean",
            place,
        )
    if least > 0 and not cuts_below:
        told.ignore(
            f"the minimum {whole.write(least)}",
            f"it lies more than {FAR_SD:g} standard deviations below the mean",
            place,
        )
    if not cuts_below and not cuts_above:
        return whole
    # Where only one bound cuts, the other is put where nothing is left to cut.
    most = high if cuts_above and high is not None else mean + 40 * sd
    return _cut(whole, least if cuts_below else 0.0, most, told, place)


def _cut(whole: Distribution, low: float, high: float, told: Told, place: Source) -> Distribution | None:
    try:
        return Distribution.truncated(whole, low, high)
    except QuantityError as fault:
        told.impossible(f"the bounds {low:g} and {high:g} do not fit {whole}: {fault}", "Mend the values.", place)
        return None


def _centre(whole: Distribution) -> tuple[float, float]:
    """Return mean and standard deviation, of a normal distribution before it is cut at 0."""
    values = {name: value.value for name, value in whole.parameters}
    if whole.family == "normal":
        return values["mean"], values["sd"]
    return whole.mean, math.sqrt(whole.variance)


def cut_at_zero(made: Distribution | None, told: Told, place: Source, tool: str) -> Distribution | None:
    """Return a distribution as it is; where a normal one would often fall below 0, tell that it is cut off there."""
    if made is not None and made.family == "normal":
        mean, sd = _centre(made)
        if mean < 3 * sd:
            told.translate(f"{made} is cut off at 0, where {tool} may draw less than no time", place)
    return made


def shares_of(given: dict[str, float | None], whose: str, told: Told, place: Source) -> dict[str, Estimate] | None:
    """Return shares that add up to 1: missing ones share alike what is left.

    A sum that misses 1 by little is scaled and told; anything else is told and gives None.
    """
    stated = {name: share for name, share in given.items() if share is not None}
    missing = [name for name in given if name not in stated]
    total = math.fsum(stated.values())
    if any(not 0 <= share <= 1 + SHARE_SLACK for share in stated.values()) or total > 1 + SHARE_SLACK:
        shown = ", ".join(f"{share:g}" for share in stated.values())
        message = f"the shares of {whose} are {shown}, which cannot be; none is used"
        told.find(message, "Give each from 0 to 1, and 1 in all.", place)
        return None
    if missing:
        rest = max(1 - total, 0.0) / len(missing)
        return _scaled({name: stated.get(name, rest) for name in given})
    if abs(total - 1) > SHARE_SLACK:
        message = f"the shares of {whose} add up to {total:g}, not to 1; none is used"
        told.find(message, "Change one of them.", place)
        return None
    if abs(total - 1) > 1e-6:
        told.find(f"the shares of {whose} add up to {total:g}; they were scaled to 1", "Change one of them.", place)
    return _scaled(stated)


def inclusive_shares(
    given: dict[str, float | None], whose: str, told: Told, place: Source
) -> dict[str, Estimate] | None:
    """Return shares that are each a chance of its own; None, and told, where one cannot be or all are 0."""
    known = [share for share in given.values() if share is not None]
    if any(not 0 <= share <= 1 + SHARE_SLACK for share in known) or not any(known):
        shown = ", ".join(f"{share:g}" for share in known)
        message = f"the shares of {whose} are {shown}, which cannot be; none is used"
        told.find(message, "Give each from 0 to 1, and one of them more than 0.", place)
        return None
    for name, share in given.items():
        if share is None:
            told.find(f"the branch '{name}' of {whose} has no share; 0 is taken", "Give it a share.", place)
    return {name: Estimate(min(share or 0.0, 1.0)) for name, share in given.items()}


def _scaled(shares: dict[str, float]) -> dict[str, Estimate]:
    total = math.fsum(shares.values())
    return {name: Estimate(share / total) for name, share in shares.items()}


def words_of(given: dict[str, float | None], whose: str, told: Told, place: Source) -> AttributeNotes | None:
    """Return an attribute that is one of several words with shares; None where the shares cannot be."""
    shares = shares_of(given, whose, told, place)
    return None if shares is None or not shares else AttributeNotes(words=dict(shares))
