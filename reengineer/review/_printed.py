"""Put an outcome into the object that commands print with ``--json``."""

from typing import TYPE_CHECKING, Any

from reengineer.comparison import business_dict, sensitivity_dict, yearly_costs
from reengineer.review._agreement import boundary_dict

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome


def outcome_dict(outcome: "Outcome") -> dict[str, Any]:
    """Return what a review gave as plain values: comparison, limits, boundary, which guess matters, and money."""
    found = outcome.sensitivity
    return {
        **outcome.comparison.to_dict(outcome.review.title),
        "limits": outcome.limits,
        "boundary": boundary_dict(outcome.review),
        "sensitivity": None if found is None else sensitivity_dict(found),
        "business": business_dict(outcome.business_cases, yearly_costs(outcome.comparison)),
    }
