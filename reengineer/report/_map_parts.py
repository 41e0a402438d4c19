"""Cut a map that is too wide for a printed page into parts whose text can be read."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._labels import number
from reengineer.report._scene import Scene, Thing, scene_of

if TYPE_CHECKING:
    from reengineer.processmap import ProcessMap

PAGE = (1020.0, 630.0)
"""Room for a map on a landscape page of A4, in its own units, where text of 12 of them is 9 points high."""
UPRIGHT = (680.0, 950.0)
"""The same on an upright page."""
_MARGIN = 45.0
_AROUND = 130.0
"""What is shown around what changes, so that one sees where it is."""
_CAPTION = 30.0
_SMALLEST = 0.97
_VIEW = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
_WHOLE = re.compile(r'<g id="([^"]+-all)">')
_FRAMES = frozenset({"pool", "lane", "frame", "group", "other"})
_Window = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPart:
    """Be a window on a map that is printed at a size to read.

    Parameters
    ----------
    name : str
        Which part it is.
    view : str
        The window on the map, as a view box.
    width, height : str
        Of the window.
    whole : str
        Id of what is looked at.
    is_wide : bool
        Whether it is meant for a landscape page.
    """

    name: str
    view: str
    width: str
    height: str
    whole: str
    is_wide: bool


def map_parts(svg: str, process_map: "ProcessMap", marked: Collection[str] | None = None) -> tuple[MapPart, ...]:
    """Return the parts of a drawn map, from left to right; none where all of it can be read on one page.

    Parameters
    ----------
    svg : str
        The drawn map.
    process_map : ProcessMap
    marked : collection of str, optional
        Ids of what changes: parts are wanted of that and its surroundings alone; none where it is empty.

    Notes
    -----
    Each step, event, gateway and note lies whole in one part. Pages lie or stand, whichever needs fewer of them.
    Where nothing but lanes and lines would be seen, no part is made.
    """
    view, whole = _VIEW.search(svg), _WHOLE.search(svg)
    if view is None or whole is None or is_readable(svg):
        return ()
    scene = scene_of(process_map.definitions)
    shown = [thing for thing in scene.things if thing.kind not in _FRAMES]
    if marked is not None:
        shown = _changed(scene, shown, marked)
    if not shown:
        return ()
    margin = _MARGIN if marked is None else _AROUND
    ways = [_cover(shown, page, margin) for page in (PAGE, UPRIGHT)]
    lying, upright = (_pages(windows, page) for windows, page in zip(ways, (PAGE, UPRIGHT), strict=True))
    is_wide = lying <= upright
    windows = ways[0 if is_wide else 1]
    return tuple(
        MapPart(
            name=f"Part {place} of {len(windows)}",
            view=" ".join(map(number, (left, top, right - left, bottom - top))),
            width=number(right - left),
            height=number(bottom - top),
            whole=whole[1],
            is_wide=is_wide,
        )
        for place, (left, top, right, bottom) in enumerate(windows, 1)
    )


def is_readable(svg: str, page: tuple[float, float] = PAGE) -> bool:
    """Say whether all of a drawn map can be read on one page."""
    view = _VIEW.search(svg)
    return view is None or min(page[0] / float(view[3]), page[1] / float(view[4])) >= _SMALLEST


def _changed(scene: Scene, shown: Sequence[Thing], marked: Collection[str]) -> list[Thing]:
    """Return what changes, and both ends of each flow that does."""
    lines = [line.element for line in scene.lines if line.key in marked]
    ends = {getattr(line, end, None) for line in lines for end in ("source_ref", "target_ref")}
    return [thing for thing in shown if thing.key in marked or thing.key in ends]


def _cover(things: Sequence[Thing], page: tuple[float, float], margin: float) -> list[_Window]:
    """Return windows that hold all things, none larger than a page: by column from the left, in each from the top."""
    windows = list[_Window]()
    for across in _strips(things, page[0], margin, is_across=True):
        for down in _strips(across, page[1], margin, is_across=False):
            xs, ys = _span(across, margin, page[0], is_across=True), _span(down, margin, page[1], is_across=False)
            windows.append((xs[0], ys[0], xs[1], ys[1]))
    return windows


def _strips(things: Sequence[Thing], size: float, margin: float, *, is_across: bool) -> Iterator[list[Thing]]:
    """Split things into strips of at most a size; a thing that is larger than it makes a strip of its own."""
    strip, start = list[Thing](), 0.0
    for thing in sorted(things, key=lambda each: _ends(each, is_across=is_across)[1]):
        low, high = _ends(thing, is_across=is_across)
        start = min(start, low) if strip else low
        if strip and high - start > size - 2 * margin:
            yield strip
            strip, start = [], low
        strip.append(thing)
    if strip:
        yield strip


def _ends(thing: Thing, *, is_across: bool) -> tuple[float, float]:
    bounds = thing.bounds
    return (bounds.x, bounds.right) if is_across else (bounds.y, bounds.bottom)


def _span(things: Sequence[Thing], margin: float, most: float, *, is_across: bool) -> tuple[float, float]:
    """Return from where to where a window reaches: all things with a margin, and no more than a page."""
    ends = [_ends(each, is_across=is_across) for each in things]
    low, high = min(each[0] for each in ends) - margin, max(each[1] for each in ends) + margin
    return low, min(high, low + most)


def _pages(windows: Sequence[_Window], page: tuple[float, float]) -> int:
    """Return how many pages windows fill that stand one below the other."""
    pages, room = 0, 0.0
    for _, top, _, bottom in windows:
        needed = bottom - top + _CAPTION
        if needed > room:
            pages, room = pages + 1, page[1] + _CAPTION
        room -= needed
    return pages
