"""Check money, posts, hours and time against what was agreed, and what was promised to staff."""

from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.boundaries._hours import outside_hours
from reengineer.boundaries._posts import posts
from reengineer.boundaries._records import MoneyLimit
from reengineer.quantities import format_number


def limit_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach for every limit on money, posts, hours and months that is passed (B004, B301)."""
    yield from _budget(ground)
    yield from _running_cost(ground)
    yield from _headcount(ground)
    yield from _months(ground)
    yield from _hours(ground)


def _limit_breach(ground: Ground, message: str, remedy: str, key: str) -> Breach:
    return ground.breach("B301", message, remedy, rule=key, path=("constraints", key))


def _budget(ground: Ground) -> Iterator[Breach]:
    cost, limit = ground.proposal.one_off, ground.boundary.constraints.implementation_budget
    if cost is None:
        return
    if limit is not None and (other := _other_currency(ground, limit, "implementation cost", "implementation_budget")):
        yield other
        return
    if limit is not None and limit.max is not None and cost > limit.max + EXACT:
        budget = _money(limit.max, limit.currency)
        message = f"implementation cost {_money(cost, limit.currency)} exceeds the budget of {budget}"
        yield _limit_breach(ground, message, "Make it cheaper, or have the budget raised.", "implementation_budget")
    yield from _authority(ground, cost, limit.currency if limit else ground.proposal.currency or "")


def _other_currency(ground: Ground, limit: MoneyLimit, what: str, key: str) -> Breach | None:
    if ground.proposal.currency in (None, limit.currency):
        return None
    bound = "budget" if limit.max is not None else "limit"
    message = f"{what} is in {ground.proposal.currency}, the {bound} in {limit.currency}"
    return _limit_breach(ground, message, f"State the cost in {limit.currency}.", key)


def _authority(ground: Ground, cost: float, currency: str) -> Iterator[Breach]:
    """Give a breach where nobody who signed may approve so much; ``approve_full`` without a limit covers all."""
    signed = ground.boundary.agreed.by
    may = [person for person in signed if person.authority in (None, "approve_full")]
    if any(person.authority is not None and person.limit is None for person in may):
        return
    limits = [(person.limit, person.name) for person in may if person.limit is not None]
    head = f"implementation cost {_money(cost, currency)} needs authority approve_full"
    if limits and cost > max(limits)[0] + EXACT:
        most, name = max(limits)
        text = _money(most, currency)
        message = f"{head} above {text}; signatory {name} has {text}"
    elif signed and not may and cost > 0:
        message = f"{head}, and no signatory has it"
    else:
        return
    remedy = "Have it agreed by someone with that authority."
    yield ground.breach("B004", message, remedy, rule="agreed", path=("agreed",))


def _running_cost(ground: Ground) -> Iterator[Breach]:
    cost, limit = ground.proposal.per_year, ground.boundary.constraints.running_cost_per_year
    if cost is None or limit is None:
        return
    if other := _other_currency(ground, limit, "running cost", "running_cost_per_year"):
        yield other
    elif limit.max_increase is not None and cost > limit.max_increase + EXACT:
        message = (
            f"running cost rises by {_money(cost, limit.currency)} a year, "
            f"above the agreed {_money(limit.max_increase, limit.currency)}"
        )
        remedy = "Find the money elsewhere, or have the limit raised."
        yield _limit_breach(ground, message, remedy, "running_cost_per_year")


def _headcount(ground: Ground) -> Iterator[Breach]:
    then, now = sum(posts(ground.as_is).values()), sum(posts(ground.to_be).values())
    limit = ground.boundary.constraints.headcount
    if limit is not None and limit.total_max is not None and now > limit.total_max + EXACT:
        message = f"headcount {format_number(now)} exceeds {format_number(limit.total_max)}"
        yield _limit_breach(ground, message, "Plan with fewer posts, or have the cap raised.", "headcount")
    if limit is not None and limit.total_min is not None and now < limit.total_min - EXACT:
        message = f"headcount {format_number(now)} is below {format_number(limit.total_min)}"
        yield _limit_breach(ground, message, "Keep more posts, or have the floor lowered.", "headcount")
    none = ground.boundary.people.no_redundancies or (limit is not None and limit.redundancies == "none")
    if none and now < then - EXACT and not ground.proposal.redeployment:
        message = f"{_posts_text(then - now)} fewer and no redeployment plan (no_redundancies)"
        remedy = "State under costs, as redeployment, where these people will work."
        promised = ground.boundary.people.no_redundancies
        where = ("people", "no_redundancies") if promised else ("constraints", "headcount")
        yield ground.breach("B301", message, remedy, rule="no_redundancies", path=where)


def _posts_text(number: float) -> str:
    return "one post" if number == 1 else f"{format_number(number)} posts"


def _months(ground: Ground) -> Iterator[Breach]:
    months, limit = ground.proposal.months, ground.boundary.constraints.implementation_months
    if months is not None and limit is not None and months > limit.max + EXACT:
        message = f"implementation takes {format_number(months)} months, above the agreed {format_number(limit.max)}"
        yield _limit_breach(ground, message, "Make it smaller, or have more time agreed.", "implementation_months")


def _hours(ground: Ground) -> Iterator[Breach]:
    """Give a breach for each calendar outside the agreed hours that is new, altered or newly worked by."""
    limit = ground.boundary.constraints.opening_hours
    if limit is None:
        return
    then, now = ground.as_is.notes, ground.to_be.notes
    before = _worked_by(ground.as_is)
    fresh = {who: name for who, name in _worked_by(ground.to_be).items() if before.get(who) != name}
    altered = [name for name in now.calendars if now.calendars[name] != then.calendars.get(name)]
    for name in dict.fromkeys((*altered, *fresh.values())):
        outside = outside_hours(ground.to_be.calendar(name), limit)
        if outside:
            who = next((f' of group "{each[0]}"' for each, calendar in fresh.items() if calendar == name), "")
            agreed = f"{limit.earliest} to {limit.latest}"
            message = f'calendar "{name}"{who} is open {outside}, outside the agreed {agreed}'
            yield _limit_breach(ground, message, "Keep to the agreed hours and days.", "opening_hours")


def _worked_by(annotated: AnnotatedMap) -> dict[tuple[str, str], str]:
    """Return the calendar that each group, and each member with one of their own, works by."""
    found: dict[tuple[str, str], str] = {}
    for group, notes in annotated.notes.resources.items():
        if notes.calendar is not None:
            found[group, ""] = notes.calendar
        for member in notes.members if isinstance(notes.members, tuple) else ():
            if member.calendar is not None:
                found[group, member.name] = member.calendar
    return found


def people_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach where a promise to staff is broken (B303)."""
    for number, keep in enumerate(ground.boundary.people.roles_may_not_lose):
        for step in keep.steps:
            if ground.id_of(step) and not _still_does(ground, keep.role, step):
                message = f'role {keep.role} may not lose step "{step}"'
                yield ground.breach(
                    "B303", message, f"Leave {step}, or a share of it, with {keep.role}.", rule="roles_may_not_lose",
                    path=("people", "roles_may_not_lose", number), about=[ground.id_of(step) or step],
                )  # fmt: skip
    need = ground.boundary.people.consultation_needed_if
    affected = posts_affected(ground)
    if need is not None and affected >= need.posts_affected and "consultation" not in ground.proposal.tasks:
        message = f"{format_number(affected)} posts affected: collective consultation threshold {need.posts_affected}"
        remedy = "Add the task consultation and its lead time to the option's costs."
        yield ground.breach(
            "B303", message, remedy, rule="consultation_needed_if", path=("people", "consultation_needed_if")
        )


def _still_does(ground: Ground, role: str, step: str) -> bool:
    return any(ground.to_be.group_of(node) == role for node in ground.carriers(step))


def posts_affected(ground: Ground) -> float:
    """Return the posts of all groups that lose members or work: a step that is gone, shared out, or given to others."""
    then, now = posts(ground.as_is), posts(ground.to_be)
    touched = {group for group in then if now.get(group, 0.0) < then[group]}
    for step in ground.as_is.steps:
        group = ground.as_is.group_of(step.id)
        carriers = ground.carriers(step.id)
        if group is not None and (carriers != (step.id,) or ground.to_be.group_of(step.id) != group):
            touched.add(group)
    return sum(then.get(group, 0.0) for group in touched)


def _money(amount: float, currency: str) -> str:
    return f"{amount:,.0f} {currency}".strip() if amount == round(amount) else f"{amount:,.2f} {currency}".strip()
