"""Bound the chance that a case gets somewhere, from the shares of the branches.

Where shares are not stated, the chance lies between that of the worst and that of the best branch; often both are the
same, because the branches meet again, and then the chance is known all the same. After a parallel split all branches
run: one that comes to the goal is enough, and one that meets a control is enough to have met it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Mode = Literal["one", "all", "some"]
_SWEEPS = 10_000
_SETTLED = 1e-12


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
    """Sweep from zero upwards, which finds the least solution however the flows loop."""
    leading = _leading(exits, goals)
    values = {node: 1.0 if node in goals else 0.0 for node in leading if node not in control}
    order = [node for node in reversed(tuple(exits)) if node in values and node not in goals]
    rules = {node: _rule(exits[node], leading, low=low, guarded=bool(control)) for node in order}
    for _ in range(_SWEEPS):
        moved = 0.0
        for node in order:
            new = rules[node](values)
            moved = max(moved, new - values[node])
            values[node] = new
        if moved < _SETTLED:
            break
    return min(1.0, values.get(start, 0.0))


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


_Rule = Callable[[Mapping[str, float]], float]


def _rule(way: Exit, leading: frozenset[str], *, low: bool, guarded: bool) -> _Rule:
    targets = way.targets
    if way.mode == "all":
        useful = tuple(target for target in targets if target in leading)
        return _extreme(useful, smallest=guarded)
    if way.mode == "one" and way.shares is not None:
        return _weighted(tuple(zip(targets, way.shares, strict=True)))
    if low:
        return _extreme(targets, smallest=True)
    return _extreme(targets, smallest=False) if way.mode == "one" else _total(targets)


def _extreme(targets: Sequence[str], *, smallest: bool) -> _Rule:
    choose = min if smallest else max
    return lambda values: choose((values.get(target, 0.0) for target in targets), default=0.0)


def _weighted(branches: Sequence[tuple[str, float]]) -> _Rule:
    return lambda values: sum(share * values.get(target, 0.0) for target, share in branches)


def _total(targets: Sequence[str]) -> _Rule:
    return lambda values: min(1.0, sum(values.get(target, 0.0) for target in targets))
