"""Put a trial into numbers and days: cases, weeks, power, what is missing, and who does what when."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from math import ceil

from reengineer._records import dataclass
from reengineer.errors import Problem, nearest
from reengineer.files import Document
from reengineer.monitor._effects import LEAST_POINTS
from reengineer.monitor._samples import (
    cases_per_arm,
    cluster_inflation,
    power_of,
    series_inflation,
    shown_with,
    stepped_inflation,
)
from reengineer.monitor._trial import TrialPlan
from reengineer.source import NOWHERE, Source

SCHEMA = "reengineer/trial/1"
LEAST_POWER = 0.8
EARLY_ALPHA = 0.001
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one line of the calendar; weeks count from the start, and are negative before it."""

    week: int
    what: str
    who: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisedTrial:
    """Hold a trial in numbers and days.

    Parameters
    ----------
    plan : TrialPlan
    cases_per_arm : int
        By the formula, for independent cases.
    inflation : float
        By how much more are needed because cases, weeks or teams are alike.
    cases_needed : int
        On each side; of a stepped design, half of all cases.
    weeks_needed : int
        For the sample and, of a series, at least eight points.
    weeks : int
        As planned.
    power : float
        Of the planned weeks, for the stated effect, 0 to 1.
    shows : float
        The smallest effect that the planned weeks show with the wanted power.
    calendar : tuple of Entry
    problems : tuple of Problem
    """

    plan: TrialPlan
    cases_per_arm: int
    inflation: float
    cases_needed: int
    weeks_needed: int
    weeks: int
    power: float
    shows: float
    calendar: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def can_show(self) -> bool:
        """Say whether the trial has a power of at least 80 % for the effect that it states."""
        return self.power >= LEAST_POWER - 1e-6

    @property
    def verdict(self) -> str:
        """Return in words what the trial can show."""
        primary = self.plan.primary
        if self.can_show:
            return f"power {self.power:.0%} to show a difference of {primary.effect:g} in {primary.criterion}"
        return (
            f"cannot show a difference of {primary.effect:g} in {primary.criterion}: power {self.power:.0%}; "
            f"{self.weeks} weeks show {self.shows:.3g} or more, and {self.weeks_needed} weeks are needed"
        )

    def to_dict(self) -> dict[str, object]:
        """Return what ``trial --json`` prints."""
        return {
            "schema": SCHEMA,
            "trial": self.plan.model_dump(mode="json"),
            "cases_per_arm": self.cases_per_arm,
            "inflation": self.inflation,
            "cases_needed": self.cases_needed,
            "weeks_needed": self.weeks_needed,
            "weeks": self.weeks,
            "power": self.power,
            "can_show": self.can_show,
            "smallest_effect_shown": self.shows,
            "verdict": self.verdict,
            "calendar": [
                {"week": each.week, "on": None if each.on is None else each.on.isoformat(), "what": each.what,
                 "who": each.who}
                for each in self.calendar
            ],
            "problems": [problem.as_dict() for problem in self.problems],
        }  # fmt: skip


def organise(
    plan: TrialPlan, document: Document | None = None, criteria: Collection[str] | None = None
) -> OrganisedTrial:
    """Return a trial in numbers and days, with all that is wrong with it.

    Parameters
    ----------
    plan : TrialPlan
    document : Document, optional
        The file that it was read from, to say where something is wrong.
    criteria : collection of str, optional
        Ids of the review's criteria; the primary measure must be one of them.

    Notes
    -----
    Problems: RE970 no guardrail; RE971 no fairness statement; RE972 the planned weeks cannot show the effect
    (warning); RE973 there is no such criterion; RE974 something else is not stated (warning).
    """
    per_arm = cases_per_arm(plan.primary.effect, plan.primary.spread, alpha=plan.alpha, power=plan.power)
    inflation = _inflation(plan, per_arm)
    needed = ceil(per_arm * inflation - _SAME)
    rate = _weekly_cases_of_an_arm(plan)
    weeks_needed = max(ceil(needed / rate - _SAME), LEAST_POINTS if plan.design == "before_after" else 1)
    if plan.design == "stepped":
        weeks_needed = max(weeks_needed, plan.steps + 1)
    weeks = plan.weeks or min(weeks_needed, plan.most_weeks or weeks_needed)
    sample = _like_equal_arms(plan, weeks) * rate / inflation
    found = OrganisedTrial(
        plan=plan,
        cases_per_arm=per_arm,
        inflation=inflation,
        cases_needed=needed,
        weeks_needed=weeks_needed,
        weeks=weeks,
        power=power_of(sample, plan.primary.effect, plan.primary.spread, alpha=plan.alpha),
        shows=shown_with(sample, plan.primary.spread, alpha=plan.alpha, power=plan.power),
    )
    problems = tuple(_problems(found, document, criteria))
    return OrganisedTrial(
        **{name: getattr(found, name) for name in _NUMBERS}, calendar=tuple(_calendar(found)), problems=problems
    )


_NUMBERS = ("plan", "cases_per_arm", "inflation", "cases_needed", "weeks_needed", "weeks", "power", "shows")


