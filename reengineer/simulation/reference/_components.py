"""Divide the groups into components: those that steps share, directly or through others, have one queue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reengineer.simulation._tables import FIFO, FIRST, FITS
from reengineer.simulation.reference._model import Step
from reengineer.simulation.reference._records import Item
from reengineer.simulation.reference._run import Run

Rank = tuple[Any, ...]


@dataclass(slots=True, eq=False)
class Component:
    """Be the groups that steps share, directly or through others, with one queue.

    Parameters
    ----------
    number : int
    members : tuple of int
    groups : frozenset of int
    is_simple : bool
        One group, one need of one member a step, one priority, first come first served, and nothing else that decides:
        then nobody is overtaken, and waiting is charged when it ends.
    discipline, ageing : int
    calendar : int
        Where it is simple: open while anybody is on duty.
    """

    number: int
    members: tuple[int, ...]
    groups: frozenset[int]
    is_simple: bool
    discipline: int
    ageing: int
    calendar: int
    queue: list[tuple[Rank, int, Item]] = field(default_factory=list)
    reserved: dict[int, Item] = field(default_factory=dict)
    wake: int = -1


def find_components(run: Run, by_group: list[tuple[int, ...]], *, literal: bool) -> Iterator[Component]:
    """Give the components of a program; taken literally, none is simple."""
    program = run.program
    numbers: list[int] = program.component.tolist()
    for number in range(max(numbers, default=-1) + 1):
        groups = frozenset(group for group, own in enumerate(numbers) if own == number)
        yield Component(
            number=number,
            members=tuple(member for group in sorted(groups) for member in by_group[group]),
            groups=groups,
            is_simple=not literal and is_simple(run, groups, number),
            discipline=int(program.queues.discipline[number]),
            ageing=int(program.queues.ageing[number]),
            calendar=int(program.group_calendar[min(groups)]),
        )


def is_simple(run: Run, groups: frozenset[int], number: int) -> bool:
    """Say whether nothing but the order of being ready decides who is served in a component."""
    program = run.program
    steps = [step for step in run.steps if step.groups & groups]
    group = min(groups)
    return (
        len(groups) == 1
        and int(program.queues.discipline[number]) == FIFO
        and int(program.queues.ageing[number]) == 0
        and int(program.requests.capacity[group]) == 1
        and int(program.requests.choice[group]) == FIRST
        and not int(program.requests.prefers_same_kind[group])
        and len({step.priority for step in steps}) < 2
        and all(_is_plain(step) for step in steps)
    )


def _is_plain(step: Step) -> bool:
    return (
        len(step.alternatives) == 1
        and len(step.alternatives[0].needs) == 1
        and step.alternatives[0].needs[0].quantity == 1
        and step.alternatives[0].needs[0].skill < 0
        and not step.priority_of
        and step.escalates_after < 0
        and step.callback_from < 0
        and not step.preempts
        and not step.barred
        and step.owner < 0
        and step.preferred < 0
        and not step.is_batched
        and step.at_close != FITS
    )
