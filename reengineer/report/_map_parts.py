"""Cut a map that is too wide for a printed page into parts whose text can be read."""

import re
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import TYPE_CHECKING

from reengineer.report._labels import number
from reengineer.report._scene import scene_of

if TYPE_CHECKING:
    from reengineer.processmap import ProcessMap

PAGE = (1020.0, 630.0)
"""Room for a map on a landscape page of A4, in its own units, where text of 12 of them is 9 points high."""
_SHARED = 40.0
_MARGIN = 45.0
_SMALLEST = 0.97
_VIEW = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
_WHOLE = re.compile(r'<g id="([^"]+-all)">')
_FRAMES = frozenset({"pool", "lane", "frame", "group", "other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPart:
    """Be what one page shows of a map.

    Parameters
    ----------
    name : str
        Which part it is, and where it lies.
    view : str
        The window on the map, as a view box.
    width, height : str
        Of the window.
    whole : str
        Id of what is looked at.
    """

    name: str
    view: str
    width: str
    height: str
    whole: str


def map_parts(svg: str, process_map: "ProcessMap") -> tuple[MapPart, ...]:
    """Return the parts of a drawn map, row by row; none where all of it can be read on one page.

    Neighbours share a strip. A part in which nothing but lanes and lines would stand is left out.
    """
    view, whole = _VIEW.search(svg), _WHOLE.search(svg)
    if view is None or whole is None:
        return ()
    if min(PAGE[0] / float(view[3]), PAGE[1] / float(view[4])) >= _SMALLEST:
        return ()
    things = [thing.bounds for thing in scene_of(process_map.definitions).things if thing.kind not in _FRAMES]
    if not things:
        return ()
    # Neither the legend nor pools that show nothing within: all of the map is seen beside its parts.
    left, top = min(each.x for each in things) - _MARGIN, min(each.y for each in things) - _MARGIN
    width = max(each.right for each in things) + _MARGIN - left
    height = max(each.bottom for each in things) + _MARGIN - top
    columns, rows = _starts(left, width, PAGE[0]), _starts(top, height, PAGE[1])
    middles = [each.centre for each in things]
    size = (min(PAGE[0], width), min(PAGE[1], height))
    kept = [
        (row, column)
        for row, column in product(range(len(rows)), range(len(columns)))
        if any(_holds(columns[column], size[0], x) and _holds(rows[row], size[1], y) for x, y in middles)
    ]
    across, down = number(size[0]), number(size[1])
    return tuple(
        MapPart(
            name=f"Part {place} of {len(kept)}: row {row + 1} of {len(rows)}, column {column + 1} of {len(columns)}",
            view=f"{number(columns[column])} {number(rows[row])} {across} {down}",
            width=across,
            height=down,
            whole=whole[1],
        )
        for place, (row, column) in enumerate(kept, 1)
    )


def _starts(start: float, length: float, page: float) -> list[float]:
    """Return where parts begin along one side."""
    if length <= page:
        return [start]
    many = ceil((length - _SHARED) / (page - _SHARED))
    return [start + n * (length - page) / (many - 1) for n in range(many)]


def _holds(start: float, length: float, place: float) -> bool:
    return start <= place <= start + length
