"""Name steps, groups and rules in the pages for decision makers as people know them, not by their ids."""

import re
from collections.abc import Mapping
from dataclasses import field, replace

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap
from reengineer.comparison import Affected, Comparison
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.measures import Measure
from reengineer.operations import in_plain_words
from reengineer.report import Studies
from reengineer.review._folder import Review
from reengineer.review._people import member_roles

_ID = r"[\w.-]*\w"
_QUOTED = re.compile(rf'"({_ID})"')
_CHAIN = re.compile(rf"(?<![\w.-]){_ID}(?: > {_ID})+")
_STEPS = re.compile(rf"\b(?P<before>steps? |pass |Give |Leave )(?P<ids>{_ID}(?: (?:or|and) {_ID})*)")
_PAIR = re.compile(rf"^(?P<ids>{_ID} and {_ID})(?= are both done by)")
_ROLE = re.compile(rf"\brole ({_ID}(?: and {_ID})*)")
_PART = re.compile(rf"({_ID})")
_GROUP = re.compile(rf"\bgroup ({_ID})(?= is offered)")
_DONE_BY = re.compile(rf"(?<=done by ){_ID}(?: and {_ID})*")
_RULES = {"permitted_changes": "the list of permitted changes", "locked_steps": "the list of locked steps"}
_KINDS = {
    "precedence": "order of steps",
    "separation_of_duties": "separation of duties",
    "minimum_check_share": "least share",
}
_WORDS = """
a after and any before by can case cases different done end every for from had has in is it leads least may more never
no nobody not of one or pass people roles runs says start take that the to way who with without
"""
_FIXED = frozenset(_WORDS.split())
_ORDER = re.compile(rf"^(?:precedence )?({_ID}) before ({_ID})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Hold what things are called, by id.

    Parameters
    ----------
    elements, groups : mapping of str to str
        Of the map; a group is called as the lane is whose steps it does, and no other group's.
    rules : mapping of str to str
        Of the boundary: its controls and rules.
    members : mapping of str to str
        What stands for people: their place in their group.
    """

    elements: Mapping[str, str]
    groups: Mapping[str, str]
    rules: Mapping[str, str]
    members: Mapping[str, str] = field(default_factory=dict)

    def rule(self, rule: str) -> str:
        """Return a rule as people know it, with its id where that is short."""
        name = self.rules.get(rule, "")
        order = _ORDER.match(name or rule)
        if order:
            return " before ".join(f"\u201c{self.elements.get(each, each)}\u201d" for each in order.groups())
        if name and name != rule and " " not in rule:
            return f"\u201c{name}\u201d ({rule})"
        return self.proof(name) if name else _RULES.get(rule, rule.replace("_", " "))

    @staticmethod
    def kind(rule: str) -> str:
        """Return the id of a control, or what kind of rule it is: rules without an id are named by their steps."""
        first, _, rest = rule.partition(" ")
        return _KINDS.get(first, first.replace("_", " ")) if rest else rule

    def proof(self, sentence: str) -> str:
        """Return a sentence of the register, which is made of ids and few other words, with steps and groups named."""
        said = _DONE_BY.sub(lambda found: self._plain(found[0], self.groups), sentence)
        return _PART.sub(lambda found: self._step(found[1]), said)

    def _step(self, word: str) -> str:
        return word if word in _FIXED or word not in self.elements else f"\u201c{self.elements[word]}\u201d"

    @staticmethod
    def _plain(ids: str, known: Mapping[str, str]) -> str:
        return _PART.sub(lambda found: known.get(found[1], found[1]), ids)

    def text(self, text: str) -> str:
        """Return a sentence about the boundary with steps and roles named, where it is plain that they are meant."""
        text = _QUOTED.sub(lambda found: f"\u201c{self.elements.get(found[1], found[1])}\u201d", text)
        text = _CHAIN.sub(
            lambda found: " > ".join(self.elements.get(each, each) for each in found[0].split(" > ")), text
        )
        text = _PAIR.sub(lambda found: self._listed(found["ids"], self.elements), text)
        text = _STEPS.sub(lambda found: found["before"] + self._listed(found["ids"], self.elements), text)
        text = _GROUP.sub(lambda found: f"group {self.groups.get(found[1], found[1])}", text)
        return in_plain_words(_ROLE.sub(lambda found: "role " + self._listed(found[1], self.groups), text))

    @staticmethod
    def _listed(ids: str, known: Mapping[str, str]) -> str:
        return _PART.sub(lambda found: f"\u201c{known[found[1]]}\u201d" if found[1] in known else found[1], ids)

    def measure(self, measure: Measure) -> Measure:
        """Return a measure whose step or group goes by its name, and whose member by none."""
        return replace(measure, scope_id=self._place(measure.scope, measure.scope_id))

    def criterion(self, criterion: Criterion) -> Criterion:
        """Return a criterion whose step or group goes by its name, and whose member by none."""
        return criterion.model_copy(update={"scope_id": self._place(criterion.scope, criterion.scope_id)})

    def _place(self, scope: str, ref: str | None) -> str | None:
        if ref is None or scope not in ("step", "group", "member"):
            return ref
        if scope == "member":
            return self.members.get(ref, ref)
        if scope == "group":
            return self.groups.get(ref, ref)
        return f"\u201c{self.elements[ref]}\u201d" if ref in self.elements else ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBreach:
    """Hold a breach as a reader sees it."""

    rule: str
    problem: Problem


def names_of(review: Review) -> Names:
    """Return what the steps, groups and rules of a review are called."""
    as_is = review.as_is
    proofs = () if review.boundary is None else review.boundary.register(as_is)
    groups = group_names(as_is)
    return Names(
        elements={node.id: node.label for node in as_is.map.nodes if node.name},
        groups=groups,
        rules={proof.rule: proof.name for proof in proofs},
        members=member_roles(as_is, groups),
    )


def group_names(as_is: AnnotatedMap) -> dict[str, str]:
    """Return what groups are called: as the lane of that id, or the one lane whose steps the group alone does.

    A group that nothing of the kind is known of is left out.
    """
    lanes: dict[str, set[str]] = {}
    groups: dict[str, set[str]] = {}
    called: dict[str, str] = {}
    for node in as_is.map.nodes:
        notes = as_is.notes.steps.get(node.id)
        name = (node.lane_name or "").strip()
        if not name:
            continue
        called.setdefault(node.lane or "", name)
        for group in () if notes is None else notes.groups:
            lanes.setdefault(group, set()).add(name)
            groups.setdefault(name, set()).add(group)
    found = {}
    for group in as_is.notes.resources:
        own = lanes.get(group, set())
        if group in called:
            found[group] = called[group]
        elif len(own) == 1 and len(groups[next(iter(own))]) == 1:
            found[group] = next(iter(own))
    return found if len(set(found.values())) == len(found) else {}


def in_words(comparison: Comparison, names: Names) -> Comparison:
    """Return a comparison that names steps, groups and rules as people know them."""

    def told(problem: Problem) -> Problem:
        return replace(problem, message=names.text(problem.message), remedy=names.text(problem.remedy))

    outcomes = (
        replace(
            outcome,
            measures=tuple(replace(each, measure=names.measure(each.measure)) for each in outcome.measures),
            findings=tuple(told(finding) for finding in outcome.findings),
            breaches=tuple(
                ToldBreach(rule=names.rule(each.rule), problem=told(each.problem)) for each in outcome.breaches
            ),
        )
        for outcome in comparison.outcomes
    )
    return replace(
        comparison,
        outcomes=tuple(outcomes),
        criteria=tuple(names.criterion(each) for each in comparison.criteria),
        differences=tuple(replace(each, measure=names.measure(each.measure)) for each in comparison.differences),
    )


def studies_in_words(studies: Studies, names: Names) -> Studies:
    """Return studies that name groups of people as people know them."""

    def named(one: Affected) -> Affected:
        if one.kind != "group":
            return one
        difference = replace(one.difference, measure=names.measure(one.difference.measure))
        return replace(one, who=names.groups.get(one.who, one.who), difference=difference)

    closeups = {
        option: replace(each, groups=tuple(names.groups.get(group, group) for group in each.groups))
        for option, each in studies.closeups.items()
    }
    groups = {f"resources.{group}": name for group, name in names.groups.items()}
    return replace(
        studies,
        affected=tuple(named(one) for one in studies.affected),
        closeups=closeups,
        names={**studies.names, **groups},
    )
