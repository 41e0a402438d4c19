"""Run every check that needs no simulation, in the order of their codes."""

from collections.abc import Iterator

from reengineer.boundaries._contradictions import contradictions
from reengineer.boundaries._controls import check_share, control_breaches, precedence_breaches, share_breaches
from reengineer.boundaries._customers import collects_data, customer_breaches
from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.boundaries._limits import limit_breaches, people_breaches
from reengineer.boundaries._names import name_problems
from reengineer.boundaries._people import separation_breaches, unknown_people
from reengineer.boundaries._permissions import lock_breaches, permission_breaches, scope_breaches
from reengineer.boundaries._scope import scope_problems
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
    about_itself = [problem for problem in map_problems(ground) if problem.severity == "error"]
    if ground.proposal.as_of is not None:
        about_itself += lapse(ground.boundary, ground.proposal.as_of)
    itself = [Breach(problem=problem, rule="boundary") for problem in about_itself]
    return _sorted([*itself, *end_state_breaches(ground)])


def end_state_breaches(ground: Ground) -> tuple[Breach, ...]:
    """Return every breach by the changes and by the map that they lead to, sorted by code."""
    return _sorted([breach for check in _CHECKS for breach in check(ground)])


def _sorted(breaches: list[Breach]) -> tuple[Breach, ...]:
    return tuple(sorted(breaches, key=lambda breach: breach.problem.code))


def open_questions(ground: Ground, *, changes_known: bool = True) -> Iterator[Problem]:
    """Give, as advice, what the declared data cannot decide."""
    yield from _open_controls(ground)
    yield from _open_shares(ground)
    limits, proposal = ground.boundary.constraints, ground.proposal
    for key, stated in (
        ("implementation_budget", proposal.one_off),
        ("running_cost_per_year", proposal.per_year),
        ("implementation_months", proposal.months),
    ):
        if getattr(limits, key) is not None and stated is None:
            yield _advice(ground, "B301", f"{key}: not shown, the option does not state it", ("constraints", key))
    kinds = collects_data(ground)
    if ground.boundary.data.no_new_personal_data and (kinds or not changes_known):
        who = f"{', '.join(kinds)} may collect or hand on more than today" if kinds else "the changes are not known"
        message = f"no_new_personal_data: not shown, {who}"
        yield _advice(ground, "B401", message, ("data", "no_new_personal_data"))


def _open_controls(ground: Ground) -> Iterator[Problem]:
    for number, control in enumerate(ground.boundary.controls):
        place = ("controls", number, "must")
        if control.must.execute_if is not None:
            message = f"control {control.id} is due if {control.must.execute_if}: not shown, the map has no such fact"
            yield _advice(ground, "B201", message, place)
        for step in unknown_people(ground, control.must.different_people):
            message = f"control {control.id}: not shown, nobody says who does {step}"
            yield _advice(ground, "B203", message, place)
    for number, rule in enumerate(ground.boundary.rules.separation_of_duties):
        for step in unknown_people(ground, rule.steps):
            message = f"rule group {rule.group}: not shown, nobody says who does {step}"
            yield _advice(ground, "B203", message, ("rules", "separation_of_duties", number))


def _open_shares(ground: Ground) -> Iterator[Problem]:
    for number, rule in enumerate(ground.boundary.rules.minimum_check_share):
        if not ground.id_of(rule.step):
            continue
        shares = check_share(ground, rule.step)
        if shares is None:
            why = "a share on the way is unknown"
        elif shares[0] < rule.min - EXACT <= shares[1]:
            why = f"it is {shares[0]:.4g} from one start and {shares[1]:.4g} from another"
        else:
            continue
        message = f"share of cases that run {rule.step}: not shown, {why}"
        yield _advice(ground, "B204", message, ("rules", "minimum_check_share", number))


def _advice(ground: Ground, code: str, message: str, path: tuple[str | int, ...]) -> Problem:
    return Problem(code, message, "Have it confirmed by a person.", ground.boundary.place(path), "advice")
