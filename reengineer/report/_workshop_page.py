"""Write the pages of a workshop: forms that need no script, every text in them escaped."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

from reengineer.report._template import page_environment, read_part, style

if TYPE_CHECKING:
    from jinja2 import Template

View = Literal["welcome", "questions", "question", "together", "refused"]


def workshop_page(view: View, *, title: str, base: str, content: Mapping[str, object]) -> str:
    """Return one page of a workshop.

    Parameters
    ----------
    view : str
        Which page.
    title : str
        Of the review.
    base : str
        The address before all others, with a stroke at its end.
    content : mapping
        What this page shows.
    """
    return _template().render(view=view, title=title, base=base, css=workshop_style(), **content)


@cache
def _template() -> "Template":
    return page_environment().get_template("workshop.html")


@cache
def workshop_style() -> str:
    """Return the style sheet of the pages."""
    return f"\n{style()}\n{read_part('workshop.css')}\n"


@cache
def workshop_style_hash() -> str:
    """Return the hash by which a content policy lets the style sheet through, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(workshop_style().encode()).digest()).decode()
