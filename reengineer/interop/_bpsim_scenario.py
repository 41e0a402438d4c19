"""Gather the parameters of one BPSim scenario, with those that it inherits."""

from collections.abc import Iterator
from dataclasses import field

from reengineer._records import dataclass
from reengineer.bpmn import Extension, extensions
from reengineer.errors import InputError, Problem, nearest
from reengineer.interop._bpsim_values import PLAIN, VALUES, spare_attributes
from reengineer.interop._draft import Draft
from reengineer.interop._qbp_values import attribute, inner
from reengineer.source import Source

NAMESPACES = ("http://www.bpsim.org/schemas/1.0", "http://www.bpsim.org/schemas/2.0")
GROUPS = (
    "TimeParameters", "ControlParameters", "ResourceParameters", "CostParameters", "PriorityParameters",
    "PropertyParameters",
)  # fmt: skip
PARAMETERS = (
    "TransferTime", "QueueTime", "WaitTime", "SetUpTime", "ProcessingTime", "ValidationTime", "ReworkTime", "LagTime",
    "Duration", "ElapsedTime", "Probability", "Condition", "InterTriggerTimer", "TriggerCount", "Quantity",
    "Availability", "Role", "Selection", "FixedCost", "UnitCost", "Interruptible", "Priority", "Property",
    "QueueLength",
)  # fmt: skip
MOST_INHERITED = 100
PROPERTY = "Property:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Hold one parameter of one element: its values by the calendar in which each holds, empty for always.

    Parameters
    ----------
    group, name : str
        Such as ``TimeParameters`` and ``ProcessingTime``; of a property, its own name behind a colon.
    values : dict of str to Extension
    others : tuple of Extension
        Values that say the same once more.
    """

    group: str
    name: str
    values: dict[str, Extension]
    others: tuple[Extension, ...] = ()
    line: int | None = None

    @property
    def main(self) -> Extension | None:
        """Return the value that holds always, else the first."""
        return self.values.get("", next(iter(self.values.values()), None))


@dataclass(slots=True, kw_only=True)
class Scenario:
    """Hold a scenario with all that it inherits.

    Parameters
    ----------
    id, name : str
    settings : dict of str to str
        Attributes of its parameters, such as ``baseTimeUnit``.
    limits : dict of str to Extension
        Start, Duration and Warmup with their values.
    elements : dict of str to dict
        By the element's reference, then by group and name.
    lines : dict of str to int
        Where each element is last spoken of.
    calendars : dict of str to Extension
        By id.
    """

    id: str
    name: str
    line: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    limits: dict[str, Extension] = field(default_factory=dict)
    elements: dict[str, dict[tuple[str, str], Parameter]] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    calendars: dict[str, Extension] = field(default_factory=dict)
    requests: int = 0
    vendors: tuple[str, ...] = ()


def find_scenario(draft: Draft, wanted: str | None) -> Scenario | None:
    """Return the scenario of a file, by id or name, or the first that holds no results; None where there is none.

    Raises
    ------
    InputError
        RE134 where the wanted one is not there.
    """
    found = list(_scenarios(draft))
    file = draft.map.definitions.file
    if wanted is not None:
        chosen = next((item for item in found if wanted in (attribute(item, "id"), attribute(item, "name"))), None)
        if chosen is None:
            known = [attribute(item, "id") or "" for item in found]
            message = f"there is no scenario '{wanted[:60]}'"
            remedy = f"Name one of: {', '.join(known)}. {nearest(wanted, known)}".strip() if known else "There is none."
            raise InputError([Problem("RE134", message, remedy, Source(file=file))])
    else:
        chosen = next((item for item in found if not attribute(item, "result")), None)
    for item in found:
        if item is not chosen and chosen is not None and attribute(item, "id") not in _line_of(chosen, found):
            why = "it holds results" if attribute(item, "result") else "another one is read; name it to read it"
            shown = f"the scenario '{attribute(item, 'name') or attribute(item, 'id')}'"
            draft.told.ignore(shown, why, Source(file=file, line=item.line))
    return _whole(draft, chosen, found) if chosen is not None else None


def _scenarios(draft: Draft) -> Iterator[Extension]:
    for namespace in NAMESPACES:
        for holder in extensions(draft.map.definitions, namespace):
            for data in holder.content:
                if data.name == "BPSimData":
                    yield from inner(data, "Scenario")


def _line_of(chosen: Extension, found: list[Extension]) -> list[str | None]:
    """Return the ids of a scenario and of those that it inherits, the nearest first."""
    by_id = {attribute(item, "id"): item for item in found}
    ids = [attribute(chosen, "id")]
    while len(ids) < MOST_INHERITED:
        parent = attribute(by_id[ids[-1]], "inherits") if ids[-1] in by_id else None
        if not parent or parent not in by_id or parent in ids:
            break
        ids.append(parent)
    return ids


def _whole(draft: Draft, chosen: Extension, found: list[Extension]) -> Scenario:
    by_id = {attribute(item, "id"): item for item in found}
    line = _line_of(chosen, found)
    made = Scenario(
        id=attribute(chosen, "id") or "", name=attribute(chosen, "name") or attribute(chosen, "id") or "",
        line=chosen.line,
    )  # fmt: skip
    last = by_id.get(line[-1], chosen)
    parent = attribute(last, "inherits")
    if parent and parent not in line[:-1]:
        place = Source(file=draft.map.definitions.file, line=last.line)
        draft.told.find(f"the scenario inherits '{parent[:60]}', which is not there", "Mend the reference.", place)
    for key in reversed(line):
        _add(draft, made, by_id.get(key, chosen))
    return made


def _add(draft: Draft, made: Scenario, item: Extension) -> None:
    """Lay the parameters of a scenario over those gathered so far."""
    vendors = list(made.vendors)
    for child in item.children:
        if child.name == "ScenarioParameters":
            made.settings.update(child.attributes)
            for part in child.children:
                if part.name != "PropertyParameters":
                    made.limits[part.name] = part
                for inside in inner(part, "Property") if part.name == "PropertyParameters" else ():
                    made.limits[f"{PROPERTY}{attribute(inside, 'name') or ''}"] = inside
        elif child.name == "ElementParameters":
            _tell_attributes(draft, child, "elementRef")
            _add_element(draft, made, child, vendors)
        elif child.name == "Calendar":
            made.calendars[attribute(child, "id") or attribute(child, "name") or ""] = child
        elif child.name == "VendorExtension":
            vendors.append(attribute(child, "name") or "")
        else:
            place = Source(file=draft.map.definitions.file, line=child.line)
            draft.told.ignore(child.name, "it is not known here", place)
    made.vendors = tuple(dict.fromkeys(vendors))


def _add_element(draft: Draft, made: Scenario, item: Extension, vendors: list[str]) -> None:
    ref = (attribute(item, "elementRef") or "").strip()
    element = made.elements.setdefault(ref, {})
    made.lines[ref] = item.line
    for group in item.children:
        if group.name == "VendorExtension":
            vendors.append(attribute(group, "name") or "")
            continue
        if group.name not in GROUPS:
            place = Source(file=draft.map.definitions.file, line=group.line)
            draft.told.ignore(group.name, "it is not known here", place)
            continue
        _tell_attributes(draft, group)
        for part in group.children:
            _tell_attributes(draft, part, "name", "value", "type")
            name = part.name if part.name != "Property" else f"{PROPERTY}{attribute(part, 'name') or ''}"
            made.requests += len(inner(part, "ResultRequest"))
            _tell_values(draft, part)
            found = parameter(group.name, name, part)
            if found is None:
                continue
            before = element.get((group.name, name))
            values = {**(before.values if before else {}), **found.values}
            element[group.name, name] = Parameter(
                group=group.name, name=name, values=values, others=found.others, line=part.line
            )


def _tell_attributes(draft: Draft, item: Extension, *known: str) -> None:
    for name, _ in item.attributes:
        if name not in ("id", "type", *known):
            place = Source(file=draft.map.definitions.file, line=item.line)
            draft.told.ignore(f"{name[:40]} of {item.name[:40]}", "it is not known here", place)


def _tell_values(draft: Draft, part: Extension) -> None:
    """Tell what stands in a parameter and is no value that is known, or one of a single case."""
    if not part.children and part.name not in PARAMETERS:
        place = Source(file=draft.map.definitions.file, line=part.line)
        draft.told.ignore(part.name[:40], "it is not known here and states no value", place)
    for child in part.children:
        place = Source(file=draft.map.definitions.file, line=child.line)
        if child.name not in (*VALUES, "ResultRequest"):
            draft.told.ignore(f"{child.name[:40]} in {part.name[:40]}", "it is not known here", place)
        elif attribute(child, "instance"):
            draft.told.find("a value of one instance is taken for all", "Leave instance out.", place)
        for spare in spare_attributes(child):
            why = "that distribution does not take it" if "Distribution" in child.name else "it is not known here"
            draft.told.ignore(f"{spare[:40]} of a {child.name}", why, place)
        for strange in child.children:
            if child.name in PLAIN or strange.name not in ("UserDistributionDataPoint", *VALUES):
                place = Source(file=draft.map.definitions.file, line=strange.line)
                draft.told.ignore(f"{strange.name[:40]} in a {child.name}", "it is not known here", place)


def parameter(group: str, name: str, part: Extension) -> Parameter | None:
    """Return the values that a parameter states; None where it only asks for results, or holds some."""
    values: dict[str, Extension] = {}
    others: list[Extension] = []
    # A distribution goes before a text beside it.
    stated = [child for child in part.children if child.name in VALUES and not attribute(child, "result")]
    for child in sorted(stated, key=lambda each: each.name == "StringParameter"):
        key = attribute(child, "validFor") or ""
        if key in values or (child.name == "StringParameter" and values):
            others.append(child)
        else:
            values[key] = child
    if not values:
        return None
    return Parameter(group=group, name=name, values=values, others=tuple(others), line=part.line)
