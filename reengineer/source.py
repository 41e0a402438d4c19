"""Say where something stands in a file.

A `Source` travels with every record that was read, so that an error about the record can name its place years after
the file was parsed.
"""

from dataclasses import replace

from reengineer._records import dataclass

LONGEST_NAME = 160
"""Signs of a name that a message shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name a place: a line of a text file or a cell of a workbook, and the element that stands there.

    Parameters
    ----------
    file : str
        Path of the file as the user named it; empty for what was made in memory.
    line, column : int or None
        Counted from 1.
    sheet, cell : str or None
        Place in a workbook, such as ``Steps`` and ``D7``.
    element_id, element_name : str or None
        The BPMN element concerned.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    element_id: str | None = None
    element_name: str | None = None

    def of_element(self, element_id: str | None, element_name: str | None = None) -> "Source":
        """Return the same place with the element that stands there."""
        return replace(self, element_id=element_id, element_name=element_name)

    @property
    def place(self) -> str:
        """Write the place as ``file:line:column`` or ``file!sheet:cell``, leaving out what is unknown."""
        if self.sheet is not None:
            return f"{self.file}!{self.sheet}" + (f":{self.cell}" if self.cell else "")
        parts = [self.file, self.line, self.column if self.line is not None else None]
        return ":".join(str(part) for part in parts if part not in ("", None))

    @property
    def element(self) -> str:
        """Write the element as ``id "name"``, a very long name cut; empty where there is none."""
        name = self.element_name or ""
        shown = f'"{name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 3] + "..."}"' if name else ""
        return shown if self.element_id is None else f"{self.element_id} {shown}".rstrip()


NOWHERE = Source()
