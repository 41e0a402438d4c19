"""Propose points to try next: one change from good ones, and what comes of two good ones together."""

from collections.abc import Callable, Sequence
from itertools import islice, pairwise

from reengineer.search._space import Point, Space, moved
from reengineer.statistics import keyed_uniforms

KEY = 0x0971315E
TRIES = 12
"""Draws for each point that is wanted, before those that are left are listed one by one."""
NEIGHBOUR, CROSSED, JOINED = 0.45, 0.65, 0.95
"""Shares of the draws, added up: one lever set otherwise; each lever from either parent; all that either sets. What is
left is drawn from the whole space."""
Known = Callable[[Point], bool]


def screening(space: Space, count: int) -> list[Point]:
    """Return the points that set one lever; of each lever the ends before what lies between, where not all fit.

    Parameters
    ----------
    space : Space
    count : int
        At the most.
    """
    by_lever = [[space.at({place: setting}) for setting in _ends_first(len(lever.settings))]
                for place, lever in enumerate(space.levers)]  # fmt: skip
    deepest = max(map(len, by_lever), default=0)
    turns = (points[turn] for turn in range(deepest) for points in by_lever if turn < len(points))
    return list(islice(turns, count))


def _ends_first(count: int) -> list[int]:
    """Return the settings 1 to `count`: the last, the first, then always the middle of the widest gap."""
    found = [count, 1] if count > 1 else [1]
    while len(found) < count:
        ordered = sorted(found)
        low, high = max(pairwise(ordered), key=lambda pair: (pair[1] - pair[0], -pair[0]))
        found.append((low + high) // 2)
    return found


class Proposer:
    """Propose points; the same ones for the same seed and the same parents.

    Parameters
    ----------
    space : Space
    seed : int
    known : callable
        Says of a point whether it was proposed before.
    """

    def __init__(self, space: Space, seed: int, known: Known) -> None:
        self._space, self._seed, self._known = space, seed, known
        self._round = 0

    def next(self, parents: Sequence[Point], count: int) -> list[Point]:
        """Return new points, at most so many; none where nothing near the parents is left to try.

        Parameters
        ----------
        parents : sequence of tuple of int
            The best first.
        count : int
        """
        self._round += 1
        width = 4 + len(self._space.levers)
        draws = keyed_uniforms(KEY + self._seed * 1_000_003 + self._round, count * TRIES, width).tolist()
        found: dict[Point, None] = {}
        for draw in draws:
            point = self._repaired(self._drawn(parents, draw), draw)
            if not self._known(point):
                found[point] = None
            if len(found) == count:
                break
        else:
            left = (point for parent in parents for point in self._space.neighbours(parent) if not self._known(point))
            found |= dict.fromkeys(islice((point for point in left if point not in found), count - len(found)))
        return list(found)

    def _drawn(self, parents: Sequence[Point], draw: Sequence[float]) -> Point:
        way, first, second = draw[0], _of(parents, draw[1]), _of(parents, draw[2])
        if way < NEIGHBOUR:
            return self._neighbour(first, draw)
        if way < CROSSED:
            return tuple(a if u < 0.5 else b for a, b, u in zip(first, second, draw[4:], strict=True))
        if way < JOINED:
            return tuple((a if u < 0.5 else b) if a and b else a or b
                         for a, b, u in zip(first, second, draw[4:], strict=True))  # fmt: skip
        return tuple(int(u * (len(lever.settings) + 1))
                     for lever, u in zip(self._space.levers, draw[4:], strict=True))  # fmt: skip

    def _neighbour(self, point: Point, draw: Sequence[float]) -> Point:
        """Return a point with one lever set otherwise."""
        place = int(draw[2] * len(point))
        others = [each for each in range(len(self._space.levers[place].settings) + 1) if each != point[place]]
        return (*point[:place], others[int(draw[3] * len(others))], *point[place + 1 :])

    def _repaired(self, point: Point, draw: Sequence[float]) -> Point:
        """Return a point with no more levers set than may be, those with the smallest draws left as they are."""
        most = self._space.most_together
        if most is None or moved(point) <= most:
            return point
        places = sorted((place for place, setting in enumerate(point) if setting), key=lambda place: -draw[4 + place])
        return tuple(setting if place in places[:most] else 0 for place, setting in enumerate(point))


def _of(parents: Sequence[Point], draw: float) -> Point:
    return parents[int(draw * len(parents))]
