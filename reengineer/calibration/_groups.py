"""Find groups of people who do the same kinds of work."""

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.calibration._items import Items

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ALIKE = 0.8
"""Cosine of two profiles of work from which people are of one group."""

FEW = 10
"""Activities below which a person's profile says little; such people join the group that does most of their work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hold some people and what they do.

    Parameters
    ----------
    name : str
    members : tuple of int
        Numbers of people, those with the most work first.
    labels : tuple of int
        Labels of what they do, the most frequent first.
    """

    name: str
    members: tuple[int, ...]
    labels: tuple[int, ...]


def find_groups(items: Items) -> tuple[Group, ...]:
    """Return the groups of a log, by average linkage of the cosines of what each person did how often.

    People whose work is alike to `ALIKE` are one group. Then groups of people with little work join others.
    """
    profiles = _profiles(items)
    if not len(profiles):
        return ()
    totals = profiles.sum(axis=1)
    busy = np.flatnonzero(totals >= FEW)
    busy = busy if len(busy) else np.flatnonzero(totals > 0)
    parts = _linked(profiles, busy)
    centres = np.array([profiles[part].sum(axis=0) for part in parts])
    for member in np.flatnonzero((totals > 0) & ~np.isin(np.arange(len(totals)), busy)).tolist():
        alike = _cosines(profiles[member : member + 1], centres)[0]
        parts[int(np.argmax(alike))].append(member)
    return _named(items, profiles, parts)


def _profiles(items: Items) -> Floats:
    counts = np.zeros((len(items.members), len(items.labels)))
    somebody = items.member >= 0
    np.add.at(counts, (items.member[somebody], items.label[somebody]), 1)
    return counts


def _cosines(some: Floats, others: Floats) -> Floats:
    left = some / np.maximum(np.linalg.norm(some, axis=1, keepdims=True), 1e-12)
    right = others / np.maximum(np.linalg.norm(others, axis=1, keepdims=True), 1e-12)
    found: Floats = left @ right.T
    return found


def _linked(profiles: Floats, busy: Ints) -> list[list[int]]:
    """Join the two parts that are most alike on average, until none are alike enough."""
    parts = [[member] for member in busy.tolist()]
    alike = _cosines(profiles[busy], profiles[busy])
    np.fill_diagonal(alike, -1.0)
    sizes = np.ones(len(parts))
    while len(parts) > 1:
        a, b = divmod(int(np.argmax(alike)), len(parts))
        if alike[a, b] < ALIKE:
            break
        a, b = min(a, b), max(a, b)
        joined = (alike[a] * sizes[a] + alike[b] * sizes[b]) / (sizes[a] + sizes[b])
        alike[a], alike[:, a] = joined, joined
        alike[a, a] = -1.0
        alike = np.delete(np.delete(alike, b, axis=0), b, axis=1)
        sizes[a] += sizes[b]
        sizes = np.delete(sizes, b)
        parts[a] += parts.pop(b)
    return parts


def _named(items: Items, profiles: Floats, parts: list[list[int]]) -> tuple[Group, ...]:
    """Return the groups, the largest amount of work first, named by what their people's names share or what they do."""
    groups = []
    taken: set[str] = set()
    order = sorted(parts, key=lambda part: (-profiles[part].sum(), min(part)))
    for part in order:
        counts = profiles[part].sum(axis=0)
        labels = tuple(int(label) for label in np.argsort(-counts, kind="stable") if counts[label] > 0)
        members = tuple(sorted(part, key=lambda member: (-profiles[member].sum(), member)))
        name = _name([items.members[member] for member in members], items.labels[labels[0]])
        unique = next(
            each for each in (name, *(f"{name} {number}" for number in range(2, 10_000))) if each not in taken
        )
        taken.add(unique)
        groups.append(Group(name=unique, members=members, labels=labels))
    return tuple(groups)


def _name(names: list[str], label: str) -> str:
    """Return what the names of all begin with, where that is a word; else what they do most."""
    shared = names[0]
    for name in names[1:]:
        while not name.startswith(shared):
            shared = shared[:-1]
    shared = shared.rstrip("0123456789_-# .") if len(names) > 1 else ""
    return shared if len(shared) > 2 and any(letter.isalpha() for letter in shared) else f"{label} team"


def joined(groups: tuple[Group, ...], parts: list[set[int]]) -> tuple[Group, ...]:
    """Return groups of which some are made one, named as the first; `parts` are sets of places of groups."""
    found = []
    for part in parts:
        chosen = [groups[place] for place in sorted(part)]
        members = tuple(member for group in chosen for member in group.members)
        labels = tuple(dict.fromkeys(label for group in chosen for label in group.labels))
        found.append(Group(name=chosen[0].name, members=members, labels=labels))
    return tuple(found)
