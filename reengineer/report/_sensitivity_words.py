"""Name assumptions and their values as a reader knows them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reengineer.measures import SECONDS
from reengineer.report._rounding import plain
from reengineer.report._units import join

if TYPE_CHECKING:
    from reengineer.annotations import InputRange

_FILLED = 2.0
_ENDS = frozenset({"mean", "cv", "sd", "low", "high", "mode"})


def assumption_name(path: str, names: Mapping[str, str] | None = None) -> str:
    """Return an assumption in words, from its path in the notes.

    Parameters
    ----------
    path : str
    names : mapping of str to str, optional
        What elements and flows are called, by id, and groups by ``resources.`` and their id.

    Examples
    --------
    >>> assumption_name("steps.investigate.duration.mean", {"investigate": "Investigate the case"})
    'the mean duration of \u201cInvestigate the case\u201d'
    >>> assumption_name("flows.resolved.to_src")
    'the share of to_src at resolved'
    """
    known = names or {}
    section, _, rest = path.partition(".")
    owner, _, name = rest.partition(".")
    if section == "flows":
        return f"the share of {known.get(name, name)} at {_step(known, owner)}"
    words = name.split(".")
    what = " ".join((*reversed(words[1:]), words[0])) if words[-1] in _ENDS else name
    return f"the {what.replace('_', ' ').replace('.', ' ')} of {known.get(f'{section}.{owner}') or _step(known, owner)}"


def _step(known: Mapping[str, str], owner: str) -> str:
    """Return the name of a step in quotation marks, for it stands in the middle of a sentence; else its id."""
    return f"\u201c{known[owner]}\u201d" if owner in known else owner


def in_unit(assumption: "InputRange", value: float) -> str:
    """Return a value of an assumption with its unit: times in the largest unit that its values fill twice."""
    if assumption.unit == "s":
        smallest = min(assumption.value, assumption.low)
        size = next((SECONDS[unit] for unit in ("h", "min") if smallest >= _FILLED * SECONDS[unit]), 1.0)
        word = {3600.0: "hours", 60.0: "minutes"}.get(size, "seconds")
        return join(plain(value / size), word)
    if assumption.path.startswith("flows."):
        return f"{plain(100 * value)} %"
    return plain(value) if assumption.unit == "1" else f"{plain(value)} {assumption.unit}"
