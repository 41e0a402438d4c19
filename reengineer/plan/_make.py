"""Make a first implementation plan out of the operations of an option."""

from collections.abc import Iterator
from datetime import date

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.options import Option
from reengineer.plan._near import affected_groups
from reengineer.plan._records import ImplementationPlan, Task, task_catalogue

_TELL_DAYS, _READY_DAYS, _WATCH_DAYS, _VERIFY_DAYS = 3.0, 1.0, 20.0, 2.0
READY, GO_LIVE, WATCH = "ready", "go-live", "watch"
_STAFF = ("change_headcount", "change_calendar", "outsource_step", "pool_resources")


def make_plan(
    option: Option,
    as_is: AnnotatedMap,
    to_be: AnnotatedMap,
    boundary: Boundary | None = None,
    start: date | None = None,
) -> ImplementationPlan:
    """Return a plan with the tasks of each operation, what the boundary asks for, and those who must be told.

    Parameters
    ----------
    option : Option
    as_is, to_be : AnnotatedMap
    boundary : Boundary, optional
        Its controls are verified again where the option alters their steps, and its promises become tasks.
    start : date, optional
    """
    told = affected_groups(as_is, to_be)
    tasks = [*_of_changes(option), *_of_boundary(option, as_is, boundary)]
    tasks += [
        Task(id=f"tell-{number}", title=f"Tell {group} what changes for them, when and why", days=_TELL_DAYS,
             owner="team leader")
        for number, group in enumerate(told, 1)
    ]  # fmt: skip
    before = tuple(task.id for task in tasks)
    watched = "; ".join(dict.fromkeys(task.watch for task in tasks if task.watch))
    tasks += [
        Task(id=READY, title="Check that everything is ready, and decide to go live", days=_READY_DAYS,
             owner="process owner", after=before),
        Task(id=GO_LIVE, title="Go live", days=0, owner="process owner", after=(READY,)),
        Task(id=WATCH, title="Watch the first weeks daily, and adjust or roll back", days=_WATCH_DAYS,
             owner="process owner", after=(GO_LIVE,), watch=watched),
    ]  # fmt: skip
    return ImplementationPlan(option=option.id, title=option.title, start=start, told=told, tasks=tuple(tasks))


def _of_changes(option: Option) -> Iterator[Task]:
    catalogue = task_catalogue()
    for number, change in enumerate(option.changes, 1):
        asked = catalogue.operations[change.operation]
        about = ", ".join(change.subjects())
        what = change.operation.replace("_", " ") + (f" ({about})" if about else "")
        ids = {kind: f"{number}-{kind}" for kind in asked.tasks}
        for kind in asked.tasks:
            known = catalogue.kinds[kind]
            yield Task(
                id=ids[kind],
                title=known.title.format(what=what),
                days=known.days,
                owner=known.owner,
                after=tuple(ids[other] for other in known.after if other in ids),
                operation=change.operation,
                watch=asked.watch,
                undo=asked.undo,
            )


def _of_boundary(option: Option, as_is: AnnotatedMap, boundary: Boundary | None) -> Iterator[Task]:
    """Give the tasks that the option states or the boundary asks for, besides those of its operations."""
    operations = {change.operation for change in option.changes}
    kinds = task_catalogue().kinds
    for kind in dict.fromkeys(option.costs.tasks):
        known = kinds[kind]
        yield Task(id=kind, title=known.title.format(what=f"option {option.id}"), days=known.days, owner=known.owner)
    if boundary is None:
        return
    if operations & set(_STAFF) and option.costs.redeployment:
        title = f"Redeploy the people of posts that go: {option.costs.redeployment}"
        yield Task(id="redeployment", title=title, days=30, owner="human resources")
    altered = {node.id for change in option.changes for ref in change.subjects() if (node := as_is.map.find(ref))}
    for control in boundary.controls:
        steps = {node.id for ref in control.steps if (node := as_is.map.find(ref))}
        if steps & altered:
            yield Task(
                id=f"verify-{''.join(control.id.split())}",
                title=f"Have control {control.id} verified on the new way of working",
                days=_VERIFY_DAYS,
                owner=control.verified_by or control.by or "control owner",
            )
