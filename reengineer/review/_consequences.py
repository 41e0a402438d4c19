"""Lay out what an option means for customers, for the organisation and for colleagues, before anybody agrees to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.options import Option
from reengineer.plan import neighbours
from reengineer.report import PageSection, PageTable
from reengineer.review._concerned import concerned_by_option, label, touches
from reengineer.review._conclusions import stored_comparison
from reengineer.review._folder import Review

if TYPE_CHECKING:
    from reengineer.comparison import Comparison, PairedDifference

VERDICTS = {
    "better": "better",
    "worse": "worse",
    "no_difference": "no difference that matters",
    "not_shown": "not shown",
}
PROMPTS = {
    "Customer": (
        "Who is served later or worse so that others are served sooner?",
        "What new reason to contact us does this create?",
        "Which customers cannot use the new way, and what do they do instead?",
    ),
    "Organisation": (
        "Where does the work go that leaves here: another team, a supplier, the customer?",
        "What happens at the busiest hour, and when two people are away?",
        "Which figures of others change because of this?",
    ),
    "Colleague": (
        "What is done with the time that is set free?",
        "Which skill is needed that few have, and which is no longer used?",
        "What do those who do the work expect to go wrong first?",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepConsequence:
    """Hold one step that an option touches, or that lies next to one.

    Parameters
    ----------
    step, name : str
    how : {"added", "removed", "changed", "neighbour"}
    role : str
    what : str
        What is different, or next to what it lies.
    """

    step: str
    name: str
    how: str
    role: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadChange:
    """Hold how busy a group is, as a share of its paid time: as it is, with the option, and the difference.

    Parameters
    ----------
    group : str
    as_is, value, difference, low, high : float or None
    verdict : str
    hours_a_week : float or None
        Paid hours of the group that the difference stands for; time set free is below 0 and is no saving by itself.
    """

    group: str
    as_is: float | None
    value: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str
    hours_a_week: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """Hold the consequences of one option.

    Parameters
    ----------
    option, title : str
    steps : tuple of StepConsequence
    loads : tuple of LoadChange
        Of each group that the simulation knows; empty where nothing was simulated.
    customer, organisation, colleague : tuple of str
        What is known, one sentence each.
    note : str
        Why no results are used; empty where they are.
    """

    option: str
    title: str
    steps: tuple[StepConsequence, ...]
    loads: tuple[LoadChange, ...]
    customer: tuple[str, ...]
    organisation: tuple[str, ...]
    colleague: tuple[str, ...]
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return what ``consequences --json`` prints."""
        return {
            "option": self.option, "title": self.title,
            "steps": [{"step": each.step, "name": each.name, "how": each.how, "role": each.role, "what": each.what}
                      for each in self.steps],
            "loads": [{"group": each.group, "as_is": each.as_is, "value": each.value, "difference": each.difference,
                       "ci_low": each.low, "ci_high": each.high, "verdict": each.verdict,
                       "hours_a_week": each.hours_a_week} for each in self.loads],
            "customer": list(self.customer), "organisation": list(self.organisation),
            "colleague": list(self.colleague), "prompts": {side: list(texts) for side, texts in PROMPTS.items()},
            "note": self.note or None,
        }  # fmt: skip

    def sections(self) -> tuple[PageSection, ...]:
        """Return the sheet as sections of a page."""
        steps = tuple((each.name, each.how, each.role or "-", each.what) for each in self.steps)
        loads = tuple((each.group, *_load_cells(each)) for each in self.loads)
        heads = ("Group", "Busy today", "With the option", "Difference, 95 % interval", "Verdict", "Hours a week")
        tables = (PageTable(caption="How busy each group is", heads=heads, rows=loads),) if loads else ()
        told = {"Customer": self.customer, "Organisation": self.organisation, "Colleague": self.colleague}
        sides = [
            PageSection(title=side, texts=("What is known:",) if lines else ("Nothing is known yet.",), items=lines,
                        tables=tables if side == "Colleague" else ())
            for side, lines in told.items()
        ]  # fmt: skip
        asked = [PageSection(title=f"To talk about: {side.casefold()}", items=texts) for side, texts in PROMPTS.items()]
        table = PageTable(caption="Steps that change, and those next to them", rows=steps,
                          heads=("Step", "How", "Role", "What"))  # fmt: skip
        return (*sides, PageSection(title="Steps concerned", tables=(table,)), *asked)


