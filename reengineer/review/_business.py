"""Make the business case of each option from what people wrote and what the simulation tells."""

from typing import TYPE_CHECKING

from reengineer.comparison import BusinessCase, CostLine, OptionCase, YearlyCost, business_case, yearly_costs
from reengineer.errors import Problem, nearest
from reengineer.quantities import Estimate, Money
from reengineer.review._folder import AS_IS, Review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reengineer.comparison import BusinessNotes, Comparison

PAID_HOURS = "paid hours that fall, from the simulation"
TIME_FREE = "staff time set free, from the simulation"


def business_cases(review: Review, comparison: "Comparison") -> tuple[BusinessCase, ...]:
    """Return the business case of each permitted option that ran; none where the review states no discount rate."""
    notes = review.notes.business_case
    if notes is None:
        return ()
    yearly = {(each.option, each.basis): each for each in yearly_costs(comparison)}
    return tuple(
        business_case(
            item.id,
            notes,
            _case(review, notes, item.id),
            currency=review.as_is.currency or "",
            simulated=_saved(yearly.get((item.id, "resourcing_cost"))),
            released=_released(yearly.get((item.id, "activity_cost"))),
        )
        for item in comparison.outcomes
        if item.is_choice and item.id != AS_IS
    )


def _case(review: Review, notes: "BusinessNotes", option: str) -> OptionCase:
    """Return what is stated of an option; the costs in its own file where the business case states none."""
    if option in notes.options:
        return notes.options[option]
    costs = review.options[option].costs
    once = () if costs.one_off is None else (CostLine(what="one-off costs of the option", amount=costs.one_off),)
    yearly = () if costs.per_year is None else (CostLine(what="running costs of the option", amount=costs.per_year),)
    return OptionCase(one_off=once, running=yearly)


def _saved(yearly: YearlyCost | None) -> list[tuple[str, Estimate]]:
    """Return paid hours that fall, or rise, as a benefit a year with its range."""
    if yearly is None or not yearly.difference:
        return []
    low, high = (yearly.difference if end is None else end for end in (yearly.ci_low, yearly.ci_high))
    estimate = Estimate(-yearly.difference, *((-high, -low) if low < high else (None, None)))
    return [(PAID_HOURS, estimate)]


def _released(yearly: YearlyCost | None) -> list[tuple[str, float, str]]:
    """Return time set free, at its rate; money only where somebody is paid less, so it enters no sum."""
    if yearly is None or yearly.difference is None or yearly.ci_high is None or yearly.ci_high >= 0:
        return []
    return [(TIME_FREE, -yearly.difference, "")]


def business_problems(review: Review) -> "Iterator[Problem]":
    """Give what is wrong with the business case: options that are not there, another currency than the review's."""
    notes = review.notes.business_case
    if notes is None:
        return
    for name in notes.options:
        if name not in review.options:
            hint = nearest(name, review.options) or f"there are: {', '.join(review.options) or 'none'}"
            message = f'the business case names the option "{name}", which is not in the review; {hint}'
            place = review.place("business_case", "options", name)
            yield Problem("RE525", message, "Name options by the ids in their files.", place)
    currency = review.as_is.currency
    for name, case in notes.options.items():
        for money in _amounts(case):
            if currency and money.currency != currency:
                message = f"the business case of {name} has an amount in {money.currency}, the review is in {currency}"
                place = review.place("business_case", "options", name)
                yield Problem("RE526", message, "Write all amounts in the currency of the annotations.", place)


def _amounts(case: OptionCase) -> "Iterator[Money]":
    yield from (line.amount for line in (*case.one_off, *case.running))
    yield from (line.per_year for line in case.benefits)
