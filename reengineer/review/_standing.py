"""Say where a review stands against its plan: what is done, what is overdue, what is missing and who can supply it."""

import csv
import json
from collections.abc import Iterator
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Literal

from reengineer._records import dataclass
from reengineer.annotations import assumptions
from reengineer.errors import Problem, ReengineerError, counted
from reengineer.review._agreement import watermark
from reengineer.review._communication import communication_problems
from reengineer.review._decisions import latest, open_actions, read_decisions
from reengineer.review._folder import Review
from reengineer.review._log import LogEntry, read_log
from reengineer.review._method_checks import MethodReport, method_report
from reengineer.review._planned import Collection, Stage
from reengineer.review._retention import retention_problems
from reengineer.review._store import RUN_FILE, changed_inputs
from reengineer.review._workbook import in_workbook

State = Literal["done", "begun", "not begun"]
IMPLEMENTATION_FILE = "implementation.yaml"
ANSWERS_FILE = "evidence/answers.csv"
_LAST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStanding:
    """Say how far a stage is.

    Parameters
    ----------
    stage : str
    state : {"done", "begun", "not begun"}
    note : str
        In words.
    due : date or None
    owner : str
    is_overdue : bool
        Due before the day of the status and not done.
    """

    stage: Stage
    state: State
    note: str
    due: date | None = None
    owner: str = ""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionStanding:
    """Say how much of a planned collection is there.

    Parameters
    ----------
    plan : Collection
    got : int or None
        Rows found; None where the file is not there or cannot be read.
    is_overdue : bool
    problem : str
    """

    plan: Collection
    got: int | None
    is_overdue: bool
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """Name something that nobody has stated, and who can supply it."""

    problem: Problem
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStatus:
    """Hold where a review stands on a day."""

    title: str
    as_of: date
    stages: tuple[StageStanding, ...]
    collections: tuple[CollectionStanding, ...]
    missing: tuple[MissingFact, ...]
    actions: tuple[tuple[str, str, str, date, bool], ...]
    log: tuple[LogEntry, ...]
    problems: tuple[Problem, ...]
    methods: MethodReport = field(default_factory=MethodReport)

    @property
    def overdue(self) -> int:
        """Return how many stages, collections and actions are overdue."""
        stages = sum(each.is_overdue for each in self.stages)
        collections = sum(each.is_overdue for each in self.collections)
        return stages + collections + sum(overdue for *_, overdue in self.actions)

    def to_dict(self) -> dict[str, object]:
        """Return what ``status --json`` prints."""
        return {
            "schema": "reengineer/status/1",
            "review": self.title,
            "as_of": self.as_of.isoformat(),
            "overdue": self.overdue,
            "stages": [
                {"stage": each.stage, "state": each.state, "note": each.note, "owner": each.owner or None,
                 "due": None if each.due is None else each.due.isoformat(), "overdue": each.is_overdue}
                for each in self.stages
            ],
            "collections": [
                {"id": each.plan.id, "what": each.plan.what, "owner": each.plan.owner, "got": each.got,
                 "planned": each.plan.target_n, "due": each.plan.due.isoformat(), "overdue": each.is_overdue,
                 "problem": each.problem or None}
                for each in self.collections
            ],
            "missing": [{**each.problem.as_dict(), "ask": each.ask} for each in self.missing],
            "actions": [
                {"option": option, "what": what, "owner": owner, "due": due.isoformat(), "overdue": overdue}
                for option, what, owner, due, overdue in self.actions
            ],
            "methods": self.methods.as_dict(),
            "log": [entry.as_dict() for entry in self.log],
            "problems": [problem.as_dict() for problem in self.problems],
        }  # fmt: skip


def review_status(review: Review) -> ReviewStatus:
    """Return where a review stands against its plan, on its day; nothing is simulated."""
    day, folder = review.as_of, review.path.parent
    plan = review.notes.plan
    collections = tuple(_collection(folder, each, day) for each in plan.collections)
    missing = tuple(_missing(review))
    due = {each.stage: each for each in plan.milestones}
    stages = []
    for stage, state, note in _stages(review, collections, missing):
        milestone = due.get(stage)
        late = milestone is not None and milestone.due < day and state != "done"
        stages.append(
            StageStanding(
                stage=stage,
                state=state,
                note=note,
                due=None if milestone is None else milestone.due,
                owner="" if milestone is None else milestone.owner,
                is_overdue=late,
            )
        )
    log = read_log(folder)
    return ReviewStatus(
        title=review.title,
        as_of=day,
        stages=tuple(stages),
        collections=collections,
        missing=missing,
        actions=tuple(
            (option, action.what, action.owner, action.due, action.due < day)
            for option, action in open_actions(read_decisions(folder))
        ),
        log=log.entries[-_LAST:],
        methods=method_report(review, {each.plan.id: each.got for each in collections}, day),
        problems=(*log.problems, *_to_mend(review)),
    )


