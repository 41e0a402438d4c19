"""Read the resources of a BPSim scenario: who there is, when, at what cost."""

from reengineer.annotations import MemberNotes, ResourceNotes
from reengineer.bpmn import Extension
from reengineer.interop._bpsim_hours import Shift, Staff, shift, staff
from reengineer.interop._bpsim_numbers import cost_of, hourly
from reengineer.interop._bpsim_scenario import Parameter, Scenario
from reengineer.interop._draft import Draft
from reengineer.interop._qbp_values import attribute
from reengineer.interop._values import is_true, number_of
from reengineer.quantities import Estimate, Rate
from reengineer.source import Source

MOST_MEMBERS = 10_000
Element = dict[tuple[str, str], Parameter]


class Resources:
    """Make groups of what a scenario says of resources."""

    def __init__(self, draft: Draft, scenario: Scenario) -> None:
        self.draft, self.scenario, self.told = draft, scenario, draft.told
        self.shifts: dict[str, Shift | None] = {}
        self.names: dict[str, str] = {}
        self.roles: dict[str, list[str]] = {}

    def place(self, line: int | None) -> Source:
        """Return a line of the file."""
        return Source(file=self.draft.map.definitions.file, line=line)

    def shift(self, key: str) -> Shift | None:
        """Return a calendar of the scenario by its id or name; None where there is none that can be read."""
        if key not in self.shifts:
            found = self.scenario.calendars.get(key)
            if found is None:
                named = (item for item in self.scenario.calendars.values() if attribute(item, "name") == key)
                found = next(named, None)
            if found is None:
                self.told.find(f"there is no calendar '{key[:60]}'", "Define it in the scenario.", self.place(None))
            self.shifts[key] = self._read(found) if found is not None else None
        return self.shifts[key]

    def _read(self, item: Extension) -> Shift | None:
        name = attribute(item, "name") or attribute(item, "id") or "calendar"
        return shift(name, item.text, self.told, self.place(item.line))

    def add(self, ref: str, name: str, element: Element) -> str:
        """Add the group that a reference names, with what is said of it; return its name."""
        quantity = element.get(("ResourceParameters", "Quantity"))
        place = self.place(quantity.line if quantity else None)
        rate = self._rate(element)
        self.names[ref] = name
        self._add_roles(ref, element)
        always = self._count(quantity.values.get("") if quantity else None, name, place)
        shifts: list[tuple[Shift, int]] = []
        for key, value in (quantity.values if quantity else {}).items():
            found = self.shift(key) if key else None
            count = self._count(value, name, place)
            if found is not None and count is not None:
                shifts.append((found, count))
        present = [] if shifts else self._present(element, name)
        if present:
            shifts, always = [(each, 1 if always is None else always) for each in present], 0
        if shifts:
            members = staff(name, always or 0, shifts, self.told, place)
            self.draft.resources[name] = self._group(name, members, rate)
        else:
            if not always:
                self.told.find(f"it is not said how many '{name}' there are; one is assumed", "State it.", place)
            calendar = self.draft.always()
            self.draft.resources[name] = ResourceNotes(members=Estimate(always or 1), calendar=calendar, cost=rate)
        return name

    def _add_roles(self, ref: str, element: Element) -> None:
        part = element.get(("ResourceParameters", "Role"))
        for value in (*part.values.values(), *part.others) if part else ():
            for role in (attribute(value, "value") or "").split(","):
                if role.strip():
                    self.roles.setdefault(role.strip(), []).append(ref)

    def _present(self, element: Element, name: str) -> list[Shift]:
        """Return the calendars in which a resource is said to be available; none where it is not said by calendar."""
        part = element.get(("ResourceParameters", "Availability"))
        found = []
        for key, value in part.values.items() if part else ():
            if key and value.name == "BooleanParameter" and is_true(value):
                found.append(self.shift(key))
            elif key or not is_true(value):
                place = self.place(part.line if part else None)
                what = f"the {value.name} of Availability of '{name}'{f' in {key!r}' if key else ''}"
                self.told.ignore(what, "only the calendars in which it is true are read", place)
        return [each for each in found if each is not None]

    def _count(self, value: Extension | None, name: str, place: Source) -> int | None:
        if value is None:
            return None
        found = number_of(attribute(value, "value"))
        if found is None or not 0 <= found <= MOST_MEMBERS or found != int(found):
            shown = attribute(value, "value") or f"a {value.name}"
            remedy = f"Write a whole number up to {MOST_MEMBERS}."
            self.told.impossible(f"the quantity of '{name}' is {shown[:40]}", remedy, place)
            return None
        return int(found)

    def _group(self, name: str, members: tuple[Staff, ...], rate: Rate | None) -> ResourceNotes:
        for each in members:
            if each.calendar is not None and each.hours is not None:
                self.draft.calendars[each.calendar] = each.hours
        if len(members) == 1:
            calendar = members[0].calendar if members[0].hours else None
            return ResourceNotes(members=Estimate(members[0].count), calendar=calendar, cost=rate)
        numbered = [each for each in members for _ in range(each.count)]
        listed = tuple(
            MemberNotes(name=f"{name} {number}", calendar=each.calendar) for number, each in enumerate(numbered, 1)
        )
        return ResourceNotes(members=listed, cost=rate)

    def _rate(self, element: Element) -> Rate | None:
        """Return the cost of an hour."""
        unit = element.get(("CostParameters", "UnitCost"))
        if unit is None or unit.main is None:
            return None
        place = self.place(unit.line)
        cost = cost_of(unit, self.draft.currency, self.told, place)
        if not cost:
            return None
        cost = hourly(unit, cost, self.told, place) or cost
        if not 0 < cost < 1e9:
            self.told.impossible(f"an hour costs {cost:g}", "Write 0 or more.", place)
            return None
        return Rate(Estimate(cost), self.draft.currency)
