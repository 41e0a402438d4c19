"""Read comments that people coded by hand."""

import re
from pathlib import Path

from reengineer.errors import Problem, ReviewError
from reengineer.feedback._mapping import FeedbackMapping
from reengineer.feedback._tables import read_table
from reengineer.source import Source


def read_coded(path: str | Path) -> list[tuple[str, tuple[str, ...]]]:
    """Return comments with the themes that a person gave them, from the columns ``comment`` and ``theme``.

    Raises
    ------
    ReviewError
        RE903 where a column is missing; and what reading a table may find.
    """
    found = read_table(path, FeedbackMapping())
    missing = [name for name in ("comment", "theme") if name not in found.columns]
    if missing or found.problems:
        place = Source(file=str(path), line=1)
        remedy = "Write a head with comment and theme; several themes are set apart by semicolons."
        wrong = [Problem("RE903", f'the column "{name}" is missing', remedy, place) for name in missing]
        raise ReviewError([*wrong, *found.problems])
    said, coded = found.columns.index("comment"), found.columns.index("theme")
    rows = ((row.cells[said], re.split(r"\s*[;|]\s*", row.cells[coded])) for row in found.rows)
    return [(comment, tuple(theme for theme in themes if theme)) for comment, themes in rows if comment]
