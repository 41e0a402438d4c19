"""Search a space for the front: all of it where it is small, else from good points on; in a race, within a budget."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from reengineer._records import dataclass
from reengineer.search._propose import Proposer, screening
from reengineer.search._race import RUNGS, beaten, ranks, spread, thinned, undominated
from reengineer.search._runner import Candidate, Runner
from reengineer.search._space import Point, Space, moved
from reengineer.simulation import Engine, Workers

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXHAUSTIVE = 200
"""Points up to which a space is gone through whole."""
BATCH = 20
"""New points at a time; the same for any number of workers."""
SCREENING = 0.4
"""Share of the budget that points which set one lever may take."""
REFINING = 0.5
"""Share of the budget that is kept, at the most, for more replications of the front in the end."""
RIVALS = 64
"""Candidates on the front against which every other is held."""
PATIENCE = 20
"""Rounds without a single new point that may be simulated, after which nothing more is looked for."""
Ended = Literal["complete", "nothing_left", "budget", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProgress:
    """Say how far a search is.

    Parameters
    ----------
    spent, budget : int
        Replications.
    tried : int
        Candidates that were simulated.
    front : int
        Candidates on the front as it looks now.
    """

    spent: int
    budget: int
    tried: int
    front: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Hold the end of a search, before anything is tested again.

    Parameters
    ----------
    candidates : tuple of Candidate
        All that were looked at, in the order of the search; the first is the as-is.
    finalists : tuple of Candidate
        The front, without what gains nothing on simpler ones, and without the as-is.
    spent : int
        Replications, those that were remembered among them.
    exhaustive : bool
        Whether the whole space was to be gone through.
    ended : {"complete", "nothing_left", "budget", "interrupted"}
        Everything was tried; nothing new was found near the front; the budget was spent; or somebody stopped it.
    more : int
        Candidates on the front beyond those that are finalists.
    """

    candidates: tuple[Candidate, ...]
    finalists: tuple[Candidate, ...]
    spent: int
    exhaustive: bool
    ended: Ended
    more: int = 0


