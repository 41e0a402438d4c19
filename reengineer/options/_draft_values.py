"""Work out first values for the parameters of an operation from what is known of a map.

Each function takes what is asked and returns a value with where it comes from, or None where nothing can be said. A
value from the annotations says so; any other is assumed, and is to be changed by whoever knows better.
"""

from collections.abc import Callable, Mapping
from typing import Any

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Step
from reengineer.errors import InputError
from reengineer.options._loops import rework_of, sent_back
from reengineer.options._queues import steps_of_group
from reengineer.options._shares import SPLITS
from reengineer.quantities import format_number

ASSUMED = "assumed"
Found = tuple[Any, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Hold what is asked for: an operation on some elements, and what is known of its parameters.

    Parameters
    ----------
    as_is : AnnotatedMap
    operation : str
    stated : mapping of str to object
    elements : tuple of str
        Ids of steps, groups or gateways that the question is about.
    topic : str
        The question.
    """

    as_is: AnnotatedMap
    operation: str
    stated: Mapping[str, Any]
    elements: tuple[str, ...] = ()
    topic: str = ""

    @property
    def steps(self) -> list[Step]:
        """Return the steps that it is about."""
        several = self.stated.get("steps")
        named = [*(several if isinstance(several, list) else ()), *map(self.stated.get, ("step", "before", "queue"))]
        found = [self.as_is.map.find(str(ref)) for ref in (*filter(None, named), *self.elements)]
        return [self.as_is.step(node.id) for node in dict.fromkeys(found) if node is not None and node.is_activity]

    @property
    def step(self) -> Step | None:
        """Return the step that it is about, the first of several."""
        return next(iter(self.steps), None)

    @property
    def group(self) -> str | None:
        """Return the group that it is about: one named, or that of the step."""
        named = (
            self.stated.get("role"),
            *self.elements,
            *(group for step in self.steps for group in step.notes.groups),
        )
        return next((str(name) for name in named if name in self.as_is.notes.resources), None)


def of(value: Any, why: str = ASSUMED) -> Callable[[Brief], Found]:  # noqa: ANN401 - parameters have many types
    """Return a function that gives one value whatever is asked."""
    return lambda _: (value, why)


def the_step(brief: Brief) -> Found:
    """Return the step that the question is about."""
    return None if brief.step is None else (brief.step.id, "the question")


def the_steps(brief: Brief) -> Found:
    """Return the steps that the question is about, where it is about several."""
    return ([step.id for step in brief.steps], "the question") if len(brief.steps) > 1 else None


def the_gateway(brief: Brief) -> Found:
    """Return the gateway that the question is about, or the one behind the step, or where its rework turns back."""
    nodes = [node for ref in brief.elements if (node := brief.as_is.map.find(ref)) is not None]
    gateway = next((node.id for node in nodes if node.type in SPLITS), None)
    if gateway is None and brief.step is not None:
        loops = rework_of(brief.as_is, brief.step.id)
        behind = [flow.target for flow in brief.as_is.map.outgoing(brief.step.id)]
        choices = [node for node in behind if brief.as_is.map.node(node).type in SPLITS]
        gateway = loops[0].branch.source if loops else next(iter(choices), None)
    return None if gateway is None else (gateway, "the question")


def the_group(brief: Brief) -> Found:
    """Return the group that the question is about."""
    return None if brief.group is None else (brief.group, "the question")


def the_topic(brief: Brief) -> Found:
    """Return the question itself."""
    return (brief.topic, "the question") if brief.topic else None


def least_busy(brief: Brief) -> Found:
    """Return the group with the lowest load that does not do the step."""
    try:
        loads = brief.as_is.offered_load(assume=True)
    except InputError:
        return None
    own = {group for step in brief.steps for group in step.notes.groups} | {brief.group}
    others = [group for group in loads if group not in own]
    best = min(others, key=lambda group: loads[group], default=None)
    return None if best is None else (best, f"{loads[best]:.0%} busy, least of all")


def rule_based(brief: Brief) -> Found:
    """Return the share that rules could decide, or a half."""
    known = None if brief.step is None else brief.step.notes.rule_based
    return (0.5, ASSUMED) if known is None else (known, "rule_based of the step")


def shorter(brief: Brief) -> Found:
    """Return a factor on a time: half of what is spent on searching, or a fifth, goes away."""
    known = None if brief.step is None else brief.step.notes.search_time_share
    return (0.8, ASSUMED) if not known else (round(1 - known / 2, 3), "half of the searching goes away")


def less_spread(brief: Brief) -> Found:
    """Return two thirds of the spread that a step's time has."""
    time = None if brief.step is None else brief.step.notes.duration
    return None if time is None or not time.cv else (round(time.cv * 2 / 3, 2), f"two thirds of {time.cv:.2f}")


def half_the_errors(brief: Brief) -> Found:
    """Return half of the error rate of today."""
    if brief.step is None:
        return None
    stated = brief.step.notes.error_rate
    today = sent_back(brief.as_is, rework_of(brief.as_is, brief.step.id)) if stated is None else stated
    return None if not today else (round(today / 2, 4), f"half of {today:.1%}")


def half_the_share(brief: Brief) -> Found:
    """Return half of the share that goes back at the gateway."""
    gateway = brief.stated.get("gateway") or next(iter(the_gateway(brief) or ()), None)
    found = [loop.branch for step in brief.steps for loop in rework_of(brief.as_is, step.id)]
    for branch in found:
        if branch.source == gateway:
            share = brief.as_is.shares(branch.source, assume=True)[branch.id]
            return round(share / 2, 4), f"half of {share:.1%}"
    return 0.05, ASSUMED


def largest_branch(brief: Brief) -> Found:
    """Return the branch of the gateway that most cases take."""
    gateway = brief.stated.get("gateway")
    node = None if gateway is None else brief.as_is.map.find(str(gateway))
    if node is None or not brief.as_is.map.is_split(node.id):
        return None
    shares = brief.as_is.shares(str(gateway), assume=True)
    best = max(shares, key=lambda flow: shares[flow], default=None)
    return None if best is None else (best, f"{shares[best]:.0%} take it")


def parts_of(brief: Brief) -> Found:
    """Return two halves of a step."""
    time = None if brief.step is None else brief.step.notes.duration
    if time is None:
        return None
    half = {"mean": f"{format_number(round(time.mean / 120, 2))} min", "cv": round(time.cv, 2)}
    return [half, dict(half)], "two halves of the step"


def a_way_of_its_own(brief: Brief) -> Found:
    """Return a route for the simple class: one task in place of the step, half as long."""
    step = brief.step
    if step is None or step.notes.duration is None or not step.notes.groups:
        return None
    ways = brief.as_is.map.outgoing(step.id)
    if len(ways) != 1:
        return None
    classes = brief.stated.get("classes")
    name = next(iter(classes), "simple") if isinstance(classes, Mapping) else "simple"
    route = {
        "task": f"{step.id}_{name}",
        "group": step.notes.groups[0],
        "duration": str(step.notes.duration.scaled(0.5)),
        "replaces": [step.id],
        "rejoin": ways[0].target,
    }
    return {name: route}, "half as long as the step"


def its_control(brief: Brief) -> Found:
    """Return the control that a step carries out."""
    known = () if brief.step is None else brief.step.notes.controls
    return (known[0], "controls of the step") if known else None


def first_use(brief: Brief) -> Found:
    """Return the place before the step that first uses what a step makes."""
    step = brief.step
    if step is None:
        return None
    for other in brief.as_is.steps:
        if set(other.notes.inputs) & set(step.notes.outputs) and brief.as_is.map.dominates(step.id, other.id):
            return f"before {other.id}", "first use of what it makes"
    return None


def first_possible(brief: Brief) -> Found:
    """Return the place after the last step that makes what a step uses."""
    step = brief.step
    if step is None:
        return None
    makers = [
        other.id
        for other in brief.as_is.steps
        if set(other.notes.outputs) & set(step.notes.inputs) and brief.as_is.map.dominates(other.id, step.id)
    ]
    last = max(makers, key=lambda one: sum(brief.as_is.map.dominates(other, one) for other in makers), default=None)
    return None if last is None else (f"after {last}", "where its data exist")


def after_the_step(brief: Brief) -> Found:
    """Return the place behind the step."""
    return None if brief.step is None else (f"after {brief.step.id}", "the question")


def steps_of_the_group(brief: Brief) -> Found:
    """Return the steps of the group or of the elements that need help."""
    helper = brief.stated.get("role")
    steps = [step.id for step in brief.steps if helper not in step.notes.groups]
    for name in brief.elements:
        if name in brief.as_is.notes.resources and name != helper:
            steps += [step.id for step in steps_of_group(brief.as_is, name) if helper not in step.notes.groups]
    return (list(dict.fromkeys(steps)), "the question") if steps else None


def half_the_wait(brief: Brief) -> Found:
    """Return half of the period in which items are released."""
    release = None if brief.step is None else brief.step.notes.release
    if release is None or release.every is None:
        return None
    return str(type(release.every)(release.every.seconds.scaled(0.5))), "half the period"


def outside_price(brief: Brief) -> Found:
    """Return the price that was quoted outside."""
    price = None if brief.step is None else brief.step.notes.external_unit_cost
    return None if price is None else (str(price), "external_unit_cost of the step")


def repeated_setup(brief: Brief) -> Found:
    """Return the set-up that is spared where two steps are done as one."""
    if len(brief.steps) < 2:
        return None
    known = brief.steps[1].notes.setup_time
    return None if known is None else (str(known), "setup_time of the second step")


def one_role(brief: Brief) -> Found:
    """Return the role of the first step where the steps are done by several."""
    groups = dict.fromkeys(group for step in brief.steps for group in step.notes.groups)
    return (next(iter(groups)), "does the first step") if len(groups) > 1 else None
