"""Draw where cases wait: one bar a step, hours a case, split by cause."""

from collections.abc import Iterable, Mapping, Sequence
from math import floor, log10
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from reengineer._records import dataclass
from reengineer.errors import shortened
from reengineer.measures import CAUSES
from reengineer.report._canvas import QUIET, SIDE, SMALL, WIDTH, Axis, Box, Canvas, Fill, Ink, bottom_axis
from reengineer.report._charts import HATCHES, LEADING, PALETTE, Chart, lines_of, picture, tops_of, write_lines
from reengineer.report._rounding import number, plain
from reengineer.source import LONGEST_NAME

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.comparison import Result

MOST_STEPS = 12
_ROW = 40.0
_FOOT = 46.0
_NUMBER = 72.0
_NEGLIGIBLE_H = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWaits:
    """Hold how long a case waits at a step, by cause.

    Parameters
    ----------
    hours : tuple of float
        Hours a case, in the order of `reengineer.measures.CAUSES`.
    """

    element: str
    name: str
    hours: tuple[float, ...]

    @property
    def total_h(self) -> float:
        """Return the sum over causes, in hours a case."""
        return sum(self.hours)

    def of(self, cause: str) -> float:
        """Return the hours of one cause."""
        return self.hours[CAUSES.index(cause)]


@runtime_checkable
class HoldsWaits(Protocol):
    """Be a result that tells its waits without a frame."""

    def wait_rows(self) -> tuple[tuple[str, str, tuple[float, ...]], ...]:
        """Return id, name and hours a case by cause of each step."""


def waits_of(result: "Result") -> tuple[StepWaits, ...]:
    """Return the steps of a result at which cases wait; see `step_waits`."""
    plain: object = result
    return _longest_first(plain.wait_rows()) if isinstance(plain, HoldsWaits) else step_waits(result.waits())


def step_waits(frame: "pd.DataFrame") -> tuple[StepWaits, ...]:
    """Return the steps at which cases wait at all, the longest first, ties in the order of the map."""
    columns = (frame["element"], frame["name"], *(frame[cause] for cause in CAUSES))
    return _longest_first((element, name, tuple(hours)) for element, name, *hours in zip(*columns, strict=True))


def _longest_first(rows: Iterable[tuple[str, str, tuple[float, ...]]]) -> tuple[StepWaits, ...]:
    found = (
        StepWaits(
            element=str(element),
            name=shortened(str(name or element), LONGEST_NAME),
            hours=tuple(float(value) for value in hours),
        )
        for element, name, hours in rows
    )
    return tuple(sorted((item for item in found if item.total_h > _NEGLIGIBLE_H), key=lambda item: -item.total_h))


def beside(waits: Sequence[StepWaits], as_is: Sequence[StepWaits]) -> tuple[StepWaits, ...]:
    """Return an option's steps in the order of the as-is, so that bars of one step stand side by side."""
    rank = {item.element: place for place, item in enumerate(as_is)}
    return tuple(sorted(waits, key=lambda item: rank.get(item.element, len(rank))))


def causes_of(waits: Sequence[Sequence[StepWaits]]) -> tuple[str, ...]:
    """Return the causes that occur in any of several charts, in their fixed order."""
    return tuple(cause for cause in CAUSES if any(item.of(cause) > _NEGLIGIBLE_H for rows in waits for item in rows))


