"""Find the cell of a review's workbook in which something that is not known is to be filled in."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem
from reengineer.files import Sheet, read_workbook
from reengineer.review._folder import Review
from reengineer.source import Source

QUOTED = re.compile(r"'([^']+)'")
HOW_IN_YAML = re.compile(r" Write (?:it|the)\b.*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blank:
    """Say on which sheet, under which title, in the row of which key a value is missing."""

    sheet: str
    title: str
    key: str

    def cell(self, sheets: dict[str, Sheet]) -> str | None:
        """Return the cell, such as ``F3``; None where the workbook has no such row or column."""
        sheet = sheets.get(self.sheet)
        if sheet is None:
            return None
        titles = {str(cell.value): column for column, cell in sheet.row(1).items()}
        key_column = titles.get("gateway id", 1)
        row = next((row for row in sheet.rows[1:] if _is(sheet, row, key_column, self.key)), None)
        column = titles.get(self.title)
        if row is None or column is None:
            return None
        letters = str(sheet.cells[1, column].place.cell).rstrip("0123456789")
        return f"{letters}{row}"


def _is(sheet: Sheet, row: int, column: int, key: str) -> bool:
    cell = sheet.cells.get((row, column))
    return cell is not None and str(cell.value).strip() == key


OF_ELEMENTS = {
    "RE330": ("Steps", "Duration"),
    "RE331": ("Branches", "Share"),
    "RE333": ("Steps", "Role"),
    "RE337": ("Steps", "Delay outside"),
    "RE338": ("Steps", "Delay outside"),
}
OF_NAMES = {
    "RE332": ("People", "Calendar"),
    "RE334": ("People", "Cost per hour"),
    "RE335": ("Demand", "Time between cases"),
    "RE336": ("People", "Members"),
    "RE690": ("Demand", "Time between cases"),
}


def in_workbook(review: Review, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with the cell to fill in as their place, where the review has a workbook and it has the cell.

    Parameters
    ----------
    review : Review
    problems : iterable of Problem
        Of which those about something that is not known get another place; the rest stay as they are.
    """
    path = _workbook(review)
    found = tuple(problems)
    if path is None or not any(problem.code in (*OF_ELEMENTS, *OF_NAMES) for problem in found):
        return found
    try:
        sheets = read_workbook(path)
    except InputError:
        # It could be read a moment ago; without it the places in the map are still good.
        return found
    return tuple(_placed(problem, path, sheets) for problem in found)


def _workbook(review: Review) -> Path | None:
    name = review.notes.annotations
    path = None if name is None or review.assumed else review.beside(name)
    return path if path is not None and path.suffix.lower() == ".xlsx" else None


def _placed(problem: Problem, path: Path, sheets: dict[str, Sheet]) -> Problem:
    blank = _blank(problem)
    if blank is None:
        return problem
    cell = blank.cell(sheets)
    where = "this cell" if cell is not None else f"the sheet {blank.sheet}"
    remedy = f"{HOW_IN_YAML.sub('', problem.remedy)} Fill in {where}: {blank.title}."
    place = Source(file=str(path), sheet=blank.sheet, cell=cell)
    source = place.of_element(problem.source.element_id, problem.source.element_name)
    return replace(problem, remedy=remedy, source=source)


def _blank(problem: Problem) -> _Blank | None:
    """Return where a value is missing; the name of a group or kind of case stands quoted in the message."""
    if problem.code in OF_ELEMENTS and problem.source.element_id is not None:
        sheet, title = OF_ELEMENTS[problem.code]
        return _Blank(sheet=sheet, title=title, key=problem.source.element_id)
    quoted = QUOTED.search(problem.message)
    if problem.code in OF_NAMES and quoted is not None:
        sheet, title = OF_NAMES[problem.code]
        of_demand = problem.code == "RE332" and "arrivals of" in problem.message
        return _Blank(sheet="Demand" if of_demand else sheet, title=title, key=quoted[1])
    return None
