"""Make improvement cards of what customers complain of: problem, evidence, aim with a measure, ideas, boundary."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.review._assessment import Assessment
from reengineer.review._folder import Review

if TYPE_CHECKING:
    from reengineer.feedback import ThemeCount
    from reengineer.questions import Asked

MOST_CARDS = 5
MOST_IDEAS = 4
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """Hold an operation that might help, the question that suggests it, and what the boundary says of it."""

    operation: str
    step: str
    question: str
    boundary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Hold one improvement card.

    Parameters
    ----------
    id : str
        ``card-`` and the theme.
    problem : str
        In a sentence.
    evidence : tuple of str
        Ids of evidence, as conclusions cite them.
    n : int
        Comments that it rests on.
    share, low, high : float
        Share of all comments with its 95 % interval, 0 to 1.
    stake : float
        Satisfaction lost, in answers of nothing but displeasure.
    steps : tuple of str
        Names of the steps that it comes up at, the most frequent first.
    aim, measure : str
    ideas : tuple of Idea
    """

    id: str
    problem: str
    evidence: tuple[str, ...]
    n: int
    share: float
    low: float
    high: float
    stake: float
    steps: tuple[str, ...]
    aim: str
    measure: str
    ideas: tuple[Idea, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the card as plain values."""
        plain = {name: getattr(self, name) for name in ("id", "problem", "n", "share", "stake", "aim", "measure")}
        ideas = [
            {"operation": each.operation, "step": each.step, "question": each.question, "boundary": each.boundary}
            for each in self.ideas
        ]
        listed = {"evidence": list(self.evidence), "steps": list(self.steps), "ideas": ideas}
        return {**plain, "ci_low": self.low, "ci_high": self.high, **listed}


def improvement_cards(review: Review, found: Assessment, asked: "Asked") -> tuple[Card, ...]:
    """Return cards for the themes that come up most, and for those at which most satisfaction was lost.

    A theme of which nobody complains, and what no theme fits, makes no card.
    """
    report = found.feedback
    if report is None:
        return ()
    by_count = [each for each in report.themes if each.theme != OTHER and each.negative][:MOST_CARDS]
    by_stake = [each for each in report.by_stake if each.theme != OTHER and each.negative][:MOST_CARDS]
    themes = {each.theme: each for each in (*by_count, *by_stake)}
    return tuple(_card(review, theme, asked) for theme in themes.values())


def _card(review: Review, theme: "ThemeCount", asked: "Asked") -> Card:
    names = tuple(node.label for step in theme.steps if (node := review.as_is.map.find(step)) is not None)
    low, high = theme.interval.low or 0.0, 1.0 if theme.interval.high is None else theme.interval.high
    where = f", most at {names[0]}" if names else ""
    return Card(
        id=f"card-{theme.theme}",
        problem=f"{theme.name}: {theme.n} comments, {theme.negative} of them complaints{where}",
        evidence=(f"theme:{theme.theme}", *(f"feature:{step}" for step in list(theme.steps)[:1])),
        n=theme.n,
        share=theme.share,
        low=low,
        high=high,
        stake=theme.stake,
        steps=names,
        aim=f"Fewer comments about {theme.name.casefold()} than {low:.0%} of all, the lower end of what is known now",
        measure=f"Share of customers' comments with the theme {theme.theme}, asked for in the same way as now",
        ideas=tuple(_ideas(review, theme, asked))[:MOST_IDEAS],
    )


def _ideas(review: Review, theme: "ThemeCount", asked: "Asked") -> Iterator[Idea]:
    """Give what the questions about the steps concerned suggest, each operation once."""
    seen: set[tuple[str, str]] = set()
    for step in theme.steps:
        for finding in asked.about(step):
            for suggestion in finding.suggests:
                if (suggestion.operation, step) not in seen:
                    seen.add((suggestion.operation, step))
                    yield Idea(operation=suggestion.operation, step=step, question=finding.rule,
                               boundary=boundary_status(review, suggestion.operation, step))  # fmt: skip


def boundary_status(review: Review, operation: str, step: str) -> str:
    """Return what the boundary says of an operation on a step: permitted, or why not; before any limits."""
    boundary = review.boundary
    if boundary is None:
        return "no boundary was agreed"
    same = {ref for ref in (step, review.as_is.map.node(step).label) if ref}
    for lock in boundary.locked_steps:
        if lock.step in same:
            return f"the step is locked{f': {lock.why}' if lock.why else ''}"
    if same & set(boundary.scope.exclude_steps):
        return "the step is out of scope"
    forbidden = next((each for each in boundary.forbidden_changes if each.op == operation), None)
    if forbidden is not None:
        return f"forbidden{f': {forbidden.why}' if forbidden.why else ''}"
    if any(each.op == operation for each in boundary.permitted_changes):
        return "permitted, within its limits"
    return "not permitted: the boundary does not name it"