def _weekly_cases_of_an_arm(plan: TrialPlan) -> float:
    """Return the cases of a week in the smaller arm; of steps, half of all count for each side on average."""
    units = plan.units
    if plan.design == "before_after":
        return units.per_week
    if plan.design == "stepped":
        return units.per_week / 2
    return units.per_week * min(units.trial_share, 1 - units.trial_share)


def _like_equal_arms(plan: TrialPlan, weeks: int) -> float:
    """Return the weeks that two equal sides would have for the same certainty; before a date there may be more."""
    if plan.design != "before_after":
        return weeks
    return 2 / (1 / weeks + 1 / plan.baseline_weeks)


def _inflation(plan: TrialPlan, per_arm: int) -> float:
    units, teams = plan.units, max(2, len(plan.units.teams))
    if plan.design == "before_after":
        return series_inflation(units.autocorrelation)
    if plan.design == "parallel_teams":
        return cluster_inflation(2 * per_arm / teams, units.icc)
    size = max(1.0, 2 * per_arm / (teams * (plan.steps + 1)))
    return stepped_inflation(plan.steps, size, units.icc)


def _problems(found: OrganisedTrial, document: Document | None, criteria: Collection[str] | None) -> Iterator[Problem]:
    plan, whole = found.plan, _place(document)
    if not plan.guardrails:
        remedy = "Add guardrails: what must not get worse, with a limit, such as the wait of vulnerable customers."
        yield Problem("RE970", "the trial has no guardrail", remedy, whole)
    if not plan.fairness.strip():
        remedy = "Add fairness: why nobody is worse off for the group that they are in, and how that is seen."
        yield Problem("RE971", "the trial has no statement of fairness", remedy, whole)
    if criteria is not None and plan.primary.criterion not in criteria:
        hint = nearest(plan.primary.criterion, criteria) or f"there are: {', '.join(criteria) or 'none'}"
        message = f'the review has no criterion "{plan.primary.criterion}" ({hint})'
        yield Problem("RE973", message, "Name a criterion of review.yaml.", _place(document, ("primary", "criterion")))
    if not found.can_show:
        remedy = "Lengthen the trial, take in more cases, or state a larger effect; else decide without this evidence."
        yield Problem("RE972", f"the trial {found.verdict}", remedy, whole, "warning")
    yield from _unstated(plan, whole)


def _unstated(plan: TrialPlan, place: Source) -> Iterator[Problem]:
    wanted = {
        "start_rules": "what must be there before it starts",
        "stop_rules": "when it is stopped",
        "roll_back": "how it is undone",
        "roles": "who owns it, who watches and who may stop it",
        "opt_out": "how somebody can stay out of it",
        "vulnerable": "how vulnerable customers are kept from harm",
    }
    for name, what in wanted.items():
        if not getattr(plan, name):
            yield Problem("RE974", f"the trial does not say {what}", f"Add {name}.", place, "warning")
    if plan.design != "before_after" and len(plan.units.teams) < 2:
        message = f"{plan.design.replace('_', ' ')} needs two teams or more, and {len(plan.units.teams)} are named"
        yield Problem("RE974", message, "Add units: teams.", place, "warning")


def _place(document: Document | None, path: tuple[str, ...] = ()) -> Source:
    return NOWHERE if document is None else document.place(path)


def _calendar(found: OrganisedTrial) -> Iterator[Entry]:
    plan = found.plan
    lines: list[tuple[int, str, str]] = [
        (-plan.baseline_weeks, f"the {plan.baseline_weeks} weeks begin that are compared with", "watches"),
        (-2, "tell colleagues what changes for them and why; train", "owns"),
    ]
    lines += [(-1, f"check: {rule}", "owns") for rule in plan.start_rules]
    lines.append((0, "start; limits of charts are frozen", "owns"))
    if plan.design == "stepped":
        lines += [(week, f"begin: {team}", "owns") for team, week in _begins(plan, found.weeks) if week]
    last = min(plan.pulse.weeks, found.weeks)
    asked = " and ".join(f"{who}s" for who in plan.pulse.who)
    lines += [
        (
            week,
            f"pulse of {asked}, each {plan.pulse.every}; guardrails; adoption",
            "watches",
        )
        for week in range(1, last + 1)
    ]
    lines += [(week, f"look at {plan.primary.criterion}, read at 1 in 1,000", "watches") for week in plan.looks]
    lines += [
        (found.weeks, f"end: {found.cases_needed:,} {plan.units.what} on each side were wanted; tell the effect",
         "watches"),
        (found.weeks + 1, "decide: carry on, adjust, or go back", "stops"),
    ]  # fmt: skip
    for week, what, role in sorted(lines, key=lambda line: line[0]):
        on = None if plan.start is None else plan.start + timedelta(weeks=week)
        yield Entry(week=week, what=what, who=plan.roles.get(role, role), on=on)


def _begins(plan: TrialPlan, weeks: int) -> list[tuple[str, int]]:
    """Return when each team begins: as many at a time as there are teams for each step."""
    teams = plan.units.teams
    period = max(1, weeks // (plan.steps + 1))
    return [(team, period * (at * plan.steps // max(1, len(teams)))) for at, team in enumerate(teams)]
