"""Draft a briefing for each role that is concerned; every line says which part of the review it comes from."""

import re
from collections.abc import Iterator
from pathlib import Path

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.files import write_text_atomic
from reengineer.options import Option
from reengineer.report import PageSection, sheet_page
from reengineer.review._cited import EvidenceItem, evidence_register
from reengineer.review._concerned import (
    Concerned,
    concerned_by_option,
    concerned_by_plan,
    label,
    steps_in_scope,
    touches,
)
from reengineer.review._conclusions import stored_comparison
from reengineer.review._folder import Review

SILENT = "The review does not say."


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingLine:
    """Hold one sentence and where it comes from.

    Parameters
    ----------
    text : str
    source : str
        A key of ``review.yaml`` or ``boundary.yaml``, the option's file, or an id of evidence; empty for what only says
        that nothing is stated.
    """

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Hold what one role is told.

    Parameters
    ----------
    role, about, title : str
    because : str
        Why the role is concerned.
    parts : tuple of (str, tuple of BriefingLine)
        Headings and what stands below them.
    """

    role: str
    about: str
    title: str
    because: str
    parts: tuple[tuple[str, tuple[BriefingLine, ...]], ...]

    def to_dict(self) -> dict[str, object]:
        """Return the briefing as plain values."""
        parts = [
            {"heading": heading, "lines": [{"text": line.text, "source": line.source or None} for line in lines]}
            for heading, lines in self.parts
        ]
        return {"role": self.role, "about": self.about, "because": self.because, "parts": parts}

    def lines(self) -> Iterator[BriefingLine]:
        """Give all lines."""
        for _, lines in self.parts:
            yield from lines


def plan_briefings(review: Review) -> tuple[Briefing, ...]:
    """Return a briefing about the aims of a review for each role concerned; nothing else is claimed."""
    return tuple(
        Briefing(
            role=each.role, about="plan", title=review.title, because=each.because(review.as_is),
            parts=tuple(
                (heading, tuple(lines) or (BriefingLine(text=SILENT),)) for heading, lines in _plan(review, each)
            ),
        )
        for each in concerned_by_plan(review)
    )  # fmt: skip


def _plan(review: Review, each: Concerned) -> Iterator[tuple[str, Iterator[BriefingLine]]]:
    yield "Why we do this", _why(review)
    yield "What is looked at, and what is not", _scope(review, each)
    yield "What is not intended", _not_intended(review)
    yield "How you can take part", _part(review, each)
    yield "When", _when(review)


def _why(review: Review) -> Iterator[BriefingLine]:
    if review.notes.plan.purpose:
        yield BriefingLine(text=_sentence(review.notes.plan.purpose), source="review.yaml: plan.purpose")
    for number, aim in enumerate(review.notes.aims):
        yield BriefingLine(text=_sentence(aim), source=f"review.yaml: aims.{number}")


def _scope(review: Review, each: Concerned) -> Iterator[BriefingLine]:
    boundary = review.boundary
    stated = boundary is not None and "scope" in boundary.model_fields_set
    source = "boundary.yaml: scope" if stated else "the map"
    own = [step for step in each.does if step in steps_in_scope(review)]
    if own:
        yield BriefingLine(text=f"Looked at, of your work: {_names(review.as_is, own)}.", source=source)
    if each.beside:
        yield BriefingLine(text=f"Next to your work: {_names(review.as_is, each.beside)}.", source=source)
    if each.owns:
        text = f"You answer for control {', '.join(each.owns)}; it stays in force."
        yield BriefingLine(text=text, source="boundary.yaml: controls")
    if boundary is not None:
        if boundary.scope.exclude_steps:
            names = _names(review.as_is, boundary.scope.exclude_steps)
            yield BriefingLine(text=f"Not to be changed: {names}.", source="boundary.yaml: scope.exclude_steps")
        for number, lock in enumerate(boundary.locked_steps):
            why = f": {lock.why}" if lock.why else ""
            text = _sentence(f"Stays as it is: {label(lock.step, review.as_is)}{why}")
            yield BriefingLine(text=text, source=f"boundary.yaml: locked_steps.{number}")


def _not_intended(review: Review) -> Iterator[BriefingLine]:
    boundary = review.boundary
    if boundary is None:
        return
    if boundary.people.no_redundancies:
        text = "Nobody is to be made redundant because of this review."
        yield BriefingLine(text=text, source="boundary.yaml: people.no_redundancies")
    for number, each in enumerate(boundary.forbidden_changes):
        why = f": {each.why}" if each.why else ""
        text = _sentence(f"Ruled out: {each.op.replace('_', ' ')}{why}")
        yield BriefingLine(text=text, source=f"boundary.yaml: forbidden_changes.{number}")


def _part(review: Review, each: Concerned) -> Iterator[BriefingLine]:
    for number, plan in enumerate(review.notes.plan.collections):
        text = f"{plan.what}, by {plan.method}: {plan.target_n} wanted by {plan.due}. Ask {plan.owner}."
        yield BriefingLine(text=text, source=f"review.yaml: plan.collections.{number}")
    if each.does:
        text = "You are asked the questions about your steps. Say how it is today; there are no wrong answers."
        yield BriefingLine(text=text, source="reengineer sheets")


def _when(review: Review) -> Iterator[BriefingLine]:
    for number, stone in enumerate(review.notes.plan.milestones):
        text = f"{stone.stage.capitalize()}: by {stone.due}. {stone.owner} answers for it."
        yield BriefingLine(text=text, source=f"review.yaml: plan.milestones.{number}")


def option_briefings(review: Review, option: Option, results: Path | None = None) -> tuple[Briefing, ...]:
    """Return a briefing about what an option changes for each role that it concerns.

    Parameters
    ----------
    review : Review
    option : Option
    results : Path, optional
        Folder of results; ``results`` beside the review file where left out.
    """
    to_be = option.apply(review.as_is)
    comparison, _ = stored_comparison(review, results)
    register = evidence_register(review, comparison)
    reasons = tuple(option_reasons(review, option, register))
    return tuple(
        Briefing(
            role=each.role, about=option.id, title=f"{review.title}: {option.title}",
            because=each.because(to_be, review.as_is),
            parts=(
                ("What changes for you on Monday", tuple(_monday(review, option, to_be, each))),
                ("Why", reasons or (BriefingLine(text=SILENT),)),
                ("What does not change", tuple(_not_intended(review)) or (BriefingLine(text=SILENT),)),
                ("What to do when it does not work", tuple(_undo(option))),
            ),
        )
        for each in concerned_by_option(review, option, to_be)
    )  # fmt: skip


def option_reasons(review: Review, option: Option, register: dict[str, EvidenceItem]) -> Iterator[BriefingLine]:
    """Give why an option is made, each reason with the evidence that it rests on."""
    if option.why:
        yield BriefingLine(text=_sentence(option.why), source=f"options: {option.id}")
    asked = {step for change in option.changes for ref in change.subjects() if (step := _id(review, ref))}
    for question in option.answers:
        answers = [item for name, item in register.items() if name.partition("@")[0] == f"answer:{question}"]
        told = "; ".join(f"{item.n} answers about it" for item in answers)
        text = f"It responds to question {question}{f', {told}' if told else ''}."
        yield BriefingLine(text=text, source=answers[0].id if answers else f"question:{question}")
    for step in sorted(asked):
        item = register.get(f"feature:{step}")
        if item is not None:
            yield BriefingLine(text=f"{item.title}, n = {item.n}.", source=item.id)
    for name, item in register.items():
        if name.startswith(f"difference:{option.id}/"):
            yield BriefingLine(text=f"We expect, by simulation: {item.title}.", source=name)


def _id(review: Review, ref: str) -> str:
    node = review.as_is.map.find(ref)
    return "" if node is None else node.id


def _monday(review: Review, option: Option, to_be: AnnotatedMap, each: Concerned) -> Iterator[BriefingLine]:
    """Give one line for each step, group or control of a role that is touched, then each operation."""
    touched = touches(review.as_is, option, to_be)
    mine, owned = {*each.does, each.role}, _owned_steps(review, each)
    nothing = True
    for element, touch in touched.items():
        if element in mine or element in owned:
            nothing = False
            name = label(element, to_be, review.as_is)
            said = {"added": "new", "removed": "no longer done", "changed": "; ".join(touch.texts)}[touch.how]
            yours = "" if element in mine else "a step of your control; "
            yield BriefingLine(text=_sentence(f"{name}: {yours}{said}"), source=f"options: {option.id}")
    if nothing:
        beside = [label(step, to_be, review.as_is) for step in touched if to_be.map.find(step) is not None]
        text = f"Your own steps stay as they are. Next to them changes: {', '.join(beside) or option.title}."
        yield BriefingLine(text=text, source=f"options: {option.id}")
    for number, difference in enumerate(to_be.differences):
        yield BriefingLine(text=_sentence(f"Part of: {difference.title}"), source=f"changes.{number}")


def _owned_steps(review: Review, each: Concerned) -> set[str]:
    if review.boundary is None:
        return set()
    controls = [control for control in review.boundary.controls if control.id in each.owns]
    return {found for control in controls for ref in control.steps if (found := _id(review, ref))}


def _undo(option: Option) -> Iterator[BriefingLine]:
    from reengineer.plan import task_catalogue

    catalogue = task_catalogue()
    for operation in dict.fromkeys(change.operation for change in option.changes):
        asked = catalogue.operations[operation]
        text = (
            f"{operation.replace('_', ' ').capitalize()}: we watch {asked.watch.rstrip('.')}. {_sentence(asked.undo)}"
        )
        yield BriefingLine(text=text, source=f"plan: {operation}")
    if not option.changes:
        yield BriefingLine(text="Nothing changes, so nothing is to be undone.", source=f"options: {option.id}")


def _names(annotated: AnnotatedMap, steps: "tuple[str, ...] | list[str]") -> str:
    return ", ".join(label(step, annotated) for step in steps)


def _sentence(text: str) -> str:
    clean = " ".join(text.split()).rstrip(".")
    return f"{clean[:1].upper()}{clean[1:]}."


def write_briefings(briefings: tuple[Briefing, ...], folder: Path) -> list[Path]:
    """Write each briefing as a page into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for each in briefings:
        stem = "briefing-" + (re.sub(r"[^\w-]+", "-", f"{each.about}-{each.role}").strip("-") or "role")[:70]
        path = next(
            path for n in range(1, len(briefings) + 2)
            if (path := folder / f"{stem}{'' if n == 1 else f'-{n}'}.html") not in written
        )  # fmt: skip
        sections = [
            PageSection(title=heading, items=tuple(_with_source(line) for line in lines))
            for heading, lines in each.parts
        ]
        lede = f"You are told because your role {each.because}." if each.because else ""
        write_text_atomic(path, sheet_page(f"For {each.role}", sections, kicker=each.title, lede=lede))
        written.append(path)
    return written


def _with_source(line: BriefingLine) -> str:
    return f"{line.text} [{line.source}]" if line.source else line.text
