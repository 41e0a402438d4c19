"""Fill in what is not known, and say each time what was assumed, what to ask and whom."""

import math
import re
from collections.abc import Iterator
from typing import Literal, TypeVar

from reengineer.annotations._annotated import AnnotatedMap
from reengineer.annotations._demand import Arrivals, CaseNotes
from reengineer.annotations._load import work_per_case_s
from reengineer.annotations._people import CalendarNotes, ResourceNotes
from reengineer.annotations._reached import all_starts, open_starts, reached
from reengineer.annotations._routing import condition_of, has_conditions, may_have_shares, takes_several
from reengineer.annotations._steps import EventNotes, EventPartNotes, LoopNotes, StepNotes
from reengineer.annotations._timer_starts import with_timer_starts
from reengineer.annotations._waiting import awaited, timer_delay, waiting_events, waiting_parts
from reengineer.bpmn import MultiInstanceLoopCharacteristics, StandardLoopCharacteristics
from reengineer.errors import ModelError, Problem, Severity
from reengineer.processmap import Node, ProcessMap, part_name
from reengineer.quantities import Distribution, Estimate
from reengineer.source import Source

AD_HOC = "adHocSubProcess"
AUTOMATED = ("serviceTask", "scriptTask", "businessRuleTask")
ASSUMED_WORK = Distribution.of("exponential", mean=600.0)
ASSUMED_GAP_S = 600.0
ASSUMED_DELAY = Distribution.fixed(3600.0)
ASSUMED_LOAD = 0.8
MOST_MEMBERS = 10_000

Shares = dict[str, Estimate | Literal["rest"]]
_N = TypeVar("_N", ResourceNotes, Arrivals)


def assumptions(annotated: AnnotatedMap) -> tuple[Problem, ...]:
    """Return what a run would assume, as advice with the question to ask, and what it cannot assume, as errors."""
    return tuple(_Assumer(annotated).filled()[1])


def complete(annotated: AnnotatedMap) -> tuple[AnnotatedMap, tuple[Problem, ...]]:
    """Return the map with everything filled in that a run needs, and what was assumed.

    Working hours are Monday to Friday 09:00-17:00, branches are alike, work takes 10 minutes on average, a step's group
    is its lane, a group without a headcount is sized to 80 % load. The assumptions are kept in the map as well.

    Raises
    ------
    ModelError
        RE338: an event waits for something, and nobody says how long; RE321: it is not known where cases start.
    """
    filled, problems = _Assumer(annotated).filled()
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ModelError(errors)
    return filled.with_assumptions(problems), tuple(problems)


def assume_all(map: ProcessMap | AnnotatedMap) -> AnnotatedMap:  # noqa: A002 - the word is the map
    """Return a map with everything assumed that is not known; each assumption is listed in it.

    As `complete`, and in addition every event that waits for something waits one hour.
    """
    annotated = map if isinstance(map, AnnotatedMap) else AnnotatedMap(map=map)
    filled, problems = _Assumer(annotated, assume_delays=True).filled()
    return filled.with_assumptions(problems)


