"""Hold what stands together on the page: a finding, its picture, the table under it, and how to read it."""

from reengineer._records import dataclass
from reengineer.report._charts import Chart
from reengineer.report._trace import untraced

MOST_NARROW, LONGEST_NARROW = 5, 70
"""Columns, and signs of a cell, up to which a table stands beside its picture in print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPanel:
    """Hold a finding, a picture or none, and a table with its heads.

    Parameters
    ----------
    title : str
        The finding, computed.
    chart : Chart or None
    heads : tuple of str
    rows : tuple of tuple of str
        The first cell of each heads its row.
    notes : tuple of str
        How to read the picture, and what to mind.
    caption : str
        Of the table; the title where empty.
    clock : str or None
        Whose time the picture shows; None for that of the criteria.
    """

    title: str
    chart: Chart | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    caption: str = ""
    clock: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Say whether the table fits beside the picture on a printed page."""
        cells = (cell for row in self.rows for cell in row)
        return len(self.heads) <= MOST_NARROW and all(len(untraced(cell)) <= LONGEST_NARROW for cell in cells)
