"""Hold a map with its notes: what every later stage works on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from reengineer._records import dataclass
from reengineer.annotations._calendars import always_open, make_calendar
from reengineer.annotations._load import arrival_rates, case_entries, offered_load
from reengineer.annotations._records import Annotations
from reengineer.annotations._resolve import Resolver
from reengineer.annotations._routing import expected_visits, has_conditions
from reengineer.annotations._sampling import InputRange, input_ranges, sampled, uncertain_paths
from reengineer.annotations._steps import EventNotes, StepNotes
from reengineer.bpmn import CallActivity, called_name, keep_called
from reengineer.calendars import WeeklyCalendar
from reengineer.errors import AnnotationError, ModelError, Problem, shortened
from reengineer.processmap import Node, ProcessMap, build_map
from reengineer.quantities import Estimate

if TYPE_CHECKING:
    from reengineer.annotations._demand import CaseNotes
    from reengineer.annotations._people import CalendarNotes, ResourceNotes
    from reengineer.bpmn import Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An activity, or an event with notes, and what is known of it.

    Parameters
    ----------
    id, name : str
        Of the element; the name is its id where it has none.
    node : Node
    notes : StepNotes
        Empty where nothing is known; of an event, its delay, release, calendar and evidence.
    """

    id: str
    name: str
    node: Node
    notes: StepNotes

    def __repr__(self) -> str:
        return f"<Step {self.id!r} {shortened(self.name)!r}: {self.node.type}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one change did to a map.

    Parameters
    ----------
    operation : str
        Name of the operation.
    title : str
        One line that says what was done.
    added, removed : tuple of str
        Ids of elements.
    changed : tuple of (element, what, before, after)
    """

    operation: str
    title: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedMap:
    """A map and what is known of it. An as-is map and a to-be map are both of this type.

    Parameters
    ----------
    map : ProcessMap
    notes : Annotations
        References are ids of elements and flows.
    files : tuple of (path, sha256)
        What it was read from.
    stands_for : Mapping of str to tuple of str
        Steps of the as-is map that a new node stands for in checks of control and precedence.
    differences : tuple of Difference
        What was changed, in order.
    assumptions : tuple of Problem
        What was assumed, as advice.
    """

    map: ProcessMap
    notes: Annotations = field(default_factory=Annotations)
    files: tuple[tuple[str, str], ...] = ()
    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    assumptions: tuple[Problem, ...] = ()
    # Calendars as they were made of the notes, which do not change.
    _calendars: dict[str, WeeklyCalendar] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __repr__(self) -> str:
        known = f"steps {len(self.steps)}, groups {len(self.notes.resources)}, changes {len(self.differences)}"
        return f"<AnnotatedMap {self.map.title!r}: {known}>"

    @property
    def definitions(self) -> "Definitions":
        """Return what `write_bpmn` writes: the definitions of the map; where they carry notes, with these in place.

        Raises
        ------
        AnnotationError
            If the file carries notes and those of this map do not fit it.
        """
        from reengineer.annotations._to_extensions import in_step

        return in_step(self)

    @property
    def currency(self) -> str:
        """Return the one currency of all money; that of the first amount where it is not stated, else GBP."""
        if self.notes.currency is not None:
            return self.notes.currency
        rates = [group.cost for group in self.notes.resources.values()]
        costs = [step.cost for step in self.notes.steps.values()]
        return next((money.currency for money in (*rates, *costs) if money is not None), "GBP")

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return activities, and events with notes, in document order."""
        return tuple(self._step(node) for node in self.map.nodes if node.is_activity or node.id in self.notes.events)

    def step(self, ref: str) -> Step:
        """Return a step by id or unique name; raise `BpmnError` where the map has no such element."""
        return self._step(self.map.node(ref))

    def _step(self, node: Node) -> Step:
        notes = self.notes.steps.get(node.id) or _of_event(self.notes.events.get(node.id))
        return Step(id=node.id, name=node.label, node=node, notes=notes)

    def group_of(self, step_id: str) -> str | None:
        """Return the first group that a step takes, or None where it takes nobody."""
        notes = self.notes.steps.get(step_id)
        return next(iter(notes.groups), None) if notes is not None else None

    def calendar(self, name: str | None) -> WeeklyCalendar:
        """Return a calendar by name; None is always open.

        Raises
        ------
        ModelError
            RE311 if there is no calendar of that name.
        """
        clock = self.notes.clock
        if name is None:
            return always_open(clock.timezone)
        if name not in self.notes.calendars:
            known = ", ".join(self.notes.calendars) or "none"
            problem = Problem("RE311", f"there is no calendar '{name}'", f"Those known are: {known}.")
            raise ModelError([problem])
        if name not in self._calendars:
            self._calendars[name] = make_calendar(name, self.notes.calendars[name], clock)
        return self._calendars[name]

    def share_estimates(self, gateway_id: str, *, assume: bool = False) -> dict[str, Estimate]:
        """Return the share of each branch of a gateway, with ranges; ``rest`` is worked out.

        The rest takes the range that the others leave to it.

        Raises
        ------
        ModelError
            RE320 if the gateway has no shares, unless `assume`: then all branches are alike.
        """
        flows = self.map.outgoing(gateway_id)
        given = self.notes.flows.get(gateway_id)
        if len(flows) == 1:
            return {flows[0].id: Estimate(1.0)}
        if given is None:
            return self._equal(gateway_id, assume)
        stated = {flow: share for flow, share in given.items() if isinstance(share, Estimate)}
        rest = _rest(stated.values())
        return {flow.id: stated.get(flow.id, rest) for flow in flows}

    def _equal(self, gateway_id: str, assume: bool) -> dict[str, Estimate]:
        flows = self.map.outgoing(gateway_id)
        node = self.map.index.nodes[gateway_id]
        # What conditions let through, and which event comes first, a run tells; for expected visits they count alike.
        if assume or node.type == "eventBasedGateway" or has_conditions(self.map, self.notes, gateway_id):
            return {flow.id: Estimate(1 / len(flows)) for flow in flows}
        message = f"the branches of '{node.label}' have no shares"
        listed = ", ".join(f"to {flow.target}: .." for flow in flows)
        remedy = f"Write under flows {node.id}: {{{listed}}}."
        raise ModelError([Problem("RE320", message, remedy, node.source)])

    def shares(self, gateway_id: str, *, assume: bool = False) -> dict[str, float]:
        """Return the share of each branch of a gateway, 0 to 1, with ``rest`` worked out.

        Raises
        ------
        ModelError
            RE320 if the gateway has no shares, unless `assume`: then all branches are alike.
        """
        return {flow: float(share) for flow, share in self.share_estimates(gateway_id, assume=assume).items()}

    def visits(self, case: str | None = None, *, assume: bool = False) -> dict[str, float]:
        """Return the expected visits of each node by one case.

        Parameters
        ----------
        case : str, optional
            Class of case; all of them, weighted by their demand, where it is left out.
        assume : bool
            Take branches without shares as alike instead of raising.

        Raises
        ------
        ModelError
            RE320 a gateway has no shares; RE321 it is not known where cases start; RE323 cases never leave.
        """
        shares = partial(self._shares_of, assume=assume)
        return expected_visits(self.map, case_entries(self, case), shares, self.opened_calls(), self.notes.flows)

    def _shares_of(self, node: Node, *, assume: bool) -> dict[str, float]:
        return self.shares(node.id, assume=assume)

    def opened_calls(self) -> dict[str, str]:
        """Return the process that each call activity runs, by its id: those of the map, where no notes say otherwise.

        People, a duration or a delay that stand on a call activity make it one step.
        """
        found = {}
        for node in self.map.activities:
            if not isinstance(node.element, CallActivity):
                continue
            notes = self.notes.steps.get(node.id, StepNotes())
            is_told = notes.duration is not None or notes.delay is not None or bool(notes.requests)
            if not is_told and self._can_be_called(called_name(node.element)):
                found[node.id] = called_name(node.element)
        return found

    def _can_be_called(self, process: str) -> bool:
        """Say whether a process is in the map, and it is plain where it starts."""
        if process not in self.map.index.processes:
            return False
        starts = [node for node in self.map.children(process) if node.position == "start"]
        plain = [node for node in starts if node.trigger == "none"]
        return bool(self.map.children(process)) and (len(starts) < 2 or len(plain) == 1)

    def arrival_rate_per_open_s(self) -> dict[str, float]:
        """Return the cases of each class that arrive in a second of open time of its calendar."""
        return {name: rate for name, (rate, _) in arrival_rates(self).items()}

    def arrival_rate_per_week(self) -> dict[str, float]:
        """Return the cases of each class that arrive in an ordinary week."""
        return {name: week for name, (_, week) in arrival_rates(self).items()}

    def _repr_html_(self) -> str:
        """Return the picture of the map, for a notebook."""
        return self.map._repr_html_()

    def offered_load(self, *, assume: bool = False, lasting: bool = False) -> dict[str, float]:
        """Return for each group the work offered to it as a share of what it can do; 1 is full.

        Work is cases an ordinary week, times visits, times mean duration, times members needed; what a group can do is
        its members' open time in that week, times their speed. Of alternatives, the first counts. The
        lasting load leaves out steps at which people lose patience: their queues cannot grow for ever.
        """
        return offered_load(self, assume=assume, lasting=lasting)

    def with_definitions(self, definitions: "Definitions") -> "AnnotatedMap":
        """Return the map made anew from changed definitions, with the same notes."""
        return replace(self, map=build_map(keep_called(definitions, self.map.definitions)))

    def with_notes(self, notes: Annotations) -> "AnnotatedMap":
        """Return the same map with other notes."""
        return replace(self, notes=notes)

    def with_step(self, step_id: str, notes: StepNotes) -> "AnnotatedMap":
        """Return the map with the notes of one step replaced."""
        return self._with("steps", {**self.notes.steps, step_id: notes})

    def with_event(self, event_id: str, notes: EventNotes) -> "AnnotatedMap":
        """Return the map with the notes of one event replaced."""
        return self._with("events", {**self.notes.events, event_id: notes})

    def with_shares(
        self, gateway_id: str, shares: Mapping[str, "Estimate | float | Literal['rest']"]
    ) -> "AnnotatedMap":
        """Return the map with the shares of one gateway replaced, by flow id."""
        as_estimates = {
            flow: share if isinstance(share, Estimate) or share == "rest" else Estimate(float(share))
            for flow, share in shares.items()
        }
        return self._with("flows", {**self.notes.flows, gateway_id: as_estimates})

    def with_resources(self, groups: "Mapping[str, ResourceNotes]") -> "AnnotatedMap":
        """Return the map with some groups replaced, or added behind the others."""
        return self._with("resources", {**self.notes.resources, **groups})

    def with_cases(self, cases: "Mapping[str, CaseNotes]") -> "AnnotatedMap":
        """Return the map with the notes of some kinds of case replaced."""
        return self._with("cases", {**self.notes.cases, **cases})

    def with_calendar(self, name: str, calendar: "CalendarNotes") -> "AnnotatedMap":
        """Return the map with one calendar replaced, or added behind the others."""
        return self._with("calendars", {**self.notes.calendars, name: calendar})

    def without(self, ids: Iterable[str]) -> "AnnotatedMap":
        """Return the map without the notes on these elements and flows, and without references to them."""
        gone = frozenset(ids)
        notes = self.notes
        steps = {ref: _without_references(step, gone) for ref, step in notes.steps.items() if ref not in gone}
        flows = {
            ref: {flow: share for flow, share in shares.items() if flow not in gone}
            for ref, shares in notes.flows.items()
            if ref not in gone
        }
        update = {
            "steps": steps,
            "events": {ref: event for ref, event in notes.events.items() if ref not in gone},
            "flows": {ref: shares for ref, shares in flows.items() if len(shares) > 1},
            "transitions": {
                key: facts for key, facts in notes.transitions.items() if not gone & set(key.split(" -> "))
            },
        }
        return self.with_notes(notes.model_copy(update=update))

    def with_difference(self, difference: Difference) -> "AnnotatedMap":
        """Return the map with one more change on record."""
        return replace(self, differences=(*self.differences, difference))

    def with_assumptions(self, assumptions: Iterable[Problem]) -> "AnnotatedMap":
        """Return the map with more assumptions on record, each once."""
        return replace(self, assumptions=tuple(dict.fromkeys((*self.assumptions, *assumptions))))

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Return the names of all numbers that carry a range, such as ``steps.log.duration.mean``."""
        return uncertain_paths(self.notes)

    @property
    def ranges(self) -> tuple[InputRange, ...]:
        """Return all numbers that carry a range, with their ends and units."""
        return input_ranges(self.notes)

    def sampled(self, draw: Callable[[str], float | None]) -> "AnnotatedMap":
        """Return the map with each range replaced by its point at the number that `draw` gives its name.

        The number lies between 0 and 1; None takes the value as stated.
        """
        return self.with_notes(sampled(self.notes, draw))

    def checked(self) -> "AnnotatedMap":
        """Return the map itself; raise `AnnotationError` where its notes do not fit it."""
        resolver = Resolver(self.map)
        resolver.resolve(self.notes)
        if resolver.problems:
            raise AnnotationError(resolver.problems)
        return self

    def _with(self, section: str, value: object) -> "AnnotatedMap":
        return self.with_notes(self.notes.model_copy(update={section: value}))


def _of_event(event: EventNotes | None) -> StepNotes:
    if event is None:
        return StepNotes()
    return StepNotes(delay=event.delay, release=event.release, calendar=event.calendar, evidence=event.evidence)


def _rest(stated: Iterable[Estimate]) -> Estimate:
    """Return what is left of 1, between what the largest and the smallest shares leave."""
    shares = list(stated)
    value = _within(1 - sum(share.value for share in shares))
    if not any(share.is_range for share in shares):
        return Estimate(value)
    low, high = (_within(1 - sum(ends)) for ends in ([s.most for s in shares], [s.least for s in shares]))
    return Estimate(value, low, high)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


_REFERENCES = ("same_person", "prefer_same_person", "abandoned_to", "balked_to")


def _without_references(step: StepNotes, gone: frozenset[str]) -> StepNotes:
    changed: dict[str, object] = {name: None for name in _REFERENCES if getattr(step, name) in gone}
    if gone & set(step.not_same_person):
        changed["not_same_person"] = tuple(ref for ref in step.not_same_person if ref not in gone)
    return step.model_copy(update=changed) if changed else step
