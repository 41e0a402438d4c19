"""Draw the maps of a report, with the waiting printed on their steps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._rounding import plain
from reengineer.report._wait_bars import StepWaits

if TYPE_CHECKING:
    from reengineer.comparison import Comparison
    from reengineer.processmap import ProcessMap
    from reengineer.report._map_parts import MapPart
    from reengineer.report._map_picture import Legend

Waits = Mapping[str, tuple[StepWaits, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPanel:
    """Hold a map with the waiting printed on its steps, and the parts in which it is printed where it is wide.

    `is_whole` says that the parts hold every step, not only what changes; `is_wide` that it wants a page that lies.
    """

    title: str
    svg: str
    parts: "tuple[MapPart, ...]" = ()
    is_whole: bool = True
    is_wide: bool = False


def map_panels(
    comparison: "Comparison", maps: "Mapping[str, ProcessMap]", marks: Mapping[str, Mapping[str, str]], waits: Waits
) -> tuple[MapPanel, ...]:
    """Return one panel a map, all to one scale, or equal shades would mean different waits.

    Parameters
    ----------
    comparison : Comparison
    maps, marks : mapping by id of an option
        The maps, and what changed on them.
    waits : mapping by id of an option
        Of each step, in hours a case.
    """
    if not maps:
        return ()
    from reengineer.report._map_picture import Legend

    shown = [item.total_h for option in maps for item in waits.get(option, ())]
    legend = Legend("Hours of waiting a case, nights and weekends counted", max(shown, default=None))
    drawing = _Drawing(comparison=comparison, legend=legend)
    return tuple(
        drawing.panel(option, each, marks.get(option, {}), waits.get(option, ())) for option, each in maps.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """Hold what the maps share."""

    comparison: "Comparison"
    legend: "Legend"

    def panel(
        self, option: str, process_map: "ProcessMap", marks: Mapping[str, str], waits: tuple[StepWaits, ...]
    ) -> MapPanel:
        from reengineer.report._map_parts import UPRIGHT, is_readable, map_parts
        from reengineer.report._map_picture import Overlay, draw_map

        overlay = {item.element: Overlay(value=item.total_h, text=f"{plain(item.total_h)} h") for item in waits}
        changed = ", what changed marked" if marks else ""
        title = f"{self.comparison.outcome(option).title}: waiting at each step{changed}"
        svg = draw_map(process_map, overlay=overlay, title=title, legend=self.legend, marks=marks)
        is_whole = option == self.comparison.baseline
        return MapPanel(
            title=title,
            svg=svg,
            parts=map_parts(svg, process_map, None if is_whole else marks),
            is_whole=is_whole,
            is_wide=is_readable(svg) and not is_readable(svg, UPRIGHT),
        )
