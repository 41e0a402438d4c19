"""Apply the options of a review, and keep what the boundary has against each."""

from dataclasses import dataclass, field, replace

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Breach, Waiver
from reengineer.comparison import OptionNotes
from reengineer.errors import BoundaryError, ChangeError, Problem
from reengineer.options import Option
from reengineer.review._folder import AS_IS, Review
from reengineer.review._presets import WhatIf
from reengineer.review._refitted import Refitted
from reengineer.simulation import Prepared, SimulationResult


@dataclass(slots=True, kw_only=True)
class Attempt:
    """Collect what becomes of the as-is and the options, by id.

    Parameters
    ----------
    maps : dict
        The as-is first, then each to-be map.
    breaches, notes : dict
        What the boundary has against an option, and what is known of it before it runs.
    prepared : dict
        What can be simulated, completed and compiled.
    results, sampled : dict
        Of inputs as stated, and sampled from their ranges.
    refitted : Refitted
        Where uncertain inputs come from refits of the model: which are used.
    """

    maps: dict[str, AnnotatedMap] = field(default_factory=dict)
    breaches: dict[str, tuple[Breach, ...]] = field(default_factory=dict)
    notes: dict[str, OptionNotes] = field(default_factory=dict)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    results: dict[str, SimulationResult] = field(default_factory=dict)
    sampled: dict[str, SimulationResult] = field(default_factory=dict)
    refitted: Refitted = field(default_factory=Refitted)


def apply_options(review: Review, named: tuple[str, ...] | None, *, refuse_forbidden: bool) -> Attempt:
    """Make the to-be maps.

    Parameters
    ----------
    review : Review
    named : tuple of str or None
        Options asked for; all where None.
    refuse_forbidden : bool
        Raise where an option asked for by name is forbidden.

    Raises
    ------
    ChangeError
        With every option that does not apply.
    BoundaryError
        With every breach of the options named.
    UsageError
        If there is no option of a name.
    """
    attempt = Attempt(maps={AS_IS: review.as_is}, notes={AS_IS: OptionNotes(title="As it is today")})
    wrong: list[Problem] = []
    for name in _chosen(review, named):
        try:
            _apply(review, attempt, review.options[name])
        except ChangeError as error:
            wrong.extend(error.problems)
    if wrong:
        raise ChangeError(wrong)
    breaches = [breach.problem for name in named or () for breach in attempt.breaches.get(name, ())]
    if breaches and refuse_forbidden:
        raise BoundaryError(breaches)
    return attempt


def _chosen(review: Review, named: tuple[str, ...] | None) -> list[str]:
    if named is None:
        return list(review.options)
    for name in named:
        if name != AS_IS:
            review.option(name)
    return [name for name in review.options if name in named]


def _apply(review: Review, attempt: Attempt, option: Option) -> None:
    to_be = option.apply(review.as_is)
    attempt.maps[option.id] = to_be
    findings: tuple[Problem, ...] = ()
    if review.boundary is not None and not isinstance(option, WhatIf):
        proposal = option.proposal(review.as_of)
        found = review.boundary.judge(review.as_is, to_be, option.changes, proposal=proposal)
        attempt.breaches[option.id] = found.breaches
        findings = (*(waived_problem(breach, waiver) for breach, waiver in found.waived), *found.not_shown)
    attempt.notes[option.id] = OptionNotes(
        title=option.title, costs=_costs(option), findings=findings, what_if=isinstance(option, WhatIf)
    )


def waived_problem(breach: Breach, waiver: Waiver) -> Problem:
    """Return a breach under a waiver as a warning that says who granted it, until when and why."""
    granted = f"granted by {waiver.granted_by} until {waiver.until}: {waiver.reason}"
    message = f"under a waiver of {waiver.rule} {granted}; {breach.problem.message}"
    return replace(breach.problem, message=message, remedy="", severity="warning")


def _costs(option: Option) -> tuple[tuple[str, str], ...]:
    stated = (("one_off", option.costs.one_off), ("per_year", option.costs.per_year))
    return tuple((key, str(value)) for key, value in stated if value is not None)
