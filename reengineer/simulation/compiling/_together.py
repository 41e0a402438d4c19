"""Find what is never done because those it needs at once are never on duty at the same time."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reengineer.calendars import OpenTime
from reengineer.errors import Problem
from reengineer.simulation._duty import ever_together
from reengineer.simulation._program import Program
from reengineer.source import Source

Need = tuple[int, int, Counter[int]]
"""Group, how many, and how many of those who may keep each calendar."""


def never_together(program: Program, places: Sequence[Source]) -> Iterator[Problem]:
    """Give a problem for each element that needs several at once, in an alternative, who are never on duty together.

    Where they are, be it for a short time, the calendars bring it again: they repeat.

    Parameters
    ----------
    program : Program
    places : sequence of Source
        Of the elements.
    """
    known: dict[str, bool] = {}
    for element, place in enumerate(places):
        for alternative in range(*program.alternative_first[element : element + 2].tolist()):
            needs = _needs(program, alternative)
            if sum(quantity for _, quantity, _ in needs) < 2:
                continue
            key = str(needs)
            if key not in known:
                known[key] = ever_together([(many, _hours(program, own)) for _, many, own in needs])
            if not known[key]:
                whom = " and ".join(_said(program.names.groups[group], quantity) for group, quantity, _ in needs)
                message = f"it needs {whom} at once, and they are never on duty together"
                yield Problem("RE670", message, "Let their calendars overlap, or state others who can do it.", place)


def _said(group: str, quantity: int) -> str:
    return group if quantity == 1 else f"{quantity} of {group}"


def _needs(program: Program, alternative: int) -> list[Need]:
    found = []
    for need in range(*program.need_first[alternative : alternative + 2].tolist()):
        group, skill = int(program.need_group[need]), int(program.requests.need_skill[need])
        calendars = Counter(
            int(program.member_calendar[member])
            for member in range(*program.member_first[group : group + 2].tolist())
            if skill < 0 or program.requests.member_skills[member, skill]
        )
        found.append((group, int(program.need_quantity[need]), calendars))
    return found


def _hours(program: Program, kept: Counter[int]) -> dict[OpenTime, int]:
    """Return how many keep each calendar."""
    return {program.calendars[number]: many for number, many in kept.items()}
