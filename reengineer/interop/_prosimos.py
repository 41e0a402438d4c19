"""Read the models of Prosimos: a BPMN file with a JSON file of parameters."""

import os
from itertools import product
from math import prod
from pathlib import Path as FilePath
from typing import Any

from reengineer.annotations import Arrivals, AttributeNotes, CasePriority, EventNotes, LoopNotes, StepNotes
from reengineer.bpmn import StandardLoopCharacteristics
from reengineer.errors import InputError, Problem, with_article
from reengineer.files import Path, read_json
from reengineer.interop._draft import Draft, Model, bare_name, map_of
from reengineer.interop._hours import weekly_hours
from reengineer.interop._imported import Imported
from reengineer.interop._prosimos_batches import batch
from reengineer.interop._prosimos_file import Walker
from reengineer.interop._prosimos_keys import tell_unknown_keys
from reengineer.interop._prosimos_people import People
from reengineer.interop._prosimos_rules import expression
from reengineer.interop._values import is_blank, shares_of, stated, words_of
from reengineer.processmap import Node
from reengineer.quantities import Distribution, Estimate
from reengineer.simulation import RunSettings
from reengineer.source import Source

MOST_BRANCHES = 5
"""A set for each choice among so many branches of an inclusive gateway is written out."""
SPLITS = ("exclusiveGateway", "inclusiveGateway")
MUST = ("resource_profiles", "task_resource_distribution")
_WHY = {
    "process_model": "the map is the BPMN file",
    "total_cases": "Prosimos takes the number of cases from its command line",
    "start_time": "Prosimos takes the start from its command line",
    "start_date": "Prosimos takes the start from its command line",
    "granule_size": "it is the resolution of fuzzy calendars",
    "gateway_execution_limit": "endless loops are refused by a limit of our own",
    "multitask": "people who take up several tasks at once are not read",
    "batch_frequency": "it is an old key that Prosimos does not read",
    "global_attributes": "attributes that all cases share are not read",
    "messages": "messages between the cases of several models are not read",
}
_READ = frozenset((
    *MUST, "resource_calendars", "arrival_time_distribution", "arrival_time_calendar", "event_distribution",
    "gateway_branching_probabilities", "branch_rules", "case_attributes", "event_attributes", "prioritisation_rules",
    "batch_processing", "model_type",
))  # fmt: skip


def read_prosimos(
    model: Model, parameters: str | os.PathLike[str] | bytes, *, currency: str = "EUR", flush: bool = False
) -> Imported:
    """Read a model of Prosimos 2.

    Parameters
    ----------
    model : path, bytes, Definitions or ProcessMap
        The BPMN file; the two files may be given in either order.
    parameters : path or bytes
        The JSON file.
    currency : str
        Three capital letters; the files name none.
    flush : bool
        Whether a batch that is left short at the end of a run is sent on, as Prosimos does.

    Returns
    -------
    Imported
        The files state neither start nor number of cases; the settings are those by default.

    Raises
    ------
    InputError
        RE101 to RE107 the JSON cannot be read; RE136 it is no model of Prosimos; RE133 a value is impossible; RE135
        something in it has no meaning here.
    BpmnError
        The map cannot be read.
    """
    if _is_json(model) and not _is_json(parameters):
        model, parameters = parameters, model
    draft = Draft(map=map_of(model), currency=currency)
    return _Reader(draft, Walker(read_json(_source(parameters)), draft.told), flush=flush).read()


def _source(given: object) -> FilePath | bytes:
    return given if isinstance(given, bytes) else FilePath(str(given))


def _is_json(given: object) -> bool:
    """Say whether a path or bytes hold JSON, by the first letter."""
    if isinstance(given, str | os.PathLike):
        try:
            with FilePath(given).open("rb") as file:
                given = file.read(200)
        except OSError:
            return str(given).lower().endswith(".json")
    return isinstance(given, bytes) and given.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"{"


