"""Bound the chance that a case gets somewhere, from the shares of the branches.

Where shares are not stated, the chance lies between that of the worst and that of the best branch; often both are the
same, because the branches meet again, and then the chance is known all the same. After a parallel split all branches
run: one that comes to the goal is enough, and one that meets a control is enough to have met it.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from reengineer._records import dataclass

Mode = Literal["one", "all", "some"]
_SWEEPS = 10_000
_SETTLED = 1e-12
_MANY = 200
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Say how a token leaves a node.

    Parameters
    ----------
    mode : {"one", "all", "some"}
        Along one flow, along all of them, or along one or more.
    targets : tuple of str
    shares : tuple of float or None
        Of the targets, for mode "one"; None where they are not known.
    """

    mode: Mode
    targets: tuple[str, ...]
    shares: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Hold the lowest and the highest chance that the stated shares allow."""

    low: float
    high: float

    @property
    def value(self) -> float | None:
        """Return the chance where both bounds say the same, else None."""
        return self.high if self.high - self.low < 1e-9 else None

    def is_at_least(self, level: float) -> bool | None:
        """Say whether the chance reaches a level; None where the bounds do not decide it."""
        if self.low >= level - 1e-9:
            return True
        return False if self.high < level - 1e-9 else None


def reaching(exits: Mapping[str, Exit], start: str, goals: Collection[str]) -> Bounds:
    """Return the chance that a case at `start` passes one of the goals at least once."""
    return Bounds(low=_settled(exits, start, goals, (), low=True), high=_settled(exits, start, goals, (), low=False))


def escaping(exits: Mapping[str, Exit], start: str, goals: Collection[str], control: Collection[str]) -> Bounds:
    """Return the chance that a case comes from `start` to a goal without the control.

    A branch of a parallel split that never comes to the goal is left out; among the others the one least likely to
    come through without the control counts. Exact where one branch holds the control, else an upper limit.
    """
    low = _settled(exits, start, goals, control, low=True)
    return Bounds(low=low, high=_settled(exits, start, goals, control, low=False))


def _settled(
    exits: Mapping[str, Exit], start: str, goals: Collection[str], control: Collection[str], *, low: bool
) -> float:
    """Sweep from zero upwards, which finds the least solution however the flows loop.

    Only nodes at which ways part are swept; the others have the chance of the next such node. Loops that are seldom
    left take very many sweeps: where every share is known the chances then solve a linear system.
    """
    leading = _leading(exits, goals)
    ahead = _ahead(exits, leading, {*goals, *control})
    values = {node: 1.0 if node in goals and node not in control else 0.0 for node in leading if ahead[node] == node}
    order = [node for node in reversed(tuple(exits)) if node in values and node not in goals and node not in control]
    rules = {node: _rule(exits[node], leading, ahead, low=low, guarded=bool(control)) for node in order}
    for sweep in range(_SWEEPS):
        if sweep == _MANY and (solved := _solved(rules, values)):
            values = solved
            break
        moved = 0.0
        for node in order:
            new = rules[node].at(values)
            moved = max(moved, new - values[node])
            values[node] = new
        if moved < _SETTLED:
            break
    return min(1.0, values.get(ahead.get(start, start), 0.0))


def _leading(exits: Mapping[str, Exit], goals: Collection[str]) -> frozenset[str]:
    before: dict[str, list[str]] = {}
    for node, way in exits.items():
        for target in way.targets:
            before.setdefault(target, []).append(node)
    seen = set(goals)
    waiting = list(goals)
    while waiting:
        fresh = [node for node in before.get(waiting.pop(), ()) if node not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)


def _ahead(exits: Mapping[str, Exit], leading: frozenset[str], ends: Collection[str]) -> dict[str, str]:
    """Return, by node, the first node from it on at which ways part, or which is an end: a goal or a control."""
    found: dict[str, str] = {}
    for node in leading:
        passed, here = [node], node
        while here not in found and here not in ends and (following := _only(exits[here], leading)) is not None:
            passed.append(here := following)
        found.update(dict.fromkeys(passed, found.get(here, here)))
    return found


def _only(way: Exit, leading: frozenset[str]) -> str | None:
    """Return the one node behind another that leads on, where a token surely comes there."""
    if len(way.targets) == 1 and way.shares in {None, (1.0,)} and way.targets[0] in leading:
        return way.targets[0]
    return None


@dataclass(frozen=True, slots=True)
class _Rule:
    """Say how the chance at a node follows from those behind it: their weighted sum, the extreme, or 1 at most."""

    choose: Literal["sum", "min", "max", "total"]
    weights: Mapping[str, float]

    def at(self, values: Mapping[str, float]) -> float:
        """Return the chance."""
        if self.choose == "sum":
            return sum(share * values[target] for target, share in self.weights.items())
        if self.choose == "total":
            return min(1.0, sum(count * values[target] for target, count in self.weights.items()))
        choose = min if self.choose == "min" else max
        return choose((values[target] if target else 0.0 for target in self.weights), default=0.0)


def _rule(way: Exit, leading: frozenset[str], ahead: Mapping[str, str], *, low: bool, guarded: bool) -> _Rule:
    """Return the rule of a node; what does not lead to a goal counts as nothing, named "" where the smallest counts."""
    if way.mode == "all":
        useful = {ahead[target]: 1.0 for target in way.targets if target in leading}
        return _Rule("min" if guarded else "max", useful)
    shares = way.shares if way.mode == "one" and way.shares is not None else (1.0,) * len(way.targets)
    weights: dict[str, float] = {}
    for target, share in zip(way.targets, shares, strict=True):
        if target in leading:
            weights[ahead[target]] = weights.get(ahead[target], 0.0) + share
    if way.mode == "one" and way.shares is not None:
        return _Rule("sum", weights)
    if low:
        lost = {} if all(target in leading for target in way.targets) else {"": 1.0}
        return _Rule("min", weights | lost)
    return _Rule("max" if way.mode == "one" else "total", weights)


def _solved(rules: Mapping[str, _Rule], swept: Mapping[str, float]) -> dict[str, float] | None:
    """Return the chances where each is a weighted sum of others; None where that does not say what they are."""
    if any(rule.choose != "sum" for rule in rules.values()):
        return None
    import numpy as np

    places = {node: place for place, node in enumerate(rules)}
    matrix, known = np.eye(len(rules)), np.zeros(len(rules))
    for node, rule in rules.items():
        for target, share in rule.weights.items():
            if target in places:
                matrix[places[node], places[target]] -= share
            else:
                known[places[node]] += share * swept[target]
    try:
        found = np.linalg.solve(matrix, known)
    except np.linalg.LinAlgError:
        return None
    if not all(swept[node] - _CLOSE <= value <= 1 + _CLOSE for node, value in zip(rules, found, strict=True)):
        return None
    return {**swept, **dict(zip(rules, found.tolist(), strict=True))}