def shown_share(value: float | None, sign: str = "") -> str:
    """Return a share as text, a dash where it is not known."""
    return "-" if value is None else f"{value:{sign}.1%}"


def _load_cells(each: LoadChange) -> tuple[str, ...]:
    between = f"{shown_share(each.difference, '+')} ({shown_share(each.low, '+')} to {shown_share(each.high, '+')})"
    hours = "-" if each.hours_a_week is None else f"{each.hours_a_week:+.1f}"
    return shown_share(each.as_is), shown_share(each.value), between, each.verdict, hours


def consequences(review: Review, option: Option, results: Path | None = None) -> Consequences:
    """Return what is known of the consequences of an option, from the change itself, the boundary and stored results.

    Parameters
    ----------
    review : Review
    option : Option
    results : Path, optional
        Folder of results; ``results`` beside the review file where left out.
    """
    to_be = option.apply(review.as_is)
    comparison, note = stored_comparison(review, results)
    if comparison is not None and option.id not in {each.id for each in comparison.outcomes}:
        comparison, note = None, f"option {option.id} is not among the results; simulate it"
    loads = () if comparison is None else tuple(_loads(review, option, comparison))
    return Consequences(
        option=option.id, title=option.title, steps=tuple(steps_concerned(review, option, to_be)), loads=loads,
        customer=tuple(_customer(review, option, to_be, comparison)),
        organisation=tuple(_organisation(review, option, to_be, comparison)),
        colleague=tuple(_colleague(review, option, to_be)), note=note,
    )  # fmt: skip


def steps_concerned(review: Review, option: Option, to_be: AnnotatedMap) -> Iterator[StepConsequence]:
    """Give each element that an option adds, removes, changes or moves, then each activity next to one of them."""
    told = touches(review.as_is, option, to_be)
    for step, touch in told.items():
        annotated = review.as_is if touch.how == "removed" else to_be
        name = label(step, to_be, review.as_is)
        yield StepConsequence(step=step, name=name, how=touch.how, role=_role(annotated, step),
                              what="; ".join(touch.texts))  # fmt: skip
    near: dict[str, list[str]] = {}
    for annotated in (review.as_is, to_be):
        for step in {node.id for node in annotated.map.nodes}.intersection(told):
            for other in neighbours(annotated, step):
                if other not in told:
                    near.setdefault(other, []).append(label(step, annotated))
    for step, others in sorted(near.items()):
        annotated = review.as_is if review.as_is.map.find(step) is not None else to_be
        name = label(step, annotated)
        yield StepConsequence(step=step, name=name, how="neighbour", role=_role(annotated, step),
                              what=f"next to {', '.join(sorted(set(others)))}")  # fmt: skip


def _role(annotated: AnnotatedMap, step: str) -> str:
    return annotated.group_of(step) or ""


def _loads(review: Review, option: Option, comparison: "Comparison") -> Iterator[LoadChange]:
    from reengineer.comparison import affected

    outcome = comparison.outcome(option.id)
    if outcome.result is None:
        return
    # A forbidden option is told like any other: what it would do is part of why it is talked about.
    from dataclasses import replace

    allowed = tuple(replace(each, status="ran") if each.id == option.id else each for each in comparison.outcomes)
    pair = tuple(each for each in allowed if each.id in (comparison.baseline, option.id))
    for each in affected(replace(comparison, outcomes=pair)):
        if each.kind == "group" and each.difference.option == option.id:
            yield _load(review, each.who, each.difference)


