"""Ask what analysts ask everywhere: more demand, people absent, longer hours, no rework, staff without limit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, complete
from reengineer.boundaries import Boundary, Breach
from reengineer.errors import ChangeError, Problem, UsageError, nearest
from reengineer.options import Option
from reengineer.review._folder import Review

DEMAND = 1.4
ABSENT = 5
HOURS = 2
MINUTES_A_DAY = 1440
PREFIX = "preset-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Name one what-if.

    Parameters
    ----------
    name, title : str
    make : callable
        From a map in which all is known to the map as it would be.
    """

    name: str
    title: str
    make: Callable[[AnnotatedMap], AnnotatedMap]


class WhatIf(Option):
    """Be an option that nobody proposes: what it does is worked out from the map, and no boundary speaks of it."""

    def apply(self, as_is: AnnotatedMap, within: Boundary | None = None, **_: Any) -> AnnotatedMap:  # noqa: ARG002, ANN401
        """Return the map as it would be."""
        whole, assumptions = complete(as_is)
        return PRESETS[self.id.removeprefix(PREFIX)].make(whole).with_assumptions(assumptions)

    def breaches(self, *_: Any, **__: Any) -> tuple[Breach, ...]:  # noqa: ANN401
        """Return nothing: a question breaks no boundary."""
        return ()


def with_presets(review: Review, names: Iterable[str]) -> Review:
    """Return the review with what-ifs beside its options.

    Raises
    ------
    UsageError
        RE527: there is no such preset.
    """
    added: dict[str, Option] = {}
    for name in names:
        preset = PRESETS.get(name)
        if preset is None:
            hint = nearest(name, PRESETS) or f"there are: {', '.join(PRESETS)}"
            message = f'there is no preset "{name}"; {hint}'
            raise UsageError([Problem("RE527", message, f"Choose one of: {', '.join(PRESETS)}.")])
        added[PREFIX + name] = WhatIf(id=PREFIX + name, title=preset.title)
    return replace(review, options={**review.options, **added}) if added else review


def preset_names(options: Iterable[str]) -> tuple[str, ...]:
    """Return the presets among ids of options."""
    found = (name.removeprefix(PREFIX) for name in options if name.startswith(PREFIX))
    return tuple(name for name in found if name in PRESETS)


def _changed(as_is: AnnotatedMap, *lines: Mapping[str, Mapping[str, object]]) -> AnnotatedMap:
    return Option.model_validate({"id": "what-if", "title": "what-if", "changes": list(lines)}).apply(as_is)


def _more_demand(as_is: AnnotatedMap) -> AnnotatedMap:
    return _changed(as_is, {"change_arrivals": {"factor": DEMAND}})


def _absent(as_is: AnnotatedMap) -> AnnotatedMap:
    """Take one in five away, rounded; a group of one or two stays as it is."""
    away = {name: (group.count + ABSENT // 2) // ABSENT for name, group in as_is.notes.resources.items()}
    lines = [{"change_headcount": {"role": name, "by": -many}} for name, many in away.items() if many]
    return _changed(as_is, *lines) if lines else _nothing("no group has three members or more, so none can miss one")


def _unlimited(as_is: AnnotatedMap) -> AnnotatedMap:
    lines = [
        {"change_headcount": {"role": name, "by": 20 * group.count + 100}}
        for name, group in as_is.notes.resources.items()
    ]
    return _changed(as_is, *lines) if lines else _nothing("nobody works in the process, so there is no staff to add")


def _no_rework(as_is: AnnotatedMap) -> AnnotatedMap:
    """Send no case back, at each gateway where some are."""
    to_be, found = as_is, False
    for node in as_is.map.nodes:
        try:
            to_be = _changed(to_be, {"change_rework_prob": {"gateway": node.id, "probability": 0}})
            found = True
        except ChangeError:
            # The node is no gateway that sends cases back.
            continue
    return to_be if found else _nothing("no gateway sends cases back, so there is no rework to take away")


def _nothing(why: str) -> AnnotatedMap:
    raise ChangeError([Problem("RE528", why, "Leave this preset out.")])


def _longer_hours(as_is: AnnotatedMap) -> AnnotatedMap:
    """Close two hours later on every day that is open at all, for the people; cases arrive as they did."""
    notes = as_is.notes
    longer = {
        name: made.model_copy(update={"hours": {day: _later(spans) for day, spans in made.hours.items()}})
        for name, made in notes.calendars.items()
    }
    names = {name: f"{name}_longer" for name in longer}
    groups = {
        name: group.model_copy(
            update={"calendar": names.get(group.calendar or "", group.calendar), "members": _members(group, names)}
        )
        for name, group in notes.resources.items()
    }
    calendars = {**notes.calendars, **{names[name]: made for name, made in longer.items()}}
    return as_is.with_notes(notes.model_copy(update={"calendars": calendars, "resources": groups}))


def _members(group: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - a number or a list of members
    if not isinstance(group.members, tuple):
        return group.members
    return tuple(
        member.model_copy(update={"calendar": names.get(member.calendar, member.calendar)})
        if member.calendar
        else member
        for member in group.members
    )


def _later(spans: tuple[str, ...]) -> tuple[str, ...]:
    """Return the spans of a day with its last one two hours longer, up to midnight."""
    if not spans:
        return spans
    start, _, end = spans[-1].partition("-")
    hours, _, minutes = end.partition(":")
    before = int(hours) * 60 + int(minutes or 0)
    first = int(start.partition(":")[0]) * 60
    after = before + 60 * HOURS
    after = min(after, MINUTES_A_DAY) if before > first else after
    return (*spans[:-1], f"{start}-{after // 60:02d}:{after % 60:02d}")


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(name="demand", title="What if demand rose by 40 %?", make=_more_demand),
            Preset(name="absent", title="What if one in five were absent?", make=_absent),
            Preset(name="hours", title="What if people worked two hours later every day?", make=_longer_hours),
            Preset(name="no-rework", title="What if no case were sent back?", make=_no_rework),
            Preset(name="unlimited", title="What if staff had no limit?", make=_unlimited),
        )
    }
)
