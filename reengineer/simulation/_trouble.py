"""Word what ends a run while it goes; both engines say the same."""

from reengineer.errors import ModelError, Problem

MOST_ROUNDS = 100_000
"""Rounds of one instant after which it counts as a loop in which no time passes."""

MOST_VISITS = 10_000
"""Visits of one element by one case after which it counts as a loop without end."""


def too_many_rounds() -> ModelError:
    """Return the error for an instant that never ends."""
    message = f"more than {MOST_ROUNDS:,} things happened one after the other at one instant"
    return ModelError([Problem("RE511", message, "Give some step of the loop a duration.")])


def endless_instant(limit: str) -> ModelError:
    """Return the error for a run that reached a limit in an instant that does not end."""
    message = f"the limit of {limit} was reached in the midst of an instant that does not end"
    remedy = "Look for a loop in which no time passes, or raise the limit."
    return ModelError([Problem("RE543", message, remedy)])


def too_many_visits(case: int, element: str) -> ModelError:
    """Return the error for a case that comes back to an element again and again."""
    message = f"case {case} reached {element} more than {MOST_VISITS:,} times"
    remedy = "Look for a loop that is hardly ever left, and check the shares of its gateway."
    return ModelError([Problem("RE512", message, remedy)])


def bad_duration(element: str) -> ModelError:
    """Return the error for a drawn duration that is none; `element` is empty for the time between arrivals."""
    message = f"a duration below 0, or one that is no number, was drawn for {element or 'the arrivals'}"
    return ModelError([Problem("RE513", message, "Choose a distribution that cannot fall below 0.")])


def no_way_out(case: int, element: str) -> ModelError:
    """Return the error for a token that finds no way on: none of the conditions holds, and there is no default."""
    message = f"no way on from {element} is open for case {case}: no condition holds, and there is no default flow"
    return ModelError([Problem("RE595", message, "Mark one of its flows as the default.")])


def nobody_may(case: int, element: str, others: str) -> ModelError:
    """Return the error for work that nobody may do, because of who did other steps."""
    message = f"nobody may ever do {element} for case {case}, because of who did {others}"
    return ModelError([Problem("RE596", message, "Add a member, or relax not_same_person or same_person.")])
