"""Fill the texts of questions and suggestions with values.

A place in a text is ``{name}``, ``{name:.0f}`` or ``{name|what to say where it is unknown}``, or both at once, as in
``{name:.0%|some}``. Only six formats exist
and values are never asked for attributes, so a rule from a stranger can do no harm.
"""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([a-z]+\.[a-z][a-z0-9_]*)(?::(\.[012][f%]))?(?:\|([^{}]*))?\}")
_UNKNOWN = "(unknown)"


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a text shows, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in _PLACE.finditer(text)))


def is_well_formed(text: str) -> bool:
    """Say whether every brace of a text belongs to a place that can be filled."""
    rest = _PLACE.sub("", text)
    return "{" not in rest and "}" not in rest


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its places filled; what is unknown is said to be unknown."""
    return _PLACE.sub(lambda match: _shown(match, values, _UNKNOWN) or "", text)


def fill_known(text: str, values: Mapping[str, object]) -> str | None:
    """Return a text with its places filled, or None where a value is unknown."""
    shown = {match[0]: _shown(match, values, None) for match in _PLACE.finditer(text)}
    if None in shown.values():
        return None
    return _PLACE.sub(lambda match: shown[match[0]] or "", text)


def say(value: object) -> str:
    """Return a value in plain words.

    Examples
    --------
    >>> say(True), say(0.5), say(("C1", "C2")), say(None)
    ('yes', '0.5', 'C1, C2', '(unknown)')
    """
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    if isinstance(value, tuple | list):
        return ", ".join(map(say, value)) or "none"
    return str(value)


def _shown(match: re.Match[str], values: Mapping[str, object], unknown: str | None) -> str | None:
    value, form, instead = values.get(match[1]), match[2], match[3]
    if value is None:
        return unknown if instead is None else instead
    if form is not None and isinstance(value, int | float) and not isinstance(value, bool):
        return format(value, form)
    return say(value)
