"""Put tasks into time: earliest and latest days, slack, and the critical path."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.files import Document
from reengineer.plan._records import ImplementationPlan, Task
from reengineer.source import NOWHERE, Source

_SAME = 1e-9
WORKING_DAYS_A_MONTH = 21.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask:
    """Hold a task in time, in working days from the start of the plan.

    Parameters
    ----------
    task : Task
    begins, ends : float
        As early as may be.
    slack : float
        How much later it may end without delaying the whole.
    """

    task: Task
    begins: float
    ends: float
    slack: float

    @property
    def is_critical(self) -> bool:
        """Say whether a day's delay here delays the whole."""
        return self.slack < _SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Hold a plan in time.

    Parameters
    ----------
    plan : ImplementationPlan
    tasks : tuple of ScheduledTask
        By their beginning.
    days : float
        Working days of the whole.
    """

    plan: ImplementationPlan
    tasks: tuple[ScheduledTask, ...]
    days: float

    @property
    def critical_path(self) -> tuple[str, ...]:
        """Return the ids of the tasks that decide the length of the whole, in their order."""
        return tuple(each.task.id for each in self.tasks if each.is_critical)

    @property
    def months(self) -> float:
        """Return the length in months of 21 working days."""
        return self.days / WORKING_DAYS_A_MONTH

    def day(self, at: float) -> date | None:
        """Return the day on which so many working days of the plan have gone by; None without a start."""
        if self.plan.start is None:
            return None
        day, left = _weekday(self.plan.start), ceil(at - _SAME)
        while left > 0:
            day = _weekday(day + timedelta(days=1))
            left -= 1
        return day

    def to_dict(self) -> dict[str, object]:
        """Return what ``plan --json`` prints."""
        return {
            "schema": "reengineer/plan/1",
            "option": self.plan.option,
            "title": self.plan.title,
            "start": None if self.plan.start is None else self.plan.start.isoformat(),
            "days": self.days,
            "critical_path": list(self.critical_path),
            "told": list(self.plan.told),
            "tasks": [
                {**each.task.model_dump(mode="json"), "begins": each.begins, "ends": each.ends, "slack": each.slack,
                 "critical": each.is_critical, "begins_on": _iso(self.day(each.begins)),
                 "ends_on": _iso(self.day(max(each.begins, each.ends - 1)))}
                for each in self.tasks
            ],
        }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _weekday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def schedule(plan: ImplementationPlan, document: Document | None = None) -> Schedule:
    """Return a plan in time.

    Parameters
    ----------
    plan : ImplementationPlan
    document : Document, optional
        The file that it was read from, to say where something is wrong.

    Raises
    ------
    ReviewError
        RE940 tasks wait for each other in a circle; RE941 a task waits for one that is not in the plan; RE942 two
        tasks have the same id.
    """
    problems = list(_problems(plan, document))
    if problems:
        raise ReviewError(problems)
    by_id = {task.id: task for task in plan.tasks}
    order = _in_order(plan.tasks, by_id, document)
    ends: dict[str, float] = {}
    for name in order:
        task = by_id[name]
        ends[name] = max((ends[before] for before in task.after), default=0.0) + task.days
    whole = max(ends.values())
    latest = dict.fromkeys(order, whole)
    for name in reversed(order):
        for before in by_id[name].after:
            latest[before] = min(latest[before], latest[name] - by_id[name].days)
    made = [
        ScheduledTask(task=by_id[name], begins=ends[name] - by_id[name].days, ends=ends[name],
                      slack=max(0.0, latest[name] - ends[name]))
        for name in order
    ]  # fmt: skip
    return Schedule(plan=plan, tasks=tuple(sorted(made, key=lambda each: (each.begins, each.ends))), days=whole)


def _problems(plan: ImplementationPlan, document: Document | None) -> Iterator[Problem]:
    ids = [task.id for task in plan.tasks]
    for number, task in enumerate(plan.tasks):
        place = _place(document, number)
        if task.id in ids[:number]:
            yield Problem("RE942", f'two tasks are called "{task.id}"', "Give each task its own id.", place)
        for before in task.after:
            if before not in ids:
                hint = nearest(before, ids)
                shown = f" ({hint})" if hint else ""
                message = f'task {task.id} waits for "{before}", which is not in the plan{shown}'
                yield Problem("RE941", message, "Name a task of the plan.", place)


def _place(document: Document | None, number: int) -> Source:
    return NOWHERE if document is None else document.place(("tasks", number))


def _in_order(tasks: Sequence[Task], by_id: Mapping[str, Task], document: Document | None) -> list[str]:
    """Return ids so that each stands behind those it waits for, else in the order of the plan."""
    waits = {task.id: set(task.after) for task in tasks}
    order: list[str] = []
    while waits:
        free = [name for name, before in waits.items() if not before]
        if not free:
            raise ReviewError([_circle(waits, by_id, document)])
        order += free
        for name in free:
            del waits[name]
        for before in waits.values():
            before.difference_update(free)
    return order


def _circle(waits: Mapping[str, set[str]], by_id: Mapping[str, Task], document: Document | None) -> Problem:
    """Return the problem of tasks that wait for each other, with one circle of them."""
    name = next(iter(waits))
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        name = next(before for before in by_id[name].after if before in waits)
    circle = [*seen[seen.index(name) :], name]
    number = list(by_id).index(name)
    message = f"tasks wait for each other in a circle: {' waits for '.join(circle)}"
    return Problem("RE940", message, "Take one of these out of after.", _place(document, number))