class _Assumer:
    """Go through a map and fill the gaps, from calendars to headcounts."""

    def __init__(self, annotated: AnnotatedMap, *, assume_delays: bool = False) -> None:
        self.map = annotated
        self.assume_delays = assume_delays
        self.problems: list[Problem] = []
        self.hours: str | None = None

    def filled(self) -> tuple[AnnotatedMap, list[Problem]]:
        """Return the filled map and what was assumed, in the order of the road."""
        self._roles()
        self._durations()
        self._delays()
        self._repetitions()
        self._shares()
        self._demand()
        self._calendars()
        self._headcounts()
        self._costs()
        return self.map, self.problems

    def _say(self, code: str, message: str, remedy: str, source: Source, severity: Severity = "advice") -> None:
        self.problems.append(Problem(code, message, remedy, source, severity))

    def _update(self, **sections: object) -> None:
        self.map = self.map.with_notes(self.map.notes.model_copy(update=sections))

    def _tasks(self) -> Iterator[tuple[Node, StepNotes]]:
        """Give each activity that work is done on: not a sub-process whose inside has its own."""
        opened = self.map.opened_calls()
        closed: set[str] = set()
        for node in self.map.map.activities:
            if node.parent in closed or (self.assume_delays and node.type == AD_HOC):
                closed.add(node.id)
            is_open = (self.map.map.is_expanded(node.id) and node.id not in closed) or node.id in opened
            if node.type != "receiveTask" and not is_open and node.parent not in closed:
                yield node, self.map.notes.steps.get(node.id, StepNotes())

    def _roles(self) -> None:
        resources = dict(self.map.notes.resources)
        steps = dict(self.map.notes.steps)
        for node, notes in self._tasks():
            if not _wants_people(node, notes):
                continue
            group = group_for(self.map, node, resources)
            where = f"the lane '{node.lane_name}'" if node.lane_name else "its process"
            message = f"it is not known who does it; a member of '{group}' is assumed, after {where}"
            ask = f"Ask the process owner: who does '{node.label}'? Write the group under role."
            self._say("RE333", message, ask, node.source)
            resources.setdefault(group, ResourceNotes())
            steps[node.id] = notes.model_copy(update={"role": group})
        for notes in steps.values():
            for group in notes.groups:
                resources.setdefault(group, ResourceNotes())
        self._update(resources=resources, steps=steps)

    def _durations(self) -> None:
        steps = dict(self.map.notes.steps)
        for node, notes in self._tasks():
            if notes.duration is not None or notes.delay is not None:
                continue
            work = ASSUMED_WORK if notes.requests else Distribution.fixed(0.0)
            words = "10 min on average, exponential," if notes.requests else "no time"
            ask = f"Ask those who do it: how long does '{node.label}' take, waiting left out? A range will do."
            told = "its duration is not known;" if node.type != AD_HOC else "what is inside has no order; one step of"
            self._say("RE330", f"{told} {words} is assumed", ask, node.source)
            steps[node.id] = notes.model_copy(update={"duration": work})
        self._update(steps=steps)

    def _delays(self) -> None:
        events, steps = dict(self.map.notes.events), dict(self.map.notes.steps)
        # Where demand is not stated either, all starts have some.
        come_to = None if self.map.notes.cases else reached(self.map, all_starts(self.map))
        for node in waiting_events(self.map, come_to):
            delay = timer_delay(node) or self._assumed_delay(node)
            if delay is None:
                continue
            if node.is_activity:
                steps[node.id] = steps.get(node.id, StepNotes()).model_copy(update={"delay": delay})
            else:
                events[node.id] = events.get(node.id, EventNotes()).model_copy(update={"delay": delay})
        for whole, part in waiting_parts(self.map):
            delay = timer_delay(part) or self._assumed_delay(part, f" as a {part_name(whole, part)}")
            notes = events.get(whole.id, EventNotes())
            if delay is not None:
                own = notes.parts.get(part_name(whole, part), EventPartNotes()).model_copy(update={"delay": delay})
                parts = {**notes.parts, part_name(whole, part): own}
                events[whole.id] = notes.model_copy(update={"parts": parts})
        self._update(events=events, steps=steps)

    def _assumed_delay(self, node: Node, part: str = "") -> Distribution | None:
        ask = f"Ask those who wait for it: how long does it take until '{node.label}' happens? Write it as delay."
        if not self.assume_delays:
            message = f"it waits for {awaited(node)}"
            self._say("RE338", f"{message}, and its delay{part} is not known", ask, node.source, "error")
            return None
        self._say("RE337", f"its delay{part} is not known; 1 h is assumed", ask, node.source)
        return ASSUMED_DELAY

    def _repetitions(self) -> None:
        """State how often steps are repeated whose marker in the map does not say."""
        if not self.assume_delays:
            return
        steps = dict(self.map.notes.steps)
        for node in self.map.map.activities:
            notes = steps.get(node.id, StepNotes())
            marker = getattr(node.element, "loop", None)
            ask = f"Ask those who do it: how often is '{node.label}' repeated for a case?"
            if isinstance(marker, StandardLoopCharacteristics) and notes.loop is None:
                self._say(
                    "RE339", "how often its loop runs is not known; one more in 20 % is assumed", ask, node.source
                )
                steps[node.id] = notes.model_copy(update={"loop": LoopNotes(again=0.2)})
            elif isinstance(marker, MultiInstanceLoopCharacteristics) and notes.instances is None:
                self._say("RE339", "how many instances it has is not known; 3 are assumed", ask, node.source)
                three = Distribution.of("fixed", unit="1", value=3.0)
                steps[node.id] = notes.model_copy(update={"instances": three})
        self._update(steps=steps)

    def _shares(self) -> None:
        flows = dict(self.map.notes.flows)
        for node in unshared_gateways(self.map):
            outgoing = self.map.map.outgoing(node.id)
            ask = f"Ask those who decide: of 100 cases at '{node.label}', how many go which way?"
            listed = ", ".join(f"to {flow.target}" for flow in outgoing)
            known = f"the shares of its branches are not known ({listed})"
            flows[node.id], assumed = _alike(self.map.map, node)
            self._say("RE331", f"{known}; {assumed}", ask, node.source)
        self._update(flows=flows)

    def _demand(self) -> None:
        stated = self.map.notes.cases
        self.map = with_timer_starts(self.map, open_starts(self.map))
        cases = dict(self.map.notes.cases)
        starts = open_starts(self.map) if stated else all_starts(self.map)
        if not stated:
            untimed = [start for start in starts if start not in {case.start for case in cases.values()}]
            several = len(untimed) > 1
            cases |= {f"case {number}" if several else "case": CaseNotes(start=start)
                      for number, start in enumerate(untimed, 1)}  # fmt: skip
        missing = [name for name, case in cases.items() if case.arrivals is None]
        for name, case in cases.items():
            if case.start is None:
                cases[name] = self._started(name, case, starts)
            if case.arrivals is None:
                gap_s = ASSUMED_GAP_S * max(len(missing), 1)
                every = Distribution.of("exponential", mean=gap_s)
                cases[name] = cases[name].model_copy(update={"arrivals": Arrivals(every=every)})
                message = f"the demand of '{name}' is not known; one case every {gap_s / 60:g} min is assumed"
                ask = "Ask the service manager: how many cases come in a day or week? Write it under cases."
                self._say("RE335", message, ask, self.map.map.definitions.source)
        self._update(cases=cases)

    def _started(self, name: str, case: CaseNotes, starts: list[str]) -> CaseNotes:
        if len(starts) == 1:
            return case.model_copy(update={"start": starts[0]})
        listed = ", ".join(starts) or "none"
        message = f"it is not known where cases of '{name}' start; the map has the start events: {listed}"
        self._say(
            "RE321",
            message,
            "Write the start event under cases, as start: ID.",
            self.map.map.definitions.source,
            "error",
        )
        return case

    def _calendars(self) -> None:
        notes = self.map.notes
        resources = {
            name: self._with_hours(f"the group '{name}'", group) if _lacks_hours(group) else group
            for name, group in notes.resources.items()
        }
        cases = {}
        for name, case in notes.cases.items():
            arrivals = case.arrivals
            if arrivals is not None and arrivals.calendar is None and arrivals.every is not None:
                arrivals = self._with_hours(f"the arrivals of '{name}'", arrivals)
            cases[name] = case.model_copy(update={"arrivals": arrivals})
        self._update(resources=resources, cases=cases)

    def _with_hours(self, what: str, notes: _N) -> _N:
        if self.hours is None:
            self.hours = _unused("office_hours", self.map.notes.calendars)
            week = CalendarNotes.model_validate({"mon-fri": "09:00-17:00"})
            self._update(calendars={**self.map.notes.calendars, self.hours: week})
        message = f"the hours of {what} are not known; Monday to Friday 09:00-17:00 is assumed"
        ask = "Ask the team leader: on which days and hours? Write it under calendars."
        self._say("RE332", message, ask, self.map.map.definitions.source)
        return notes.model_copy(update={"calendar": self.hours})

    def _headcounts(self) -> None:
        resources = dict(self.map.notes.resources)
        unknown = [name for name, group in resources.items() if group.members is None]
        if not unknown:
            return
        try:
            work_s = work_per_case_s(self.map)
            demand = sum(self.map.arrival_rate_per_week().values())
        except ModelError:
            # What makes this fail is refused by name when the map is run; one member lets the rest be shown.
            work_s, demand = {}, 0.0
        for name in unknown:
            open_s = self.map.calendar(resources[name].calendar).open_s_per_week or 1.0
            wanted = math.ceil(work_s.get(name, 0.0) * demand / (ASSUMED_LOAD * open_s) - 1e-9)
            members = Estimate(min(max(wanted, 1), MOST_MEMBERS))
            resources[name] = resources[name].model_copy(update={"members": members})
            message = f"the headcount of '{name}' is not known; {members} is assumed, for a load of 80 % or less"
            ask = f"Ask the team leader: how many people of '{name}' are at work on an ordinary day?"
            self._say("RE336", message, ask, self.map.map.definitions.source)
        self._update(resources=resources)

    def _costs(self) -> None:
        for name, group in self.map.notes.resources.items():
            if group.cost is None and not all(member.cost for member in group.people(name)):
                message = f"what an hour of '{name}' costs is not known; 0 is assumed"
                ask = "Ask finance: what does an hour cost with overheads? Write it as cost: 24 GBP/h."
                self._say("RE334", message, ask, self.map.map.definitions.source)


