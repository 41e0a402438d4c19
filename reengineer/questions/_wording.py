"""Fill the texts of questions and suggestions with values.

A place in a text is ``{name}``, ``{name:.0f}`` or ``{name|what to say where it is unknown}``, or both at once, as in
``{name:.0%|some}``. Only eight formats exist: ``.0f`` to ``.2f``, ``.0%`` to ``.2%``, ``time`` for minutes in a unit
that is easily read, and ``#item`` for a count of items, one or several. Values are never asked for attributes, so a
rule from a stranger can do no harm.
"""

import re
from collections.abc import Mapping

from reengineer.errors import shortened
from reengineer.source import LONGEST_NAME

_PLACE = re.compile(r"\{([a-z]+\.[a-z][a-z0-9_]*)(?::(\.[012][f%]|time|#[a-z]+(?: [a-z]+)*))?(?:\|([^{}]*))?\}")
_UNKNOWN = "(unknown)"
MOST_MINUTES, MOST_HOURS = 120, 10
"""From so many minutes on a time is said in hours, and from so many hours on in whole ones."""


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
    return shortened(str(value), LONGEST_NAME)


def _shown(match: re.Match[str], values: Mapping[str, object], unknown: str | None) -> str | None:
    value, form, instead = values.get(match[1]), match[2], match[3]
    if value is None:
        return unknown if instead is None else instead
    if form is not None and isinstance(value, int | float) and not isinstance(value, bool):
        return _formatted(value, form)
    return say(value)


def _formatted(value: float, form: str) -> str:
    if form == "time":
        return say_minutes(value)
    if form.startswith("#"):
        return f"{value:,.10g} {form[1:]}{'' if value == 1 else 's'}"
    if form.endswith("%"):
        return _percent(value, form)
    shown = format(value, f",{form}")
    return shown.removesuffix(".0")


def _percent(value: float, form: str) -> str:
    """Return a share in per cent; what is nearly none or nearly all is not said to be none or all."""
    shown = format(value, form)
    least = 10.0 ** -(2 + int(form[1]))
    if value < 1 and float(shown[:-1]) >= 100:
        return f"more than {format(1 - least, form)}"
    if value > 0 and not float(shown[:-1]):
        return f"less than {format(least, form)}"
    return shown


def say_minutes(minutes: float) -> str:
    """Return a time in minutes, or in hours where it is long.

    Examples
    --------
    >>> say_minutes(0.5), say_minutes(12.4), say_minutes(200), say_minutes(2400)
    ('0.5 min', '12 min', '3.3 h', '40 h')
    """
    if minutes < MOST_MINUTES:
        return f"{minutes:.2g} min" if minutes < 10 else f"{minutes:.0f} min"
    hours = minutes / 60
    return f"{hours:.2g} h" if hours < MOST_HOURS else f"{hours:,.0f} h"


def say_of(value: object, unit: str | None) -> str:
    """Return a value in plain words and with its unit.

    Examples
    --------
    >>> say_of(0.96, "share"), say_of(0.015, "share"), say_of(12, "min"), say_of(2414, "h/yr"), say_of(4.418, "count")
    ('96%', '1.5%', '12 min', '2,414 h a year', '4.4')
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or unit is None:
        return say(value)
    if unit == "share":
        return f"{100 * value:.2g}%" if abs(value) < 0.1 else f"{100 * value:.3g}%"
    if unit == "min":
        return say_minutes(value)
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if isinstance(value, float) else str(value)
    return number + _UNITS.get(unit, "")


_UNITS = {"h": " h", "h/yr": " h a year", "count/yr": " a year"}
