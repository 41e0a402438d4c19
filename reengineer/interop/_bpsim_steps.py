"""Read what a BPSim scenario says of activities: their times, people, costs and properties."""

import math

from reengineer.annotations import AttributeNotes, Need, StepNotes
from reengineer.bpmn import Extension
from reengineer.expressions import ExpressionError
from reengineer.interop._bpsim_expressions import selection
from reengineer.interop._bpsim_numbers import cost_of, hourly, tell_others
from reengineer.interop._bpsim_people import Element, Resources
from reengineer.interop._bpsim_scenario import PROPERTY, Parameter
from reengineer.interop._bpsim_values import DISTRIBUTIONS, NUMBERS, number, time_of
from reengineer.interop._draft import Draft, bare_name, free_name
from reengineer.interop._qbp_values import attribute, inner
from reengineer.interop._values import number_of, words_of
from reengineer.processmap import Node
from reengineer.quantities import Distribution, Estimate, Money, Rate
from reengineer.source import Source

WORK = ("ProcessingTime", "SetUpTime", "ValidationTime", "ReworkTime")
ON_THE_WAY = ("TransferTime", "WaitTime", "LagTime")
_FAR_SD = 4.0
_MOVED = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean",),
    "beta": ("low", "high"),
}
"""Families whose every time becomes longer by the same, if these numbers do."""
_BEYOND, _ALL_OF_IT = 10.0, 40.0
"""Means beyond which next to nothing of an exponential time is left, and within which all of it lies."""

DEAREST = 2500.0
"""An hour of nobody costs more."""
_TIME, _COST, _PEOPLE = "TimeParameters", "CostParameters", "ResourceParameters"


