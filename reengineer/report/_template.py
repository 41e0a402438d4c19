"""Fill the templates of pages in: every text escaped, every sign visible, numbers with the ids of their results."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.report._story import forbidding, operation_words
from reengineer.report._trace import as_html, untraced
from reengineer.report._words import capital

if TYPE_CHECKING:
    from jinja2 import Environment

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
    return environment


def style() -> str:
    """Return the style sheet of every page."""
    return read_part("page.css")


def read_part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