def _alike(map: ProcessMap, node: Node) -> tuple[Shares, str]:  # noqa: A002
    """Return shares that make the ways on from what chooses alike, and how that is told."""
    ways = map.outgoing(node.id)
    each = Estimate(1 / len(ways))
    if not takes_several(map, node):
        shares: Shares = {flow.id: each for flow in ways[:-1]}
        return shares | {ways[-1].id: "rest"}, f"{len(ways)} equal ones are assumed"
    if node.kind != "gateway":
        sure = {flow.id: each if flow.is_default or condition_of(flow) else Estimate(1.0) for flow in ways}
        return dict(sure), f"those with a condition are taken in 1 of {len(ways)} cases"
    if any(flow.is_default for flow in ways):
        return {flow.id: each for flow in ways}, f"{len(ways)} equal ones are assumed"
    first = {flow.id: each for flow in ways} | {ways[0].id: Estimate(1.0)}
    return dict(first), f"the first is taken always, the others in 1 of {len(ways)} cases"


def _wants_people(node: Node, notes: StepNotes) -> bool:
    told = notes.requests or notes.delay is not None or notes.manual is False or notes.third_party is True
    return not told and node.type not in AUTOMATED


def _lacks_hours(group: ResourceNotes) -> bool:
    members = group.members if isinstance(group.members, tuple) else ()
    return group.calendar is None and not (members and all(member.calendar for member in members))