class Steps:
    """Write notes on activities into the draft."""

    def __init__(self, draft: Draft, resources: Resources, base_s: float) -> None:
        self.draft, self.resources, self.base_s, self.told = draft, resources, base_s, draft.told
        self.changed: set[str] = set()

    def place(self, node: Node, part: Parameter | None) -> Source:
        """Return where a parameter stands, or its element where there is none."""
        if part is None:
            return node.source
        place = Source(file=self.draft.map.definitions.file, line=part.line)
        return place.of_element(node.id, node.name or None)

    def add(self, node: Node, element: Element) -> None:
        """Read all that is said of one activity."""
        if node.kind == "subprocess" and self.draft.map.is_expanded(node.id):
            for part in element.values():
                what = f"{part.name} of a sub-process"
                self.told.ignore(what, "its inside is simulated", self.place(node, part))
            return
        needs = self._needs(node, element)
        role = needs[0].group if len(needs) == 1 and needs[0].quantity == 1 else None
        cost = element.get((_COST, "FixedCost"))
        self.draft.steps[node.id] = StepNotes(
            duration=self._sum(node, element, WORK) or self._other_time(node, element),
            transfer=self._sum(node, element, ON_THE_WAY),
            role=role,
            needs=() if role else needs,
            cost=self._money(node, cost),
            interruptible=self._flag(node, element.get(("PriorityParameters", "Interruptible"))),
            updates=self._updates(node, element),
        )
        self._unread(node, element)

    def time(self, node: Node, part: Parameter | None) -> Distribution | None:
        """Return the time that a parameter states; other values than the main one are told."""
        if part is None or part.main is None:
            return None
        place = self.place(node, part)
        tell_others(part, self.told, place)
        found = time_of(part.main, self.base_s, self.told, place)
        if found is None and part.main.name not in (*NUMBERS, *DISTRIBUTIONS, "DurationParameter"):
            self.told.ignore(f"the {part.main.name} of {part.name}", "it is no number or distribution", place)
        return found

    def _sum(self, node: Node, element: Element, names: tuple[str, ...]) -> Distribution | None:
        """Return several times as one: fixed ones are added; what cannot be added is told."""
        total: Distribution | None = None
        for name in names:
            part = element.get((_TIME, name))
            time = self.time(node, part)
            if time is None:
                continue
            if total is None or (total.family == "fixed" and total.mean == 0):
                total = time
            elif (moved := _added(total, time)) is not None:
                total = moved
            elif time.mean:
                total = _alike(total, time)
                message = f"the sum of {name} and the other times of '{node.label}' is taken as {total}"
                self.told.translate(f"{message}, of the same mean and sd", self.place(node, part))
        return total

    def _other_time(self, node: Node, element: Element) -> Distribution | None:
        """Return the one time of a step that has no processing time: its Duration, of BPSim 2.0."""
        return self.time(node, element.get((_TIME, "Duration")))

    def _needs(self, node: Node, element: Element) -> tuple[Need, ...]:
        chosen, own = element.get((_PEOPLE, "Selection")), element.get((_PEOPLE, "Quantity"))
        if chosen is not None and chosen.main is not None:
            return self._selected(node, chosen, chosen.main)
        if own is None:
            return ()
        place = self.place(node, own)
        group = free_name(node.label, self.draft.resources, node.id)
        self.resources.add(node.id, group, {key: part for key, part in element.items() if key[0] == _PEOPLE})
        unit = element.get((_COST, "UnitCost"))
        cost = cost_of(unit, self.draft.currency, self.told, place)
        if cost is not None and cost != 0 and not 0 < cost < 1e9:
            self.told.find(f"an hour costs {cost:g}, which cannot be; it is not used", "Write 0 or more.", place)
        elif unit is not None and cost:
            rate = Rate(
                Estimate(hourly(unit, cost, self.told, place) or self._hourly(cost, place)), self.draft.currency
            )
            self.draft.resources[group] = self.draft.resources[group].model_copy(update={"cost": rate})
        self.told.translate(f"the quantity of a task is a group of its own, '{group}'", place)
        return (Need(group=group),)

    def _hourly(self, cost: float, place: Source) -> float:
        """Return the cost of an hour of somebody whose unit cost a task states."""
        hourly = cost * 3600 / self.base_s
        if hourly > DEAREST:
            message = (
                f"a unit cost of {cost:g} a base unit of time would be {hourly:,.0f} an hour; it is taken as an hour's"
            )
            self.told.find(message, "State the cost of an hour with the people.", place)
            return cost
        self.told.translate("the unit cost of a task is taken for each base unit of time", place)
        return hourly

    def _selected(self, node: Node, part: Parameter, value: Extension) -> tuple[Need, ...]:
        place = self.place(node, part)
        try:
            text = (attribute(value, "value") or "").strip()
            needs = (Need(group=text),) if text in self.resources.names else selection(text, self.resources.roles)
        except ExpressionError as fault:
            self.told.ignore(f"the Selection of '{node.label}'", str(fault), place)
            return ()
        found = []
        for need in needs:
            name = self.resources.names.get(need.group)
            if name is None:
                self.told.find(f"nothing is said of the resource '{need.group[:60]}'", "Give it a Quantity.", place)
                name = self.resources.add(need.group, free_name(need.group, self.draft.resources, "resource"), {})
            found.append(need.model_copy(update={"group": name}))
        return tuple(found)

    def _money(self, node: Node, part: Parameter | None) -> Money | None:
        value = cost_of(part, self.draft.currency, self.told, self.place(node, part))
        if value is None or value == 0:
            return None
        if not 0 < value < 1e12:
            self.told.impossible(f"the cost is {value:g}", "Write 0 or more.", self.place(node, part))
            return None
        return Money(Estimate(value), self.draft.currency)

    def _flag(self, node: Node, part: Parameter | None) -> bool | None:
        if part is None or part.main is None:
            return None
        text = (attribute(part.main, "value") or "").strip().lower().removesuffix("()")
        found = {"true": True, "1": True, "false": False, "0": False}.get(text)
        if found is None:
            self.told.ignore(f"{part.name} of '{node.label}'", "it is neither true nor false", self.place(node, part))
        return found

    def _updates(self, node: Node, element: Element) -> dict[str, AttributeNotes]:
        found = {}
        for part in element.values():
            if part.group == "PropertyParameters" and part.name.startswith("Property:"):
                name = part.name.partition(":")[2]
                made = self.property(node, part)
                if made is not None:
                    found[bare_name(name)] = made
                else:
                    self.changed.add(name)
        return found

    def property(self, node: Node, part: Parameter) -> AttributeNotes | None:
        """Return how a property is set; None where it is set in a way that is not read, which is told."""
        value, place = part.main, self.place(node, part)
        if value is None:
            return None
        if value.name in ("StringParameter", "BooleanParameter"):
            return AttributeNotes(words={attribute(value, "value") or "": Estimate(1.0)})
        if value.name == "UserDistribution" and (words := _words(value)):
            return words_of(words, f"'{part.name.partition(':')[2]}'", self.told, place)
        made = number(value, self.told, place)
        if made is None:
            why = f"a {value.name} is not read as the value of a property"
            self.told.ignore(f"{part.name.replace(':', ' ')} at '{node.label}'", why, place)
            return None
        return AttributeNotes(number=made)

    def _unread(self, node: Node, element: Element) -> None:
        known = {(_TIME, name) for name in (*WORK, *ON_THE_WAY)}
        known |= {(_PEOPLE, "Selection"), (_COST, "FixedCost")}
        known |= {("PriorityParameters", "Interruptible"), ("ControlParameters", "Probability")}
        reasons = {
            "QueueTime": "waiting is what is simulated",
            "Priority": "the standard does not say whether high or low goes first",
            "Availability": "hours are given by calendars",
            "Duration": "the processing time counts",
            "ElapsedTime": "it is a result",
            "TriggerCount": "it limits how often events happen",
            "UnitCost": "the cost of an hour belongs to a resource",
            "Quantity": "the selection says who works",
        }
        used = {(_TIME, "Duration")} if (_TIME, "ProcessingTime") not in element else set()
        if (_PEOPLE, "Selection") not in element:
            own = (_PEOPLE, "Quantity")
            used |= {own, (_COST, "UnitCost"), (_PEOPLE, "Availability")} if own in element else set()
        for key, part in element.items():
            zero = part.main is not None and number_of(attribute(part.main, "value")) == 0
            if key not in known | used and not part.name.startswith(PROPERTY) and not zero:
                why = reasons.get(part.name, "it is not read at an activity")
                self.told.ignore(f"{part.name} of '{node.label}'", why, self.place(node, part))


