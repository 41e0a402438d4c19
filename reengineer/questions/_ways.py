"""Walk the map once for all questions: what comes before what, how far along it is, how likely it is reached.

Rework makes a map cyclic, and then everything comes before everything. So the flows that lead back, as a walk from
the starts in the order of the file meets them, are left out of *before* and *after*. Sets of nodes are bits of one
whole number each, so that a map of hundreds of steps costs milliseconds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reengineer.processmap import ProcessMap


@dataclass(kw_only=True)
class Ways:
    """Answer questions about the order of nodes, computed when first asked.

    Parameters
    ----------
    map : ProcessMap
    steps : tuple of str
        Nodes that count as steps, in the order of the file.
    """

    map: ProcessMap
    steps: tuple[str, ...]
    _between: dict[str, dict[str, int]] = field(default_factory=dict)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Return the nodes that can be reached, each after all that come before it."""
        return self._walk[0]

    @cached_property
    def forward(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each node the ones it leads on to, leaving out flows that lead back."""
        back = self._walk[1]
        return {
            node: tuple(target for target in self.map.successors(node) if (node, target) not in back)
            for node in self.order
        }

    @cached_property
    def _walk(self) -> tuple[tuple[str, ...], frozenset[tuple[str, str]]]:
        """Walk depth first without recursion; return the order of leaving, reversed, and the flows that lead back."""
        left: list[str] = []
        back: set[tuple[str, str]] = set()
        state: dict[str, bool] = {}
        for start in (node.id for node in self.map.starts):
            stack = [(start, iter(self.map.successors(start)))] if state.setdefault(start, True) else []
            while stack:
                node, targets = stack[-1]
                target = next(targets, None)
                if target is None:
                    state[node] = False
                    left.append(node)
                    stack.pop()
                elif target not in state:
                    state[target] = True
                    stack.append((target, iter(self.map.successors(target))))
                elif state[target]:
                    back.add((node, target))
        return tuple(reversed(left)), frozenset(back)

    @cached_property
    def redone(self) -> frozenset[str]:
        """Return the steps that work is sent back to: the first ones where a flow leads back."""
        found: set[str] = set()
        for _, target in self._walk[1]:
            found.update(self._steps_of(self._bit.get(target) or self._next.get(target, 0)))
        return frozenset(found)

    @cached_property
    def _bit(self) -> Mapping[str, int]:
        return {step: 1 << position for position, step in enumerate(self.steps)}

    @cached_property
    def _ahead(self) -> Mapping[str, int]:
        """Return for each node the steps after it, as bits."""
        ahead: dict[str, int] = {}
        for node in reversed(self.order):
            bits = 0
            for target in self.forward[node]:
                bits |= ahead[target] | self._bit.get(target, 0)
            ahead[node] = bits
        return ahead

    @cached_property
    def _next(self) -> Mapping[str, int]:
        """Return for each node the steps after it that have no step in between, as bits."""
        following: dict[str, int] = {}
        for node in reversed(self.order):
            bits = 0
            for target in self.forward[node]:
                bits |= self._bit.get(target) or following[target]
            following[node] = bits
        return following

    def _steps_of(self, bits: int) -> Iterator[str]:
        while bits:
            lowest = bits & -bits
            yield self.steps[lowest.bit_length() - 1]
            bits ^= lowest

    def after(self, step: str) -> tuple[str, ...]:
        """Return the steps that can come after a step, rework left out, in the order of the file."""
        return tuple(self._steps_of(self._ahead.get(step, 0)))

    def onward(self, node: str) -> tuple[str, ...]:
        """Return the steps that a case at a node can do, that node among them if it is a step; rework left out."""
        return tuple(self._steps_of(self._ahead.get(node, 0) | self._bit.get(node, 0)))

    def following(self, step: str) -> tuple[str, ...]:
        """Return the steps that can come next after a step, rework left out."""
        return tuple(self._steps_of(self._next.get(step, 0)))

    def is_after(self, a: str, b: str) -> bool:
        """Say whether step b can come after step a, rework left out."""
        return bool(self._ahead.get(a, 0) & self._bit.get(b, 0))

    def is_first(self, step: str) -> bool | None:
        """Say whether no step comes before this one; None where the step cannot be reached."""
        if step not in self.forward:
            return None
        return not any(bits & self._bit[step] for node, bits in self._ahead.items() if node in self._bit)

    def between(self, a: str, b: str) -> tuple[str, ...]:
        """Return the steps that can come after a and before b."""
        return tuple(step for step in self.after(a) if self.is_after(step, b))

    def steps_between(self, a: str, b: str) -> int | None:
        """Return how many steps lie between two on the shortest way; None where there is no way."""
        if a not in self._between:
            self._between[a] = self._distances(a)
        return self._between[a].get(b)

    def _distances(self, origin: str) -> dict[str, int]:
        found: dict[str, int] = {}
        edge, steps_so_far = [origin], 0
        while edge:
            reached = [target for step in edge for target in self.following(step)]
            edge = [step for step in dict.fromkeys(reached) if step not in found]
            found.update((step, steps_so_far) for step in edge)
            steps_so_far += 1
        return found

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        ranks: dict[str, int] = dict.fromkeys(self.order, 0)
        for node in self.order:
            for target in self.forward[node]:
                ranks[target] = max(ranks[target], ranks[node] + 1)
        return ranks

    def position_after(self, nodes: Iterable[str]) -> float | None:
        """Return the position right after the last of some nodes, of the start where there are none."""
        longest = max(self._ranks.values(), default=0)
        known = [self._ranks[node] for node in nodes if node in self._ranks]
        return (max(known, default=0) + 1) / longest if longest else None

    def position(self, node: str) -> float | None:
        """Return how far along the map a node is, 0 at a start and 1 at the last end; None where it is unreachable."""
        longest = max(self._ranks.values(), default=0)
        return self._ranks[node] / longest if longest and node in self._ranks else None