def styles(causes: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Return colour and hatch by cause, alike in all charts of a page."""
    return {cause: (PALETTE[place], HATCHES[place]) for place, cause in enumerate(causes)}


def gathered(waits: Sequence[StepWaits]) -> tuple[StepWaits, ...]:
    """Return the longest waits in the order given, the rest made one row, so that nothing is left out."""
    if len(waits) <= MOST_STEPS:
        return tuple(waits)
    longest = {item.element for item in sorted(waits, key=lambda item: -item.total_h)[: MOST_STEPS - 1]}
    rest = [item for item in waits if item.element not in longest]
    hours = tuple(sum(item.hours[place] for item in rest) for place in range(len(CAUSES)))
    rows = [item for item in waits if item.element in longest]
    return (*rows, StepWaits(element="", name=f"{len(rest)} more steps", hours=hours))


def hour_places(longest_h: float) -> int:
    """Return the decimals of all bars: three digits of the longest, so that numbers of a page line up."""
    return max(0, 2 - floor(log10(longest_h))) if longest_h > 0 else 0


def finding(waits: Sequence[StepWaits]) -> str:
    """Return where cases wait longest and why, without the full stop."""
    if not waits:
        return "no case waits at any step"
    total = sum(item.total_h for item in waits)
    longest = max(waits, key=lambda item: item.total_h)
    by_cause = {cause: sum(item.of(cause) for item in waits) for cause in CAUSES}
    cause = max(CAUSES, key=lambda name: by_cause[name])
    share = round(100 * by_cause[cause] / total)
    return (
        f"{plain(total)} calendar hours of waiting a case, {plain(longest.total_h)} of them at {longest.name}; "
        f"the largest cause is {_cause_name(cause)}, {share} %"
    )


def _cause_name(cause: str) -> str:
    return "set-up" if cause == "setup" else cause


def wait_bars(
    waits: Sequence[StepWaits], title: str, chart_id: str, *, longest_h: float, causes: Sequence[str]
) -> Chart | None:
    """Draw stacked bars of waiting; None where nobody waits.

    Parameters
    ----------
    longest_h : float
        Longest bar of all charts, in hours a case: they share one axis, so that bars compare.
    causes : sequence of str
        That occur in any of the charts of a page.
    """
    rows = gathered(waits)
    if not rows:
        return None
    legend = -(-len(causes) // 2) * 22.0 + 8
    labels = [lines_of(row.name, WIDTH - 2 * SIDE - _NUMBER) for row in rows]
    tops = tops_of(labels, _ROW)
    bottom = tops[-1]
    canvas = Canvas(height=bottom + _FOOT + legend)
    axis = Axis(low=0, high=longest_h * 1.02, start=SIDE, end=WIDTH - SIDE)
    looks = styles(causes)
    for row, lines, top in zip(rows, labels, tops, strict=False):
        write_lines(canvas, lines, (SIDE, top + 12))
        shown = f"{number(row.total_h, hour_places(longest_h))} h"
        canvas.text(shown, (WIDTH - SIDE, top + 12), Ink(bold=True, anchor="end"))
        _draw_bar(canvas, axis, row, top + 21.5 + LEADING * (len(lines) - 1), looks)
    bottom_axis(canvas, axis, bottom, "Waiting, calendar hours a case (day and night)")
    _draw_legend(canvas, looks, bottom + _FOOT)
    return picture(chart_id, f"{title}: {finding(waits)}", _alt(waits, title), canvas)


def _alt(waits: Sequence[StepWaits], title: str) -> str:
    longest = sorted(waits, key=lambda item: -item.total_h)[:5]
    spoken = (f"{item.name} {plain(item.total_h)}" for item in longest)
    return f"{title}: hours of waiting a case at each step, split by cause. The longest: {', '.join(spoken)}."


def _draw_bar(canvas: Canvas, axis: Axis, row: StepWaits, top: float, looks: Mapping[str, tuple[str, str]]) -> None:
    left = 0.0
    for cause, (colour, hatch) in looks.items():
        width = row.of(cause)
        if width > _NEGLIGIBLE_H:
            room = Box(axis(left), top, axis(left + width) - axis(left), 13)
            canvas.box(room, Fill(colour=colour, hatch=hatch))
            left += width


def _draw_legend(canvas: Canvas, looks: Mapping[str, tuple[str, str]], top: float) -> None:
    lines = -(-len(looks) // 2)
    for place, (cause, (colour, hatch)) in enumerate(looks.items()):
        x, y = SIDE + place // lines * (WIDTH / 2 - SIDE), top + 4 + place % lines * 22
        canvas.box(Box(x, y, 17, 14), Fill(colour=colour, hatch=hatch))
        canvas.text(_cause_name(cause), (x + 24, y + 7), Ink(size=SMALL, colour=QUIET))
