"""Draw what share of cases is done within a time, so that no story is told by a mean."""

from typing import TYPE_CHECKING

from reengineer.comparison import HoldsCases
from reengineer.report._charts import INK, PALETTE, SMALL, TEXT, Chart, picture
from reengineer.report._rounding import number, plain
from reengineer.report._units import join, unit_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.figure import Figure

    from reengineer.comparison import Comparison, OptionOutcome
    from reengineer.criteria import Criterion

HEIGHT = 270.0
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

    def draw(figure: "Figure") -> None:
        axes = figure.add_axes((0.17, 0.2, 0.8, 0.62))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        times = np.linspace(0, longest, POINTS)
        for place, (title, values) in enumerate(curves):
            shares = 100 * np.searchsorted(values, times, side="right") / len(values)
            axes.plot(times, shares, color=PALETTE[place], linewidth=2.6, linestyle=("-", (0, (5, 2)))[place % 2])
            top = 1.0 + 0.1 * (len(curves) - place)
            axes.text(
                0, top, f"{('solid', 'dashed')[place % 2]}: {title[:40]}", transform=axes.transAxes, fontsize=SMALL
            )
        if criterion.target is not None:
            axes.plot([criterion.target] * 2, [0, 100], color=INK, linewidth=1.2, linestyle=(0, (2, 2)))
        axes.set_ylim(0, 100)
        axes.set_xlim(0, longest)
        axes.tick_params(axis="y", labelsize=SMALL)
        axes.set_xlabel(f"Time from start to end of a case, {unit}", fontsize=TEXT)
        axes.set_ylabel("Share of cases, %", fontsize=TEXT)

    title = crossings or "Share of cases done within a time"
    return picture("served", title, f"{title}. Cumulative share of cases by time.", HEIGHT, draw)


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
    """Return the table under the picture: the times by which a half, 80, 90 and 95 % of cases are done."""
    criterion = served_criterion(comparison)
    if criterion is None:
        return ()
    import numpy as np

    unit = unit_of(criterion.as_measure()).value
    rows = []
    for outcome in [comparison.outcomes[0], *([comparison.outcome(option)] if option else [])]:
        values = _cases(outcome, criterion)
        if values is not None:
            times = np.quantile(values, [0.5, 0.8, 0.9, 0.95]).tolist()
            rows.append((outcome.title, tuple(join(plain(time), unit) for time in times)))
    return tuple(rows)
