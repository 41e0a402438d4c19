"""Keep an implementation plan as people edit it, and what each operation asks for."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reengineer.errors import ReviewError
from reengineer.files import Document, dump_yaml, read_yaml, validate

Status = Literal["open", "doing", "done"]


def _day(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    return date.fromisoformat(value) if isinstance(value, str) else value


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(_Written):
    """Plan one task.

    Parameters
    ----------
    id : str
    title : str
    days : float
        Working days that it takes; 0 for a milestone.
    owner : str
        By role.
    after : tuple of str
        Ids of tasks that must be done before.
    operation : str, optional
        The change that it carries out.
    watch : str
        What shows whether it works.
    undo : str
        How it is rolled back.
    status : {"open", "doing", "done"}
    """

    id: Annotated[str, Field(pattern=r"^\S+$")]
    title: str
    days: Annotated[float, Field(ge=0, le=2000)]
    owner: str
    after: tuple[str, ...] = ()
    operation: str | None = None
    watch: str = ""
    undo: str = ""
    status: Status = "open"


class ImplementationPlan(_Written):
    """Plan how an option is carried out.

    Parameters
    ----------
    option, title : str
    start : date or None
        The first working day; without it the plan counts days.
    told : tuple of str
        Groups that are affected and must be told, neighbours across a hand-off among them.
    tasks : tuple of Task
    """

    version: Literal[1] = 1
    option: str
    title: str = ""
    start: Annotated[date | None, BeforeValidator(_day)] = None
    told: tuple[str, ...] = ()
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]

    @classmethod
    def read(cls, path: str | Path) -> "tuple[ImplementationPlan, Document]":
        """Read a plan; raise ReviewError with all that is wrong in it."""
        document = read_yaml(path, error=ReviewError)
        return validate(ImplementationPlan, document, error=ReviewError), document

    def with_start(self, start: date | None) -> Self:
        """Return the plan with another first day; the same where none is given."""
        return self if start is None else self.model_copy(update={"start": start})

    def to_yaml(self) -> str:
        """Return the plan as a file holds it, one line a task."""
        data = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        tasks = data.pop("tasks")
        head = dump_yaml({"version": 1, **{key: value for key, value in data.items() if key != "version"}})
        return head + "tasks:\n" + "".join(f"  - {dump_yaml(task, flow=True)}\n" for task in tasks)


class TaskKind(_Written):
    """Describe a kind of task; `after` names kinds of the same change that come before."""

    title: str
    days: float
    owner: str
    after: tuple[str, ...] = ()


class OperationTasks(_Written):
    """Say what an operation asks for, what to watch and how to undo it."""

    tasks: tuple[str, ...]
    watch: str
    undo: str


class TaskCatalogue(_Written):
    """Hold the kinds of task, and those of each operation."""

    version: Literal[1] = 1
    kinds: Mapping[str, TaskKind]
    operations: Mapping[str, OperationTasks]


@cache
def task_catalogue() -> TaskCatalogue:
    """Return the tasks that come with the package."""
    data = files("reengineer.plan").joinpath("tasks.yaml").read_bytes()
    return validate(TaskCatalogue, read_yaml(data, name="tasks.yaml", error=ReviewError), error=ReviewError)
