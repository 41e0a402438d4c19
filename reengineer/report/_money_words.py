"""Say what an option is worth in money, and what time set free is not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reengineer.report._results import Studies
from reengineer.report._rounding import number, places_of, plain
from reengineer.report._trace import traced
from reengineer.report._units import join

if TYPE_CHECKING:
    from reengineer.comparison import BusinessCase, MoneySwing

MOST_BREAK_EVENS = 2


def case_of(studies: Studies, option: str | None) -> "BusinessCase | None":
    """Return the business case of an option; None where there is none."""
    return next((case for case in studies.cases if case.option == option), None)


def amount(case: "BusinessCase", value: float) -> str:
    """Return an amount that was worked out, as far as it is known, with the id of its case."""
    return traced(f"business/{case.option}", f"{_known(case, value)} {case.currency}".strip())


def released(case: "BusinessCase", worth: float) -> str:
    """Return what staff time set free is worth, to three digits: it is an estimate without a range."""
    return traced(f"business/{case.option}", f"{number(worth, min(0, places_of(0.0, worth)))} {case.currency}".strip())


def _known(case: "BusinessCase", value: float) -> str:
    """Return a sum of money to two digits of its range, or to three digits where it has none."""
    half = (case.npv_high - case.npv_low) / 2 if case.uncertain else 0.0
    places = min(0, places_of(half, value) if half else places_of(0.0, value))
    return number(value, places)


def summary(case: "BusinessCase", title: str) -> str:
    """Return one sentence on the present value, its range and payback."""
    value = amount(case, case.npv)
    spread = ""
    if case.uncertain:
        ends = traced(f"business/{case.option}", f"{_known(case, case.npv_low)} to {_known(case, case.npv_high)}")
        spread = f" (eight in ten draws {ends})"
    back = "it does not pay back within the years counted"
    if case.payback is not None:
        back = f"it pays back after {_months(case, case.payback)}" if case.payback else "nothing has to be paid back"
    years = traced(f"business/{case.option}", join(str(case.years), "years"))
    return f"Over {years} {title} has a net present value of {value}{spread}; {back}."


def _months(case: "BusinessCase", months: int) -> str:
    return traced(f"business/{case.option}", join(str(months), "months"))


def break_evens(studies: Studies, option: str) -> Iterator[str]:
    """Give the numbers whose plausible values could turn a gain in money into a loss, the nearest first."""
    case = case_of(studies, option)
    if case is None:
        return
    told = 0
    for place, swing in enumerate(case.swings):
        if swing.break_even is None or told >= MOST_BREAK_EVENS or swing.at_low == swing.at_high:
            continue
        told += 1
        value = traced(f"business/{case.option}/{place}", _shown(swing, swing.break_even, case.currency))
        stated = traced(f"business/{case.option}/{place}", _shown(swing, swing.input.estimate.value, case.currency))
        yield f"money breaks even where {swing.input.name} is {value}, against {stated} as stated"


def _shown(swing: "MoneySwing", value: float, currency: str) -> str:
    role = swing.input.role
    if role in ("contingency", "leakage", "rate"):
        return f"{plain(100 * value)} %"
    if role == "ramp":
        return plain(value)
    return f"{number(value, 0)} {currency}".strip()


shown_input = _shown


def risks(studies: Studies, option: str | None) -> Iterator[str]:
    """Give what speaks against an option in money."""
    case = case_of(studies, option)
    if case is None:
        return
    if case.uncertain and case.p_loss > 0:
        share = traced(f"business/{case.option}", f"{number(100 * case.p_loss, 0)} %")
        yield f"the net present value is below zero with a probability of {share}"
    elif case.npv < 0:
        yield f"the net present value is {amount(case, case.npv)}"
    worth = sum(value for _, value, _ in case.released)
    if worth > 0:
        yield f"staff time worth {released(case, worth)} a year is set free; it is money only where paid hours fall"
