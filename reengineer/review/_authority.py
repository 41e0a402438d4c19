"""Say who may decide about each option: what authority its cost and its controls ask for, and who has it."""

from reengineer._records import dataclass
from reengineer.boundaries import Boundary
from reengineer.options import Option
from reengineer.review._agreement import agreed_boundary
from reengineer.review._decisions import controls_touched
from reengineer.review._folder import Review

_MORE_AUTHORITY = "B004"
TRIAL, FULL, CONTROLS = ("approve_trial", "approve_full"), ("approve_full",), "approve_controls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Say where one option goes for a decision.

    Parameters
    ----------
    option, title : str
    cost : float
        One-off, the upper end where it is a range.
    currency : str
    controls : tuple of str
        Controls whose steps it alters; somebody with authority over controls decides too.
    trial, full : tuple of str
        Names of those of whom any one may approve it; empty where nobody who signed may.
    control_owners : tuple of str
        Names of those of whom one must decide too; empty where no control is altered.
    forbidden : tuple of str
        Codes of the boundary that forbid it, so that nobody may approve it.
    why_nobody : str
        Why nobody may approve it in full; empty where somebody may.
    """

    option: str
    title: str
    cost: float
    currency: str
    controls: tuple[str, ...]
    trial: tuple[str, ...]
    full: tuple[str, ...]
    control_owners: tuple[str, ...]
    forbidden: tuple[str, ...]
    why_nobody: str

    def to_dict(self) -> dict[str, object]:
        """Return the row as plain values."""
        return {
            "option": self.option, "title": self.title, "one_off": self.cost, "currency": self.currency or None,
            "controls": list(self.controls), "may_approve_trial": list(self.trial),
            "may_approve_full": list(self.full), "control_owners": list(self.control_owners),
            "forbidden": list(self.forbidden), "why_nobody": self.why_nobody or None,
        }  # fmt: skip


def routing_table(review: Review) -> tuple[Route, ...]:
    """Return for each option of a review who may decide about it, by the signatures of the boundary.

    Raises
    ------
    UsageError
        RE642 the review has no boundary.
    """
    boundary = agreed_boundary(review)
    return tuple(_route(review, boundary, option) for option in review.options.values())


def _route(review: Review, boundary: Boundary, option: Option) -> Route:
    proposal = option.proposal(review.as_of)
    cost = proposal.one_off or 0.0
    controls = tuple(controls_touched(review, boundary, option))
    people = boundary.agreed.by
    trial, full = (
        tuple(each.name for each in people
              if each.authority in wanted and (each.limit is None or each.limit >= cost))
        for wanted in (TRIAL, FULL)
    )  # fmt: skip
    owners = tuple(each.name for each in people if each.authority == CONTROLS) if controls else ()
    breaches = option.breaches(review.as_is, boundary, as_of=review.as_of)
    # What only asks for more authority is what the table is about.
    forbidden = tuple(dict.fromkeys(each.problem.code for each in breaches if each.problem.code != _MORE_AUTHORITY))
    why = _why_nobody(boundary, cost, proposal.currency or "", full, bool(controls and not owners), forbidden)
    return Route(
        option=option.id, title=option.title, cost=cost, currency=proposal.currency or "", controls=controls,
        trial=() if forbidden else trial, full=() if forbidden else full, control_owners=owners, forbidden=forbidden,
        why_nobody=why,
    )  # fmt: skip


def _why_nobody(
    boundary: Boundary, cost: float, currency: str, full: tuple[str, ...], lacks_owner: bool, forbidden: tuple[str, ...]
) -> str:
    if forbidden:
        return f"the boundary forbids it ({', '.join(forbidden)})"
    if not full:
        able = [each for each in boundary.agreed.by if each.authority in FULL]
        if not able:
            return "nobody who signed has authority approve_full"
        most = max(each.limit or 0.0 for each in able)
        return f"it costs {cost:,.0f} {currency}".rstrip() + f", and those who signed may approve {most:,.0f} at most"
    return "nobody who signed has authority over controls" if lacks_owner else ""
