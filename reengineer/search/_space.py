"""Hold what a search may try: levers with their settings, and the points that one setting of each makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import reduce
from itertools import combinations, product
from math import prod

from reengineer._records import dataclass
from reengineer.files import canonical_json, sha256
from reengineer.options import Change, Costs, Option

Point = tuple[int, ...]
"""The setting of each lever, in their order; 0 leaves it as it is."""
PREFIX = "found-"
"""What the ids of proposals begin with."""
DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Hold one way in which a lever can be set.

    Parameters
    ----------
    title : str
    changes : tuple of Change
    written : tuple of mapping
        The same as an option file has them.
    costs : Costs
    answers : tuple of str
    """

    title: str
    changes: tuple[Change, ...]
    written: tuple[Mapping[str, object], ...]
    costs: Costs = field(default_factory=Costs)
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """Hold one thing that can be left as it is, or set in some ways.

    Parameters
    ----------
    id, title : str
    settings : tuple of Setting
        In their order, so that neighbours are alike.
    """

    id: str
    title: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Hold all that a search may try.

    Parameters
    ----------
    levers : tuple of Lever
        Changes are made in their order.
    most_together : int or None
        Levers that may be set at once.
    left_out : tuple of (str, str)
        What is not tried, and why.
    """

    levers: tuple[Lever, ...]
    most_together: int | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    _known: dict[Point, Option] = field(default_factory=dict, repr=False, compare=False)

    @property
    def as_is(self) -> Point:
        """Return the point at which nothing changes."""
        return (0,) * len(self.levers)

    @property
    def size(self) -> int:
        """Return the number of points, the one at which nothing changes among them."""
        counts = [len(lever.settings) for lever in self.levers]
        if self.most_together is None or self.most_together >= len(counts):
            return prod(count + 1 for count in counts)
        # How many ways there are to set just so many levers, lever by lever.
        of = [1] + [0] * self.most_together
        for count in counts:
            of = [ways + (of[place - 1] * count if place else 0) for place, ways in enumerate(of)]
        return sum(of)

    def points(self) -> Iterator[Point]:
        """Give every point; those that set fewer levers come first."""
        most = len(self.levers) if self.most_together is None else min(self.most_together, len(self.levers))
        for count in range(most + 1):
            for chosen in combinations(range(len(self.levers)), count):
                for settings in product(*(range(1, len(self.levers[place].settings) + 1) for place in chosen)):
                    yield self.at(dict(zip(chosen, settings, strict=True)))

    def at(self, settings: Mapping[int, int]) -> Point:
        """Return the point at which some levers, by place, are set and all others are left."""
        return tuple(settings.get(place, 0) for place in range(len(self.levers)))

    def is_allowed(self, point: Point) -> bool:
        """Say whether a point sets no more levers than may be set at once."""
        return self.most_together is None or moved(point) <= self.most_together

    def neighbours(self, point: Point) -> Iterator[Point]:
        """Give every point that differs in the setting of one lever."""
        for place, lever in enumerate(self.levers):
            for setting in range(len(lever.settings) + 1):
                other = (*point[:place], setting, *point[place + 1 :])
                if setting != point[place] and self.is_allowed(other):
                    yield other

    def settings(self, point: Point) -> tuple[Setting, ...]:
        """Return the settings that a point is made of, without what is left as it is."""
        return tuple(lever.settings[setting - 1] for lever, setting in zip(self.levers, point, strict=True) if setting)

    def option(self, point: Point) -> Option:
        """Return the option that a point stands for; its id follows from its changes and costs alone."""
        if point not in self._known:
            self._known[point] = _option(self.settings(point))
        return self._known[point]

    def written(self, point: Point) -> dict[str, object]:
        """Return the option as a file has it."""
        option = self.option(point)
        content: dict[str, object] = {"id": option.id, "title": option.title, "answers": list(option.answers)}
        content["changes"] = [dict(line) for setting in self.settings(point) for line in setting.written]
        costs = option.costs.model_dump(mode="json", exclude_defaults=True)
        return content | ({"costs": costs} if costs else {})

    def to_dict(self) -> dict[str, object]:
        """Return the space as plain data."""
        return {
            "size": self.size,
            "most_together": self.most_together,
            "levers": [
                {"id": lever.id, "title": lever.title, "settings": [setting.title for setting in lever.settings]}
                for lever in self.levers
            ],
            "left_out": [{"what": what, "reason": reason} for what, reason in self.left_out],
        }

    def without(self, dropped: Sequence[tuple[int, int]], why: Sequence[tuple[str, str]]) -> "Space":
        """Return the space without some settings, given as places of lever and setting from 0, and with reasons."""
        gone = set(dropped)
        levers = (
            replace(lever, settings=tuple(s for number, s in enumerate(lever.settings) if (place, number) not in gone))
            for place, lever in enumerate(self.levers)
        )
        return Space(
            levers=tuple(lever for lever in levers if lever.settings),
            most_together=self.most_together,
            left_out=(*self.left_out, *why),
        )


def moved(point: Point) -> int:
    """Return how many levers a point sets."""
    return sum(1 for setting in point if setting)


def written_change(change: Change) -> dict[str, object]:
    """Return a change as a line of an option file has it."""
    return {change.operation: change.model_dump(mode="json", by_alias=True, exclude_unset=True)}


def _option(settings: Sequence[Setting]) -> Option:
    costs = reduce(lambda first, second: first + second, (setting.costs for setting in settings), Costs())
    content = [[dict(line) for line in setting.written] for setting in settings]
    digest = sha256(canonical_json([content, costs.model_dump(mode="json")]).encode())
    return Option(
        id=f"{PREFIX}{digest[:DIGITS]}",
        title="; ".join(setting.title for setting in settings) or "Nothing changes",
        answers=tuple(dict.fromkeys(answer for setting in settings for answer in setting.answers)),
        changes=tuple(change for setting in settings for change in setting.changes),
        costs=costs,
    )
