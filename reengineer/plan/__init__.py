"""Plan how an option is carried out: tasks from its operations, who must be told, the critical path.

Every operation brings its tasks, what to watch and how to undo it. The plan is a file that people edit; days are first
guesses. Dependencies are checked, and put into time.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.plan._make import make_plan
    from reengineer.plan._near import affected_groups, neighbours
    from reengineer.plan._records import ImplementationPlan, Task, task_catalogue
    from reengineer.plan._schedule import Schedule, ScheduledTask, schedule

__all__ = [
    "ImplementationPlan",
    "Schedule",
    "ScheduledTask",
    "Task",
    "affected_groups",
    "make_plan",
    "neighbours",
    "schedule",
    "task_catalogue",
]

_HOMES = {
    "affected_groups": "_near",
    "make_plan": "_make",
    "neighbours": "_near",
    "ImplementationPlan": "_records",
    "Task": "_records",
    "task_catalogue": "_records",
    "Schedule": "_schedule",
    "ScheduledTask": "_schedule",
    "schedule": "_schedule",
}

__getattr__ = on_first_use(__name__, _HOMES)