def _load(review: Review, group: str, item: "PairedDifference") -> LoadChange:
    hours = _paid_hours_a_week(review, group)
    change = None if hours is None or item.difference is None else hours * item.difference
    return LoadChange(
        group=group, as_is=item.as_is, value=item.value, difference=item.difference, low=item.ci_low, high=item.ci_high,
        verdict=VERDICTS[item.verdict], hours_a_week=change,
    )  # fmt: skip


def _paid_hours_a_week(review: Review, group: str) -> float | None:
    notes = review.as_is.notes.resources.get(group)
    if notes is None:
        return None
    calendars = [member.calendar or notes.calendar for member in notes.people(group)]
    return sum(review.as_is.calendar(each).open_s_per_week for each in calendars) / 3600


def _customer(review: Review, option: Option, to_be: AnnotatedMap, comparison: "Comparison | None") -> Iterator[str]:
    if comparison is not None:
        for item in comparison.differences:
            if item.option == option.id and item.measure.scope in ("process", "class"):
                yield f"{item.measure.label}: {_change(item)}"
    touched = touches(review.as_is, option, to_be)
    met = [each for each in to_be.steps if each.id in touched and each.notes.customer_contact]
    if met:
        yield f"Customers meet what changes: {', '.join(each.name for each in met)}"
    for name, case in review.as_is.notes.cases.items():
        if case.attributes:
            yield f"Cases of {name} differ in {', '.join(case.attributes)}: ask who among them gains and who loses"
    if review.boundary is not None and review.boundary.customers.must_keep_channels:
        yield f"Channels that are kept: {', '.join(review.boundary.customers.must_keep_channels)}"


def _change(item: "PairedDifference") -> str:
    if item.difference is None:
        return "cannot be told"
    unit = item.measure.unit or ""
    ends = "" if item.ci_low is None or item.ci_high is None else f" ({item.ci_low:+.3g} to {item.ci_high:+.3g})"
    return f"{item.difference:+.3g} {unit}".rstrip() + f"{ends}, {VERDICTS[item.verdict]}"


def _organisation(
    review: Review, option: Option, to_be: AnnotatedMap, comparison: "Comparison | None"
) -> Iterator[str]:
    if option.costs.one_off is not None:
        yield f"Costs once: {option.costs.one_off}"
    if option.costs.per_year is not None:
        yield f"Costs each year: {option.costs.per_year}"
    if review.boundary is not None:
        proposal = option.proposal(review.as_of)
        for entry in review.boundary.register(review.as_is, to_be, option.changes, proposal=proposal):
            if entry.verdict != "holds":
                yield f"Control {entry.rule}: {entry.verdict}"
    yield from _data(review, to_be)
    flows = review.as_is.map.definitions.collaborations
    partners = [pool.name or pool.id for each in flows for pool in each.participants if pool.process_ref is None]
    if partners:
        yield f"Others exchange messages with this process: {', '.join(str(name) for name in partners)}"
    if comparison is not None:
        for item in comparison.differences:
            if item.option == option.id and item.measure.kind == "money":
                yield f"{item.measure.label}: {_change(item)}"


def _data(review: Review, to_be: AnnotatedMap) -> Iterator[str]:
    def kept(annotated: AnnotatedMap) -> set[str]:
        return {name for each in annotated.steps for name in (*each.notes.inputs, *each.notes.outputs)}

    before, after = kept(review.as_is), kept(to_be)
    if before - after:
        yield f"Data no longer made or read: {', '.join(sorted(before - after))}"
    if after - before:
        yield f"New data: {', '.join(sorted(after - before))}"


def _colleague(review: Review, option: Option, to_be: AnnotatedMap) -> Iterator[str]:
    for each in concerned_by_option(review, option, to_be):
        because = each.because(to_be, review.as_is)
        yield (
            f"{each.role}: {because}"
            if because
            else f"{each.role}: takes work from those whose steps change, or gives it"
        )
    touched = touches(review.as_is, option, to_be)
    for step in to_be.steps:
        needed, there = step.notes.skill_required, step.notes.skill_actual
        if step.id in touched and needed is not None and there is not None and float(there) < float(needed):
            yield f"{step.name} needs skill {float(needed):g} of 5, and those who do it have {float(there):g}"
