"""Fill the templates of pages in: every text escaped, every sign visible, numbers with the ids of their results."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.report._rounding import MINUS
from reengineer.report._story import forbidding, operation_words
from reengineer.report._trace import as_html, untraced
from reengineer.report._words import capital

if TYPE_CHECKING:
    from jinja2 import Environment

_NEGATIVE = re.compile(r"(?<![\w.-])-(?=\d)")
_PER_CENT = re.compile(r"(?<=\d)%")
_FOLDER = Path(__file__).parent


def page_environment(results: Collection[str] = ()) -> "Environment":
    """Return what fills templates in: every text escaped, every sign visible, numbers with the ids of results."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def finish(value: object) -> object:
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        return Markup(as_html(value, results))  # noqa: S704 - escaped there

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Names come from files that anyone may have written: no sign may hide or turn the text around it.
        # Numbers come out with the id of their result.
        finalize=finish,
    )
    # Pictures and the style sheet are ours, and escaped where they were drawn.
    environment.filters["ours"] = Markup
    environment.filters["untraced"] = untraced
    environment.filters["capitalised"] = capital
    environment.filters["operation"] = operation_words
    environment.filters["forbidding"] = forbidding
    environment.filters["typeset"] = typeset
    return environment


def typeset(text: str) -> str:
    """Return a text with true minus signs before numbers, and a space before signs of per cent.

    Examples
    --------
    >>> typeset("-6.3% (-8.7% to -3.9%), due 2026-05-31")
    '\N{MINUS SIGN}6.3 % (\N{MINUS SIGN}8.7 % to \N{MINUS SIGN}3.9 %), due 2026-05-31'
    """
    return _PER_CENT.sub(" %", _NEGATIVE.sub(MINUS, text))


def style() -> str:
    """Return the style sheet of every page."""
    return read_part("page.css")


def read_part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
