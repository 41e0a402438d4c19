"""Put what the criteria say together, and which guess matters, into lines for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reengineer.cli._shared import table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.comparison import BusinessCase, Comparison, Decision, Sensitivity, Stop, Weighed

HEADERS = ("option", "minimums", "score", "wins of weightings", "dominated by")
STANDINGS = {"met": "met", "not_met": "NOT MET", "cannot_tell": "cannot tell", None: "-"}
MOST_SWINGS = 10


def stop_line(stop: "Stop") -> str:
    """Say why no more replications were run."""
    still = f"{counted(len(stop.open), 'difference')} still open" if stop.open else ""
    rough = "" if stop.precise else "mean cycle time less precise than asked"
    rest = " and ".join(part for part in (still, rough) if part)
    return {
        "stated": "as many replications as stated",
        "resolved": "stopped because every difference is resolved",
        "cap": f"stopped at the cap of {stop.replications} replications, with {rest}",
    }[stop.reason]


def decision_lines(comparison: "Comparison") -> Iterator[str]:
    """Give a table of how each permitted option stands when all criteria count."""
    from reengineer.comparison import decide

    decision = decide(comparison)
    if len(decision.options) < 2 or decision.winner is None:
        return
    yield "\nAll criteria together"
    yield table(HEADERS, [_row(item) for item in decision.options], right=(2, 3))
    yield _flip(decision)


def _row(item: "Weighed") -> list[str]:
    score = "-" if item.score is None else f"{item.score:.2f}"
    wins = "-" if item.wins is None else f"{100 * item.wins:.0f} %"
    return [item.option, STANDINGS[item.minimum], score, wins, ", ".join(item.dominated_by) or "-"]


def _flip(decision: "Decision") -> str:
    flip = decision.flip
    if flip is None:
        return f"{decision.winner} scores highest whatever the weights."
    most = max(flip.weights, key=lambda each: flip.weights[each] - decision.weights[each])
    moved = f"moving {flip.moved:.2f} of all weight to {most} would put {flip.option} level"
    return f"{decision.winner} scores highest; {moved}."


def sensitivity_lines(found: "Sensitivity") -> Iterator[str]:
    """Give the tornado of the option that leads."""
    yield f"\nWhich guess matters to {found.option} on {found.criterion} (difference {found.difference:+.3g} as stated)"
    rows = [
        [
            swing.assumption.path,
            _range(swing.assumption.low, swing.assumption.high, swing.assumption.unit),
            _end(swing.at_low),
            _end(swing.at_high),
            "; ".join(f"{each.option} ahead from {each.value:.3g}" for each in swing.overtaken) or "holds",
        ]
        for swing in found.swings[:MOST_SWINGS]
    ]
    yield table(("assumption", "range", "at low", "at high", "the lead"), rows, right=(2, 3))


def _range(low: float, high: float, unit: str) -> str:
    """Return a range in a unit that people use; times of two minutes and more in minutes."""
    size, word = (60.0, "min") if unit == "s" and low >= 2 * 60 else (1.0, unit)
    return f"{low / size:.4g} to {high / size:.4g} {word}".removesuffix(" 1")


def business_lines(cases: "tuple[BusinessCase, ...]") -> Iterator[str]:
    """Give a table of what each option is worth in money."""
    if not cases:
        return
    first = cases[0]
    yield f"\nMoney over {first.years} years, {first.currency}, {first.basis} prices"
    rows = [
        [
            case.option,
            f"{case.npv:,.0f}",
            f"{case.npv_low:,.0f} to {case.npv_high:,.0f}" if case.uncertain else "-",
            "never" if case.payback is None else f"{case.payback} months",
            f"{100 * case.p_loss:.0f} %" if case.uncertain else "-",
            f"{sum(worth for _, worth, _ in case.released):,.0f}",
        ]
        for case in cases
    ]
    heads = ("option", "present value", "8 in 10 cases", "pays back", "chance of loss", "time set free a year")
    yield table(heads, rows, right=(1, 2, 3, 4, 5))
    yield "Time set free is money only where paid hours, overtime, fees or purchases fall; it is in no sum."


def _end(value: float | None) -> str:
    return "unstable" if value is None else f"{value:+.3g}"