class Course:
    """Be one search, round by round.

    Parameters
    ----------
    runner : Runner
    budget : int
        Replications that candidates may take together.
    told : callable or None
        Told how far the search is, after each few candidates.
    """

    def __init__(self, runner: Runner, budget: int, told: Callable[[SearchProgress], None] | None = None) -> None:
        self._runner, self._budget, self._told = runner, budget, told
        self._space: Space = runner.space
        self._all: dict[Point, Candidate] = {}
        self._proposer = Proposer(self._space, runner.study.run.seed, self._all.__contains__)
        self._spent, self._is_barren = 0, False
        self.exhaustive = self._space.size <= EXHAUSTIVE
        self._explores = not self.exhaustive
        self.ended: Ended = "interrupted"
        self._take_as_is()

    def _take_as_is(self) -> None:
        """Take in the as-is, which has been run."""
        count = len(self._runner.study.criteria)
        candidate = self._runner.candidate(self._space.as_is)
        candidate.standing, candidate.values, candidate.to_be = "permitted", self._runner.base, None
        candidate.estimates = (self._runner.base[:, :count] * self._runner.signs).mean(axis=0)
        self._all[candidate.point] = candidate

    def run(self, workers: Workers | None, engine: Engine) -> None:
        """Go on until the budget is spent or nothing is left to try; what is there stays when it is interrupted."""
        first = self._space.points() if self.exhaustive else screening(self._space, self._screened())
        fresh = self._judged(first)
        while True:
            wanted = self._affordable([*self._promoted(), *((candidate, RUNGS[0]) for candidate in fresh)])
            if not wanted and not self._explores:
                break
            self._runner.run(wanted, workers, engine, self._done)
            self._drop([candidate for candidate, _ in wanted])
            fresh = self._fresh() if self._explores else []
            self._explores = bool(fresh)
        self.ended = self._why()

    def _screened(self) -> int:
        return max(1, int(self._budget * SCREENING) // RUNGS[0])

    def _why(self) -> Ended:
        waiting = any(candidate.standing == "permitted" and not candidate.n for candidate in self._all.values())
        if waiting or self._promoted() or (not self.exhaustive and not self._is_barren):
            return "budget"
        return "complete" if len(self._all) >= self._space.size else "nothing_left"

    def _done(self, count: int) -> None:
        self._spent += count
        if self._told is not None:
            racing = self._racing()
            front = int(self._on_front(racing).sum())
            tried = sum(candidate.n > 0 for candidate in self._all.values()) - 1
            self._told(SearchProgress(spent=self._spent, budget=self._budget, tried=tried, front=front))

    def _judged(self, points: Iterable[Point]) -> list[Candidate]:
        """Take in points; return those that may be simulated."""
        found = []
        for point in points:
            if point not in self._all:
                candidate = self._all[point] = self._runner.candidate(point)
                if candidate.standing == "permitted":
                    found.append(candidate)
        return found

    def _fresh(self) -> list[Candidate]:
        """Return new candidates that may be simulated, as long as the budget holds what the front still needs."""
        needed = sum(RUNGS[-1] - candidate.n for candidate in self._telling())
        if self._spent + min(needed, int(self._budget * REFINING)) + RUNGS[0] > self._budget:
            return []
        for _ in range(PATIENCE):
            points = self._proposer.next([candidate.point for candidate in self._parents()], BATCH)
            found = self._judged(points)
            self._is_barren = not found
            if found or not points:
                return found
        return []

    def _racing(self) -> list[Candidate]:
        """Return who is in the race; who lies beyond a limit is not."""
        return [candidate for candidate in self._all.values() if candidate.races and not candidate.beyond]

    def _on_front(self, candidates: Sequence[Candidate]) -> "NDArray[np.bool_]":
        return undominated(_estimates(candidates), _efforts(candidates), self._runner.room)

    def _ranks(self, candidates: Sequence[Candidate], layers: int) -> list[int]:
        found: list[int] = ranks(_estimates(candidates), _efforts(candidates), self._runner.room, layers).tolist()
        return found

    def _front(self) -> list[Candidate]:
        racing = self._racing()
        kept = self._on_front(racing).tolist()
        return [candidate for candidate, is_on_it in zip(racing, kept, strict=True) if is_on_it]

    def _telling(self) -> list[Candidate]:
        """Return the front without what gains nothing on simpler ones."""
        front = self._front()
        kept = thinned(_estimates(front), _efforts(front), self._runner.room)
        return [front[place] for place in kept]

    def _parents(self) -> list[Candidate]:
        """Return whom to start from: the front, and the next layer where that is thin."""
        racing = self._racing()
        layers = self._ranks(racing, 2)
        last = 0 if layers.count(0) >= 4 else 1
        return [candidate for candidate, layer in zip(racing, layers, strict=True) if layer <= last]

    def _promoted(self) -> list[tuple[Candidate, int]]:
        """Return who runs on, and to how many replications: doubled, for as long as it may still be on the front.

        While new points are looked for the front is run just often enough to be worth starting from.
        """
        able = self._racing() if self.exhaustive else self._front() if self._explores else self._telling()
        short = [candidate for candidate in able if candidate.n < RUNGS[1 if self._explores else -1]]
        layers = self._ranks(able, 4)
        rank = {candidate.point: layer for candidate, layer in zip(able, layers, strict=True)}
        short.sort(key=lambda candidate: (rank[candidate.point], moved(candidate.point), candidate.point))
        return [(candidate, next(rung for rung in RUNGS if rung > candidate.n)) for candidate in short]

    def _affordable(self, wanted: Sequence[tuple[Candidate, int]]) -> list[tuple[Candidate, int]]:
        """Return the first of them that the budget holds."""
        found, left = [], self._budget - self._spent
        for candidate, number in wanted:
            left -= number - candidate.n
            if left < 0:
                break
            found.append((candidate, number))
        return found

    def _drop(self, run: Sequence[Candidate]) -> None:
        """Take those out of the race that somebody on the front clearly beats."""
        front = self._front()
        rivals = [front[place] for place in spread(_estimates(front), RIVALS)] if front else []
        for candidate in run:
            others = [rival for rival in rivals if rival is not candidate and rival.n >= candidate.n]
            if candidate.standing != "permitted" or not others:
                continue
            table = np.stack([self._runner.signed(rival, candidate.n) for rival in others])
            simpler = [moved(rival.point) <= moved(candidate.point) for rival in others]
            own = self._runner.signed(candidate, candidate.n)
            candidate.dropped = bool(beaten(own, table, simpler, self._runner.room).any())

    def searched(self, most: int) -> Searched:
        """Return what is there now.

        Parameters
        ----------
        most : int
            Finalists at the most; of a larger front those that show the whole of it.
        """
        telling = [candidate for candidate in self._telling() if moved(candidate.point)]
        chosen = [telling[place] for place in spread(_estimates(telling), most)] if telling else []
        chosen.sort(key=lambda candidate: (tuple(candidate.estimates.tolist()), candidate.point))
        return Searched(
            candidates=tuple(self._all.values()),
            finalists=tuple(chosen),
            spent=self._spent,
            exhaustive=self.exhaustive,
            ended=self.ended,
            more=len(telling) - len(chosen),
        )


def _estimates(candidates: Sequence[Candidate]) -> "NDArray[np.float64]":
    if not candidates:
        return np.zeros((0, 1))
    return np.stack([candidate.estimates for candidate in candidates])


def _efforts(candidates: Sequence[Candidate]) -> list[int]:
    return [moved(candidate.point) for candidate in candidates]
