"""Cases are parted by what their attributes were at arrival, and every kind has measures of its own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate, complete
from reengineer.bpmn import read_bpmn
from reengineer.comparison import affected, compare
from reengineer.criteria import Criterion
from reengineer.measures import Measure
from reengineer.simulation import Job, KindResult, RunSettings, by_kind, run_model
from reengineer.simulation._sketch import Sketch

ALWAYS = {"always": {"daily": "00:00-24:00"}}
CYCLE = Measure(name="cycle_time", unit="min")


def notes(attributes: dict[str, Any], quick: str = "5 min") -> dict[str, Any]:
    return {
        "calendars": ALWAYS,
        "resources": {"clerk": {"members": 20, "calendar": "always"}},
        "steps": {"A": {"role": "clerk", "duration": quick}, "B": {"role": "clerk", "duration": "60 min"}},
        "cases": {
            "case": {
                "start": "S",
                "arrivals": {"every": "exponential(10 min)", "calendar": "always"},
                "attributes": attributes,
            }
        },
    }


NODES = {"S": "startEvent", "X": "exclusiveGateway", "A": "task", "B": "task", "E": "endEvent"}
FLOWS = [("S", "X"), ("X", "A"), ("X", "B"), ("A", "E"), ("B", "E")]
ATTRIBUTES = {"vulnerable": 0.2, "segment": {"retail": 0.7, "business": "rest"}, "value": "lognormal(mean=180, sd=220)"}


CONDITION = '<conditionExpression>case.segment == "retail"</conditionExpression></sequenceFlow>'


def parted(annotated: AnnotatedMap) -> KindResult:
    whole, _ = complete(annotated)
    return by_kind(whole, run_model(whole, RunSettings(cases=400, replications=3, warm_up="none"), Job(name="x")))


def routed(quick: str = "5 min") -> AnnotatedMap:
    """Return a process that sends retail cases one way and business cases another."""
    made = Sketch(nodes=NODES, flows=FLOWS, notes=notes(ATTRIBUTES, quick))
    flow, gateway = b'sourceRef="X" targetRef="A"/>', b'<exclusiveGateway id="X"'
    bpmn = (
        made.bpmn().replace(flow, flow[:-2] + b">" + CONDITION.encode()).replace(gateway, gateway + b' default="X-B"')
    )
    return annotate(read_bpmn(bpmn), Annotations.model_validate(made.notes))


@pytest.fixture(scope="module")
def found() -> KindResult:
    return parted(routed())


def test_words_shares_and_halves_are_kinds(found: KindResult) -> None:
    assert found.kinds == (
        "vulnerable: no", "vulnerable: yes", "segment: retail", "segment: business", "value: lower half",
        "value: upper half",
    )  # fmt: skip


def test_kinds_of_an_attribute_share_all_cases(found: KindResult) -> None:
    for name in ("vulnerable", "segment", "value"):
        masks = [each for kind, each in found.masks.items() if kind.startswith(name)]
        for place, run in enumerate(found.replications):
            assert np.array_equal(sum(mask[place].astype(int) for mask in masks), np.ones(len(run.cases), dtype=int))
    assert np.mean([mask.mean() for mask in found.masks["segment: retail"]]) == pytest.approx(0.7, abs=0.04)
    assert np.mean([mask.mean() for mask in found.masks["vulnerable: yes"]]) == pytest.approx(0.2, abs=0.04)
    assert np.mean([mask.mean() for mask in found.masks["value: upper half"]]) == pytest.approx(0.5, abs=0.05)


def test_kinds_are_those_that_the_run_sent_their_way(found: KindResult) -> None:
    for kind, minutes in (("segment: retail", 5.0), ("segment: business", 60.0)):
        asked = Measure(name="cycle_time", unit="min", scope="class", scope_id=kind)
        assert found.values(asked).tolist() == pytest.approx([minutes] * 3)


def test_other_measures_are_those_of_all_cases(found: KindResult) -> None:
    assert np.array_equal(found.values(CYCLE), found.base.values(CYCLE))


def test_who_gains_is_told_by_attribute(found: KindResult) -> None:
    quicker = parted(routed("3 min"))
    aim = Criterion(id="cycle", measure="cycle_time", unit="min", better="lower", smallest_change=0.5)
    told = affected(compare({"as-is": found, "x": quicker}, [aim]))
    by_kind_of_case = {one.who: one.difference.verdict for one in told if one.kind == "attribute"}
    assert by_kind_of_case["segment: retail"] == "better"
    assert by_kind_of_case["segment: business"] == "no_difference"


def test_cases_without_attributes_have_no_kinds(sketch: Callable[..., Sketch]) -> None:
    assert parted(sketch("S A E", calendars=ALWAYS).annotated()).kinds == ()


def test_words_of_several_attributes_are_told_apart() -> None:
    both = {"channel": {"phone": 0.5, "post": "rest"}, "reply": {"post": 0.3, "phone": "rest"}}
    plain = {**notes(both), "flows": {"X": {"to A": 0.5, "to B": "rest"}}}
    found = parted(Sketch(nodes=NODES, flows=FLOWS, notes=plain).annotated())
    assert np.mean([mask.mean() for mask in found.masks["reply: post"]]) == pytest.approx(0.3, abs=0.05)


def test_a_longer_warm_up_and_fewer_replications_keep_the_kinds(found: KindResult) -> None:
    less = found.first(2)
    asked = Measure(name="cycle_time", unit="min", scope="class", scope_id="segment: retail")
    assert less.values(asked).tolist() == pytest.approx([5.0] * 2)
    later = less.with_warm_up(86_400.0)
    assert (later.warm_up_s, later.kinds) == (604_800.0, found.kinds)
