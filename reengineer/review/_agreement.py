"""Tell how a boundary stands, and keep the register of its controls and rules for the map and each option."""

from collections.abc import Iterator

from reengineer._records import dataclass
from reengineer.boundaries import Boundary, Breach, Proof
from reengineer.errors import Problem, UsageError
from reengineer.review._folder import AS_IS, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Hold what the boundary says of the map as it is, or of one option, before anything is simulated.

    Parameters
    ----------
    id, title : str
    entries : tuple of Proof
        One for each control and rule.
    breaches : tuple of Breach
        Everything that the boundary has against the option, not the register's rules alone.
    open_ones : tuple of Problem
        What the stated data cannot decide.
    """

    id: str
    title: str
    entries: tuple[Proof, ...]
    breaches: tuple[Breach, ...] = ()
    open_ones: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the register as commands print it with ``--json``."""
        return {
            "id": self.id,
            "title": self.title,
            "forbidden": bool(self.breaches),
            "register": [entry.as_dict() for entry in self.entries],
            "breaches": [breach_dict(breach) for breach in self.breaches],
            "not_shown": [problem.as_dict() for problem in self.open_ones],
        }


def breach_dict(breach: Breach) -> dict[str, object]:
    """Return a breach with its proof as plain values."""
    proof = {"path": list(breach.path), "probability": breach.probability}
    return {"rule": breach.rule, "operation": breach.operation, **breach.problem.as_dict(), **proof}


def agreed_boundary(review: Review) -> Boundary:
    """Return the boundary of a review; raise UsageError RE642 where it has none."""
    if review.boundary is None:
        message = "the review names no boundary"
        remedy = "Write a boundary.yaml, have it agreed, and name it in the review as boundary: boundary.yaml."
        raise UsageError([Problem("RE642", message, remedy, review.place())])
    return review.boundary


def registers(review: Review, options: tuple[str, ...] | None = None) -> tuple[Register, ...]:
    """Return the register of the map as it is, then of each option.

    Parameters
    ----------
    review : Review
    options : tuple of str or None
        Ids; all options where None.

    Raises
    ------
    UsageError
        RE642 the review has no boundary; RE620 there is no such option.
    ChangeError
        An option does not apply to the map.
    """
    boundary = agreed_boundary(review)
    names = tuple(review.options) if options is None else options
    chosen = [review.option(name) for name in names]
    first = Register(id=AS_IS, title="As it is today", entries=boundary.register(review.as_is))
    return (first, *(_of_option(review, boundary, option.id) for option in chosen))


def _of_option(review: Review, boundary: Boundary, name: str) -> Register:
    option = review.options[name]
    to_be = option.apply(review.as_is)
    proposal = option.proposal(review.as_of)
    return Register(
        id=name,
        title=option.title,
        entries=boundary.register(review.as_is, to_be, option.changes, proposal=proposal),
        breaches=boundary.check(review.as_is, to_be, option.changes, proposal=proposal),
        open_ones=boundary.not_shown(review.as_is, to_be, option.changes, proposal=proposal),
    )


def boundary_dict(review: Review) -> dict[str, object] | None:
    """Return how the boundary stands, as every command prints it with ``--json``; None where there is none."""
    boundary = review.boundary
    if boundary is None:
        return None
    findings = review.boundary_findings()
    lapses = boundary.agreed.review_by
    return {
        "status": boundary.agreed.status,
        "holds": watermark(review) == "",
        "review_by": None if lapses is None else lapses.isoformat(),
        "agreed_by": [person.model_dump(mode="json", exclude_none=True) for person in boundary.agreed.by],
        "findings": [problem.as_dict() for problem in findings],
        "waivers": [waiver.model_dump(mode="json") for waiver in boundary.exceptions],
    }


def waiver_lines(boundary: Boundary) -> Iterator[str]:
    """Give a sentence for each waiver of a boundary."""
    for waiver in boundary.exceptions:
        granted = f"granted by {waiver.granted_by} until {waiver.until}: {waiver.reason.rstrip('.')}"
        yield f"Waiver: {waiver.rule} for option {waiver.option}, {granted}."


def watermark(review: Review) -> str:
    """Return why nothing may be decided on the results; empty where the boundary is agreed, sealed and in force."""
    boundary = review.boundary
    if boundary is None:
        return "no boundary was agreed"
    if boundary.agreed.status in ("draft", "proposed"):
        return f"the boundary is {boundary.agreed.status}, not agreed"
    if boundary.was_altered:
        return "the boundary was changed after it was agreed"
    found = [problem for problem in review.boundary_findings() if problem.code in ("B003", "B004", "B005")]
    serious = [problem for problem in found if problem.severity == "error" or problem.code == "B003"]
    return serious[0].message if serious else ""