def _to_mend(review: Review) -> Iterator[Problem]:
    """Give what is wrong with telling people and with personal data."""
    yield from communication_problems(review)
    yield from retention_problems(review)


def _collection(folder: Path, plan: Collection, day: date) -> CollectionStanding:
    got, problem = _rows(folder / plan.file)
    late = plan.due < day and (got is None or got < plan.target_n)
    return CollectionStanding(plan=plan, got=got, is_overdue=late, problem=problem)


def _rows(path: Path) -> tuple[int | None, str]:
    """Count the rows of a CSV below its head, the items of a JSON list, or the lines of anything else."""
    if not path.is_file():
        return None, "there is no such file yet"
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            data = json.loads(text)
            return (len(data), "") if isinstance(data, list) else (None, "it holds no list")
        if path.suffix.lower() == ".csv":
            rows = sum(any(cell.strip() for cell in row) for row in csv.reader(text.splitlines(keepends=True)))
            return max(0, rows - 1), ""
        return sum(bool(line.strip()) for line in text.splitlines()), ""
    except (OSError, ValueError, csv.Error, RecursionError):
        return None, "it cannot be read"


def _missing(review: Review) -> Iterator[MissingFact]:
    """Give each fact that is assumed, with the group that does the step, else whoever takes part."""
    anybody = ", ".join(review.notes.people) or "whoever knows"
    for problem in in_workbook(review, assumptions(review.as_is)):
        if problem.severity == "advice":
            element = problem.source.element_id
            step = review.as_is.map.find(element) if element else None
            group = None if step is None else review.as_is.group_of(step.id) or step.lane_name
            yield MissingFact(problem=problem, ask=group or anybody)


Found = tuple[Stage, State, str]


def _stages(
    review: Review, collections: tuple[CollectionStanding, ...], missing: tuple[MissingFact, ...]
) -> Iterator[Found]:
    yield _criteria(review)
    yield _boundary(review)
    facts = f"assumed: {counted(len(missing), 'fact')}" if missing else "every fact that a run needs is stated"
    yield "steps", "begun" if missing else "done", facts
    yield _evidence(collections)
    yield _answers(review.path.parent)
    count = len(review.options)
    yield "options", "done" if count else "not begun", counted(count, "option")
    yield _results(review)
    yield from _decided(review)


def _criteria(review: Review) -> Found:
    if not review.criteria:
        return "criteria", "not begun", "no criterion says what is to be reached"
    bare = [each.id for each in review.criteria if each.target is None or each.source is None]
    if bare:
        return "criteria", "begun", f"without a target or a source: {', '.join(bare)}"
    return "criteria", "done", f"{len(review.criteria)} criteria with target and source"


def _boundary(review: Review) -> Found:
    if review.boundary is None:
        return "boundary", "not begun", "nothing was agreed"
    why = watermark(review)
    until = review.boundary.agreed.review_by or "further notice"
    return "boundary", "begun" if why else "done", why or f"agreed until {until}"


def _evidence(collections: tuple[CollectionStanding, ...]) -> Found:
    if not collections:
        return "evidence", "not begun", "the plan collects nothing"
    full = sum(each.got is not None and each.got >= each.plan.target_n for each in collections)
    some = any(each.got for each in collections)
    state: State = "done" if full == len(collections) else "begun" if some else "not begun"
    return "evidence", state, f"{full} of {counted(len(collections), 'collection')} with what was planned"


def _answers(folder: Path) -> Found:
    got, _ = _rows(folder / ANSWERS_FILE)
    if got:
        return "questions", "done", f"{got} answers recorded"
    return "questions", "not begun", f"no answers in {ANSWERS_FILE}"


def _results(review: Review) -> Found:
    folder = review.path.parent / "results"
    if not (folder / RUN_FILE).is_file():
        return "results", "not begun", "nothing was simulated"
    try:
        changed = changed_inputs(review, folder)
    except ReengineerError as error:
        return "results", "begun", error.problems[0].message
    if changed:
        return "results", "begun", f"{', '.join(changed)} changed since"
    return "results", "done", "of the files as they are"


def _decided(review: Review) -> Iterator[Found]:
    folder = review.path.parent
    decided = latest(read_decisions(folder))
    if not decided:
        yield "decision", "not begun", "nothing was decided"
    else:
        told = ", ".join(f"{option}: {each.decision.replace('_', ' ')}" for option, each in decided.items())
        is_done = any(each.approves or each.decision == "reject" for each in decided.values())
        yield "decision", "done" if is_done else "begun", told
    there = (folder / IMPLEMENTATION_FILE).is_file()
    yield "implementation", "begun" if there else "not begun", "planned" if there else "no plan yet"
