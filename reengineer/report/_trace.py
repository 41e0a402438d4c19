"""Let every number in a text carry the id of the result it came from.

Texts are put together from parts; a part that shows a result is wrapped in three signs that no text has, with the id of
the result between the first two. The page turns them into elements; wherever plain words are wanted they go.
"""

import re
from collections.abc import Collection
from html import escape
from unicodedata import category

START, MIDDLE, END = "\ue000", "\ue001", "\ue002"
_PART = re.compile(f"{START}([^{START}{MIDDLE}{END}]*){MIDDLE}([^{START}{MIDDLE}{END}]*){END}")


def traced(result: str, text: str) -> str:
    """Return a text that carries the id of the result it shows; an empty text stays empty."""
    return f"{START}{result}{MIDDLE}{text}{END}" if text else ""


def untraced(text: str) -> str:
    """Return a text without ids.

    Examples
    --------
    >>> untraced("It takes " + traced("value/as-is/cycle", "3.9 days") + ".")
    'It takes 3.9 days.'
    """
    return _PART.sub(r"\2", text)


def visible(text: str) -> str:
    """Return a text on one line, without ids, control signs and signs that turn the direction of writing."""
    return " ".join(_seen(untraced(text)).split())


def _seen(text: str) -> str:
    spaced = " ".join(("_" + text + "_").split())[1:-1]
    return "".join(sign for sign in spaced if category(sign) not in {"Cc", "Cf", "Cs", "Co"})


def as_html(text: str, known: Collection[str]) -> str:
    """Return a text as safe HTML, each part that shows a result as an element with its id.

    An id that is not known is left out: names come from files, and may hold what looks like one.
    """
    parts, at = [], 0
    for found in _PART.finditer(text):
        parts.append(escape(_seen(text[at : found.start()])))
        shown = escape(_seen(found[2]))
        parts.append(f'<span data-result="{escape(found[1])}">{shown}</span>' if found[1] in known else shown)
        at = found.end()
    parts.append(escape(_seen(text[at:])))
    return "".join(parts).strip()
