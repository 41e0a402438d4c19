"""Check money, posts, hours and time against what was agreed, and what was promised to staff and customers."""

from collections.abc import Iterator

from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.boundaries._hours import outside_hours
from reengineer.boundaries._posts import posts
from reengineer.operations import RequestedChange
from reengineer.quantities import Estimate, format_number


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
    key = "implementation_budget"
    if limit is not None and limit.max is not None and cost > limit.max + EXACT:
        budget = _money(limit.max, limit.currency)
        message = f"implementation cost {_money(cost, limit.currency)} exceeds the budget of {budget}"
        yield _limit_breach(ground, message, "Make it cheaper, or have the budget raised.", key)
    if limit is not None and ground.proposal.currency not in (None, limit.currency):
        message = f"implementation cost is in {ground.proposal.currency}, the budget in {limit.currency}"
        yield _limit_breach(ground, message, f"State the cost in {limit.currency}.", key)
    yield from _authority(ground, cost, limit.currency if limit else "")


def _authority(ground: Ground, cost: float, currency: str) -> Iterator[Breach]:
    limits = [(person.limit, person.name) for person in ground.boundary.agreed.by if person.limit is not None]
    if limits and cost > max(limits)[0] + EXACT:
        most, name = max(limits)
        message = (
            f"implementation cost {_money(cost, currency)} needs more authority than "
            f"the {_money(most, currency)} of signatory {name}"
        )
        remedy = "Have it agreed by someone with that authority."
        yield ground.breach("B004", message, remedy, rule="agreed", path=("agreed",))


def _running_cost(ground: Ground) -> Iterator[Breach]:
    cost, limit = ground.proposal.per_year, ground.boundary.constraints.running_cost_per_year
    if cost is not None and limit is not None and limit.max_increase is not None and cost > limit.max_increase + EXACT:
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
    limit = ground.boundary.constraints.opening_hours
    if limit is None or ground.to_be.notes.calendars == ground.as_is.notes.calendars:
        return
    for name in ground.to_be.notes.calendars:
        if ground.to_be.notes.calendars[name] == ground.as_is.notes.calendars.get(name):
            continue
        outside = outside_hours(ground.to_be.calendar(name), limit)
        if outside:
            message = f'calendar "{name}" is open {outside}, outside the agreed {limit.earliest} to {limit.latest}'
            yield _limit_breach(ground, message, "Keep to the agreed hours and days.", "opening_hours")


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


def customer_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach where what was promised to customers, or the protection of data, is passed over (B401)."""
    for change in ground.changes:
        yield from _channels(ground, change)
        decides = change.operation == "automate_step" and _decides(ground, change.subjects())
        if decides and "automate_step with decision" in ground.boundary.data.dpia_needed_if:
            yield from _assessment(ground, "automated decision", change.subjects())
        if change.operation == "outsource_step" and "new_supplier" in ground.boundary.data.dpia_needed_if:
            yield from _assessment(ground, "new supplier", change.subjects())


def _channels(ground: Ground, change: RequestedChange) -> Iterator[Breach]:
    stated = change.parameters()
    channel, share = stated.get("from_channel"), stated.get("share")
    whole = isinstance(share, Estimate | int | float) and float(share) >= 1 - EXACT
    if change.operation == "change_channel" and channel in ground.boundary.customers.must_keep_channels and whole:
        message = f"{channel} channel removed but must be kept"
        remedy = f"Leave a share of contacts on {channel}."
        path = ("customers", "must_keep_channels")
        yield ground.breach_of(change, "B401", message, remedy, "must_keep_channels", path)


def _decides(ground: Ground, subjects: tuple[str, ...]) -> bool:
    """Say whether a step's result sends cases different ways, or notes call it an approval."""
    for ref in subjects:
        node = ground.as_is.map.find(ref)
        if node is None:
            continue
        ahead = [node.id, *ground.as_is.map.successors(node.id)]
        if any(ground.as_is.map.is_split(id_) and id_ not in ground.before.all_of for id_ in ahead):
            return True
        notes = ground.as_is.step(node.id).notes
        if notes.is_approval:
            return True
    return False


def _assessment(ground: Ground, what: str, subjects: tuple[str, ...]) -> Iterator[Breach]:
    if "dpia" not in ground.proposal.tasks:
        yield ground.breach(
            "B401", f"{what} needs a DPIA task", "Add the task dpia to the option's costs.", rule="dpia_needed_if",
            path=("data", "dpia_needed_if"), about=[ground.id_of(ref) or ref for ref in subjects],
        )  # fmt: skip


def _money(amount: float, currency: str) -> str:
    return f"{amount:,.0f} {currency}".strip() if amount == round(amount) else f"{amount:,.2f} {currency}".strip()