def _added(one: Distribution, other: Distribution) -> Distribution | None:
    """Return the sum of two times where one is fixed and the other can be moved; None otherwise."""
    by, moved = (one.mean, other) if one.family == "fixed" else (other.mean, one)
    if "fixed" not in (one.family, other.family):
        return None
    values = {name: value.value for name, value in moved.parameters}
    if moved.family == "exponential" and by < _BEYOND * moved.mean:
        # What is left of it beyond any instant is as it was at first.
        return Distribution.truncated(moved, by, by + _ALL_OF_IT * moved.mean)
    if moved.family == "discrete":
        points = tuple((at + by, share) for at, share in moved.points)
        return Distribution(family="discrete", unit=moved.unit, points=points)
    # A normal time that may fall below 0 is cut off there, and then cannot be moved.
    if moved.family not in _MOVED or (moved.family == "normal" and values["mean"] < _FAR_SD * values["sd"]):
        return None
    given = {name: value + by if name in _MOVED[moved.family] else value for name, value in values.items()}
    return Distribution.of(moved.family, unit=moved.unit, working=False, **given)


def _alike(one: Distribution, other: Distribution) -> Distribution:
    """Return a gamma distribution with the mean and the variance of the sum of two times."""
    mean = one.mean + other.mean
    sd = math.sqrt(one.variance + other.variance)
    return Distribution.of("gamma", mean=mean, cv=sd / mean) if sd else Distribution.fixed(mean)


def _words(value: Extension) -> dict[str, float | None]:
    """Return the words of a distribution over texts with their shares; empty where it is one over numbers."""
    points = [(inner(point, "StringParameter"), point) for point in inner(value, "UserDistributionDataPoint")]
    if not points or not all(texts for texts, _ in points):
        return {}
    return {attribute(texts[0], "value") or "": number_of(attribute(point, "probability")) for texts, point in points}
