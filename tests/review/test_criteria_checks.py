"""Checks of single criteria that stand across stages: permitted operations, visits, questions of key steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.operations import OPERATIONS
from reengineer.processmap import build_map
from reengineer.review import ask_review, assess, load_review, sample
from reengineer.simulation import RunSettings, simulate
from reengineer.source import NOWHERE, Source

ALWAYS = {"investigate", "collect_feedback"}
SMALL = Path(__file__).resolve().parent / "small"


@dataclass(frozen=True)
class Asked:
    """A change as a boundary sees it."""

    operation: str
    stated: Mapping[str, object] = field(default_factory=dict)
    source: Source = NOWHERE

    def subjects(self) -> tuple[str, ...]:
        return ()

    def parameters(self) -> dict[str, object]:
        return {}


@pytest.fixture(scope="module")
def refunds() -> AnnotatedMap:
    return load_review(SMALL).as_is


def refused(as_is: AnnotatedMap, operation: str, *permitted: str) -> bool:
    lines = "".join(f"  - {{op: {name}}}\n" for name in permitted)
    listed = f"permitted_changes:\n{lines}" if permitted else "permitted_changes: []\n"
    boundary = Boundary.read(f"version: 1\nprocess: refunds\n{listed}".encode(), name="boundary.yaml")
    return "B103" in {breach.problem.code for breach in boundary.check(as_is, as_is, [Asked(operation)])}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_is_forbidden_unless_it_is_permitted(refunds: AnnotatedMap, operation: str) -> None:
    assert len(OPERATIONS) == 48
    others = [name for name in OPERATIONS if name != operation]
    assert not refused(refunds, operation, operation)
    assert refused(refunds, operation) == (operation not in ALWAYS)
    assert refused(refunds, operation, *others) == (operation not in ALWAYS)


def test_simulated_visits_agree_with_the_routing_equations(small: Path) -> None:
    review = load_review(small)
    result = simulate(review.as_is, RunSettings(cases=1500, replications=6, seed=3))
    log = result.log
    expected = review.as_is.visits()
    for step in ("register", "ask_back", "decide"):
        seen = len(log[log["element"] == step]) / 9000
        share = expected[step]
        # Each case passes a step once or not at all here.
        assert abs(seen - share) <= 4 * (max(share * (1 - share), 0.0) / 9000) ** 0.5 + 1e-9


def test_every_key_step_has_a_question(scenario: Path) -> None:
    review = load_review(scenario)
    asked = ask_review(review)
    for each in assess(review).steps:
        if each.key:
            assert asked.about(each.step.id) or any(base.step == each.step.id for base in asked.base)


SAMPLES = [path.parent.name for path in sorted(sample("scenarios/complaints").parent.glob("*/review.yaml"))]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_an_option_leaves_alone_keeps_its_id_name_and_kind(name: str) -> None:
    review = load_review(sample(f"scenarios/{name}"))
    before = {node.id: (node.name, node.kind) for node in review.as_is.map.nodes}
    for option in review.options.values():
        to_be = option.apply(review.as_is)
        written = build_map(read_bpmn(write_bpmn(to_be.map.definitions)))
        after = {node.id: (node.name, node.kind) for node in written.nodes}
        changed = {each for difference in to_be.differences for each in (*difference.removed, *difference.added)}
        changed |= {each[0] for difference in to_be.differences for each in difference.changed}
        alone = before.keys() - changed
        assert len(alone) > 0.5 * len(before), option.id
        assert {each: after.get(each) for each in alone} == {each: before[each] for each in alone}, option.id
