"""Say what a plain YAML scalar means, as the core schema of YAML 1.2 has it."""

import math
import re

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_BASED = re.compile(r"0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}")
_FLOAT = re.compile(r"[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def decimal_point(text: str) -> str:
    """Return a number of an export with a point where it has a decimal comma; a point for thousands is left alone.

    Examples
    --------
    >>> decimal_point("3,5"), decimal_point("1.000,5"), decimal_point("1,000,000")
    ('3.5', '1.000,5', '1,000,000')
    """
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def plain_value(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted scalar.

    Words such as *yes*, *off* and *no*, dates and times of day stay text. So do infinities and integers too long to
    be meant as numbers.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