def group_for(annotated: AnnotatedMap, node: Node, resources: "dict[str, ResourceNotes]") -> str:
    """Return the name of the group that a lane, or else a pool or process, stands for.

    A group that bears the lane's id or name is that group.
    """
    words = [node.lane or "", node.lane_name or ""] if node.lane else _process_words(annotated.map, node.process)
    known = {slug(name): name for name in resources}
    for word in words:
        if word and slug(word) in known:
            return known[slug(word)]
    return slug(next((word for word in reversed(words) if word), "")) or "staff"


def _process_words(map: ProcessMap, process: str) -> list[str]:  # noqa: A002
    pools = [pool.name or "" for pool in map.pools if pool.process_ref == process]
    names = [item.name or "" for item in map.processes if item.id == process]
    return [process, *names, *pools]


def slug(text: str) -> str:
    """Return a name in small letters, digits and underscores."""
    return re.sub(r"[^\w]+", "_", text.lower()).strip("_")


def _unused(name: str, taken: "dict[str, CalendarNotes]") -> str:
    return name if name not in taken else _unused(f"{name}_assumed", taken)


def unshared_gateways(annotated: AnnotatedMap) -> tuple[Node, ...]:
    """Return what chooses between branches, and has neither shares nor conditions on what cases have."""
    types = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
    return tuple(
        node
        for node in annotated.map.nodes
        if ((node.type in types and annotated.map.is_split(node.id)) or may_have_shares(annotated.map, node))
        and node.id not in annotated.notes.flows
        and not has_conditions(annotated.map, annotated.notes, node.id)
    )
