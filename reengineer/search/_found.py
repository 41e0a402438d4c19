"""Hold what a search found: proposals with the figures of the second test, and what was left out and why."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.errors import Problem
from reengineer.search._judge import Study, first_of
from reengineer.search._race import RUNGS
from reengineer.search._retest import Retested
from reengineer.search._runner import Candidate
from reengineer.search._search import Searched
from reengineer.search._space import Space, moved

if TYPE_CHECKING:
    from reengineer.options import Option

SCHEMA = "reengineer/optimise/1"
MOST_REASONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Hold one point of the front after the second test.

    Parameters
    ----------
    option : Option
    written : mapping
        The option as a file has it.
    holds : bool
        Whether it is proposed; else the second test did not bear it out.
    reason : str
        Why it is not; empty otherwise.
    searched : mapping of criterion id to float
        What the search saw, in the unit of the criterion: picked for being good, so no figure to tell.
    replications : int
        That the search spent on it.
    """

    option: "Option"
    written: Mapping[str, object]
    holds: bool
    reason: str
    searched: Mapping[str, float]
    replications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hold the whole of a search.

    Parameters
    ----------
    study : Study
    space : Space
    budget : int
    searched : Searched
    retested : Retested
    advice : tuple of Problem
        What to know before the proposals are believed.
    """

    study: Study
    space: Space
    budget: int
    searched: Searched
    retested: Retested
    advice: tuple[Problem, ...] = ()

    @property
    def finalists(self) -> tuple[Proposal, ...]:
        """Return all that were tested again, in the order of the first criterion."""
        return tuple(self._proposal(candidate) for candidate in self.searched.finalists)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return those that hold."""
        return tuple(item for item in self.finalists if item.holds)

    def _proposal(self, candidate: Candidate) -> Proposal:
        criteria, signs = self.study.criteria, self.study.signs
        reason = self.retested.reasons.get(candidate.option.id, "")
        return Proposal(
            option=candidate.option,
            written=self.space.written(candidate.point),
            holds=not reason,
            reason=reason,
            searched={
                criterion.id: sign * float(value)
                for criterion, sign, value in zip(criteria, signs, candidate.estimates, strict=True)
            },
            replications=candidate.n,
        )

    @property
    def counts(self) -> dict[str, int]:
        """Return how many candidates, the as-is apart, ended in which way."""
        others = [candidate for candidate in self.searched.candidates if moved(candidate.point)]
        found = Counter(candidate.standing for candidate in others if candidate.standing != "permitted")
        able = [candidate for candidate in others if candidate.standing == "permitted"]
        return {
            "looked_at": len(others),
            "simulated": sum(candidate.n > 0 for candidate in others),
            "beaten": sum(candidate.dropped for candidate in able),
            "not_reached": sum(candidate.n == 0 for candidate in able),
            "over_limit": found["over_limit"] + sum(candidate.beyond for candidate in able),
            **{name: found[name] for name in ("forbidden", "does_not_apply", "unstable", "refused", "not_measured")},
        }  # fmt: skip

    @property
    def forbidden_by(self) -> tuple[tuple[str, int], ...]:
        """Return what forbade candidates, the most frequent first, with how many each."""
        barred = (candidate for candidate in self.searched.candidates if candidate.standing == "forbidden")
        counted = Counter(first_of(candidate.problems) for candidate in barred)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_REASONS])

    def to_dict(self, review: str = "") -> dict[str, object]:
        """Return the object that ``optimise --json`` prints: of the inputs and the seed alone.

        Parameters
        ----------
        review : str
            Title of the review.
        """
        searched, comparison = self.searched, self.retested.comparison.to_dict(review)
        return {
            **comparison,
            "schema": SCHEMA,
            "space": self.space.to_dict(),
            "search": {
                "seed": self.study.run.seed,
                "budget": self.budget,
                "spent": searched.spent,
                "rungs": list(RUNGS),
                "exhaustive": searched.exhaustive,
                "ended": searched.ended,
                "candidates": self.counts,
                "forbidden_by": [{"reason": reason, "candidates": count} for reason, count in self.forbidden_by],
                "not_told": searched.more,
            },
            "proposals": [self._as_dict(item) for item in self.finalists],
            "advice": [problem.as_dict() for problem in self.advice],
        }

    def _as_dict(self, item: Proposal) -> dict[str, object]:
        return {
            "id": item.option.id,
            "title": item.option.title,
            "holds": item.holds,
            "reason": item.reason or None,
            "option": dict(item.written),
            "searched": {"replications": item.replications, "values": dict(item.searched)},
        }
