"""Hold a log, simulated or observed, against the rules that ask for different people (B203)."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.boundaries._ground import Breach
from reengineer.errors import Problem
from reengineer.eventlog import Log

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.annotations import AnnotatedMap
    from reengineer.boundaries._boundary import Boundary

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    steps: tuple[str, ...]
    place: Place


def check_separation(log: Log, boundary: "Boundary", annotated: "AnnotatedMap") -> tuple[Breach, ...]:
    """Return a breach for each rule of separation that somebody broke in a case of a log.

    Parameters
    ----------
    log : Log
        With the members of each activity.
    boundary : Boundary
    annotated : AnnotatedMap
        The map that the log is of; what stands for a step counts as the step.
    """
    rows = log.activities
    rows = rows[rows["started"].notna()][["option", "replication", "case", "element", "members"]]
    return tuple(breach for rule in _rules(boundary) for breach in _broken(rows, rule, boundary, annotated))


def _rules(boundary: "Boundary") -> Iterator[_Rule]:
    for number, rule in enumerate(boundary.rules.separation_of_duties):
        if rule.level == "person":
            place: Place = ("rules", "separation_of_duties", number)
            yield _Rule(f"separation_of_duties {rule.group}", rule.steps, place)
    for number, control in enumerate(boundary.controls):
        if control.must.different_people:
            yield _Rule(control.id, control.must.different_people, ("controls", number))


def _broken(rows: "pd.DataFrame", rule: _Rule, boundary: "Boundary", annotated: "AnnotatedMap") -> Iterator[Breach]:
    for first, second in combinations(rule.steps, 2):
        both = _both(rows, _nodes(annotated, first), _nodes(annotated, second))
        if len(both):
            cases = both[["option", "replication", "case"]].drop_duplicates()
            one = both.iloc[0]
            there = boundary.place(rule.place)
            where = f" ({there.place})" if there.place else ""
            message = (
                f"{one['person']} did both {first} and {second} in case {one['case']}, "
                f"and so did one person in {len(cases)} of the cases; {rule.name} needs different people{where}"
            )
            remedy = f"Write not_same_person: [{first}] on {second}, or give the two to different groups."
            yield Breach(problem=Problem("B203", message, remedy, there), rule=rule.name)


def _nodes(annotated: "AnnotatedMap", ref: str) -> tuple[str, ...]:
    node = annotated.map.find(ref)
    own = (node.id,) if node is not None else ()
    return (*own, *(stand_in for stand_in, steps in annotated.stands_for.items() if ref in steps))


def _both(rows: "pd.DataFrame", first: Sequence[str], second: Sequence[str]) -> "pd.DataFrame":
    """Return a row for each person who did a step of each kind in the same case."""
    keys = ["option", "replication", "case", "person"]
    sides = [_people(rows[rows["element"].isin(names)]) for names in (first, second)]
    return sides[0].merge(sides[1], on=keys).sort_values(keys, kind="stable")


def _people(rows: "pd.DataFrame") -> "pd.DataFrame":
    people = rows["members"].astype("string").fillna("").str.split(r"[+;]", regex=True)
    named = rows.assign(person=people).explode("person")
    named = named.assign(person=named["person"].str.strip())
    return named[named["person"].fillna("") != ""][["option", "replication", "case", "person"]].drop_duplicates()