class _Reader:
    """Go through the sections of one file."""

    def __init__(self, draft: Draft, walker: Walker, *, flush: bool) -> None:
        self.draft, self.walker, self.told, self.flush = draft, walker, draft.told, flush
        self.data: dict[str, Any] = walker.document.data if isinstance(walker.document.data, dict) else {}
        self.known: set[str] = set()

    def read(self) -> Imported:
        self._check_kind()
        People(self.draft, self.walker).read()
        self._markers()
        self._attributes()
        self._events()
        self._splits()
        self._batches()
        self._priorities()
        self._arrivals()
        self._left_over()
        return self.draft.finish(RunSettings())

    def _check_kind(self) -> None:
        place = Source(file=self.walker.document.file)
        if not any(key in self.data for key in MUST):
            message = f"this is no model of Prosimos: it lacks {' and '.join(MUST)}"
            raise InputError([Problem("RE136", message, "Give the JSON file of the model.", place)])
        if str(self.data.get("model_type", "")).upper() == "FUZZY":
            message = "the model has fuzzy calendars, in which people are there with a probability"
            self.told.refuse(message, "Export it with crisp calendars.", self.walker.place(("model_type",)))

    def _markers(self) -> None:
        """Do a step once where its marker does not say how often: Prosimos looks at no marker."""
        for node in self.draft.map.activities:
            loop = getattr(node.element, "loop", None)
            step = self.draft.steps.get(node.id)
            if loop is None or step is None:
                continue
            stated = (
                loop.condition or loop.maximum if isinstance(loop, StandardLoopCharacteristics) else loop.cardinality
            )
            if stated:
                message = f"'{node.label}' is repeated as its marker says; Prosimos does it once"
            else:
                once: dict[str, object] = {"instances": Distribution.fixed(1.0, unit="1")}
                if isinstance(loop, StandardLoopCharacteristics):
                    once = {"loop": LoopNotes(times=1)}
                self.draft.steps[node.id] = step.model_copy(update=once)
                message = f"'{node.label}' is done once, as in Prosimos: its marker does not say how often"
            self.told.translate(message, node.source)

    def _attributes(self) -> None:
        """Read what cases have from their arrival, and what steps draw anew."""
        for path, _ in self.walker.objects(("case_attributes",)):
            name = self.walker.text(path, "name")
            found = self._attribute(path)
            if found is not None:
                self.draft.attributes[bare_name(name)] = found
                self.known.add(name)
        for path, item in self.walker.objects(("event_attributes",)):
            ref = str(item.get("event_id", ""))
            node = self.draft.node(ref, "task", self.draft.map.activities, self.walker.place(path))
            for where, inside in self.walker.objects((*path, "attributes")):
                self._update(where, inside, node)

    def _update(self, path: Path, item: dict[str, Any], node: Node | None) -> None:
        name, kind = self.walker.text(path, "name"), self.walker.text(path, "type").lower()
        chain = kind == "discrete" and isinstance(item.get("values"), dict)
        if node is None or not node.is_activity or kind not in ("discrete", "continuous") or chain:
            what = "a chain from state to state" if chain else kind or "nothing"
            why = f"an attribute that is given by {what} is not read"
            self.told.ignore(f"the attribute '{name}'", why, self.walker.place(path))
            return
        found = self._attribute(path)
        if found is not None:
            step = self.draft.steps.get(node.id, StepNotes())
            updates = {**step.updates, bare_name(name): found}
            self.draft.steps[node.id] = step.model_copy(update={"updates": updates})
            self.known.add(name)

    def _attribute(self, path: Path) -> AttributeNotes | None:
        name, kind = self.walker.text(path, "name"), self.walker.text(path, "type").lower()
        place = self.walker.place(path)
        if kind == "continuous":
            number = self.walker.distribution((*path, "values"), unit="1")
            return AttributeNotes(number=number) if number is not None else None
        if kind == "discrete":
            values = list(self.walker.objects((*path, "values")))
            shares = {
                str(value.get("key", "")): stated(value.get("value"), f"a share of '{name[:60]}'", self.told, place)
                for _, value in values
            }
            return words_of(shares, f"'{name}'", self.told, place)
        self.told.impossible(f"the attribute '{name[:60]}' is of the type '{kind[:30]}'", "Use discrete.", place)
        return None

    def _events(self) -> None:
        catches = [node for node in self.draft.map.nodes if node.position == "catch"]
        for path, item in self.walker.objects(("event_distribution",)):
            ref = str(item.get("event_id", ""))
            node = self.draft.node(ref, "event", catches, self.walker.place(path))
            if node is None:
                continue
            if node.position != "catch":
                self.told.ignore(f"the delay of '{ref}'", f"it is {with_article(node.type)}", self.walker.place(path))
                continue
            delay = self.walker.distribution(path)
            if delay is not None:
                self.draft.events[node.id] = EventNotes(delay=delay)

    def _splits(self) -> None:
        rules = {self.walker.text(path, "id"): path for path, _ in self.walker.objects(("branch_rules",))}
        used: set[str] = set()
        gateways = [node for node in self.draft.map.nodes if node.kind == "gateway"]
        for path, item in self.walker.objects(("gateway_branching_probabilities",)):
            ref = str(item.get("gateway_id", ""))
            node = self.draft.node(ref, "gateway", gateways, self.walker.place(path))
            if node is None:
                continue
            if node.type not in SPLITS or not self.draft.map.is_split(node.id):
                why = f"'{node.label}' does not choose between branches"
                self.told.ignore("a list of shares", why, self.walker.place(path))
                continue
            self._split(path, node, rules, used)
        for key in rules.keys() - used:
            self.told.ignore(f"the branch rule '{key}'", "no branch refers to it", self.walker.place(rules[key]))

    def _split(self, path: Path, node: Node, rules: dict[str, Path], used: set[str]) -> None:
        flows = [flow.id for flow in self.draft.map.outgoing(node.id)]
        shares: dict[str, float | None] = dict.fromkeys(flows)
        conditions: dict[str, str] = {}
        for where, item in self.walker.objects((*path, "probabilities")):
            flow = str(item.get("path_id", ""))
            if flow not in shares:
                self.told.unknown("branch of the gateway", flow, flows, self.walker.place(where))
                continue
            at = self.walker.place((*where, "value"))
            shares[flow] = stated(item.get("value"), f"the share of '{flow[:60]}'", self.told, at)
            if not is_blank(item.get("condition_id")):
                conditions[flow] = str(item.get("condition_id"))
        place = self.walker.place(path).of_element(node.id, node.name or None)
        if conditions:
            used.update(conditions.values())
            self._conditions(node, conditions, rules, place)
        elif node.type == "inclusiveGateway" and any(share is not None for share in shares.values()):
            self._inclusive(node, shares, place)
        else:
            found = shares_of(shares, f"'{node.label}'", self.told, place)
            if found:
                self.draft.flows[node.id] = found

    def _inclusive(self, node: Node, shares: dict[str, float | None], place: Source) -> None:
        """Draw the set of branches once a case: Prosimos draws each branch, and one by the shares where none comes."""
        given = {flow: share or 0.0 for flow, share in shares.items()}
        wrong = any(not 0 <= share <= 1 for share in given.values()) or not any(given.values())
        again = any(node.id in self.draft.map.reachable(flow.target) for flow in self.draft.map.outgoing(node.id))
        if wrong or again or len(given) > MOST_BRANCHES:
            why = "is come to again" if again else f"has more than {MOST_BRANCHES} branches, or shares that cannot be"
            message = f"the inclusive gateway '{node.label}' has shares, and {why}"
            self.told.refuse(message, "Give each branch a condition, or use an exclusive gateway.", place)
            return
        name = f"taken_{sum(each.startswith('taken_') for each in self.draft.attributes) + 1}"
        self.draft.attributes[name] = AttributeNotes(words={
            " ".join(str(number) for number in taken): Estimate(chance)
            for taken, chance in chances_of_sets([*given.values()]).items()
        })  # fmt: skip
        for number, flow in enumerate(given, 1):
            words = [word for word in self.draft.attributes[name].words or {} if str(number) in word.split()]
            self.draft.conditions[flow] = " or ".join(f"case.{name} == '{word}'" for word in words) or "1 == 2"
        message = (
            f"the branches that '{node.label}' takes are drawn for each case when it arrives, with the chances that "
            "Prosimos gives to each set of them"
        )
        self.told.translate(message, place)

    def _conditions(self, node: Node, conditions: dict[str, str], rules: dict[str, Path], place: Source) -> None:
        flows = self.draft.map.outgoing(node.id)
        without = [flow for flow in flows if flow.id not in conditions and not flow.is_default]
        if without:
            names = ", ".join(f"'{flow.name or flow.id}'" for flow in without)
            message = f"conditions and shares are mixed on '{node.label}': {names} has none"
            self.told.refuse(message, "Give every branch a condition, or none.", place)
            return
        self.told.ignore(f"the shares of '{node.label}'", "its branches have conditions", place)
        for flow, key in conditions.items():
            if key not in rules:
                self.told.impossible(f"there is no branch rule '{key[:60]}'", "Add it to branch_rules.", place)
                continue
            text = expression(self.walker, (*rules[key], "rules"), self.known)
            if text is not None:
                self.draft.conditions[flow] = text

    def _batches(self) -> None:
        for path, item in self.walker.objects(("batch_processing",)):
            ref = str(item.get("task_id", ""))
            node = self.draft.node(ref, "task", self.draft.map.activities, self.walker.place(path))
            found = batch(self.walker, path, flush=self.flush)
            if node is not None and found is not None:
                step = self.draft.steps.get(node.id, StepNotes())
                self.draft.steps[node.id] = step.model_copy(update={"batch": found})
            if "batch_frequency" in item:
                self.told.ignore("batch_frequency", _WHY["batch_frequency"], self.walker.place(path))

    def _priorities(self) -> None:
        levels: list[CasePriority] = []
        for path, _ in self.walker.objects(("prioritisation_rules",)):
            level = int(self.walker.number(path, "priority_level", 0))
            text = expression(self.walker, (*path, "rules"), self.known)
            if text is not None:
                levels.append(CasePriority(level=level, when=text))
        levels.sort(key=lambda each: each.level)
        if levels:
            self.draft.priorities = [*levels, CasePriority(level=levels[-1].level + 1)]

    def _arrivals(self) -> None:
        path: Path = ("arrival_time_distribution",)
        place = self.walker.place(path)
        calendar = None
        if self.data.get("arrival_time_calendar"):
            spans = self.walker.spans(("arrival_time_calendar",))
            hours = weekly_hours(spans, "arrivals", self.told, self.walker.place(("arrival_time_calendar",)))
            if hours is not None:
                calendar = next((name for name, other in self.draft.calendars.items() if other == hours), "arrivals")
                self.draft.calendars[calendar] = hours
        if not isinstance(self.walker.document.at(path), dict):
            self.told.find("it is not known how often cases arrive", "State arrivals under cases.", place)
            self.draft.arrive(None, place)
            return
        drawn = self.walker.text(path, "distribution_name") == "histogram_sampling"
        gap = self.walker.histogram((*path, "histogram_data")) if drawn else self.walker.distribution(path)
        if gap is not None and gap.mean <= 0:
            self.told.impossible("the time between two cases is 0", "Write a time above 0.", place)
            gap = None
        if gap is not None:
            self.told.translate(_ARRIVALS, place)
        self.draft.arrive(
            Arrivals(every=gap, calendar=calendar or self.draft.always(), first="start") if gap is not None else None,
            place,
        )

    def _left_over(self) -> None:
        tell_unknown_keys(self.walker)
        for key, value in self.data.items():
            if key not in _READ and value not in (None, [], {}, ""):
                why = _WHY.get(str(key), "it is not known here")
                self.told.ignore(f"'{key}'", why, self.walker.place((key,)))
        if any(group.cost for group in self.draft.resources.values()):
            message = f"the file names no currency; its costs are taken as {self.draft.currency}"
            self.told.translate(message, Source(file=self.walker.document.file))


def chances_of_sets(shares: list[float]) -> dict[tuple[int, ...], float]:
    """Return the chance of each set of branches, numbered from 1, by the rule of Prosimos.

    Each branch is drawn on its own with its share; where none comes up, one is picked by the shares.
    """
    found: dict[tuple[int, ...], float] = {}
    numbers = range(len(shares))
    for bits in product((False, True), repeat=len(shares)):
        chance = prod(shares[at] if bits[at] else 1 - shares[at] for at in numbers)
        taken = tuple(at + 1 for at in numbers if bits[at])
        if taken:
            found[taken] = found.get(taken, 0.0) + chance
        else:
            for at in numbers:
                found[at + 1,] = found.get((at + 1,), 0.0) + chance * shares[at] / sum(shares)
    total = sum(found.values())
    return {taken: chance / total for taken, chance in found.items() if chance > 0}


_ARRIVALS = (
    "time between arrivals counts open time only; Prosimos lets cases that would come while it is closed come at the "
    "opening"
)
