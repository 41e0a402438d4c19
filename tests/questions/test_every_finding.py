"""Each rule that is raised gives a finding whose texts are filled and whose suggestions stand on their own."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise

import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.operations import OPERATIONS
from reengineer.questions import Finding, Rule, catalogue
from reengineer.questions._ask import _finding
from reengineer.questions._evidence import Context, contexts
from reengineer.questions._study import Study

RULES = catalogue().rules
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'
KINDS = {
    "s": "startEvent", "a": "userTask", "b": "userTask", "c": "userTask", "p": "parallelGateway", "k": "task",
    "m": "task", "j": "parallelGateway", "g": "exclusiveGateway", "e": "endEvent",
}  # fmt: skip
WAYS = "s>a a>b b>c c>p p>k p>m k>j m>j j>g g>a g>e"


@cache
def study() -> Study:
    nodes = [f'<{kind} id="{node}" name="{node.upper()}"/>' for node, kind in KINDS.items()]
    flows = [way.split(">") for way in WAYS.split()]
    nodes += [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows]
    notes = {
        "currency": "GBP",
        "cases": {"c": {"arrivals": {"every": "60 min"}}},
        "resources": {"x": {"members": 2, "cost": "30 GBP/h"}},
        "steps": {step: {"role": "x", "duration": "5 min", "is_knockout": True} for step in "abckm"},
        "flows": {"g": {"g_a": 0.2, "g_e": "rest"}},
    }
    text = f"{HEAD}{''.join(nodes)}</process></definitions>"
    made: AnnotatedMap = annotate(read_bpmn(text.encode(), file="map.bpmn"), Annotations.model_validate(notes))
    return Study(annotated=made, boundary=Boundary.model_validate({"version": 1, "process": "p"}))


def raised(rule: Rule) -> tuple[Finding, Context]:
    context = contexts(study(), rule)[0].supposing(rule.notes.example.raises)
    assert rule.trigger.examine(context).value is True
    return _finding(study(), catalogue(), rule, context.subject, context, ()), context


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_finding_is_whole(rule: Rule) -> None:
    finding, _ = raised(rule)
    assert finding.rule == rule.id
    assert "{" not in finding.question
    assert "(unknown)" not in finding.question
    assert finding.because
    assert finding.stake is not None or finding.stake_missing
    assert finding.to_dict()["question"] == finding.question


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_its_suggestions_name_what_they_would_change(rule: Rule) -> None:
    finding, _ = raised(rule)
    for suggestion in finding.suggests:
        parameters: Mapping[str, object] = dict(suggestion.parameters)
        assert suggestion.operation in OPERATIONS
        assert all("{" not in str(each) for each in parameters.values())
        assert parameters or suggestion.note


def test_the_map_has_what_every_rule_is_asked_about() -> None:
    asked: Callable[[Rule], int] = lambda rule: len(contexts(study(), rule))  # noqa: E731 - one word for a short thought
    assert [rule.id for rule in RULES if not asked(rule)] == []
    assert [a for a, b in pairwise(RULES) if a.id == b.id] == []
