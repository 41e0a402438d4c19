"""Give every rule the elements it is asked about, and each name the value that it has there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from reengineer.questions._others import FRAGMENT, GATEWAY, PROCESS, RESOURCE, triples
from reengineer.questions._pairs import PAIR, shared_duty, stated
from reengineer.questions._records import Rule
from reengineer.questions._steps import STEP
from reengineer.questions._study import Study, Value, plain
from reengineer.questions._terms import KINDS

_REGISTRY: Mapping[str, Mapping[str, Callable[[Study, Any], Value]]] = {
    "step": STEP,
    "transition": PAIR,
    "resource": RESOURCE,
    "gateway": GATEWAY,
    "fragment": FRAGMENT,
    "process": PROCESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Hold what a rule is asked about: one element of each letter it uses.

    Parameters
    ----------
    elements : tuple of str
        Ids for the finding.
    parts : tuple of (str, object)
        Element by letter.
    """

    elements: tuple[str, ...]
    parts: tuple[tuple[str, object], ...]


class Context(Mapping[str, Value]):
    """Look names up for one subject; a name without a value is None."""

    __slots__ = ("_pair", "_parts", "_study", "_subject", "_supposed", "_thresholds")

    def __init__(
        self,
        study: Study,
        subject: Subject,
        thresholds: Mapping[str, float],
        supposed: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        self._study = study
        self._subject = subject
        self._supposed = supposed
        self._thresholds = thresholds
        self._parts = {letter: (KINDS[letter], element) for letter, element in subject.parts}
        self._pair = subject.elements if "t" in self._parts else ()

    def supposing(self, values: Mapping[str, Value]) -> "Context":
        """Return a context in which some names have other values."""
        return Context(self._study, self._subject, self._thresholds, values)

    def __getitem__(self, name: str) -> Value:
        if name in self._supposed:
            return self._supposed[name]
        letter, rest = _split(name)
        part = self._parts.get(letter)
        if part is None:
            return self._thresholds.get(name)
        if rest == "sod_group" and self._pair:
            # A step may be in several groups; for a pair the one they share is the one that counts.
            group = shared_duty(self._study, (self._pair[0], self._pair[1]))
            if group is not None:
                return group
        return value_of(self._study, part[0], part[1], rest)

    def __iter__(self) -> Iterator[str]:
        return iter(self._thresholds)

    def __len__(self) -> int:
        return len(self._thresholds)


@cache
def _split(name: str) -> tuple[str, str]:
    letter, _, rest = name.partition(".")
    return letter, rest


def value_of(study: Study, kind: str, element: object, name: str) -> Value:
    """Return the value that a name has for an element, computed when first asked for; None where nothing tells it."""
    known = study.values(kind, element)
    if name not in known:
        known[name] = _computed(study, kind, element, name)
    return known[name]


def _computed(study: Study, kind: str, element: object, name: str) -> Value:
    compute = _REGISTRY[kind].get(name)
    if compute is not None:
        return compute(study, element)
    if kind == "transition":
        return stated(name)(study, element)  # type: ignore[arg-type]
    return plain(getattr(_notes(study, kind, element), name, None))


def _notes(study: Study, kind: str, element: object) -> object:
    if kind == "step":
        return study.steps[str(element)].notes
    if kind == "resource":
        return study.annotated.notes.resources.get(str(element))
    return study.annotated.notes.process if kind == "process" else None


def subjects(study: Study, rule: Rule) -> Iterator[Subject]:
    """Give what a rule is asked about, one by one, in the order of the map."""
    whole = ("p", "")
    if rule.scope == "step":
        yield from (Subject(elements=(step,), parts=(whole, ("s", step))) for step in study.activities)
    elif rule.scope == "pair":
        for a, b in _pairs(study, rule):
            yield Subject(elements=(a, b), parts=(whole, ("a", a), ("b", b), ("t", (a, b))))
    elif rule.scope == "gateway":
        gateways = (node.id for node in study.map.nodes if node.kind == "gateway")
        yield from (Subject(elements=(gateway,), parts=(whole, ("g", gateway))) for gateway in gateways)
    elif rule.scope == "resource":
        yield from (Subject(elements=(group,), parts=(whole, ("r", group))) for group in study.groups)
    elif rule.scope == "fragment":
        yield from (Subject(elements=three, parts=(whole, ("f", three))) for three in triples(study))
    else:
        yield Subject(elements=(), parts=(whole,))


def _pairs(study: Study, rule: Rule) -> Iterator[tuple[str, str]]:
    """Give pairs of steps that the rule looks at; what is stated of a transition is always among them."""
    if rule.notes.pairs == "any":
        yield from ((a, b) for a in study.activities for b in study.ways.after(a))
        return
    noted = [tuple(key.split(" -> ")) for key in study.annotated.notes.transitions]
    for a in study.activities:
        following = study.ways.following(a)
        others = (b for first, b in noted if first == a and b in study.activities and b not in following)
        yield from ((a, b) for b in (*following, *others))
