"""Draw what share of cases is done within a time, so that no story is told by a mean."""

from typing import TYPE_CHECKING

from reengineer.comparison import HoldsCases
from reengineer.report._canvas import SIDE, SMALL, WIDTH, Axis, Canvas, Ink, Stroke, bottom_axis, left_axis
from reengineer.report._charts import PALETTE, Chart, picture, shorten
from reengineer.report._rounding import number, plain
from reengineer.report._units import join, unit_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reengineer.comparison import Comparison, OptionOutcome
    from reengineer.criteria import Criterion

HEIGHT = 320.0
POINTS = 120
LONGEST_SHARE = 0.98


def served_criterion(comparison: "Comparison") -> "Criterion | None":
    """Return the first criterion about the time of whole cases; None where there is none."""
    about = (each for each in comparison.criteria if each.measure == "cycle_time" and each.scope == "process")
    return next(about, None)


def served_chart(comparison: "Comparison", option: str | None) -> Chart | None:
    """Draw the cumulative share of cases by time, as it is and under an option, with the target as a line.

    None where no criterion is about the time of cases, or results do not know their single cases.
    """
    criterion = served_criterion(comparison)
    if criterion is None:
        return None
    outcomes = [comparison.outcomes[0], *([comparison.outcome(option)] if option else [])]
    curves = [(outcome.title, curve) for outcome in outcomes if (curve := _cases(outcome, criterion)) is not None]
    if not curves:
        return None
    import numpy as np

    longest = max(float(np.quantile(values, LONGEST_SHARE)) for _, values in curves)
    unit = unit_of(criterion.as_measure()).value
    crossings = _crossings(curves, criterion)

    canvas = Canvas(height=HEIGHT)
    top = 24.0 * len(curves) + 30
    across = Axis(low=0, high=longest, start=48, end=WIDTH - SIDE)
    upward = Axis(low=0, high=100, start=HEIGHT - 48, end=top)
    left_axis(canvas, upward, 48, "Share of cases, %")
    times = np.linspace(0, longest, POINTS)
    for place, (title, values) in enumerate(curves):
        shares = 100 * np.searchsorted(values, times, side="right") / len(values)
        stroke = Stroke(colour=PALETTE[place], width=2.6, dash=("", "7 3")[place % 2])
        canvas.line([(across(time), upward(share)) for time, share in zip(times, shares, strict=True)], stroke)
        canvas.line([(SIDE, 12 + 24 * place), (SIDE + 34, 12 + 24 * place)], stroke)
        canvas.text(shorten(title, 46), (SIDE + 42, 12 + 24 * place), Ink(size=SMALL))
    if criterion.target is not None and criterion.target <= longest:
        _draw_target(canvas, across, upward, criterion.target, [values for _, values in curves])
    bottom_axis(canvas, across, HEIGHT - 48, f"Time from start to end of a case, {unit}")
    title = crossings or _halves(curves[0][1], unit)
    return picture("served", title, f"{title}. Cumulative share of cases by time.", canvas)


def _draw_target(
    canvas: Canvas, across: Axis, upward: Axis, target: float, curves: "list[npt.NDArray[np.float64]]"
) -> None:
    """Draw the promise as a line, and the share at which each curve crosses it."""
    import numpy as np

    canvas.line([(across(target), upward(0)), (across(target), upward(100))], Stroke(dash="2 2"))
    shares = [100 * float(np.searchsorted(values, target, side="right")) / len(values) for values in curves]
    # Curves rise to the right: beside the upper one there is room on its left, beside the lower on its right.
    upper = shares.index(max(shares)) if len(shares) > 1 else -1
    for place, share in enumerate(shares):
        at = (across(target), upward(share))
        canvas.mark(("circle", "square")[place % 2], at, PALETTE[place])
        aside, down = (-8, -11) if place == upper else (9, 11)
        ink = Ink(size=SMALL, bold=True, cover=True, anchor="start" if aside > 0 else "end")
        canvas.text(f"{number(share, 0)} %", (at[0] + aside, at[1] + down), ink)


def _halves(values: "npt.NDArray[np.float64]", unit: str) -> str:
    """Return by when a half and nine tenths of the cases are done as it is, where no target is promised."""
    import numpy as np

    half, most = np.quantile(values, [0.5, 0.9]).tolist()
    return (
        f"As it is, half of the cases are done within {join(plain(half), unit)}, 90 % within {join(plain(most), unit)}"
    )


def _cases(outcome: "OptionOutcome", criterion: "Criterion") -> "npt.NDArray[np.float64] | None":
    import numpy as np

    result: object = outcome.result
    if not isinstance(result, HoldsCases):
        return None
    found = result.case_values(criterion.as_measure())
    if found is None or not sum(len(each) for each in found):
        return None
    return np.sort(np.concatenate(found))


def _crossings(curves: "list[tuple[str, npt.NDArray[np.float64]]]", criterion: "Criterion") -> str:
    """Return what share of cases is done by the target, as it is and under the option."""
    target = criterion.target
    if target is None:
        return ""
    import numpy as np

    shares = [(title, float(np.searchsorted(values, target, side="right")) / len(values)) for title, values in curves]
    said = "; ".join(f"{title} {number(100 * share, 0)} %" for title, share in shares)
    return f"Done within the target of {unit_of(criterion.as_measure()).bound(target)}: {said}"


def served_rows(comparison: "Comparison", option: str | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the table under the picture: the times by which a half, 80, 90 and 95 % of cases are done, in its unit."""
    criterion = served_criterion(comparison)
    if criterion is None:
        return ()
    import numpy as np

    rows = []
    for outcome in [comparison.outcomes[0], *([comparison.outcome(option)] if option else [])]:
        values = _cases(outcome, criterion)
        if values is not None:
            times = np.quantile(values, [0.5, 0.8, 0.9, 0.95]).tolist()
            rows.append((outcome.title, tuple(plain(time) for time in times)))
    return tuple(rows)


def served_unit(comparison: "Comparison") -> str:
    """Return the unit of the picture and of the table under it; empty where there is none."""
    criterion = served_criterion(comparison)
    return "" if criterion is None else unit_of(criterion.as_measure()).value
