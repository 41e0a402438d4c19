"""Run every check that needs no simulation, in the order of their codes."""

from collections.abc import Iterator

from reengineer.boundaries._controls import check_share, control_breaches, precedence_breaches, share_breaches
from reengineer.boundaries._ground import Breach, Ground
from reengineer.boundaries._limits import customer_breaches, limit_breaches, people_breaches
from reengineer.boundaries._names import contradictions, name_problems, scope_problems
from reengineer.boundaries._people import separation_breaches
from reengineer.boundaries._permissions import lock_breaches, permission_breaches, scope_breaches
from reengineer.boundaries._status import lapse
from reengineer.errors import Problem

_CHECKS = (
    scope_breaches,
    lock_breaches,
    permission_breaches,
    control_breaches,
    precedence_breaches,
    separation_breaches,
    share_breaches,
    limit_breaches,
    people_breaches,
    customer_breaches,
)


def map_problems(ground: Ground) -> Iterator[Problem]:
    """Give what is wrong with a boundary on the map as it is."""
    yield from name_problems(ground)
    yield from contradictions(ground)
    yield from scope_problems(ground)


def all_breaches(ground: Ground) -> tuple[Breach, ...]:
    """Return every breach, waived or not, sorted by code.

    A boundary that is wrong about the map, or has lapsed, forbids by that: a lock on a misspelt step locks nothing.
    """
    about_itself = list(map_problems(ground))
    if ground.proposal.as_of is not None:
        about_itself += lapse(ground.boundary, ground.proposal.as_of)
    found = [Breach(problem=problem, rule="boundary") for problem in about_itself]
    for check in _CHECKS:
        found += check(ground)
    return tuple(sorted(found, key=lambda breach: breach.problem.code))


def open_questions(ground: Ground) -> Iterator[Problem]:
    """Give, as advice, what the declared data cannot decide."""
    for number, control in enumerate(ground.boundary.controls):
        if control.must.execute_if is not None:
            message = f"control {control.id} is due if {control.must.execute_if}: not shown, the map has no such fact"
            yield _advice(ground, "B201", message, ("controls", number, "must"))
    for number, rule in enumerate(ground.boundary.rules.minimum_check_share):
        if ground.id_of(rule.step) and check_share(ground, rule.step) is None:
            message = f"share of cases that run {rule.step}: not shown, a share on the way is unknown"
            yield _advice(ground, "B204", message, ("rules", "minimum_check_share", number))
    limits = ground.boundary.constraints
    for key, stated in (
        ("implementation_budget", ground.proposal.one_off),
        ("running_cost_per_year", ground.proposal.per_year),
        ("implementation_months", ground.proposal.months),
    ):
        if getattr(limits, key) is not None and stated is None:
            yield _advice(ground, "B301", f"{key}: not shown, the option does not state it", ("constraints", key))
    if ground.boundary.data.no_new_personal_data:
        message = "no_new_personal_data: not shown, no operation states which data it collects"
        yield _advice(ground, "B401", message, ("data", "no_new_personal_data"))


def _advice(ground: Ground, code: str, message: str, path: tuple[str | int, ...]) -> Problem:
    return Problem(code, message, "Have it confirmed by a person.", ground.boundary.place(path), "advice")
