"""Tell which column of a file holds what."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from reengineer._records import dataclass
from reengineer.errors import InputError, Problem, nearest
from reengineer.eventlog._headings import HEADINGS, spellings
from reengineer.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LogColumns:
    """Name the columns of a log.

    Parameters
    ----------
    case, activity, completed : str
        Which case, what was done, and when it ended. Where only starts are logged, `completed` is None.
    started, enabled : str, optional
        When work began, and when it could have begun.
    resource, group : str, optional
        Who did it, and the team or role.
    lifecycle : str, optional
        Whether a row is the start or the end of work, where each stands on a row of its own.
    instance : str, optional
        What tells two executions of an activity in a case apart.
    """

    case: str | None = None
    activity: str | None = None
    completed: str | None = None
    started: str | None = None
    enabled: str | None = None
    resource: str | None = None
    group: str | None = None
    lifecycle: str | None = None
    instance: str | None = None

    def as_dict(self) -> dict[str, str]:
        """Return the columns that are named, by what they hold."""
        found = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: column for name, column in found if column}


def find_columns(header: Sequence[str], given: LogColumns | None, source: Source) -> LogColumns:
    """Return which column holds what: as given, and guessed by name where it is not.

    Raises
    ------
    InputError
        RE361 a column given is not there; RE362 case, activity or time could not be told.
    """
    stated = (given or LogColumns()).as_dict()
    _check_given(stated, header, source)
    free = [name for name in header if name not in stated.values()]
    found = dict(stated)
    for role, names in HEADINGS.items():
        if role not in found:
            column = _first(names, free)
            if column is not None:
                found[role] = column
                free.remove(column)
    columns = _one_time(LogColumns(**found), stated)
    missing = [role for role in ("case", "activity", "completed") if getattr(columns, role) is None]
    if columns.started is not None and "completed" in missing:
        missing.remove("completed")
    if missing:
        raise InputError([_untold(missing, header, source)])
    return columns


def _one_time(columns: LogColumns, stated: dict[str, str]) -> LogColumns:
    """Take the one time there is for that of the event, where a life cycle says whether it is a start or an end."""
    alone = columns.completed is None and columns.started is not None
    if alone and columns.lifecycle is not None and "started" not in stated:
        return replace(columns, completed=columns.started, started=None)
    return columns


def _first(names: tuple[str, ...], header: Iterable[str]) -> str | None:
    plain = {spelling: name for name in reversed(list(header)) for spelling in spellings(name)}
    return next((plain[name] for name in names if name in plain), None)


def _check_given(stated: dict[str, str], header: Sequence[str], source: Source) -> None:
    problems = []
    for role, column in stated.items():
        if column not in header:
            hint = nearest(column, header) or "it has: " + ", ".join(header[:20])
            message = f"the log has no column '{column}', which was given for {role}; {hint}"
            problems.append(Problem("RE361", message, "Name a column as the header spells it.", source))
    if problems:
        raise InputError(problems)


def _untold(missing: list[str], header: Sequence[str], source: Source) -> Problem:
    listed = ", ".join(header[:20]) or "no columns"
    message = f"it cannot be told which column holds {' and '.join(missing)}; the log has: {listed}"
    remedy = "Say so, as in --columns case=ticket,activity=status,completed=closed_at."
    return Problem("RE362", message, remedy, source)
