"""Give every rule the elements it is asked about, and each name the value that it has there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from reengineer._records import dataclass
from reengineer.questions._fragments import BLOCK_NAMES, FRAGMENT, blocks, triples
from reengineer.questions._gateways import GATEWAY
from reengineer.questions._groups import RESOURCE
from reengineer.questions._pairs import ACROSS, PAIR, stated
from reengineer.questions._process import PROCESS
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


_NOTHING: Mapping[str, Value] = MappingProxyType({})


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

    __slots__ = ("_is_pair", "_parts", "_study", "_supposed", "_thresholds", "subject")

    def __init__(self, study: Study, subject: Subject, thresholds: Mapping[str, float]) -> None:
        self.subject = subject
        self._study = study
        self._thresholds = thresholds
        self._supposed: Mapping[str, Value] = _NOTHING
        self._parts = {
            letter: (KINDS[letter], element, study.values(KINDS[letter], element)) for letter, element in subject.parts
        }
        self._is_pair = "t" in self._parts

    def supposing(self, values: Mapping[str, Value]) -> "Context":
        """Return a context in which some names have other values."""
        other = Context(self._study, self.subject, self._thresholds)
        other._supposed = values
        return other

    def element(self, name: str) -> object:
        """Return the element of which a name is said; None for a threshold."""
        part = self._parts.get(name[0])
        return part[1] if part is not None else None

    def __getitem__(self, name: str) -> Value:
        if name in self._supposed:
            return self._supposed[name]
        letter, rest = _split(name)
        part = self._parts.get(letter)
        if part is None:
            return self._thresholds.get(name)
        kind, element, known = part
        if self._is_pair and rest in ACROSS:
            return ACROSS[rest](self._study, self.subject.elements, letter)
        if rest not in known:
            known[rest] = _computed(self._study, kind, element, rest)
        return known[rest]

    def get(self, name: str, default: Value = None) -> Value:
        """Return the value of a name; None where it has none."""
        # Mapping's own goes through an exception, and one round asks some hundred thousand times.
        del default
        return self[name]

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
        value = compute(study, element)
    elif kind == "transition":
        value = stated(name)(study, element)  # type: ignore[arg-type]
    else:
        value = plain(getattr(_notes(study, kind, element), name, None))
    # Arrays give numbers of their own kind, which the language of triggers does not know.
    return value.item() if type(value).__module__ == "numpy" else value  # type: ignore[attr-defined]


def _notes(study: Study, kind: str, element: object) -> object:
    if kind == "step":
        return study.steps[str(element)].notes
    if kind == "resource":
        return study.annotated.notes.resources.get(str(element))
    return study.annotated.notes.process if kind == "process" else None


def contexts(study: Study, rule: Rule) -> tuple[Context, ...]:
    """Return what a rule is asked about, one by one, in the order of the map; rules asked of the same share it."""
    kind = f"{rule.notes.pairs} pairs" if rule.scope == "pair" else rule.scope
    if rule.scope == "fragment" and BLOCK_NAMES.intersection(rule.needs):
        kind = "blocks"
    found = study.contexts.get((kind, id(rule.thresholds)))
    if found is None:
        made = tuple(Context(study, subject, rule.thresholds) for subject in _SUBJECTS[kind](study))
        found = study.contexts[(kind, id(rule.thresholds))] = made
    return found  # type: ignore[return-value]


_WHOLE = ("p", "")


def _single(letter: str, elements: Callable[[Study], Iterable[str]]) -> Callable[[Study], Iterator[Subject]]:
    def give(study: Study) -> Iterator[Subject]:
        for element in elements(study):
            yield Subject(elements=(element,), parts=(_WHOLE, (letter, element)))

    return give


def _runs(elements: Callable[[Study], Iterable[tuple[str, ...]]]) -> Callable[[Study], Iterator[Subject]]:
    def give(study: Study) -> Iterator[Subject]:
        for fragment in elements(study):
            yield Subject(elements=fragment, parts=(_WHOLE, ("f", fragment)))

    return give


def _pairs(pairs: Callable[[Study], Iterable[tuple[str, str]]]) -> Callable[[Study], Iterator[Subject]]:
    def give(study: Study) -> Iterator[Subject]:
        for a, b in pairs(study):
            yield Subject(elements=(a, b), parts=(_WHOLE, ("a", a), ("b", b), ("t", (a, b))))

    return give


def _any_pairs(study: Study) -> Iterator[tuple[str, str]]:
    return ((a, b) for a in study.activities for b in study.ways.after(a))


def _next_pairs(study: Study) -> Iterator[tuple[str, str]]:
    """Give pairs with no step between them; what is stated of a transition is always among them."""
    noted = [tuple(key.split(" -> ")) for key in study.annotated.notes.transitions]
    for a in study.activities:
        following = study.ways.following(a)
        others = (b for first, b in noted if first == a and b in study.activities and b not in following)
        yield from ((a, b) for b in (*following, *others))


_SUBJECTS: Mapping[str, Callable[[Study], Iterator[Subject]]] = {
    "step": _single("s", lambda study: study.activities),
    "any pairs": _pairs(_any_pairs),
    "next pairs": _pairs(_next_pairs),
    "gateway": _single("g", lambda study: (node.id for node in study.map.nodes if node.kind == "gateway")),
    "resource": _single("r", lambda study: study.groups),
    "fragment": _runs(triples),
    "blocks": _runs(blocks),
    "process": lambda _study: iter((Subject(elements=(), parts=(_WHOLE,)),)),
}
