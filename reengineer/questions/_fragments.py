"""Compute what is known of fragments: three steps in a row, and the steps between a parallel split and its join."""

import math
from collections.abc import Callable, Mapping

from reengineer.questions._branches import REJECT_RATE
from reengineer.questions._groups import utilisation
from reengineer.questions._steps_seen import STEP_SEEN, work_mean
from reengineer.questions._study import Study, Value

Fragment = tuple[str, ...]
Computed = Callable[[Study, Fragment], Value]

# A rule that needs one of these is asked of blocks of parallel branches, others of three steps in a row.
BLOCK_NAMES = frozenset({"f.parallel_knockouts", "f.any_reject_prob", "f.bottleneck_utilisation"})


def triples(study: Study) -> tuple[Fragment, ...]:
    """Return every three steps in a row, in the order of the map."""
    return tuple(
        (first, second, third)
        for first in study.activities
        for second in study.ways.following(first)
        for third in study.ways.following(second)
    )


def blocks(study: Study) -> tuple[Fragment, ...]:
    """Return the steps of each block of parallel branches, in the order of the map."""
    splits = [node.id for node in study.map.nodes if node.type == "parallelGateway" and study.map.is_split(node.id)]
    found = (_inside(study, split) for split in splits)
    return tuple(dict.fromkeys(steps for steps in found if len(steps) > 1))


def _inside(study: Study, split: str) -> Fragment:
    """Return the steps that only some branches of a split reach: behind its join all of them are reached from each."""
    reached = [frozenset(study.ways.onward(target)) for target in study.ways.forward.get(split, ())]
    if len(reached) < 2:
        return ()
    behind = frozenset.intersection(*reached)
    inside = frozenset.union(*reached) - behind
    return tuple(step for step in study.activities if step in inside)


def _knockouts(study: Study, fragment: Fragment) -> tuple[str, ...] | None:
    """Return the knock-out checks of a fragment; None where a step does not say whether it is one."""
    stated = {step: study.steps[step].notes.is_knockout for step in fragment}
    return None if None in stated.values() else tuple(step for step, is_one in stated.items() if is_one)


def _parallel_knockouts(study: Study, fragment: Fragment) -> Value:
    found = _knockouts(study, fragment)
    return len(found) if found is not None else None


def _pattern(study: Study, fragment: Fragment) -> Value:
    roles = [study.roles[step] for step in fragment]
    if None in roles:
        return None
    seen = list(dict.fromkeys(roles))
    return "-".join("ABC"[seen.index(role)] for role in roles)


def _kept_apart(study: Study, fragment: Fragment) -> Value:
    if study.limits is None:
        return None
    duties = [duty for step in fragment for duty in set(study.limits.duties.get(step, ()))]
    return len(set(duties)) < len(duties)


def _any_reject(study: Study, fragment: Fragment) -> Value:
    """Return the chance that at least one knock-out check turns a case down, taken as independent of each other."""
    checks = _knockouts(study, fragment)
    rates = [REJECT_RATE(study, step) for step in checks or ()]
    known = [rate for rate in rates if isinstance(rate, float)]
    return 1 - math.prod(1 - rate for rate in known) if checks and len(known) == len(rates) else None


def _bottleneck(study: Study, fragment: Fragment) -> Value:
    groups = {study.annotated.group_of(step) for step in fragment}
    shares = [utilisation(study, group) for group in groups if group is not None]
    known = [share for share in shares if share is not None]
    return max(known) if known and len(known) == len(groups) else None


def _time_saved(study: Study, fragment: Fragment) -> Value:
    """Return what the knock-out checks would take one after the other, less what the longest takes."""
    times = [STEP_SEEN["time_in_step"](study, step) for step in _knockouts(study, fragment) or ()]
    known = [time for time in times if isinstance(time, float)]
    return sum(known) - max(known) if known and len(known) == len(times) else None


FRAGMENT: Mapping[str, Computed] = {
    "id": lambda _study, fragment: ", ".join(fragment),
    "pattern": _pattern,
    "sod_required": _kept_apart,
    "parallel_knockouts": _parallel_knockouts,
    "any_reject_prob": _any_reject,
    "bottleneck_utilisation": _bottleneck,
    "time_saved_parallel": _time_saved,
    "middle_duration": lambda study, fragment: work_mean(study, fragment[1]),
    "middle_wait": lambda study, fragment: STEP_SEEN["wait_mean"](study, fragment[1]),
    "role_a": lambda study, fragment: study.roles[fragment[0]],
    "role_b": lambda study, fragment: study.roles[fragment[1]],
    "role_a_name": lambda study, fragment: study.called(study.roles[fragment[0]]),
    "role_b_name": lambda study, fragment: study.called(study.roles[fragment[1]]),
    "middle_id": lambda _study, fragment: fragment[1],
}
